//! What those do who manage users: invite, send again, take back.

use super::found::address;
use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    db::Tx,
    error::Error,
    letters::{Letter, News},
    limits, outbox,
    parts::Invitations,
    rights::Membership,
    search::folded,
    users::{notification_values, role_values, roles_of},
};
use rules::{Act, Errors, Field, FieldError, InviteForm, MemberForm, Permission, Role};
use sqlx::FromRow;

/// An invitation that a letter or a line of the log is about.
#[derive(FromRow)]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) roles: String,
}

impl Invitations {
    /// Invites somebody and sends the letter. The answer is the same whether the address has a user. The same press sent
    /// twice invites once.
    ///
    /// # Errors
    /// `Refused` with what is wrong: `Member` or `Invited` on `UserEmail`, `Rights` on `Roles`; `SignedOut`; `TwoStepSetupRequired`;
    /// `ReauthRequired`; `Gone`; `Forbidden`; `TooMany` past 20 an hour.
    pub async fn invite(&self, form: &InviteForm, context: &RequestContext) -> Result<(), Error> {
        let invite = form.check()?;
        let address = self.settings.admitted(&invite.email).map_err(on_user_email)?;
        let user_id = self.counted_inviter(&form.account, context).await?;
        let mut tx = self.db.begin().await?;
        let inviter = self.lock_inviter(&mut tx, &form.account, &user_id, context).await?;
        if !Role::may_give_all(&inviter.roles, &invite.roles) {
            return Err(Errors::on(Field::Roles, FieldError::Rights).into());
        }
        if self.is_member(&mut tx, &inviter.account_id, &address.key).await? {
            return Err(Errors::on(Field::UserEmail, FieldError::Member).into());
        }
        let (id, roles) = (self.random.id(), role_values(&invite.roles));
        let sent = Sent { id, email: address.email, email_key: address.key, roles };
        let token = Token::new(self.random);
        let notifications = notification_values(&invite.notifications);
        if !self.insert_invitation(&mut tx, &inviter, &sent, &token, &notifications).await? {
            if self.was_invited(&mut tx, &inviter, &sent, &notifications).await? {
                return Ok(());
            }
            return Err(Errors::on(Field::UserEmail, FieldError::Invited).into());
        }
        self.post_invitation(&mut tx, &inviter, &sent, &token, context).await?;
        self.record_sent(&mut tx, Act::Invited, &inviter, &sent, context);
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Sends an invitation again: with a new link and the whole time from now on; the old link dies. Whoever sends it
    /// again is its inviter. The same press sent twice sends one letter.
    ///
    /// # Errors
    /// `SignedOut`; `TwoStepSetupRequired`; `ReauthRequired`; `Gone` for one that is missing, answered or of another account; `Forbidden`;
    /// `Refused` with `Domain` on `Email`; `TooMany`.
    pub async fn resend_invitation(&self, form: &MemberForm, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.counted_inviter(&form.account, context).await?;
        let mut tx = self.db.begin().await?;
        let inviter = self.lock_inviter(&mut tx, &form.account, &user_id, context).await?;
        if self.was_sent_again(&mut tx, &inviter, &form.member).await? {
            return Ok(());
        }
        let token = Token::new(self.random);
        let sent: Option<Sent> = sqlx::query_as(
            "update invitations set token_hash = $1, inviter_id = $2, sent_at = $3, resent_at = $3, expires_at = $4
             where id = $5 and account_id = $6 and accepted_at is null and declined_at is null and revoked_at is null
             returning id, email, email_key, roles",
        )
        .bind(token.hash())
        .bind(&user_id)
        .bind(self.now())
        .bind(self.now() + self.settings.invitation_lifetime)
        .bind(&form.member)
        .bind(&inviter.account_id)
        .fetch_optional(&mut *tx)
        .await?;
        let sent = sent.ok_or(Error::Gone)?;
        sent.may_be_given_by(&inviter)?;
        self.settings.admitted(&address(&sent.email)?)?;
        outbox::withdraw(&mut tx, &sent.id, self.now());
        self.post_invitation(&mut tx, &inviter, &sent, &token, context).await?;
        self.record_sent(&mut tx, Act::InvitationResent, &inviter, &sent, context);
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// The signed-in user, after one more letter of theirs was counted: before anything is looked at, so that nobody
    /// learns much by trying.
    async fn counted_inviter(&self, number: &str, context: &RequestContext) -> Result<String, Error> {
        let user_id = self.rights.may(context.session.as_ref(), number, Permission::ManageUsers).await?.user_id;
        self.reauthentication.proved(context.session.as_ref()).await?;
        self.limits.count(&self.limits.of_user(limits::INVITATIONS, &user_id)).await?;
        Ok(user_id)
    }

    /// The user, who has proved their identity lately, then the account, until the transaction ends.
    async fn lock_inviter(
        &self,
        tx: &mut Tx,
        number: &str,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Membership, Error> {
        self.locks.proved(tx, user_id, context).await?;
        self.locks.account(tx, number, user_id, Permission::ManageUsers).await
    }

    /// False when one waits already: the unique index decides.
    async fn insert_invitation(
        &self,
        tx: &mut Tx,
        inviter: &Membership,
        sent: &Sent,
        token: &Token,
        notifications: &str,
    ) -> Result<bool, Error> {
        let inserted = sqlx::query(
            "insert into invitations (id, token_hash, account_id, inviter_id, email, email_key, roles, notifications, created_at, sent_at, expires_at, name_key)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
             on conflict (account_id, email_key) where accepted_at is null and declined_at is null and revoked_at is null do nothing",
        )
        .bind(&sent.id)
        .bind(token.hash())
        .bind(&inviter.account_id)
        .bind(&inviter.user_id)
        .bind(&sent.email)
        .bind(&sent.email_key)
        .bind(&sent.roles)
        .bind(notifications)
        .bind(self.now())
        .bind(self.now() + self.settings.invitation_lifetime)
        .bind(folded(&sent.email))
        .execute(&mut **tx)
        .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// The letter, in the language of whoever invites. To somebody who did not know the sender lately it goes no further
    /// than the mail server's yes to the address.
    async fn post_invitation(
        &self,
        tx: &mut Tx,
        inviter: &Membership,
        sent: &Sent,
        token: &Token,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let who = self.notices.shown_name(tx, &inviter.user_id).await?;
        let (token, account, roles) = (token.expose().to_owned(), inviter.account(), roles_of(&sent.roles));
        let letter = Letter {
            to: sent.email.clone(),
            language: context.language,
            news: News::Invitation { token, account, who, roles },
            until: Some(self.now() + self.settings.invitation_lifetime),
            asked: self.notices.asked(context),
            silent: self.is_unknown(&mut **tx, &inviter.account_id, &sent.email_key).await?,
        };
        self.outbox.enqueue(tx, &sent.email_key, &sent.id, &letter)
    }

    /// The line names the address in its folded form, by which it is found again when its owner is deleted.
    pub(super) fn record_sent(
        &self,
        tx: &mut Tx,
        act: Act,
        inviter: &Membership,
        sent: &Sent,
        context: &RequestContext,
    ) {
        let deed = AuditEvent::of(act, &inviter.user_id).inside(&inviter.account_id).with(&sent.email_key);
        self.audit.record(tx, deed, context)
    }
}

impl Sent {
    /// Forbidden for whoever could not invite with these roles themselves.
    pub(super) fn may_be_given_by(&self, inviter: &Membership) -> Result<(), Error> {
        if Role::may_give_all(&inviter.roles, &roles_of(&self.roles)) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// What is wrong with an address, at the field it was typed in.
fn on_user_email(errors: Errors) -> Errors {
    let mut moved = Errors::default();
    errors.iter().for_each(|(_, wrong)| moved.add(Field::UserEmail, wrong));
    moved
}
