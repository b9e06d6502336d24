//! The pages below the list of users: what may be done with one member.

use crate::{
    answer::{Answer, Failure},
    clients::AccountTabs,
    fields::Boxes,
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    visit::{visit, words},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, MemberForm, Notification, NotificationsForm, Role, RolesForm};

/// What may be done with one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Other roles.
    Roles,
    /// Other notification settings.
    Notifications,
    /// The account is taken from them.
    Dissociate,
    /// Their second factor is switched off.
    Reset,
    /// It cannot be switched off here: they have another account.
    ResetElsewhere,
}

/// What a page about one member shows.
#[derive(Clone, Debug)]
pub struct MemberData {
    pub(crate) around: AccountTabs,
    pub(crate) what: What,
    pub(crate) shown: Shown,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The roles that can be given.
    pub(crate) roles: Vec<Role>,
}

/// Gives a member other roles.
#[server(endpoint = "set_roles")]
pub async fn set_roles(#[server(flatten)] form: RolesForm) -> Result<Answer, Failure> {
    use crate::server;
    let set = server::accounts().memberships.set_roles(&form, &server::request_context()).await;
    server::or_list(set, "set_roles", &form.account, &form.member, "roles")
}

/// Chooses what a member is told of.
#[server(endpoint = "set_notifications")]
pub async fn set_notifications(#[server(flatten)] form: NotificationsForm) -> Result<Answer, Failure> {
    use crate::server;
    let set = server::accounts().memberships.set_notifications(&form, &server::request_context()).await;
    server::or_list(set, "set_notifications", &form.account, &form.member, "notifications")
}

/// Takes the account from a member.
#[server(endpoint = "dissociate")]
pub async fn dissociate(#[server(flatten)] form: MemberForm) -> Result<Answer, Failure> {
    use crate::server;
    let gone = server::accounts().memberships.dissociate(&form, &server::request_context()).await;
    server::or_list(gone, "dissociate", &form.account, &form.member, "dissociated")
}

/// Switches a member's second factor off.
#[server(endpoint = "reset_member_two_step")]
pub async fn reset_member_two_step(#[server(flatten)] form: MemberForm) -> Result<Answer, Failure> {
    use crate::server;
    let reset = server::accounts().memberships.reset_member_two_step(&form, &server::request_context()).await;
    server::or_list(reset, "reset_member_two_step", &form.account, &form.member, "reset")
}

/// A box for each role that can be given, with what it may do.
#[component]
pub(super) fn RoleBoxes(roles: Vec<Role>) -> impl IntoView {
    let words = &words().members;
    let boxes = roles.into_iter().filter_map(|role| Some((role.field()?, (words.role_hint)(role)))).collect();
    view! { <Boxes field=Field::Roles boxes/> }
}

/// A box for each category of letters.
#[component]
pub(super) fn NotificationBoxes(
    /// Whether it is said that none is needed.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let boxes = Notification::ALL.map(|category| (category.field(), "")).to_vec();
    view! { <Boxes field=Field::Notifications boxes optional/> }
}

/// A page about one member.
#[component]
pub(crate) fn MemberView(data: MemberData) -> impl IntoView {
    let words = &words().members;
    let MemberData { around, what, shown, name, email, roles } = data;
    let list = format!("/clients/{}/users", around.number.digits());
    let heading = match what {
        What::Roles => words.edit_roles,
        What::Notifications => words.edit_notifications,
        What::Dissociate => words.dissociate,
        What::Reset | What::ResetElsewhere => words.reset,
    };
    let who = format!("{name} ({email})");
    let number = around.number.to_string();
    let back = list.clone();
    let form = move || match what {
        What::Roles => view! { <p class="lead"><bdi>{who}</bdi></p> <Roles shown roles/> }.into_any(),
        What::Notifications => view! { <p class="lead"><bdi>{who}</bdi></p> <Notifications shown/> }.into_any(),
        What::Dissociate => {
            let question = (words.dissociate_question)(&who, &number);
            view! { <Sure question to=Dissociate::PATH shown list/> }.into_any()
        }
        What::Reset => {
            view! { <Sure question=(words.reset_question)(&who) to=ResetMemberTwoStep::PATH shown list/> }.into_any()
        }
        What::ResetElsewhere => view! { <AskOperator who/> }.into_any(),
    };
    view! { <Page heading=heading.to_owned() back=back>{form()}</Page> }
}

/// Whom to ask instead, where the account's people may not do it.
#[component]
fn AskOperator(who: String) -> impl IntoView {
    let support = visit().support_email;
    view! {
        <p class="notice notice--warning">{(words().members.reset_elsewhere)(&who)}</p>
        <p><a class="button button--primary" href=format!("mailto:{support}") rel="external">{support.clone()}</a></p>
    }
}

#[component]
fn Roles(shown: Shown, roles: Vec<Role>) -> impl IntoView {
    view! {
        <PostForm to=SetRoles::PATH shown>
            <Hidden field=Field::Account/>
            <Hidden field=Field::Member/>
            <Hidden field=Field::Version/>
            <RoleBoxes roles=roles.clone()/>
            <Submit label=words().frame.save/>
        </PostForm>
    }
}

#[component]
fn Notifications(shown: Shown) -> impl IntoView {
    view! {
        <PostForm to=SetNotifications::PATH shown>
            <Hidden field=Field::Account/>
            <Hidden field=Field::Member/>
            <NotificationBoxes/>
            <Submit label=words().frame.save/>
        </PostForm>
    }
}

/// A question with Yes and No.
#[component]
fn Sure(question: String, to: &'static str, shown: Shown, list: String) -> impl IntoView {
    let words = &words().members;
    view! {
        <p class="notice notice--warning">{question}</p>
        <div class="sure">
            <PostForm to shown>
                <Hidden field=Field::Account/>
                <Hidden field=Field::Member/>
                <Submit label=words.yes look="danger"/>
            </PostForm>
            <form method="get" action=list><button class="button button--secondary" type="submit">{words.no}</button></form>
        </div>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        clients::ssr::{around, may},
        form::with_version,
        server::{Ended, accounts, refused},
    };
    use accounts::{Client, CurrentUser, Error};
    use rules::{CHECKED, FieldError, Member, Permission};

    /// The account's pages, for whoever manages its users.
    pub(crate) async fn managed(me: &CurrentUser, number: &str) -> Result<Client, Ended> {
        let client = accounts().clients.client(me, number).await?;
        if may(&client.roles, Permission::ManageUsers) { Ok(client) } else { Err(Error::Forbidden.into()) }
    }

    /// The roles that the holder of these may give.
    pub(crate) fn givable(roles: &[Role]) -> Vec<Role> {
        Role::GIVEN.into_iter().filter(|given| Role::may_give_all(roles, &[*given])).collect()
    }

    pub(crate) async fn member_data(
        me: &CurrentUser,
        (number, id): (&str, &str),
        what: What,
    ) -> Result<MemberData, Ended> {
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
        let (around, roles) = (around(&client), givable(&client.roles));
        let shown = chosen(&client, &member, what);
        Ok(MemberData { around, what, shown, name: member.name, email: member.email, roles })
    }

    /// What a page about a member shows: what was refused, or how it is now.
    fn chosen(client: &Client, member: &Member, what: What) -> Shown {
        let version = member.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
        let endpoint = match what {
            What::Roles => "set_roles",
            What::Notifications => "set_notifications",
            What::Dissociate | What::Reset | What::ResetElsewhere => "",
        };
        if let Some(shown) = refused(endpoint) {
            let stale = shown.errors.of(Field::Roles) == Some(FieldError::Stale);
            let say = words::pages(crate::visit::visit().language).panel.role;
            let now = member.roles.iter().map(|role| say(*role)).collect::<Vec<_>>().join(", ");
            return if stale {
                with_version(Shown { saved: vec![(Field::Roles, now)], ..shown }, version)
            } else {
                shown
            };
        }
        let mut values = vec![
            (Field::Account, client.number.digits()),
            (Field::Member, member.id.clone()),
            (Field::Version, version),
        ];
        values.extend(member.roles.iter().filter_map(|role| role.field()).map(|field| (field, CHECKED.to_owned())));
        values.extend(member.notifications.iter().map(|category| (category.field(), CHECKED.to_owned())));
        Shown::of(values)
    }
}
