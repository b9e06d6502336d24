//! An account whose people invite others.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]
#![allow(dead_code, clippy::allow_attributes, reason = "each story uses its own part of this")]

use crate::{
    help::moving::{Post, find},
    help::{PASSWORD, World, with},
};
use accounts::{Acceptance, Error, Invitation, RequestContext, Token};
use rules::InvitationState;
use rules::{CHECKED, Field, InvitationForm, InviteForm, InvitedForm, MemberForm, Notification, Role};

pub const ANNA: &str = "anna@example.com";
pub const BORIS: &str = "boris@example.com";
pub const EVA: &str = "eva@example.com";

/// An invitation that went out.
#[derive(Clone)]
pub struct Sent {
    pub link: Token,
    pub id: String,
}

impl Sent {
    pub fn form(&self) -> InvitationForm {
        InvitationForm { invitation: self.id.clone(), ..Default::default() }
    }
}

/// What is typed to invite somebody: every box of notifications but one is checked.
pub fn inviting(number: &str, email: &str, roles: &[Role]) -> InviteForm {
    let boxes: Vec<_> = roles.iter().filter_map(|role| role.field()).collect();
    let typed = |field: Field| if boxes.contains(&field) { CHECKED.to_owned() } else { String::new() };
    InviteForm {
        account: number.into(),
        user_email: email.into(),
        notify_general: CHECKED.into(),
        notify_billing: CHECKED.into(),
        notify_technical: CHECKED.into(),
        ..InviteForm::of(&typed)
    }
}

/// The categories that it asks for.
pub const TOLD: [Notification; 3] = [Notification::General, Notification::Billing, Notification::Technical];

pub fn button(number: &str, id: &str) -> MemberForm {
    MemberForm { account: number.into(), member: id.into() }
}

pub fn person(sent: &Sent) -> InvitedForm {
    InvitedForm {
        invitation: sent.id.clone(),
        name: "Борис".into(),
        surname: "Кіт".into(),
        password: PASSWORD.into(),
        confirm_password: PASSWORD.into(),
        ..Default::default()
    }
}

/// The link in the newest invitation to this address.
pub fn link_to(post: &[Post], email: &str) -> Token {
    find(post, "invitation", email).token("invite")
}

impl World {
    /// Anna signs up; and the number of her account. All letters so far are read.
    pub async fn office(&self) -> (RequestContext, String) {
        let (anna, number) = self.office_of(ANNA).await;
        self.post().await;
        (anna, number)
    }

    pub async fn office_of(&self, email: &str) -> (RequestContext, String) {
        let context = with(&self.sign_up(email).await);
        let who = self.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().unwrap();
        (context, who.accounts[0].number.digits())
    }

    /// Signs up, and works in that account in this role.
    pub async fn hired(&self, number: &str, email: &str, role: Role) -> RequestContext {
        let context = with(&self.sign_up(email).await);
        self.make_member(number, email, role).await;
        context
    }

    pub async fn make_member(&self, number: &str, email: &str, role: Role) {
        let whose = format!("from accounts, users where number = '{number}' and users.email_key = '{email}'");
        self.run(&format!(
            "insert into memberships (account_id, user_id, created_at) select accounts.id, users.id, 1 {whose}"
        ))
        .await;
        let value = role.as_str();
        self.run(&format!(
            "insert into roles (account_id, user_id, role) select accounts.id, users.id, '{value}' {whose}"
        ))
        .await;
        self.accounts.memberships.list_members().await.expect("listed");
    }

    /// Another role, whatever it was.
    pub async fn demote(&self, email: &str, role: Role) {
        let value = role.as_str();
        self.run(&format!(
            "update roles set role = '{value}' where user_id = (select id from users where email_key = '{email}')"
        ))
        .await;
    }

    pub async fn invite(
        &self,
        context: &RequestContext,
        number: &str,
        email: &str,
        roles: &[Role],
    ) -> Result<(), Error> {
        self.accounts.invitations.invite(&inviting(number, email, roles), context).await
    }

    /// Invites somebody as an observer; what came in the letter.
    pub async fn invited(&self, context: &RequestContext, number: &str, email: &str) -> Sent {
        self.invite(context, number, email, &[Role::AccountObserver]).await.expect("invited");
        self.sent_to(email).await
    }

    /// What came in the newest invitation to this address.
    pub async fn sent_to(&self, email: &str) -> Sent {
        let link = link_to(&self.post().await, email);
        let id = self.look(&link).await.expect("an invitation").id;
        Sent { link, id }
    }

    pub async fn look(&self, link: &Token) -> Option<Invitation> {
        self.reading().invitation(link, &RequestContext::default()).await.unwrap()
    }

    pub async fn state(&self, sent: &Sent) -> Option<InvitationState> {
        self.look(&sent.link).await.map(|invitation| invitation.state)
    }

    pub async fn accept(&self, sent: &Sent, context: &RequestContext) -> Result<Acceptance, Error> {
        self.accounts.invitations.accept_invitation(&sent.form(), &sent.link, context).await
    }

    pub async fn decline(&self, sent: &Sent, unknown: bool, context: &RequestContext) -> Result<(), Error> {
        self.accounts.invitations.decline_invitation(&sent.form(), unknown, &sent.link, context).await
    }

    /// The roles of whoever is signed in in that account.
    pub async fn roles_in(&self, context: &RequestContext, number: &str) -> Vec<Role> {
        let who = self.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().expect("signed in");
        who.accounts
            .into_iter()
            .find(|account| account.number.digits() == number)
            .map_or(Vec::new(), |found| found.roles)
    }
}

pub fn is_gone<T>(ended: &Result<T, Error>) -> bool {
    matches!(ended, Err(Error::Gone))
}

pub fn is_forbidden<T>(ended: &Result<T, Error>) -> bool {
    matches!(ended, Err(Error::Forbidden))
}
