//! `/clients/NUMBER/users`: the people of an account, and what may be done with each.

pub(crate) mod invite;
pub(crate) mod one;

use crate::{
    answer::{Answer, Failure},
    clients::{AccountTabs, Pages, roles_in_words},
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Cell, Flash, FlashMessages, Page, Turn, breaking},
    visit::{visit, words},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, Member, MemberForm};

/// What the list shows.
#[derive(Clone, Debug)]
pub struct MembersData {
    pub(crate) around: AccountTabs,
    pub(crate) members: Vec<Member>,
    /// How many there are in all of what was searched for, as far as they were counted, and whether there are more.
    pub(crate) total: u32,
    pub(crate) and_more: bool,
    pub(crate) search: String,
    /// By what it is sorted: a column's name in the address.
    pub(crate) sort: String,
    /// The addresses that sort by each column that can be sorted by.
    pub(crate) sorts: Vec<(String, String)>,
    /// The first page, where this is another, and those before and after this one.
    pub(crate) first: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

/// Sends an invitation again.
#[server(endpoint = "resend_invitation")]
pub async fn resend_invitation(#[server(flatten)] form: MemberForm) -> Result<Answer, Failure> {
    use crate::server;
    let sent = server::accounts().invitations.resend_invitation(&form, &server::request_context()).await;
    let (sent, done) = if let Err(accounts::Error::Refused(_)) = sent { (Ok(()), "domain") } else { (sent, "resent") };
    server::or_list(sent, "resend_invitation", &form.account, &form.member, done)
}

/// Takes an invitation back.
#[server(endpoint = "revoke_invitation")]
pub async fn revoke_invitation(#[server(flatten)] form: MemberForm) -> Result<Answer, Failure> {
    use crate::server;
    let revoked = server::accounts().invitations.revoke_invitation(&form, &server::request_context()).await;
    server::or_list(revoked, "revoke_invitation", &form.account, &form.member, "revoked")
}

const DONE: FlashMessages = &[
    ("invited", |words| words.members.invited),
    ("resent", |words| words.members.resent),
    ("domain", |words| words.members.not_resent),
    ("revoked", |words| words.members.revoked),
    ("roles", |words| words.members.roles_saved),
    ("notifications", |words| words.members.notifications_saved),
    ("dissociated", |words| words.members.dissociated),
    ("reset", |words| words.members.was_reset),
];

/// The list.
#[component]
pub(crate) fn MembersView(data: MembersData) -> impl IntoView {
    let all = words();
    let words = &all.members;
    let MembersData { around, members, total, and_more, search, sort, sorts, first, previous, next } = data;
    let number = around.number.digits();
    let base = format!("/clients/{number}/users");
    let invite = around.manages.then(|| {
        view! { <p><a class="button button--primary" href=format!("{base}/invite")>{words.invite}</a></p> }
    });
    let all_of_them = (!search.is_empty()).then(|| base.clone()).map(|base| view! { <a href=base>{words.all}</a> });
    let found = match (total, and_more) {
        (0, false) => words.nobody.to_owned(),
        (_, false) => (words.total)(total),
        (_, true) => (words.more_than)(total),
    };
    let rows = members.into_iter().map(|member| view! { <Row member number=number.clone()/> }).collect_view();
    view! {
        <Page heading=words.heading.to_owned() wide=true>
            <Pages around=around here="/users"/>
            <Flash messages=DONE/>
            {invite}
            <form class="search" role="search" method="get" action=base>
                <input type="hidden" name="sort" value=sort.clone()/>
                <label class="field__label" for="search">{words.search}</label>
                <input class="input input--medium" id="search" name="search" type="search" value=search autocomplete="off" spellcheck="false"/> " "
                <button class="button button--secondary" type="submit">{words.search_button}</button>
                {all_of_them}
            </form>
            <p role="status" class="form__note">{found}</p>
            <section class="table-scroll" tabindex="0" aria-label=words.heading>
                <table class="table table--cards">
                    <thead><Head sort sorts/></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
            <Turn first=(first, words.first) previous=(previous, words.previous) next=(next, words.next)/>
        </Page>
    }
}

/// The columns; three of them sort the list.
#[component]
fn Head(sort: String, sorts: Vec<(String, String)>) -> impl IntoView {
    let columns = words().members.columns;
    let column = move |(index, label): (usize, &'static str)| match sorts.get(index) {
        Some((name, address)) => {
            let sorted = (*name == sort).then_some("ascending");
            view! { <th scope="col" aria-sort=sorted><a href=address.clone()>{label}</a></th> }.into_any()
        }
        None => view! { <th scope="col">{label}</th> }.into_any(),
    };
    view! { <tr>{columns.into_iter().enumerate().map(column).collect_view()}</tr> }
}

/// Somebody in the list.
#[component]
fn Row(member: Member, number: String) -> impl IntoView {
    let words = &words().members;
    let Member {
        id,
        email,
        name,
        accepted,
        expired,
        roles,
        two_step,
        you,
        managed,
        resettable,
        elsewhere: _,
        notifications: _,
        notifiable,
        delivery,
    } = member;
    let [_, name_label, accepted_label, roles_label, two_step_label, _] = words.columns;
    let row = format!("user-{id}");
    let accepts = match (accepted, expired) {
        (true, _) => words.yes,
        (false, true) => words.expired,
        (false, false) => words.no,
    };
    let accepts = match (::words::delivery(visit().language).invitation)(delivery) {
        Some(why) => format!("{accepts}. {why}"),
        None => accepts.to_owned(),
    };
    let two_step_said = match (accepted, two_step) {
        (false, _) => "",
        (true, true) => words.on,
        (true, false) => words.off,
    };
    let actions = if accepted {
        view! { <Links id number row=row.clone() managed notifiable resettable=managed && resettable/> }.into_any()
    } else {
        managed.then(|| view! { <Waiting id number row=row.clone()/> }).into_any()
    };
    view! {
        <tr>
            <th scope="row"><bdi id=row>{breaking(&email)}</bdi> {you.then(|| view! { " " <span class="badge">{words.you}</span> })}</th>
            <Cell label=name_label text=name/>
            <Cell label=accepted_label text=accepts/>
            <Cell label=roles_label text=roles_in_words(&roles)/>
            <Cell label=two_step_label text=two_step_said.to_owned()/>
            <td>{actions}</td>
        </tr>
    }
}

/// What may be done with a member.
#[component]
fn Links(id: String, number: String, row: String, managed: bool, notifiable: bool, resettable: bool) -> impl IntoView {
    let words = &words().members;
    let link = move |page: &'static str, label: &'static str, open: bool| {
        let address = format!("/clients/{number}/users/{id}/{page}");
        open.then(|| view! { <li><a class="table__action" href=address aria-describedby=row.clone()>{label}</a></li> })
    };
    view! {
        <ul class="table__actions">
            {link("roles", words.edit_roles, managed)}
            {link("notifications", words.edit_notifications, notifiable)}
            {link("dissociate", words.dissociate, managed)}
            {link("two-step", words.reset, resettable)}
        </ul>
    }
}

/// What may be done with an invitation.
#[component]
fn Waiting(id: String, number: String, row: String) -> impl IntoView {
    let words = &words().members;
    let shown = Shown::of(vec![(Field::Account, number), (Field::Member, id.clone())]);
    let (again, other, about) = (shown.clone(), id.clone(), row.clone());
    view! {
        <PostForm to=ResendInvitation::PATH shown about=id>
            <Hidden field=Field::Account/>
            <Hidden field=Field::Member/>
            <Submit label=words.resend look="link" about=about.clone()/>
        </PostForm>
        <PostForm to=RevokeInvitation::PATH shown=again about=other>
            <Hidden field=Field::Account/>
            <Hidden field=Field::Member/>
            <Submit label=words.revoke look="link" about=row.clone()/>
        </PostForm>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;

    use crate::clients::ssr::may;
    use crate::server::{Ended, accounts, with_query};
    use accounts::{At, CurrentUser, MembersOf, Sort};
    use rules::Permission;

    /// The names of the orders in addresses, for each column that sorts.
    const SORTS: [(&str, Sort); 3] = [("email", Sort::Email), ("name", Sort::Name), ("accepted", Sort::Accepted)];

    pub(crate) async fn members_data(
        me: &CurrentUser,
        here: &str,
        number: &str,
        listed: Listed,
    ) -> Result<MembersData, Ended> {
        let search = listed.search.unwrap_or_default();
        let sort = SORTS.into_iter().find(|(name, _)| listed.sort.as_deref() == Some(name)).unwrap_or(SORTS[0]);
        let language = crate::visit::visit().language;
        let of = MembersOf { search: search.clone(), sort: sort.1, language, at: listed.at };
        let found = accounts().memberships.members(me, number, &of).await?;
        let sorted = |sort: &str| with_query(here, &[("search", &search), ("sort", sort)]);
        let beside = |name: &str, id: String| with_query(here, &[("search", &search), ("sort", sort.0), (name, &id)]);
        Ok(MembersData {
            around: AccountTabs { number: found.number, manages: may(&found.roles, Permission::ManageUsers) },
            members: found.members,
            total: found.total,
            and_more: found.and_more,
            sorts: SORTS.map(|(name, _)| (name.to_owned(), sorted(name))).to_vec(),
            first: found.previous.is_some().then(|| sorted(sort.0)),
            previous: found.previous.map(|id| beside("before", id)),
            next: found.next.map(|id| beside("after", id)),
            search,
            sort: sort.0.to_owned(),
        })
    }

    /// Which part of a list is wanted.
    pub(crate) struct Listed {
        pub(crate) search: Option<String>,
        pub(crate) sort: Option<String>,
        pub(crate) at: At,
    }
}
