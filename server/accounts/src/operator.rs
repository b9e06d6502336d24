//! What the operator can do with a user, by address. Each leaves a line in the activity log and tells the user.

use crate::{Accounts, Visitor, activity::Deed, address::Address, db::Tx, error::Error, notices::Contact};
use rules::{Act, Email, Notice};

impl Accounts {
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
        self.end_everything(&mut tx, &contact).await?;
        self.forget_browsers(&mut tx, &contact.id).await?;
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
        // Held, as in `hold_user`, but whether the door is open does not matter.
        let contact: Option<Contact> = sqlx::query_as(
            "update users set email = email where email_key = $1 returning id, email, email_key, language",
        )
        .bind(email_key(email))
        .fetch_optional(&mut *tx)
        .await?;
        let contact = contact.ok_or(Error::Gone)?;
        if !self.remove_factor(&mut tx, &contact.id).await? {
            return Err(Error::Gone);
        }
        self.end_everything(&mut tx, &contact).await?;
        self.done_by_operator(tx, &contact, Act::TwoStepReset, Notice::TwoStepReset).await
    }

    async fn done_by_operator(&self, mut tx: Tx, contact: &Contact, act: Act, notice: Notice) -> Result<(), Error> {
        let nowhere = Visitor::default();
        self.record(&mut tx, Deed::by_operator(act, &contact.id), &nowhere).await?;
        self.notify(&mut tx, contact, notice, &nowhere).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }
}

/// What an address is found by.
pub(crate) fn email_key(typed: &str) -> String {
    let address = Email::parse(typed).ok().and_then(|email| Address::of(&email).ok());
    address.map_or_else(|| rules::fold(rules::tidy(typed)), |address| address.key)
}
