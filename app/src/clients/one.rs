//! `/clients/…`: one account's details.

use super::{AccountTabs, Pages, new::New, roles_in_words};
use crate::{
    answer::{Answer, Failure},
    country::CountryField,
    details::account_types,
    fields::RadioField,
    form::{DefaultButton, Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, breaking},
    numbers::{Business, NumbersData},
    panel::Facts,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountForm, AccountNumber, Field, Role, TwoStepPolicy};
use words::Countries;

/// What the page of an account, or of a new one, shows.
#[derive(Clone, Debug)]
pub struct ClientData {
    /// None for an account that is about to be opened.
    pub(crate) around: Option<AccountTabs>,
    pub(crate) shown: Shown,
    pub(crate) countries: Countries,
    /// The details in words, for whoever may not change them.
    pub(crate) facts: Option<Vec<(Field, String)>>,
    pub(crate) roles: Vec<Role>,
    pub(crate) owner: String,
    pub(crate) policy: TwoStepPolicy,
    pub(crate) numbers: NumbersData,
}

/// Saves an account's details.
#[server(endpoint = "save_account")]
pub async fn save_account(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().clients.save_account(&form, &server::request_context()).await;
    server::or_page(saved, &form.account, "saved")
}

/// Looks the organisation up for an account.
#[server(endpoint = "find_account_company")]
pub async fn find_account_company(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    crate::find_company::find_for_account(&form).await
}

/// Leaves an account.
#[server(endpoint = "leave_account")]
pub async fn leave_account(#[server(default)] account: String) -> Result<Answer, Failure> {
    use crate::server;
    match server::accounts().clients.leave_account(&account, &server::request_context()).await {
        Ok(()) => Ok(Answer::Go("/clients?done=left".to_owned())),
        // The same press again.
        Err(accounts::Error::Gone) => Ok(Answer::Go("/clients".to_owned())),
        ended => server::or_page(ended, &account, ""),
    }
}

const DONE: FlashMessages = &[
    ("opened", |words| words.clients.opened),
    ("saved", |words| words.clients.saved),
    ("joined", |words| words.clients.joined),
];

/// One account, or a new one.
#[component]
pub(crate) fn ClientView(data: ClientData) -> impl IntoView {
    match data.around.clone() {
        Some(around) => view! { <Account data around/> }.into_any(),
        None => view! { <New data/> }.into_any(),
    }
}

/// An account: its details, to be changed by those who may, and the way out.
#[component]
fn Account(data: ClientData, around: AccountTabs) -> impl IntoView {
    let words = &words().clients;
    let ClientData { shown, countries, facts, roles, owner, policy, numbers, .. } = data;
    let is_owner = roles.contains(&Role::AccountOwner);
    let (number, left) = (around.number.to_string(), around.number);
    let details = move || match facts {
        Some(facts) => view! { <Facts facts/> }.into_any(),
        None => view! { <Details shown countries numbers is_owner/> }.into_any(),
    };
    let [policy, policy_hint] = (words.policy)(policy);
    let policy = (!is_owner).then(|| {
        view! {
            <div class="facts__row">
                <dt>{crate::visit::words().label(Field::TwoStepPolicy)}</dt>
                <dd>{policy} " " <span class="facts__hint">{policy_hint}</span></dd>
            </div>
        }
    });
    let panel = &crate::visit::words().panel;
    view! {
        <Page heading=(words.account)(&number)>
            <Pages around=around here=""/>
            <Flash messages=DONE/>
            <dl class="facts">
                <div class="facts__row"><dt>{panel.account_number}</dt><dd><span class="account-number" dir="ltr">{number.clone()}</span></dd></div>
                <div class="facts__row"><dt>{words.owner}</dt><dd><bdi>{breaking(&owner)}</bdi></dd></div>
                <div class="facts__row"><dt>{panel.your_roles}</dt><dd>{roles_in_words(&roles)}</dd></div>
                {policy}
            </dl>
            {details()}
            {(!is_owner).then(|| view! { <Leave number=left/> })}
        </Page>
    }
}

/// The way out of an account.
#[component]
pub(super) fn Leave(number: AccountNumber) -> impl IntoView {
    let words = &words().clients;
    view! {
        <section aria-labelledby="leave">
            <h2 id="leave">{words.leave_heading}</h2>
            <p>{words.leave_lead}</p>
            <PostForm to=LeaveAccount::PATH shown=Shown::of(vec![(Field::Account, number.digits())])>
                <Hidden field=Field::Account/>
                <Submit label=words.leave look="danger"/>
            </PostForm>
        </section>
    }
}

/// The details, to be changed; the policy only by the owner.
#[component]
fn Details(shown: Shown, countries: Countries, numbers: NumbersData, is_owner: bool) -> impl IntoView {
    let words = &words().clients;
    let policies = || {
        [TwoStepPolicy::Optional, TwoStepPolicy::Required].map(|policy| {
            let [text, hint] = (words.policy)(policy);
            (policy.as_str(), text, hint)
        })
    };
    view! {
        <PostForm to=SaveAccount::PATH shown>
            <DefaultButton/>
            <Hidden field=Field::Account/>
            <Hidden field=Field::Version/>
            <AccountFields countries numbers find=FindAccountCompany::PATH/>
            {is_owner.then(|| view! { <RadioField field=Field::TwoStepPolicy choices=policies().to_vec()/> })}
            <Submit label=crate::visit::words().frame.save/>
        </PostForm>
    }
}

/// What every account is made of.
#[component]
pub(super) fn AccountFields(countries: Countries, numbers: NumbersData, find: &'static str) -> impl IntoView {
    view! {
        <Hidden field=Field::Confirmed/>
        <CountryField countries/>
        <RadioField field=Field::AccountType choices=account_types()/>
        <Business numbers find/>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::{
        super::tabs::ssr::{around, may},
        *,
    };
    use crate::{country::ssr::countries, numbers::ssr::numbers_of};
    use crate::{
        form::with_version,
        server::{Ended, accounts, refused},
    };
    use accounts::CurrentUser;
    use rules::{AccountType, Errors, FieldError, OrganisationType, Permission};

    pub(crate) async fn client_data(me: &CurrentUser, number: &str) -> Result<ClientData, Ended> {
        let client = accounts().clients.client(me, number).await?;
        let around = around(&client);
        let mut saved = client.values;
        saved.push((Field::Account, client.number.digits()));
        saved.push((Field::TwoStepPolicy, client.policy.as_str().to_owned()));
        let facts = (!may(&client.roles, Permission::EditAccount)).then(|| in_facts(&saved));
        let shown = match refused("save_account") {
            Some(shown) => compared(shown, saved),
            None => Shown::of(saved),
        };
        Ok(ClientData {
            around: Some(around),
            numbers: numbers_of(&shown),
            countries: countries(&shown),
            shown,
            facts,
            roles: client.roles,
            owner: client.owner,
            policy: client.policy,
        })
    }

    /// The details in words, for whoever may not change them.
    fn in_facts(saved: &[(Field, String)]) -> Vec<(Field, String)> {
        let hidden = [Field::Version, Field::Confirmed, Field::Account, Field::TwoStepPolicy];
        let shown = saved.iter().filter(|(field, _)| !hidden.contains(field));
        shown.map(|(field, value)| (*field, detail_in_words(*field, value))).collect()
    }

    /// A detail of an account in words.
    fn detail_in_words(field: Field, value: &str) -> String {
        let language = crate::visit::visit().language;
        let words = words::pages(language);
        let said = match field {
            Field::Country => words::country_name(language, value),
            Field::AccountType if value == AccountType::Business.as_str() => Some(words.details.business),
            Field::AccountType => Some(words.details.personal),
            Field::OrganisationType => OrganisationType::parse(value).map(words.details.organisation_type),
            Field::TwoStepPolicy => TwoStepPolicy::parse(value).map(|policy| (words.clients.policy)(policy)[0]),
            _ => None,
        };
        said.unwrap_or(value).to_owned()
    }

    /// What was typed; where something else was saved meanwhile, with what is saved now beside it.
    pub(crate) fn compared(shown: Shown, saved: Vec<(Field, String)>) -> Shown {
        let is_stale = |field: Field, errors: &Errors| errors.of(field) == Some(FieldError::Stale);
        if !shown.errors.iter().any(|(_, wrong)| wrong == FieldError::Stale) {
            return shown;
        }
        let version = saved.iter().find(|(field, _)| *field == Field::Version).map(|(_, version)| version.clone());
        let saved = saved.into_iter().filter(|(field, _)| is_stale(*field, &shown.errors));
        let saved = saved.map(|(field, value)| (field, detail_in_words(field, &value))).collect();
        with_version(Shown { saved, ..shown }, version.unwrap_or_default())
    }
}
