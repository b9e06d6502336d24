//! Browsers that a user signed in from: each has a secret of its own for half a year.

use crate::{Accounts, Settings, Token, Visitor, db::Tx, error::Error};

impl Accounts {
    /// Whether the user of this address, if there is one, signed in from this browser before.
    pub(crate) async fn is_known(&self, email_key: &str, visitor: &Visitor) -> Result<bool, Error> {
        let known: i64 = sqlx::query_scalar(
            "select count(*) from known_browsers join users on users.id = known_browsers.user_id
             where users.email_key = $1 and browser_hash = $2 and seen_at > $3",
        )
        .bind(email_key)
        .bind(visitor.known_hash())
        .bind(self.now() - Settings::KNOWN_LIFETIME)
        .fetch_one(self.db.read())
        .await?;
        Ok(known > 0)
    }

    /// Whether this user signed in from this browser before.
    pub(crate) async fn is_known_in(&self, tx: &mut Tx, user_id: &str, visitor: &Visitor) -> Result<bool, Error> {
        let known: i64 = sqlx::query_scalar(
            "select count(*) from known_browsers where user_id = $1 and browser_hash = $2 and seen_at > $3",
        )
        .bind(user_id)
        .bind(visitor.known_hash())
        .bind(self.now() - Settings::KNOWN_LIFETIME)
        .fetch_one(&mut **tx)
        .await?;
        Ok(known > 0)
    }

    /// Makes the browser known as this user's, with a new secret each time: one that somebody planted is worth nothing
    /// afterwards. What other users it is known for moves along.
    pub(crate) async fn remember_browser(&self, tx: &mut Tx, user_id: &str, visitor: &Visitor) -> Result<Token, Error> {
        let token = Token::new(self.random);
        sqlx::query("update known_browsers set browser_hash = $1 where browser_hash = $2")
            .bind(token.hash())
            .bind(visitor.known_hash())
            .execute(&mut **tx)
            .await?;
        sqlx::query(
            "insert into known_browsers (user_id, browser_hash, seen_at) values ($1, $2, $3)
             on conflict (user_id, browser_hash) do update set seen_at = excluded.seen_at",
        )
        .bind(user_id)
        .bind(token.hash())
        .bind(self.now())
        .execute(&mut **tx)
        .await?;
        Ok(token)
    }

    /// No browser is this user's any more.
    pub(crate) async fn forget_browsers(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        sqlx::query("delete from known_browsers where user_id = $1").bind(user_id).execute(&mut **tx).await?;
        Ok(())
    }

    /// No browser but the visitor's is this user's any more.
    pub(crate) async fn forget_other_browsers(
        &self,
        tx: &mut Tx,
        user_id: &str,
        visitor: &Visitor,
    ) -> Result<(), Error> {
        sqlx::query("delete from known_browsers where user_id = $1 and browser_hash <> $2")
            .bind(user_id)
            .bind(visitor.known_hash())
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}
