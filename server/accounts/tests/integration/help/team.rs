//! An account with members, made without the letters that it takes.

use crate::help::{World, with};
use accounts::{Members, MembersOf, RequestContext};
use rules::Member;
use rules::{MemberForm, Notification, NotificationsForm, Role, RolesForm};

/// A user in a story.
#[derive(Clone)]
pub struct Person {
    pub email: String,
    pub id: String,
    pub context: RequestContext,
}

impl World {
    /// Signs up.
    pub async fn person(&self, email: &str) -> Person {
        let context = with(&self.sign_up(email).await);
        let id =
            self.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().expect("signed in").user.id;
        Person { email: email.to_owned(), id, context }
    }

    /// Signs up; with the number of their own account.
    pub async fn owner(&self, email: &str) -> (Person, String) {
        let person = self.person(email).await;
        let number = self.numbers(&person).await.remove(0);
        (person, number)
    }

    /// Signs up, and becomes a member of that account alone.
    pub async fn colleague(&self, email: &str, number: &str, roles: &[Role]) -> Person {
        let person = self.person(email).await;
        self.run(&(of_no_account(&person.id) + &joining(number, &person.id, roles))).await;
        self.accounts.memberships.list_members().await.expect("listed");
        person
    }

    /// The numbers of the accounts they are in.
    pub async fn numbers(&self, person: &Person) -> Vec<String> {
        let who =
            self.accounts.sessions.current_user(person.context.session.as_ref()).await.unwrap().expect("signed in");
        who.accounts.iter().map(|account| account.number.digits()).collect()
    }

    /// The list as they see it.
    pub async fn list(&self, person: &Person, number: &str, of: &MembersOf) -> Members {
        // Whom a story has put there by itself.
        self.accounts.memberships.list_members().await.expect("listed");
        self.reading().members(person.context.session.as_ref(), number, of).await.expect("a list")
    }

    /// A member as they see them.
    pub async fn look_at(&self, person: &Person, number: &str, at: &Person) -> Member {
        self.reading().member(person.context.session.as_ref(), number, &at.id).await.expect("a member")
    }

    /// Switches their second factor on, as far as the tables know.
    pub async fn secure(&self, person: &Person) {
        self.run(&securing(&person.id)).await;
    }
}

/// Makes a user of no account a member.
pub fn joining(number: &str, id: &str, roles: &[Role]) -> String {
    let mut text = format!(
        "insert into memberships (account_id, user_id, created_at) select id, '{id}', 1 from accounts where number = '{number}';"
    );
    for role in roles {
        text += &format!(
            "insert into roles (account_id, user_id, role) select id, '{id}', '{}' from accounts where number = '{number}';",
            role.as_str()
        );
    }
    text
}

/// Takes all their accounts from a user.
pub fn of_no_account(id: &str) -> String {
    format!("delete from roles where user_id = '{id}'; delete from memberships where user_id = '{id}';")
}

/// Takes an account from all its members.
pub fn emptying(number: &str) -> String {
    let account = format!("(select id from accounts where number = '{number}')");
    format!("delete from roles where account_id in {account}; delete from memberships where account_id in {account};")
}

/// Switches a second factor on.
pub fn securing(id: &str) -> String {
    format!("update two_step set secret = 'x', enabled_at = 1 where user_id = '{id}';")
}

/// Invites an address, as far as the tables know.
pub fn inviting(id: &str, number: &str, inviter: &Person, email: &str, roles: &str, expires_at: i64) -> String {
    format!(
        "insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, expires_at)
         select '{id}', '{id}', id, '{}', '{email}', lower('{email}'), '{roles}', 'general tickets', 1, 1, {expires_at}
         from accounts where number = '{number}';",
        inviter.id
    )
}

/// A form that chooses these roles for them, on a page that saw those.
pub fn roles_form(number: &str, id: &str, seen: &[Role], roles: &[Role]) -> RolesForm {
    let boxed = |role: Role| if roles.contains(&role) { "on".to_owned() } else { String::new() };
    RolesForm {
        account: number.into(),
        member: id.into(),
        version: seen.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" "),
        role_account_administrator: boxed(Role::AccountAdministrator),
        role_billing_administrator: boxed(Role::BillingAdministrator),
        role_user_administrator: boxed(Role::UserAdministrator),
        role_account_observer: boxed(Role::AccountObserver),
    }
}

/// A form that chooses what they are told of.
pub fn notifications_form(number: &str, id: &str, chosen: &[Notification]) -> NotificationsForm {
    let boxed = |category: Notification| if chosen.contains(&category) { "on".to_owned() } else { String::new() };
    NotificationsForm {
        account: number.into(),
        member: id.into(),
        notify_general: boxed(Notification::General),
        notify_billing: boxed(Notification::Billing),
        notify_tickets: boxed(Notification::Tickets),
        notify_technical: boxed(Notification::Technical),
    }
}

/// The press of a button that concerns them.
pub fn press(number: &str, id: &str) -> MemberForm {
    MemberForm { account: number.into(), member: id.into() }
}
