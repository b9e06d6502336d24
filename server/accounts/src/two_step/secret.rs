//! Keys of authenticator apps: made, sealed, opened, put into use.

use super::codes::{self, secret_of};
use crate::{
    db::{Pipeline, Tx},
    error::Error,
    parts::SecondFactor,
};
use sqlx::FromRow;
use totp_rs::Secret;

#[derive(FromRow)]
pub(super) struct Next {
    pub(super) email: String,
    pub(super) next_secret: String,
}

impl SecondFactor {
    /// A user always has a key to set the second factor up with.
    pub(crate) fn ready_two_step(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        sqlx::query("insert into two_step (user_id, next_secret) values ($1, $2) on conflict (user_id) do nothing")
            .bind(user_id)
            .bind(self.new_secret(user_id)?)
            .pipeline(tx);
        Ok(())
    }

    /// Another key to set up with, whoever has seen the former one.
    pub(crate) fn new_next_secret(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        sqlx::query("update two_step set next_secret = $1 where user_id = $2")
            .bind(self.new_secret(user_id)?)
            .bind(user_id)
            .pipeline(tx);
        Ok(())
    }

    fn new_secret(&self, user_id: &str) -> Result<String, Error> {
        Ok(self.keys.seal(self.random, &next_place(user_id), &self.unknown_secret())?)
    }

    /// A key that nobody knows, in base 32.
    pub(crate) fn unknown_secret(&self) -> String {
        Secret::from(self.random.bytes::<20>()).to_base32()
    }

    /// Only while the sealed text is the one that was read, so that a key replaced meanwhile is not enabled; and the
    /// code of the enrolment is used up by it.
    pub(super) async fn move_secret(
        &self,
        tx: &mut Tx,
        user_id: &str,
        [from, to]: [&str; 2],
        step: i64,
    ) -> Result<bool, Error> {
        let moved = sqlx::query(
            "update two_step set secret = $1, next_secret = $2, enabled_at = $3, last_step = $4, tries = 0, closed_until = 0
             where user_id = $5 and next_secret = $6 and (last_step < $4 or last_step > $7)",
        )
        .bind(to)
        .bind(self.new_secret(user_id)?)
        .bind(self.now())
        .bind(step)
        .bind(user_id)
        .bind(from)
        .bind(step + codes::CLOCK)
        .execute(&mut **tx)
        .await?;
        Ok(moved.rows_affected() > 0)
    }

    pub(super) async fn next_secret(&self, user_id: &str) -> Result<Next, Error> {
        let next: Option<Next> = sqlx::query_as(
            "select email, next_secret from two_step join users on users.id = two_step.user_id where user_id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.read())
        .await?;
        // A session of before there was a second factor: confirming the identity makes the key.
        next.ok_or(Error::ReauthRequired)
    }

    pub(super) fn open_secret(&self, place: &str, sealed: &str) -> Result<Secret, Error> {
        Ok(secret_of(&self.keys.open(place, sealed)?)?)
    }
}

/// What a key in use is sealed for.
pub(super) fn place(user_id: &str) -> String {
    format!("two-step {user_id}")
}

/// What a key to set up with is sealed for.
pub(super) fn next_place(user_id: &str) -> String {
    format!("two-step next {user_id}")
}
