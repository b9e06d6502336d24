//! `/register/details`: where from, and for whom the account is.

use crate::{
    answer::{Answer, Failure},
    fields::{ChoiceField, RadioField, TextField},
    form::{Hidden, PostForm, Shown, Submit, form_state},
    layout::Page,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountType, DetailsForm, Field, Language, OrganisationType};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct DetailsData {
    pub(crate) shown: Shown,
    /// Code and name, in the order of the page's language.
    pub(crate) countries: Vec<(String, String)>,
    /// Whether an invitation began it: then the step before is done.
    pub(crate) invited: bool,
}

/// Keeps the additional information and sends the code.
#[server(endpoint = "details")]
pub async fn details(#[server(flatten)] form: DetailsForm) -> Result<Answer, Failure> {
    use crate::server;
    let visitor = server::visitor();
    let kept = server::accounts().details(&form, &visitor).await;
    server::detailed(kept, &form.registration).await
}

/// The page.
#[component]
pub(crate) fn DetailsView(data: DetailsData) -> impl IntoView {
    let words = words();
    let back = (!data.invited).then(|| "/register".to_owned());
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.own_name().to_owned())).to_vec();
    let own = &words.details;
    view! {
        <Page heading=own.heading.to_owned() step=(2, 4) nostrip:back=back>
            <PostForm to=Details::PATH shown=data.shown>
                <Hidden field=Field::Registration/>
                <ChoiceField field=Field::Language choices=languages autocomplete="language"/>
                <ChoiceField field=Field::Country choices=data.countries autocomplete="country" none=words.frame.choose/>
                <TextField field=Field::Phone/>
                <RadioField field=Field::AccountType choices=account_types()/>
                <Business/>
                <Submit label=own.button/>
            </PostForm>
        </Page>
    }
}

/// Whom an account can be for.
pub(crate) fn account_types() -> Vec<(&'static str, &'static str, &'static str)> {
    let own = &words().details;
    vec![
        (AccountType::Personal.value(), own.personal, own.personal_hint),
        (AccountType::Business.value(), own.business, own.business_hint),
    ]
}

/// What a business account needs. The style sheet hides it for a personal account where scripts run.
#[component]
pub(crate) fn Business() -> impl IntoView {
    let words = words();
    let tin_hint = (words.live.tin_hint)(&form_state().value(Field::Country)).to_owned();
    let own = &words.details;
    let kinds =
        OrganisationType::ALL.map(|kind| (kind.value().to_owned(), (own.organisation_type)(kind).to_owned())).to_vec();
    view! {
        <fieldset class="group business" aria-describedby="business-hint">
            <legend class="group__legend">{own.settings}</legend>
            <p class="field__hint" id="business-hint">{own.settings_hint}</p>
            <ChoiceField field=Field::OrganisationType choices=kinds autocomplete="off" none=words.frame.choose/>
            <TextField field=Field::CompanyName/>
            <TextField field=Field::Tin hint=tin_hint/>
            <TextField field=Field::RegistrationNumber optional=true/>
            <TextField field=Field::VatNumber optional=true/>
            <TextField field=Field::Address optional=true/>
            <div class="form__row">
                <TextField field=Field::City optional=true/>
                <TextField field=Field::PostalCode optional=true/>
            </div>
        </fieldset>
    }
}
