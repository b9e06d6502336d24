//! `/register/details`: where from, and for whom the account is.

use crate::{
    answer::{Answer, Failure},
    country::CountryField,
    fields::{ChoiceField, RadioField},
    form::{DefaultButton, Hidden, PostForm, Shown, Submit},
    layout::Page,
    numbers::{Business, NumbersData},
    person::PersonFields,
    visit::words,
    wizard::Ahead,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountType, DetailsForm, Field, Language};
use words::Countries;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct DetailsData {
    pub(crate) shown: Shown,
    pub(crate) countries: Countries,
    /// Whether an invitation began it: then the step before is done.
    pub(crate) invited: bool,
    pub(crate) numbers: NumbersData,
    /// What is said of the phone number.
    pub(crate) phone_hint: String,
}

/// Keeps the additional information and sends the code.
#[server(endpoint = "details")]
pub async fn details(#[server(flatten)] form: DetailsForm) -> Result<Answer, Failure> {
    use crate::server;
    let context = server::request_context();
    let kept = server::accounts().registrations.details(&form, &context).await;
    ssr::after_details(kept, &form.registration).await
}

/// Looks the organisation up for a registration.
#[server(endpoint = "find_company")]
pub async fn find_company(#[server(flatten)] form: DetailsForm) -> Result<Answer, Failure> {
    crate::find_company::find_for_registration(&form).await
}

/// The page.
#[component]
pub(crate) fn DetailsView(data: DetailsData) -> impl IntoView {
    let words = words();
    let back = (!data.invited).then(|| "/register".to_owned());
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.own_name().to_owned())).to_vec();
    let own = &words.details;
    let [_, ahead @ ..] = if data.invited { &words.invitation.aside } else { &words.register.aside };
    view! {
        <Page heading=own.heading.to_owned() step=(2, 4) nostrip:back=back aside=Ahead::of(ahead)>
            <PostForm to=Details::PATH shown=data.shown>
                <DefaultButton/>
                <Hidden field=Field::Registration/>
                <Hidden field=Field::Confirmed/>
                <ChoiceField field=Field::Language choices=languages autocomplete="language"/>
                <CountryField countries=data.countries/>
                <PersonFields phone_hint=data.phone_hint/>
                <RadioField field=Field::AccountType choices=account_types()/>
                <Business numbers=data.numbers find=FindCompany::PATH/>
                <Submit label=own.button/>
            </PostForm>
        </Page>
    }
}

/// Whom an account can be for.
pub(crate) fn account_types() -> Vec<(&'static str, &'static str, &'static str)> {
    let own = &words().details;
    vec![
        (AccountType::Personal.as_str(), own.personal, own.personal_hint),
        (AccountType::Business.as_str(), own.business, own.business_hint),
    ]
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::country::ssr::countries;
    use crate::numbers::ssr::numbers_of;
    use crate::person::ssr::phone_hint;
    use crate::server::{
        answer, refused, refused_value, request_context, set_language_cookie, step, unfinished_or_leave, with_guesses,
    };
    use accounts::Error;
    use rules::Details;

    /// What the page shows; who has not begun is led to the beginning.
    pub(crate) async fn details_data(registration: Option<String>) -> Result<DetailsData, Failure> {
        let named = refused_value(Field::Registration).or(registration);
        let unfinished = unfinished_or_leave(named).await?;
        let invited = unfinished.invited;
        let shown = refused("details").unwrap_or_else(|| Shown::of(with_guesses(unfinished.values)));
        let phone_hint = phone_hint(&shown.value(Field::Country), &shown.value(Field::Phone));
        Ok(DetailsData { numbers: numbers_of(&shown), countries: countries(&shown), phone_hint, shown, invited })
    }

    /// After the second step: on to the third, in the language that was chosen.
    pub(crate) async fn after_details(saved: Result<Details, Error>, id: &str) -> Result<Answer, Failure> {
        let details = match saved {
            Ok(details) => details,
            Err(error) => return answer(Err(error)),
        };
        let context = request_context();
        let next = step(&context, "/register/verify", id).await?;
        if details.language == context.language {
            return Ok(Answer::Go(next));
        }
        set_language_cookie(details.language);
        Ok(Answer::Load(next))
    }
}
