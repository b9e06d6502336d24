//! Another e-mail address: asked for, proved by a code sent there, and undone from the former one.

mod asked;
mod undo;

pub use undo::Undo;

use crate::{
    CurrentUser, RequestContext, Settings,
    activity::AuditEvent,
    clock::AHEAD,
    db::{Pipeline, Tx},
    email_codes::{Proving, unless_taken},
    error::Error,
    invitations, limits, names,
    notices::Contact,
    parts::EmailChanges,
};
use rules::{Act, Delivery, EmailCodeForm, EmailResendForm, Errors, Field, FieldError, Notice};
use sqlx::FromRow;

/// An address that waits for its proof.
#[derive(Clone, Debug)]
pub struct EmailChange {
    /// Its number among the user's.
    pub seq: i64,
    /// The new address.
    pub email: String,
    /// When the last code went out, in unix seconds; 0 while none has, because of the letters' cap.
    pub code_sent_at: i64,
    /// In how many seconds another code can be had.
    pub resend_in: u32,
    /// Whether that is so because as many letters went to the address as may.
    pub capped: bool,
    /// How the letter fares.
    pub delivery: Delivery,
}

/// A change that waits.
#[derive(FromRow)]
struct Waiting {
    id: String,
    seq: i64,
    email: String,
    email_key: String,
    code_sent_at: Option<i64>,
    tries: i64,
    tries_total: i64,
}

impl EmailChanges {
    /// The address that waits for its proof, if there is one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn email_change(&self, me: &CurrentUser, context: &RequestContext) -> Result<Option<EmailChange>, Error> {
        let Some(waiting) = self.waiting(me.id()).await? else { return Ok(None) };
        let cap = self.limits.codes_cap(self.db.read(), &waiting.email_key, None, context).await?;
        let (resend_in, capped) = self.limits.resend_in(&cap, waiting.code_sent_at).await?;
        let delivery = self.outbox.delivery(&waiting.id).await?;
        let code_sent_at = waiting.code_sent_at.unwrap_or_default();
        Ok(Some(EmailChange { seq: waiting.seq, email: waiting.email, code_sent_at, resend_in, capped, delivery }))
    }

    async fn waiting(&self, user_id: &str) -> Result<Option<Waiting>, Error> {
        let waiting = sqlx::query_as(
            "select id, seq, email, email_key, code_sent_at, tries, tries_total from email_changes
             where user_id = $1 and done_at is null and ended_at is null and expires_at > $2",
        )
        .bind(user_id)
        .bind(self.now())
        .fetch_optional(self.db.read())
        .await?;
        Ok(waiting)
    }

    /// Takes the code: the new address is the user's. The try is counted, and that is committed, before the code is
    /// looked at. Codes, links, half sessions and other sessions' proofs of before end.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code, or `Stale` where another address waits by now; `Gone` when no address waits; `SignedOut`; `TooMany`.
    pub async fn confirm_email(&self, form: &EmailCodeForm, context: &RequestContext) -> Result<(), Error> {
        let code = form.check()?;
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let counts = self.limits.of_network(limits::CODES, context);
        self.limits.count(&counts).await?;
        let waiting = self.count_email_try(&user_id, &form.version).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        self.locks.addresses(&mut tx, &contact, &waiting.email_key).await?;
        if !self.email_codes.use_code(&mut tx, &waiting.id, &code).await?
            || !self.take_address(&mut tx, &waiting.id, &user_id).await?
        {
            tx.rollback().await?;
            return self.wrong_email_code(&user_id, &waiting, context).await;
        }
        limits::give_back(&mut tx, &counts);
        self.revoke_former(&mut tx, &contact, &waiting, context);
        self.tell_of_change(&mut tx, &contact, &waiting, context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Raises the counters in a statement of its own; refused when none is left.
    async fn count_email_try(&self, user_id: &str, version: &str) -> Result<Waiting, Error> {
        let counted: Option<Waiting> = sqlx::query_as(
            "update email_changes set tries = tries + 1, tries_total = tries_total + 1
             where user_id = $1 and done_at is null and ended_at is null and expires_at > $2 and tries < $3 and tries_total < $4
               and $5 in ('', cast(seq as text))
             returning id, seq, email, email_key, code_sent_at, tries, tries_total",
        )
        .bind(user_id)
        .bind(self.now())
        .bind(self.settings.code_tries)
        .bind(Settings::TRIES_IN_ALL)
        .bind(version)
        .fetch_optional(self.db.write())
        .await?;
        if let Some(waiting) = counted {
            return Ok(waiting);
        }
        let waiting = self.waiting(user_id).await?.ok_or(Error::Gone)?;
        let stale = !version.is_empty() && version != waiting.seq.to_string();
        let wrong = if stale { FieldError::Stale } else { self.email_codes.no_try_left(waiting.tries_total) };
        Err(Errors::on(Field::Code, wrong).into())
    }

    /// Moves the user to the address that the change itself names, while it waits and the address is nobody's. As long as it
    /// can be undone they are not deleted.
    async fn take_address(&self, tx: &mut Tx, change: &str, user_id: &str) -> Result<bool, Error> {
        let now = self.now();
        let taken = sqlx::query(
            "update users set email = change.email, email_key = change.email_key, version = version + 1,
                    delete_at = case when delete_at < $4 then $4 else delete_at end
             from email_changes as change
             where change.id = $1 and users.id = change.user_id and users.email_key = change.old_email_key
               and change.done_at is null and change.ended_at is null and change.expires_at > $2
               and not exists (select 1 from email_changes as other where other.old_email_key = change.email_key
                               and other.user_id <> users.id and other.ended_at is null and other.done_at > $3)",
        )
        .bind(change)
        .bind(now)
        .bind(now - self.settings.email_undo_lifetime)
        .bind(now + self.settings.email_undo_lifetime)
        .execute(&mut **tx)
        .await;
        if !unless_taken(taken)? {
            return Ok(false);
        }
        names::renew(tx, user_id).await?;
        invitations::revoke_those_of_a_member(tx, user_id, now).await?;
        let done =
            sqlx::query("update email_changes set done_at = $1 where id = $2 and done_at is null and ended_at is null")
                .bind(now)
                .bind(change)
                .execute(&mut **tx)
                .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Whatever was begun for the new address, or rests on the old one.
    fn revoke_former(&self, tx: &mut Tx, contact: &Contact, waiting: &Waiting, context: &RequestContext) {
        sqlx::query("delete from codes where registration_id = $1").bind(&waiting.id).pipeline(tx);
        self.revocation.revoke_address(tx, &waiting.email_key);
        self.revocation.revoke_links(tx, &contact.email_key);
        sqlx::query("delete from sessions where user_id = $1 and full_at is null").bind(&contact.id).pipeline(tx);
        self.reauthentication.revoke_proofs(tx, &contact.id, context)
    }

    fn tell_of_change(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        waiting: &Waiting,
        context: &RequestContext,
    ) -> Result<(), Error> {
        self.audit.record(tx, AuditEvent::of(Act::EmailChanged, &contact.id), context);
        self.warn_former(tx, contact, &waiting.id, (&waiting.email, true), context)?;
        self.notices.notify(tx, &contact.at(&waiting.email, &waiting.email_key), Notice::EmailChanged, context)
    }

    /// Nothing is wrong with a code that another press of the same button has used up: then nothing waits any more.
    async fn wrong_email_code(&self, user_id: &str, counted: &Waiting, context: &RequestContext) -> Result<(), Error> {
        self.waiting(user_id).await?.ok_or(Error::Gone)?;
        let errors = self.email_codes.wrong_code(&counted.id, (counted.tries, counted.tries_total)).await?;
        self.audit.record_refused(Act::EmailChanged, user_id, context).await?;
        Err(errors.into())
    }

    /// Sends another code to the address that waits; the former one keeps its own lifetime, unless its tries are used
    /// up. The same press sent twice sends one letter.
    ///
    /// # Errors
    /// `Refused` with the wait on `Code`; `Gone` when no address waits; `SignedOut`; `TooMany`.
    pub async fn resend_email_code(&self, form: &EmailResendForm, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        self.locks.addresses(&mut tx, &contact, "").await?;
        let Some(proving) = self.due_again(&mut tx, &contact).await? else {
            tx.rollback().await?;
            let waiting = self.waiting(&user_id).await?.ok_or(Error::Gone)?;
            return self.email_codes.why_not_sent(waiting.code_sent_at, waiting.tries_total, &form.version);
        };
        self.email_codes.renew_tries(&mut tx, &proving);
        self.email_codes.send_or_refuse(tx, &proving, Field::Code, context).await
    }

    /// The change, when its wait is over and tries are left; the wait begins anew.
    async fn due_again(&self, tx: &mut Tx, contact: &Contact) -> Result<Option<Proving>, Error> {
        let now = self.now();
        let row: Option<(String, String, String)> = sqlx::query_as(
            "update email_changes set code_sent_at = $1
             where user_id = $2 and done_at is null and ended_at is null and expires_at > $1
               and tries_total < $3 and (code_sent_at is null or code_sent_at <= $4 or code_sent_at > $5)
             returning id, email, email_key",
        )
        .bind(now)
        .bind(&contact.id)
        .bind(Settings::TRIES_IN_ALL)
        .bind(now - self.settings.resend_after)
        .bind(now + AHEAD)
        .fetch_optional(&mut **tx)
        .await?;
        let (language, user_id) = (contact.language.clone(), Some(contact.id.clone()));
        Ok(row.map(|(id, email, email_key)| Proving { id, email, email_key, language, user_id, invitation_id: None }))
    }

    /// Gives up the change of this number, or whichever waits. That none waits is as good.
    ///
    /// # Errors
    /// `SignedOut` without a session; `Gone` where another one waits by now.
    pub async fn cancel_email_change(&self, version: &str, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        self.locks.addresses(&mut tx, &contact, "").await?;
        let other = "select id from email_changes where user_id = $1 and done_at is null and ended_at is null and $2 not in ('', cast(seq as text))";
        if sqlx::query(other).bind(&user_id).bind(version).fetch_optional(&mut *tx).await?.is_some() {
            return Err(Error::Gone);
        }
        if self.revocation.revoke_email_change(&mut tx, &user_id, "").await? {
            self.audit.record(&mut tx, AuditEvent::of(Act::EmailCancelled, &user_id), context);
        }
        tx.commit().await?;
        Ok(())
    }
}
