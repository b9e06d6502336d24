//! What those do who are invited: accept, decline, register.

use super::{Acceptance, Found};
use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    notices::Contact,
    organisation::columns,
    parts::Invitations,
    rights::account_shown,
    users::notifications_of,
};
use rules::{Act, InvitationForm, InvitationState, MemberNews};

impl Invitations {
    /// Accepts, for the signed-in user whose address is invited; nobody signed in learns what comes first.
    ///
    /// # Errors
    /// `Gone` for an invitation that is not open, or another than the page showed; `Forbidden` for somebody else.
    pub async fn accept_invitation(
        &self,
        form: &InvitationForm,
        link: &Token,
        context: &RequestContext,
    ) -> Result<Acceptance, Error> {
        let Some(user_id) = self.sessions.signed_in(context.session.as_ref()).await? else {
            return self.before_accepting(&form.invitation, link).await;
        };
        let mut tx = self.db.begin().await?;
        let user = self.locks.signed_in(&mut tx, &user_id, context).await?;
        let found = self.lock_meant(&mut tx, &form.invitation, link).await?;
        if user.email_key != found.email_key {
            return Err(Error::Forbidden);
        }
        let number = found.number()?;
        if !self.was_accepted(&mut tx, &found, &user_id).await? {
            self.join(&mut tx, &found, &user_id, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(Acceptance::Member(number))
    }

    /// What comes first for whoever has the address.
    async fn before_accepting(&self, id: &str, link: &Token) -> Result<Acceptance, Error> {
        let found = self.open_invitation(id, link).await?;
        let users: i64 = sqlx::query_scalar("select count(*) from users where email_key = $1")
            .bind(&found.email_key)
            .fetch_one(self.db.read())
            .await?;
        Ok(if users > 0 { Acceptance::SignIn } else { Acceptance::Register })
    }

    /// The invitation that the page showed, while it is open.
    pub(crate) async fn open_invitation(&self, id: &str, link: &Token) -> Result<Found, Error> {
        let found = self.by_link(link).await?.ok_or(Error::Gone)?;
        if found.is_meant(id, link) && found.state(self.now()) == InvitationState::Open {
            Ok(found)
        } else {
            Err(Error::Gone)
        }
    }

    /// The invitation that the page showed, with its account held.
    pub(super) async fn lock_meant(&self, tx: &mut Tx, id: &str, link: &Token) -> Result<Found, Error> {
        let found = self.lock_invitation(tx, id).await?;
        if found.is_meant(id, link) { Ok(found) } else { Err(Error::Gone) }
    }

    /// Whether this user has accepted it and is a member still: the same press again.
    async fn was_accepted(&self, tx: &mut Tx, found: &Found, user_id: &str) -> Result<bool, Error> {
        let members: i64 =
            sqlx::query_scalar("select count(*) from memberships where account_id = $1 and user_id = $2")
                .bind(&found.account_id)
                .bind(user_id)
                .fetch_one(&mut **tx)
                .await?;
        Ok(found.accepted_at.is_some() && members > 0)
    }

    /// Makes the user a member, with the account held: as long as the invitation is open, is for their address, and
    /// whoever invites may still give what it promises. Role, account and address come from its row alone. A member stays
    /// what they are.
    async fn join(&self, tx: &mut Tx, found: &Found, user_id: &str, context: &RequestContext) -> Result<(), Error> {
        let accepted = sqlx::query(
            "update invitations set accepted_at = $1
             where id = $2 and accepted_at is null and declined_at is null and revoked_at is null and expires_at > $1
               and email_key = (select users.email_key from users where users.id = $3)",
        )
        .bind(self.now())
        .bind(&found.id)
        .bind(user_id)
        .execute(&mut **tx)
        .await?;
        if accepted.rows_affected() == 0 || !found.rightful {
            return Err(Error::Gone);
        }
        let (roles, notifications) = (found.roles(), notifications_of(&found.notifications));
        if self.rights.insert_membership(tx, &found.account_id, user_id, &roles, &notifications).await? {
            let deed = AuditEvent::of(Act::InvitationAccepted, user_id).inside(&found.account_id);
            self.audit.record(tx, deed, context);
            self.tell_inviter(tx, found, user_id, context).await?;
        }
        Ok(())
    }

    async fn tell_inviter(
        &self,
        tx: &mut Tx,
        found: &Found,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let inviter: Contact = sqlx::query_as("select id, email, email_key, language from users where id = $1")
            .bind(&found.inviter_id)
            .fetch_one(&mut **tx)
            .await?;
        let account = account_shown(found.number()?, found.company_name.as_deref());
        let who = self.notices.shown_name(tx, user_id).await?;
        self.notices.tell_member(tx, &inviter, MemberNews::Accepted, (&account, &who, &found.roles()), context)
    }

    /// The membership that a registration by invitation leads to, instead of an account of its own; the registration,
    /// its address and the new user are held. What was told of an account is kept for whenever the user opens one.
    ///
    /// # Errors
    /// `Gone` when the invitation is not open any more: then nothing of all this may stay.
    pub(crate) async fn join_invited(
        &self,
        tx: &mut Tx,
        invitation: &str,
        registration: &str,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let found = self.lock_invitation(tx, invitation).await?;
        self.join(tx, &found, user_id, context).await?;
        sqlx::query(concat!(
            "insert into own_details (user_id, account_type, country, ",
            columns!(),
            ") select $1, account_type, country, ",
            columns!(),
            " from registrations where id = $2",
        ))
        .bind(user_id)
        .bind(registration)
        .pipeline(tx);
        Ok(())
    }
}
