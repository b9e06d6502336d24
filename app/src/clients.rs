//! `/clients`: the accounts one is a member of, and one account's details.

use crate::{
    answer::{Answer, Failure},
    country::{Countries, CountryField},
    details::account_types,
    fields::RadioField,
    form::{DefaultButton, Hidden, PostForm, Shown, Submit},
    layout::{Cell, Flash, FlashMessages, Page, breaking},
    numbers::{Business, NumbersData},
    panel::Facts,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountForm, AccountNumber, Field, Role, TwoStepPolicy};

/// What the list shows.
#[derive(Clone, Debug)]
pub struct ClientsData {
    pub(crate) accounts: Vec<ClientRow>,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub struct ClientRow {
    pub(crate) number: AccountNumber,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) policy: TwoStepPolicy,
}

/// Which pages of an account somebody may open.
#[derive(Clone, Debug)]
pub struct AccountTabs {
    /// The account's number.
    pub(crate) number: AccountNumber,
    /// Whether they manage its users.
    pub(crate) manages: bool,
}

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

/// What stands instead of an account's pages while it is closed to somebody.
#[derive(Clone, Debug)]
pub struct ClosedAccountData {
    pub(crate) number: AccountNumber,
    pub(crate) roles: Vec<Role>,
}

/// Opens an account of one's own.
#[server(endpoint = "open_account")]
pub async fn open_account(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    use crate::server;
    let opened = server::accounts().clients.open_account(&form, &server::request_context()).await;
    server::answer(opened.map(|number| Answer::Go(format!("/clients/{}?done=opened", number.digits()))))
}

/// Saves an account's details.
#[server(endpoint = "save_account")]
pub async fn save_account(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().clients.save_account(&form, &server::request_context()).await;
    server::or_page(saved, &form.account, "saved")
}

/// Looks the organisation up for a new account.
#[server(endpoint = "find_new_company")]
pub async fn find_new_company(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    crate::server::find_for_new_account(&form).await
}

/// Looks the organisation up for an account.
#[server(endpoint = "find_account_company")]
pub async fn find_account_company(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    crate::server::find_for_account(&form).await
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

const DONE_LIST: FlashMessages = &[("left", |words| words.clients.left)];
const DONE: FlashMessages = &[
    ("opened", |words| words.clients.opened),
    ("saved", |words| words.clients.saved),
    ("joined", |words| words.clients.joined),
];

/// The pages of one account, each with an address of its own.
#[component]
pub(crate) fn Pages(
    around: AccountTabs,
    /// The part of the address that stands after the number.
    here: &'static str,
) -> impl IntoView {
    let words = words();
    let base = format!("/clients/{}", around.number.digits());
    let pages = [
        ("", words.clients.details, true),
        ("/users", words.members.heading, true),
        ("/activity", words.frame.activity, around.manages),
    ];
    let page = move |(page, label, open): (&'static str, &'static str, bool)| {
        let address = format!("{base}{page}");
        let current = (page == here).then_some("page");
        open.then(|| view! { <li><a class="tabs__item" href=address aria-current=current>{label}</a></li> })
    };
    let label = (words.clients.account)(&around.number.to_string());
    view! { <nav class="tabs" aria-label=label><ul class="tabs__list">{pages.map(page).into_iter().collect_view()}</ul></nav> }
        .into_any()
}

/// Roles in words.
pub(crate) fn roles_in_words(roles: &[Role]) -> String {
    roles.iter().map(|role| (words().panel.role)(*role)).collect::<Vec<_>>().join(", ")
}

/// The list.
#[component]
pub(crate) fn ClientsView(data: ClientsData) -> impl IntoView {
    let all = words();
    let words = &all.clients;
    let none = data.accounts.is_empty().then(|| view! { <p>{all.panel.none}</p> });
    let head = words.columns.map(|column| view! { <th scope="col">{column}</th> });
    let [_, name_label, roles_label, policy_label] = words.columns;
    let row = |ClientRow { number, name, roles, policy }: ClientRow| {
        let [policy, _] = (words.policy)(policy);
        view! {
            <tr>
                <th scope="row"><a class="account-number" href=format!("/clients/{}", number.digits()) dir="ltr">{number.to_string()}</a></th>
                <Cell label=name_label text=name/>
                <Cell label=roles_label text=roles_in_words(&roles)/>
                <Cell label=policy_label text=policy.to_owned()/>
            </tr>
        }
    };
    view! {
        <Page heading=words.heading.to_owned() wide=true>
            <Flash messages=DONE_LIST/>
            <p class="lead">{words.lead}</p>
            {none}
            <section class="table-scroll" tabindex="0" aria-label=words.heading>
                <table class="table table--cards">
                    <thead><tr>{head.into_iter().collect_view()}</tr></thead>
                    <tbody>{data.accounts.into_iter().map(row).collect_view()}</tbody>
                </table>
            </section>
            <p><a class="button button--secondary" href="/clients/new">{words.open}</a></p>
        </Page>
    }
}

/// One account, or a new one.
#[component]
pub(crate) fn ClientView(data: ClientData) -> impl IntoView {
    match data.around.clone() {
        Some(around) => view! { <Account data around/> }.into_any(),
        None => view! { <New data/> }.into_any(),
    }
}

/// An account that is about to be opened.
#[component]
fn New(data: ClientData) -> impl IntoView {
    let words = &words().clients;
    let ClientData { shown, countries, numbers, .. } = data;
    view! {
        <Page heading=words.open.to_owned() back="/clients">
            <p class="lead">{words.open_lead}</p>
            <PostForm to=OpenAccount::PATH shown>
                <DefaultButton/>
                <Hidden field=Field::Version/>
                <AccountFields countries numbers find=FindNewCompany::PATH/>
                <Submit label=words.open_button/>
            </PostForm>
        </Page>
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

/// An account that requires 2-step verification, for a member who has it off: how to open it, and the way out.
#[component]
pub(crate) fn ClosedAccountView(data: ClosedAccountData) -> impl IntoView {
    let all = words();
    let ClosedAccountData { number, roles } = data;
    let is_owner = roles.contains(&Role::AccountOwner);
    view! {
        <Page heading=(all.clients.account)(&number.to_string())>
            <p class="notice notice--warning">{all.clients.closed}</p>
            <p><a class="button button--primary" href="/settings/security/two-step">{all.two_step.enable}</a></p>
            {(!is_owner).then(|| view! { <Leave number/> })}
        </Page>
    }
}

/// The way out of an account.
#[component]
fn Leave(number: AccountNumber) -> impl IntoView {
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
fn AccountFields(countries: Countries, numbers: NumbersData, find: &'static str) -> impl IntoView {
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

    use super::*;
    use crate::{
        form::with_version,
        page::PageData,
        page::ssr::{Ended, page_not_found},
        server::{accounts, countries, kept_form, numbers_of, with_guesses},
    };
    use accounts::{Client, CurrentUser};
    use rules::{AccountType, Errors, FieldError, OrganisationType, Permission};

    /// What stands instead of a page of an account that requires 2-step verification: it says so, and can be left.
    pub(crate) fn closed_account(me: &CurrentUser, number: &str) -> PageData {
        let account = me.accounts.iter().find(|account| AccountNumber::parse(number) == Some(account.number));
        let Some(account) = account else { return page_not_found() };
        PageData::ClosedAccount(ClosedAccountData { number: account.number, roles: account.roles.clone() })
    }

    pub(crate) fn clients_data(me: &CurrentUser) -> PageData {
        let row = |account: &accounts::Account| ClientRow {
            number: account.number,
            name: account.name_shown.clone(),
            roles: account.roles.clone(),
            policy: account.policy,
        };
        PageData::Clients(ClientsData { accounts: me.accounts.iter().map(row).collect() })
    }

    pub(crate) async fn new_client_data(me: &CurrentUser, here: &str, form: Option<String>) -> Result<PageData, Ended> {
        let first = accounts().clients.new_account(me).await?;
        let shown = match kept_form(form, here).await? {
            Some(kept) => kept.shown("open_account"),
            None => Shown::of(with_guesses(first.values)),
        };
        Ok(PageData::Client(ClientData {
            around: None,
            numbers: numbers_of(&shown),
            countries: countries(&shown),
            shown,
            facts: None,
            roles: Vec::new(),
            owner: String::new(),
            policy: Default::default(),
        }))
    }

    /// Whether one of the roles may do this.
    pub(crate) fn may(roles: &[Role], permission: Permission) -> bool {
        roles.iter().any(|role| role.may(permission))
    }

    pub(crate) fn around(client: &Client) -> AccountTabs {
        AccountTabs { number: client.number, manages: may(&client.roles, Permission::ManageUsers) }
    }

    pub(crate) async fn client_data(
        me: &CurrentUser,
        here: &str,
        number: &str,
        form: Option<String>,
    ) -> Result<PageData, Ended> {
        let client = accounts().clients.client(me, number).await?;
        let around = around(&client);
        let mut saved = client.values;
        saved.push((Field::Account, client.number.digits()));
        saved.push((Field::TwoStepPolicy, client.policy.as_str().to_owned()));
        let facts = (!may(&client.roles, Permission::EditAccount)).then(|| in_facts(&saved));
        let kept = kept_form(form, here).await?.filter(|kept| kept.is_of("save_account"));
        let shown = match kept.map(|kept| kept.shown("save_account")) {
            Some(shown) => compared(shown, saved),
            None => Shown::of(saved),
        };
        Ok(PageData::Client(ClientData {
            around: Some(around),
            numbers: numbers_of(&shown),
            countries: countries(&shown),
            shown,
            facts,
            roles: client.roles,
            owner: client.owner,
            policy: client.policy,
        }))
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
            Field::Country => words::countries::country_name(language, value),
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
