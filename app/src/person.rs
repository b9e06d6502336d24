//! What somebody says of themselves, in the wizard's second step and in the profile.

use crate::{
    answer::Failure,
    fields::{Input, Labelled},
};
use leptos::prelude::*;
use rules::Field;

/// What a phone number is in international form, or what it could begin with. The browser has no table of numbers.
#[server(endpoint = "phone_hint")]
pub async fn phone_hint(
    #[server(default)] country: String,
    #[server(default)] phone: String,
) -> Result<String, Failure> {
    Ok(ssr::phone_hint(&country, &phone))
}

/// The fields that both forms have.
#[component]
pub(crate) fn PersonFields(
    /// What is said of the phone number as it stands.
    phone_hint: String,
    /// The country, where the form does not ask for it.
    #[prop(optional_no_strip)]
    country: Option<String>,
) -> impl IntoView {
    view! {
        <Labelled field=Field::Phone hint=None optional=false>
            <p class="field__hint" id="phone-read" aria-live="polite" data-country=country>{phone_hint}</p>
            <Input field=Field::Phone hinted=false described=Some("phone-read".to_owned())/>
        </Labelled>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: reading a phone number.

    use crate::visit::words;
    use accounts::{calling_code, in_international_form};
    use rules::Country;

    /// What is said of a phone number that is typed so.
    pub(crate) fn phone_hint(country: &str, phone: &str) -> String {
        let words = &words().details;
        let country = Country::parse(country);
        match (in_international_form(phone, country), country.and_then(calling_code)) {
            (Some(number), Some(code)) if number == phone.trim() => (words.calling_code)(code),
            (Some(number), _) => (words.phone_read)(&number),
            (None, Some(code)) => (words.calling_code)(code),
            (None, None) => words.phone_plus.to_owned(),
        }
    }
}
