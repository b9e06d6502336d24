//! Reading as a request does: its guard asks who is signed in, then the verb.

use super::World;
use accounts::{
    Accounts, At, Client, CurrentUser, Deletion, EmailChange, Error, Invitation, Log, Members, MembersOf, NewAccount,
    RequestContext, Session, Token, TwoStep, TwoStepSetup,
};
use rules::Member;

/// The verbs that read, each for the user of a session.
#[derive(Clone, Copy)]
pub struct Reading<'a>(&'a Accounts);

impl World {
    pub fn reading(&self) -> Reading<'_> {
        Reading(&self.accounts)
    }
}

impl<'a> Reading<'a> {
    pub async fn me(self, session: Option<&Token>) -> Result<CurrentUser, Error> {
        self.0.sessions.current_user(session).await?.ok_or(Error::SignedOut)
    }

    pub async fn activity(self, session: Option<&Token>, at: &At) -> Result<Log, Error> {
        self.0.audit.activity(&self.me(session).await?, at).await
    }

    pub async fn account_activity(self, session: Option<&Token>, number: &str, at: &At) -> Result<Log, Error> {
        self.0.audit.account_activity(&self.me(session).await?, number, at).await
    }

    pub async fn client(self, session: Option<&Token>, number: &str) -> Result<Client, Error> {
        self.0.clients.client(&self.me(session).await?, number).await
    }

    pub async fn deletion(self, session: Option<&Token>) -> Result<Deletion, Error> {
        self.0.deletions.deletion(&self.me(session).await?).await
    }

    pub async fn email_change(self, context: &RequestContext) -> Result<Option<EmailChange>, Error> {
        self.0.email_changes.email_change(&self.me(context.session.as_ref()).await?, context).await
    }

    pub async fn fresh(self, session: Option<&Token>) -> Result<bool, Error> {
        Ok(self.0.sessions.is_fresh(&self.me(session).await?))
    }

    pub async fn invitation(self, link: &Token, context: &RequestContext) -> Result<Option<Invitation>, Error> {
        let me = self.0.sessions.current_user(context.session.as_ref()).await?;
        self.0.invitations.invitation(link, me.as_ref()).await
    }

    pub async fn member(self, session: Option<&Token>, number: &str, id: &str) -> Result<Member, Error> {
        self.0.memberships.member(&self.me(session).await?, number, id).await
    }

    pub async fn members(self, session: Option<&Token>, number: &str, of: &MembersOf) -> Result<Members, Error> {
        self.0.memberships.members(&self.me(session).await?, number, of).await
    }

    pub async fn new_account(self, session: Option<&Token>) -> Result<NewAccount, Error> {
        self.0.clients.new_account(&self.me(session).await?).await
    }

    pub async fn recovery_codes(self, session: Option<&Token>) -> Result<Option<Vec<String>>, Error> {
        self.0.two_step.recovery_codes(&self.me(session).await?).await
    }

    pub async fn sessions(self, session: Option<&Token>) -> Result<Vec<Session>, Error> {
        self.0.session_list.sessions(&self.me(session).await?).await
    }

    pub async fn two_step(self, session: Option<&Token>) -> Result<TwoStep, Error> {
        self.0.two_step.two_step(&self.me(session).await?).await
    }

    pub async fn two_step_set_up(self, session: Option<&Token>) -> Result<TwoStepSetup, Error> {
        self.0.two_step.two_step_set_up(&self.me(session).await?).await
    }
}
