//! The pages of accounts and their people.

use super::{
    page_not_found,
    signed_in::{at, in_words, who_in_words},
    with_version,
};
use crate::{
    activity::ActivityData,
    answer::Failure,
    clients::{Around, ClientData, ClientRow, ClientsData, ClosedAccountData},
    form::Shown,
    members::{
        MemberRow, MembersData,
        one::{InviteData, MemberData, What},
    },
    page::PageData,
    routes::Route,
    server::{
        Kept, accounts, countries, current_user_or_leave, forbidden, kept_form, noted, numbers_of, redirect_or_fail,
        with_guesses, with_query,
    },
    visit::Address,
};
use accounts::{At, AuditEntry, By, Client, CurrentUser, Error, Member, MembersOf, Sort};
use rules::{
    AccountNumber, AccountType, Act, CHECKED, Errors, Field, FieldError, Notification, OrganisationType, Permission,
    Role, TwoStepPolicy,
};

/// Which part of a list is wanted.
struct Listed {
    search: Option<String>,
    sort: Option<String>,
    at: At,
}

/// How a page of an account ends: what it shows, or why not.
enum Ended {
    Error(Error),
    Failure(Failure),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Error(error)
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Ended {
        Ended::Failure(failure)
    }
}

/// What the page shows. An account that is somebody else's is as good as missing.
pub(super) async fn page_data(route: Route, names: &[&str], address: &Address) -> Result<PageData, Failure> {
    let here = &address.path;
    let me = &*current_user_or_leave(here)?;
    let asked = |name| address.asked(name);
    let (form, listed) = (asked("form"), Listed { search: asked("search"), sort: asked("sort"), at: at(address) });
    let (number, id) = (names.first().copied().unwrap_or_default(), names.get(1).copied().unwrap_or_default());
    let data = match route {
        Route::NewClient => new(me, here, form).await,
        Route::Client => client(me, here, number, form).await,
        Route::Members => members(me, here, number, listed).await,
        Route::Invite => invite(me, here, number, form).await,
        Route::ClientActivity => activity(me, here, number, &listed.at).await,
        Route::Roles => member(me, here, (number, id), What::Roles, form).await,
        Route::Notifications => member(me, here, (number, id), What::Notifications, form).await,
        Route::Dissociate => member(me, here, (number, id), What::Dissociate, form).await,
        Route::ResetTwoStep => member(me, here, (number, id), What::Reset, form).await,
        _ => Ok(clients(me)),
    };
    match data {
        Ok(data) => Ok(data),
        Err(Ended::Error(Error::Gone)) => Ok(page_not_found()),
        Err(Ended::Error(error @ Error::Forbidden)) => {
            let _noted = noted::<()>(Err(error));
            forbidden();
            Ok(PageData::Forbidden)
        }
        Err(Ended::Error(Error::TwoStepSetupRequired)) => Ok(closed(me, number)),
        Err(Ended::Error(error)) => Err(redirect_or_fail(error, here)),
        Err(Ended::Failure(failure)) => Err(failure),
    }
}

/// What stands instead of a page of an account that requires 2-step verification: it says so, and can be left.
fn closed(me: &CurrentUser, number: &str) -> PageData {
    let account = me.accounts.iter().find(|account| AccountNumber::parse(number) == Some(account.number));
    let Some(account) = account else { return page_not_found() };
    PageData::ClosedAccount(ClosedAccountData { number: account.number, roles: account.roles.clone() })
}

fn clients(me: &CurrentUser) -> PageData {
    let row = |account: &accounts::Account| ClientRow {
        number: account.number,
        name: account.name_shown.clone(),
        roles: account.roles.clone(),
        policy: account.policy,
    };
    PageData::Clients(ClientsData { accounts: me.accounts.iter().map(row).collect() })
}

async fn new(me: &CurrentUser, here: &str, form: Option<String>) -> Result<PageData, Ended> {
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
fn may(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| role.may(permission))
}

fn around(client: &Client) -> Around {
    Around { number: client.number, manages: may(&client.roles, Permission::ManageUsers) }
}

async fn client(me: &CurrentUser, here: &str, number: &str, form: Option<String>) -> Result<PageData, Ended> {
    let client = accounts().clients.client(me, number).await?;
    let around = around(&client);
    let mut saved = client.values;
    saved.push((Field::Account, client.number.digits()));
    saved.push((Field::TwoStepPolicy, client.policy.value().to_owned()));
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
    shown.map(|(field, value)| (*field, said(*field, value))).collect()
}

/// A detail of an account in words.
fn said(field: Field, value: &str) -> String {
    let language = crate::visit::visit().language;
    let words = words::pages(language);
    let said = match field {
        Field::Country => words::countries::country_name(language, value),
        Field::AccountType if value == AccountType::Business.value() => Some(words.details.business),
        Field::AccountType => Some(words.details.personal),
        Field::OrganisationType => OrganisationType::of_value(value).map(words.details.organisation_type),
        Field::TwoStepPolicy => TwoStepPolicy::of_value(value).map(|policy| (words.clients.policy)(policy)[0]),
        _ => None,
    };
    said.unwrap_or(value).to_owned()
}

/// What was typed; where something else was saved meanwhile, with what is saved now beside it.
fn compared(shown: Shown, saved: Vec<(Field, String)>) -> Shown {
    let is_stale = |field: Field, errors: &Errors| errors.of(field) == Some(FieldError::Stale);
    if !shown.errors.iter().any(|(_, wrong)| wrong == FieldError::Stale) {
        return shown;
    }
    let version = saved.iter().find(|(field, _)| *field == Field::Version).map(|(_, version)| version.clone());
    let saved = saved.into_iter().filter(|(field, _)| is_stale(*field, &shown.errors));
    let saved = saved.map(|(field, value)| (field, said(field, &value))).collect();
    with_version(Shown { saved, ..shown }, version.unwrap_or_default())
}

/// The names of the orders in addresses, for each column that sorts.
const SORTS: [(&str, Sort); 3] = [("email", Sort::Email), ("name", Sort::Name), ("accepted", Sort::Accepted)];

async fn members(me: &CurrentUser, here: &str, number: &str, listed: Listed) -> Result<PageData, Ended> {
    let search = listed.search.unwrap_or_default();
    let sort = SORTS.into_iter().find(|(name, _)| listed.sort.as_deref() == Some(name)).unwrap_or(SORTS[0]);
    let language = crate::visit::visit().language;
    let of = MembersOf { search: search.clone(), sort: sort.1, language, at: listed.at };
    let found = accounts().memberships.members(me, number, &of).await?;
    let sorted = |sort: &str| with_query(here, &[("search", &search), ("sort", sort)]);
    let beside = |name: &str, id: String| with_query(here, &[("search", &search), ("sort", sort.0), (name, &id)]);
    Ok(PageData::Members(MembersData {
        around: Around { number: found.number, manages: may(&found.roles, Permission::ManageUsers) },
        members: found.members.into_iter().map(row).collect(),
        total: found.total,
        and_more: found.and_more,
        sorts: SORTS.map(|(name, _)| (name.to_owned(), sorted(name))).to_vec(),
        first: found.previous.is_some().then(|| sorted(sort.0)),
        previous: found.previous.map(|id| beside("before", id)),
        next: found.next.map(|id| beside("after", id)),
        search,
        sort: sort.0.to_owned(),
    }))
}

fn row(member: Member) -> MemberRow {
    MemberRow {
        id: member.id,
        email: member.email,
        name: member.name,
        accepted: member.accepted,
        expired: member.expired,
        roles: member.roles,
        two_step: member.two_step,
        you: member.you,
        managed: member.managed,
        resettable: member.managed && member.resettable,
        notifiable: member.notifiable,
        delivery: member.delivery,
    }
}

/// The account's pages, for whoever manages its users.
async fn managed(me: &CurrentUser, number: &str) -> Result<Client, Ended> {
    let client = accounts().clients.client(me, number).await?;
    if may(&client.roles, Permission::ManageUsers) { Ok(client) } else { Err(Error::Forbidden.into()) }
}

/// The roles that the holder of these may give.
fn givable(roles: &[Role]) -> Vec<Role> {
    Role::GIVEN.into_iter().filter(|given| Role::may_give_all(roles, &[*given])).collect()
}

async fn invite(me: &CurrentUser, here: &str, number: &str, form: Option<String>) -> Result<PageData, Ended> {
    let client = managed(me, number).await?;
    let shown = match kept_form(form, here).await? {
        Some(kept) => kept.shown("invite"),
        None => {
            let mut values = vec![(Field::Account, client.number.digits())];
            values.extend(Notification::ALL.map(|category| (category.field(), CHECKED.to_owned())));
            Shown::of(values)
        }
    };
    Ok(PageData::Invite(InviteData { around: around(&client), shown, roles: givable(&client.roles) }))
}

async fn member(
    me: &CurrentUser,
    here: &str,
    (number, id): (&str, &str),
    what: What,
    form: Option<String>,
) -> Result<PageData, Ended> {
    let client = accounts().clients.client(me, number).await?;
    let member = accounts().memberships.member(me, number, id).await?;
    let open = match what {
        What::Notifications => member.notifiable,
        What::Roles | What::Dissociate => member.managed,
        What::Reset | What::ResetElsewhere => member.managed && member.resettable,
    };
    if !open {
        return Err(Error::Forbidden.into());
    }
    let what = if what == What::Reset && member.elsewhere { What::ResetElsewhere } else { what };
    let kept = kept_form(form, here).await?;
    let (around, roles) = (around(&client), givable(&client.roles));
    let shown = chosen(kept, &client, &member, what);
    Ok(PageData::Member(MemberData { around, what, shown, name: member.name, email: member.email, roles }))
}

/// What a page about a member shows: what was refused, or how it is now.
fn chosen(kept: Option<Kept>, client: &Client, member: &Member, what: What) -> Shown {
    let version = member.roles.iter().map(|role| role.value()).collect::<Vec<_>>().join(" ");
    let endpoint = match what {
        What::Roles => "set_roles",
        What::Notifications => "set_notifications",
        What::Dissociate | What::Reset | What::ResetElsewhere => "",
    };
    if let Some(shown) = kept.filter(|kept| kept.is_of(endpoint)).map(|kept| kept.shown(endpoint)) {
        let stale = shown.errors.of(Field::Roles) == Some(FieldError::Stale);
        let say = words::pages(crate::visit::visit().language).panel.role;
        let now = member.roles.iter().map(|role| say(*role)).collect::<Vec<_>>().join(", ");
        return if stale { with_version(Shown { saved: vec![(Field::Roles, now)], ..shown }, version) } else { shown };
    }
    let mut values =
        vec![(Field::Account, client.number.digits()), (Field::Member, member.id.clone()), (Field::Version, version)];
    values.extend(member.roles.iter().filter_map(|role| role.field()).map(|field| (field, CHECKED.to_owned())));
    values.extend(member.notifications.iter().map(|category| (category.field(), CHECKED.to_owned())));
    Shown::of(values)
}

/// Whom a line of an account's log is about: whoever is invited has no user yet, or nobody knows.
fn whom(line: &AuditEntry) -> String {
    match line.act {
        Act::Invited
        | Act::InvitationResent
        | Act::InvitationRevoked
        | Act::InvitationDeclined
        | Act::InvitationUnknown => match line.detail.as_str() {
            // Whoever it was is forgotten.
            "" => who_in_words(By::Somebody),
            address => address.to_owned(),
        },
        _ => line.whom.clone().map(who_in_words).unwrap_or_default(),
    }
}

async fn activity(me: &CurrentUser, here: &str, number: &str, at: &At) -> Result<PageData, Ended> {
    let client = managed(me, number).await?;
    let log = accounts().audit.account_activity(me, number, at).await?;
    let [newest, newer, older] = super::signed_in::beside(here, log.newer, log.older);
    let about = log.lines.iter().map(whom).collect();
    Ok(PageData::Activity(ActivityData {
        around: Some(around(&client)),
        about: Some(about),
        lines: log.lines.into_iter().map(in_words).collect(),
        newest,
        newer,
        older,
    }))
}
