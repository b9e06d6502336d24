//! Deleting a user: asked for, waited for, cancelled or done.

mod due;
mod erase;

use crate::{
    CurrentUser, RequestContext, Settings, Token,
    activity::AuditEvent,
    db::Tx,
    error::{Error, InternalError},
    letters::News,
    notices::Contact,
    parts::Deletions,
};
use rules::{AccountNumber, Act, Errors, Field, FieldError, Notice, Role};
use sqlx::AnyExecutor;

/// How far a deletion is.
#[derive(Clone, Debug, Default)]
pub struct Deletion {
    /// When the user will be deleted, in unix seconds, if they asked for it.
    pub at: Option<i64>,
    /// Accounts of the user's own that have other members: as long as there is one, nothing is deleted.
    pub shared: Vec<AccountNumber>,
}

pub(crate) use erase::{Former, former_addresses};

impl Deletions {
    /// Whether they are going to be deleted, and what is in the way.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn deletion(&self, me: &CurrentUser) -> Result<Deletion, Error> {
        Ok(Deletion { at: me.user.delete_at, shared: self.shared(self.db.read(), me.id()).await? })
    }

    /// The user's own accounts that have other members.
    async fn shared<'c>(&self, executor: impl AnyExecutor<'c>, user_id: &str) -> Result<Vec<AccountNumber>, Error> {
        let numbers: Vec<String> = sqlx::query_scalar(
            "select number from accounts join roles on roles.account_id = accounts.id
             where roles.user_id = $1 and roles.role = $2
               and exists (select 1 from memberships where memberships.account_id = accounts.id and memberships.user_id <> $1)
             order by accounts.created_at, number",
        )
        .bind(user_id)
        .bind(Role::AccountOwner.as_str())
        .fetch_all(executor)
        .await?;
        let unreadable = || InternalError::new("a stored account number is unreadable").into();
        numbers.iter().map(|number| AccountNumber::parse(number).ok_or_else(unreadable)).collect()
    }

    /// Asks to be deleted, in [`Settings::DELETION_WAIT`], and not before a change of address cannot be undone any more. Asking again changes nothing. Signing in goes on meanwhile.
    ///
    /// # Errors
    /// `Refused` with `Shared` on `Email` while the user owns an account with other members; `SignedOut`; `ReauthRequired`.
    pub async fn ask_deletion(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        if !self.shared(&mut *tx, &user_id).await?.is_empty() {
            tx.rollback().await?;
            return Err(Errors::on(Field::Email, FieldError::Shared).into());
        }
        let link = Token::new(self.random);
        let (at, undo) = (self.now() + Settings::DELETION_WAIT, self.settings.email_undo_lifetime);
        let asked = sqlx::query(
            "update users set stay_hash = $2, delete_at = coalesce(
                 (select max(done_at) + $4 from email_changes where user_id = users.id and ended_at is null and done_at > $5), $1)
             where id = $3 and delete_at is null",
        )
        .bind(at)
        .bind(link.hash())
        .bind(&user_id)
        .bind(undo)
        .bind(at - undo)
        .execute(&mut *tx)
        .await?;
        if asked.rows_affected() > 0 {
            self.audit.record(&mut tx, AuditEvent::of(Act::DeletionAsked, &user_id), context);
            let news = News::DeletionAsked { token: link.expose().to_owned() };
            self.outbox.enqueue(
                &mut tx,
                &contact.email_key,
                &contact.id,
                &self.notices.letter_to(&contact, news, context),
            )?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Cancels it. That there is nothing to cancel is as good.
    ///
    /// # Errors
    /// `SignedOut` without a session.
    pub async fn cancel_deletion(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        self.cancel_deletion_of(&mut tx, &contact, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Whose user the link of a letter keeps, by address, and when they are deleted otherwise; none for a link that does
    /// not work. Asking changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn deletion_open(&self, link: &Token) -> Result<Option<(String, i64)>, Error> {
        let leaving =
            sqlx::query_as("select email, delete_at from users where stay_hash = $1 and delete_at is not null")
                .bind(link.hash())
                .fetch_optional(self.db.read())
                .await?;
        Ok(leaving)
    }

    /// Cancels it by the link of the letter that told of it: whoever reads the user's letters keeps the user, whether
    /// they can sign in or not.
    ///
    /// # Errors
    /// `Gone` when the link does not work.
    pub async fn cancel_deletion_by_link(&self, link: &Token, context: &RequestContext) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact: Option<Contact> = sqlx::query_as(
            "update users set email = email where stay_hash = $1 and delete_at is not null
             returning id, email, email_key, language",
        )
        .bind(link.hash())
        .fetch_optional(&mut *tx)
        .await?;
        self.cancel_deletion_of(&mut tx, &contact.ok_or(Error::Gone)?, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Whoever gets their user back is not deleted because somebody else asked for it. They are told.
    pub(crate) async fn cancel_deletion_of(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        context: &RequestContext,
    ) -> Result<(), Error> {
        if self.stays(tx, &contact.id).await? {
            self.notices.tell(tx, contact, Act::DeletionCancelled, Notice::DeletionCancelled, context)?;
        }
        Ok(())
    }

    /// The user is not to be deleted any more; whether they were.
    async fn stays(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        let stays =
            sqlx::query("update users set delete_at = null, stay_hash = null where id = $1 and delete_at is not null")
                .bind(user_id)
                .execute(&mut **tx)
                .await?;
        Ok(stays.rows_affected() > 0)
    }
}
