//! Users whose wait is over are deleted.

use crate::{RequestContext, activity::AuditEvent, db::Tx, error::Error, notices::Contact, parts::Deletions};
use rules::{Act, Notice};

impl Deletions {
    /// Deletes every user whose wait is over, and who cannot be brought back to a former address any more; each in a transaction of their own: one that fails holds no other up, and
    /// is tried again the next time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_due(&self) -> Result<(), Error> {
        let due: Vec<String> = sqlx::query_scalar(
            "select id from users where delete_at <= $1 and not exists
                 (select 1 from email_changes where user_id = users.id and ended_at is null and done_at > $2)
             order by delete_at, id",
        )
        .bind(self.now())
        .bind(self.now() - self.settings.email_undo_lifetime)
        .fetch_all(self.db.read())
        .await?;
        for user_id in due {
            if let Err(error) = self.delete_if_due(&user_id).await {
                tracing::error!(%error, "a user who asked to be deleted could not be; it is tried again");
            }
        }
        self.outbox.wake_sender();
        Ok(())
    }

    /// Holds the user first, then registrations, the address and the accounts: another server finds nobody to delete
    /// afterwards, and nobody becomes a member of an account that goes. That the operator has closed the door does not
    /// keep anybody.
    async fn delete_if_due(&self, user_id: &str) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact: Option<Contact> = sqlx::query_as(
            "update users set email = email where id = $1 and delete_at <= $2 and not exists
                 (select 1 from email_changes where user_id = users.id and ended_at is null and done_at > $3)
             returning id, email, email_key, language",
        )
        .bind(user_id)
        .bind(self.now())
        .bind(self.now() - self.settings.email_undo_lifetime)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(contact) = contact else { return Ok(tx.rollback().await?) };
        // Registrations before their address: so do all who take both.
        sqlx::query("update registrations set email = email where email_key = $1")
            .bind(&contact.email_key)
            .execute(&mut *tx)
            .await?;
        self.locks.addresses(&mut tx, &contact, "").await?;
        self.lock_accounts(&mut tx, &contact).await?;
        if self.shared(&mut *tx, user_id).await?.is_empty() {
            self.delete(&mut tx, &contact).await?;
        } else {
            let nowhere = RequestContext::default();
            self.stays(&mut tx, user_id).await?;
            self.audit.record(&mut tx, AuditEvent::refused(Act::DeletionCancelled, user_id), &nowhere);
            self.notices.notify(&mut tx, &contact, Notice::DeletionStopped, &nowhere)?;
        }
        Ok(tx.commit().await?)
    }

    /// The accounts that the user is in, or has invited or been invited to, in the order of their ids: so nobody becomes
    /// a member of one that is about to go.
    async fn lock_accounts(&self, tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
        let ids: Vec<String> = sqlx::query_scalar(
            "select id from accounts where id in
                 (select account_id from memberships where user_id = $1
                  union select account_id from invitations where inviter_id = $1 or email_key = $2)
             order by id",
        )
        .bind(&contact.id)
        .bind(&contact.email_key)
        .fetch_all(&mut **tx)
        .await?;
        for id in ids {
            sqlx::query("update accounts set version = version where id = $1").bind(id).execute(&mut **tx).await?;
        }
        Ok(())
    }
}
