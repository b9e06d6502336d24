//! What the operator can do with a user, by address, and with an account, by number. Each act leaves a line in the
//! activity log and tells whom it concerns.

mod account;
mod list;
mod transfer;

pub use account::{AccountShown, MemberShown};
pub use list::{AccountListed, Page, UserListed};

use crate::{
    RequestContext,
    activity::AuditEvent,
    address::{Address, email_key},
    db::{Pipeline, Tx},
    email_codes::unless_taken,
    error::Error,
    invitations, names,
    notices::Contact,
    parts::Operator,
};
use rules::{Act, Email, Errors, Field, FieldError, Notice};
use subtle::ConstantTimeEq;

/// A word of the operator's holds so long, in seconds, and as long again.
const WORD: i64 = 60;

impl Operator {
    /// A word for a moment, by which the running program knows somebody who has its secret key.
    pub fn operators_word(&self) -> String {
        self.word_of(self.now() / WORD)
    }

    /// Whether somebody who has the secret key said this just now.
    pub fn is_operators_word(&self, word: &str) -> bool {
        let of = |minute| bool::from(self.word_of(minute).as_bytes().ct_eq(word.as_bytes()));
        [-1, 0, 1].into_iter().any(|off| of(self.now() / WORD + off))
    }

    fn word_of(&self, minute: i64) -> String {
        self.keys.hash("operator", &minute.to_string())
    }

    /// Closes the door: the user cannot sign in, and every session, link and code ends.
    ///
    /// # Errors
    /// `Gone` when there is no such user, or the door is closed already.
    pub async fn disable_user(&self, email: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact: Option<Contact> = sqlx::query_as(
            "update users set disabled_at = $1 where email_key = $2 and disabled_at is null returning id, email, email_key, language",
        )
        .bind(self.now())
        .bind(email_key(email))
        .fetch_optional(&mut *tx)
        .await?;
        let contact = contact.ok_or(Error::Gone)?;
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.sessions.forget_browsers(&mut tx, &contact);
        self.invitations.revoke_all_invitations_of(&mut tx, &contact.id, 0).await?;
        self.done_by_operator(tx, &contact, Act::UserDisabled, Notice::Disabled).await
    }

    /// Opens the door again.
    ///
    /// # Errors
    /// `Gone` when there is no such user, or the door is open.
    pub async fn enable_user(&self, email: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact: Option<Contact> = sqlx::query_as(
            "update users set disabled_at = null where email_key = $1 and disabled_at is not null returning id, email, email_key, language",
        )
        .bind(email_key(email))
        .fetch_optional(&mut *tx)
        .await?;
        let contact = contact.ok_or(Error::Gone)?;
        self.done_by_operator(tx, &contact, Act::UserEnabled, Notice::Enabled).await
    }

    /// Switches the second factor of somebody off who has lost it with all recovery codes. Every session ends.
    ///
    /// # Errors
    /// `Gone` when there is no such user, or the second factor is off.
    pub async fn reset_two_step(&self, email: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact = lock_by_email(&mut tx, email).await?;
        if !self.second_factor.remove_factor(&mut tx, &contact.id).await? {
            return Err(Error::Gone);
        }
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.done_by_operator(tx, &contact, Act::TwoStepReset, Notice::TwoStepReset).await
    }

    /// Moves a user to another address, which counts as proved. Every session, link and code ends, and no former address
    /// can be restored any more. Old and new address are told.
    ///
    /// # Errors
    /// `Gone` when there is no such user; `Refused` when the new address is none, or `Used`: somebody's, or kept for
    /// somebody.
    pub async fn change_email(&self, email: &str, new: &str) -> Result<(), Error> {
        let new = Email::parse(new).map_err(|wrong| Errors::on(Field::Email, wrong))?;
        let new = Address::of(&new)?;
        let mut tx = self.db.begin().await?;
        let contact = lock_by_email(&mut tx, email).await?;
        if new.key == contact.email_key && new.email != contact.email {
            return self.respell(tx, &contact, &new).await;
        }
        self.locks.addresses(&mut tx, &contact, &new.key).await?;
        if self.email_codes.holder_of(&new.key, &contact.id).fetch_optional(&mut *tx).await?.is_some()
            || !self.set_address(&mut tx, &contact.id, &new).await?
        {
            return Err(Errors::on(Field::Email, FieldError::Used).into());
        }
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.revocation.revoke_address(&mut tx, &new.key);
        self.sessions.forget_browsers(&mut tx, &contact);
        let moved = contact.at(&new.email, &new.key);
        // Letters to the address of before are still the user's.
        sqlx::query("update outbox set email_key = $1 where email_key = $2")
            .bind(&moved.email_key)
            .bind(&contact.email_key)
            .pipeline(&mut tx);
        self.notices.notify(&mut tx, &contact, Notice::EmailMoved, &RequestContext::default())?;
        self.deletions.cancel_deletion_of(&mut tx, &moved, &RequestContext::default()).await?;
        self.done_by_operator(tx, &moved, Act::EmailChanged, Notice::EmailChanged).await
    }

    /// The same address in other letters: nothing ends, and nobody is told.
    async fn respell(&self, mut tx: Tx, contact: &Contact, new: &Address) -> Result<(), Error> {
        sqlx::query("update users set email = $1, version = version + 1 where id = $2")
            .bind(&new.email)
            .bind(&contact.id)
            .pipeline(&mut tx);
        names::renew(&mut tx, &contact.id).await?;
        let deed = AuditEvent::by_operator(Act::ProfileChanged, &contact.id);
        self.audit.record(&mut tx, deed, &RequestContext::default());
        Ok(tx.commit().await?)
    }

    /// False when the address is somebody's: the unique index decides.
    async fn set_address(&self, tx: &mut Tx, user_id: &str, new: &Address) -> Result<bool, Error> {
        let set = sqlx::query("update users set email = $1, email_key = $2, version = version + 1 where id = $3")
            .bind(&new.email)
            .bind(&new.key)
            .bind(user_id)
            .execute(&mut **tx)
            .await;
        if !unless_taken(set)? {
            return Ok(false);
        }
        names::renew(tx, user_id).await?;
        invitations::revoke_those_of_a_member(tx, user_id, self.now()).await?;
        sqlx::query(
            "update email_changes set ended_at = $1 where user_id = $2 and done_at is not null and ended_at is null",
        )
        .bind(self.now())
        .bind(user_id)
        .pipeline(tx);
        Ok(true)
    }

    async fn done_by_operator(&self, mut tx: Tx, contact: &Contact, act: Act, notice: Notice) -> Result<(), Error> {
        let nowhere = RequestContext::default();
        self.audit.record(&mut tx, AuditEvent::by_operator(act, &contact.id), &nowhere);
        self.notices.notify(&mut tx, contact, notice, &nowhere)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}

/// The user, held as in `lock_user`, but whether the user is disabled does not matter.
async fn lock_by_email(tx: &mut Tx, email: &str) -> Result<Contact, Error> {
    let contact: Option<Contact> =
        sqlx::query_as("update users set email = email where email_key = $1 returning id, email, email_key, language")
            .bind(email_key(email))
            .fetch_optional(&mut **tx)
            .await?;
    contact.ok_or(Error::Gone)
}
