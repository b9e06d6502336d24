//! The numbers of an organisation: what each looks like in its country, and looking one up in a register.

use crate::{
    answer::Failure,
    fields::{Input, Labelled, TextField},
    form::{INSTEAD, form_state},
    visit::words,
};
use leptos::prelude::*;
use rules::{Field, OrganisationType};
use serde::{Deserialize, Serialize};

/// What a page knows of an organisation's numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumbersData {
    /// One for each field of a number.
    pub(crate) hints: Vec<NumberHint>,
    /// Whether a register can be asked.
    pub(crate) finds: bool,
}

/// What a number looks like in a country. All sentences are made by the server: the browser has no table of countries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHint {
    /// Whose hint it is.
    pub field: Field,
    /// What the number is called there, how long it is, and an example.
    pub hint: String,
    /// Whether it is made of digits alone.
    pub numeric: bool,
    /// The number that follows from the TIN; empty if none does.
    pub follows: String,
    /// That it does, in words.
    pub sentence: String,
    /// The button that takes it.
    pub take: String,
}

/// What the numbers look like, for a form that stands so.
#[server(endpoint = "number_hints")]
pub async fn number_hints(
    #[server(default)] country: String,
    #[server(default)] organisation_type: String,
    #[server(default)] tin: String,
) -> Result<Vec<NumberHint>, Failure> {
    let typed = move |field| match field {
        Field::Country => country.clone(),
        Field::OrganisationType => organisation_type.clone(),
        Field::Tin => tin.clone(),
        _ => String::new(),
    };
    Ok(ssr::hints(&typed))
}

/// What a business account needs. The style sheet hides it for a personal account where scripts run.
#[component]
pub(crate) fn Business(numbers: NumbersData, find: &'static str) -> impl IntoView {
    let words = words();
    let own = &words.details;
    let kinds =
        OrganisationType::ALL.map(|kind| (kind.as_str().to_owned(), (own.organisation_type)(kind).to_owned())).to_vec();
    let NumbersData { hints, finds } = numbers;
    let hint = |field| hints.iter().find(|hint| hint.field == field).cloned();
    let [tin, registration, vat] = [Field::Tin, Field::RegistrationNumber, Field::VatNumber].map(hint);
    view! {
        <fieldset class="group business" aria-describedby="business-hint">
            <legend class="group__legend">{own.settings}</legend>
            <p class="field__hint" id="business-hint">{own.settings_hint}</p>
            <crate::fields::ChoiceField field=Field::OrganisationType choices=kinds autocomplete="off" none=words.frame.choose/>
            <NumberField field=Field::Tin hint=tin/>
            {finds.then(|| view! { <Find to=find/> })}
            <TextField field=Field::CompanyName/>
            <NumberField field=Field::RegistrationNumber hint=registration/>
            <NumberField field=Field::VatNumber hint=vat/>
            <TextField field=Field::Address optional=true/>
            <div class="form__row">
                <TextField field=Field::City optional=true/>
                <TextField field=Field::PostalCode optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

/// A number, with what it looks like in the country that is chosen; where the app is awake that follows the country.
#[component]
fn NumberField(field: Field, hint: Option<NumberHint>) -> impl IntoView {
    let optional = field != Field::Tin;
    let follows = format!("{}-follows", field.name());
    let (said, numeric) = hint.as_ref().map(|hint| (hint.hint.clone(), hint.numeric)).unwrap_or_default();
    view! {
        <Labelled field hint=Some(said) optional follows=true>
            {optional.then(|| view! { <p class="field__hint follows" id=follows.clone() aria-live="polite">{hint.map(follows_in_words)}</p> })}
            <Input field inputmode=numeric.then_some("numeric") hinted=true described=optional.then(|| follows.clone())/>
        </Labelled>
    }
    .into_any()
}

/// The number that follows from the TIN, and the place of the button that takes it.
fn follows_in_words(hint: NumberHint) -> Option<impl IntoView> {
    let NumberHint { field, follows, sentence, take, .. } = hint;
    (!follows.is_empty()).then(|| {
        view! { {sentence} " " <span data-label=take data-fill=field.name() data-value=follows></span> }
    })
}

/// The button that looks the organisation up, and the place for what was found.
#[component]
fn Find(to: &'static str) -> impl IntoView {
    let words = &words().details;
    let target = to.rsplit('/').next();
    view! {
        <div class="find" id="found">
            <button class="button button--secondary" type="submit" formaction=to name=INSTEAD value=target aria-describedby="find-hint">{words.find}</button>
            <p class="field__hint" id="find-hint">{words.find_hint}</p>
            <p class="find__said" role="status" data-found>{form_state().found()}</p>
        </div>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what is known of the numbers of a country.

    use super::*;
    use crate::{form::Shown, server::accounts, visit::words};
    use rules::{Country, Number, NumberKind, OrganisationType, number};

    /// The fields that hold a number.
    const NUMBERS: [Field; 3] = [Field::Tin, Field::RegistrationNumber, Field::VatNumber];

    /// What a page knows of the numbers in this form.
    pub(crate) fn numbers_of(shown: &Shown) -> NumbersData {
        NumbersData { hints: hints(&|field| shown.value(field)), finds: accounts().companies.finds_companies() }
    }

    /// What the numbers look like in the country that is chosen, and which ones follow from the TIN.
    pub(crate) fn hints(typed: &dyn Fn(Field) -> String) -> Vec<NumberHint> {
        let country = Country::parse(&typed(Field::Country));
        let organisation = OrganisationType::parse(&typed(Field::OrganisationType));
        let today = accounts().facts().today;
        let tin = country.and_then(|country| Number::tin(&typed(Field::Tin), Some(country), organisation, today).ok());
        let tin = tin.filter(|tin| tin.doubt().is_none());
        NUMBERS.map(|field| hint(field, country, organisation, tin.as_ref())).to_vec()
    }

    /// Whether a keyboard of digits is enough: a person may have a number with letters where organisations have none.
    fn is_numeric(field: Field, country: Option<Country>, organisation: Option<OrganisationType>) -> bool {
        let person = organisation == Some(OrganisationType::IndividualEntrepreneur);
        number::is_numeric(field, country)
            && (!person || NumberKind::of_field(field, country).all(NumberKind::is_numeric))
    }

    fn hint(
        field: Field,
        country: Option<Country>,
        organisation: Option<OrganisationType>,
        tin: Option<&Number>,
    ) -> NumberHint {
        let follows = match field {
            Field::VatNumber => tin.and_then(Number::vat_of),
            Field::RegistrationNumber => tin.and_then(Number::registration_of),
            _ => None,
        };
        let follows = follows.map(|number| number.shown()).unwrap_or_default();
        let words = words();
        NumberHint {
            field,
            hint: words::numbers::hint(words.language, field, country),
            numeric: is_numeric(field, country, organisation),
            sentence: (words.details.follows)(&follows),
            take: (words.details.take)(&follows),
            follows,
        }
    }
}
