//! Whose an address is: a user's, or kept for its former owner while a change can be undone.

use crate::{db::Query, error::Error, parts::EmailCodes};
use sqlx::{FromRow, any::AnyQueryResult};

/// Somebody who has an address.
#[derive(FromRow)]
pub(crate) struct Holder {
    /// The address as it was proved.
    pub(crate) email: String,
    pub(crate) language: String,
    /// Until when it is kept, if it is the user's no more.
    pub(crate) kept_until: Option<i64>,
}

impl EmailCodes {
    /// Who has this address, other than a user to whom it is kept. Ask with the address held.
    pub(crate) fn holder_of(&self, email_key: &str, user: &str) -> Query<'static> {
        sqlx::query(
            "select email, language, cast(null as bigint) as kept_until from users where email_key = $1
             union all
             select old_email, language, done_at + $2 from email_changes join users on users.id = email_changes.user_id
             where old_email_key = $1 and user_id <> $3 and ended_at is null and done_at > $4
             order by kept_until nulls first limit 1",
        )
        .bind(email_key.to_owned())
        .bind(self.settings.email_undo_lifetime)
        .bind(user.to_owned())
        .bind(self.now() - self.settings.email_undo_lifetime)
    }
}

/// Whether a row was changed; not when its address is another user's, which the unique index knows. Then nothing but a
/// rollback can follow.
pub(crate) fn unless_taken(changed: Result<AnyQueryResult, sqlx::Error>) -> Result<bool, Error> {
    match changed {
        Ok(changed) => Ok(changed.rows_affected() > 0),
        Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
