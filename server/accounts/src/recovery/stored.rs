//! Recovery codes as they are stored: counted, used up, removed.

use crate::{
    db::{Pipeline, Tx},
    error::Error,
    parts::SecondFactor,
    token::text,
};
use rules::RecoveryCode;
use sha2::{Digest, Sha256};
use sqlx::AnyExecutor;

impl SecondFactor {
    /// Without a second factor there is nothing to recover.
    pub(crate) fn remove_recovery_codes(&self, tx: &mut Tx, user_id: &str) {
        for text in ["delete from recovery_codes where user_id = $1", "delete from recovery_sets where user_id = $1"] {
            sqlx::query(text).bind(user_id).pipeline(tx);
        }
    }

    /// How many users have codes of before they needed no key.
    pub(crate) async fn keyed_recovery_codes(&self) -> Result<i64, Error> {
        let users = sqlx::query_scalar(
            "select count(distinct user_id) from recovery_codes where used_at is null and code_hash not like $1",
        )
        .bind(format!("{PLAIN}%"))
        .fetch_one(self.db.read())
        .await?;
        Ok(users)
    }

    /// How many are left.
    pub(crate) async fn recovery_left<'c>(&self, executor: impl AnyExecutor<'c>, user_id: &str) -> Result<u32, Error> {
        let left: i64 =
            sqlx::query_scalar("select count(*) from recovery_codes where user_id = $1 and used_at is null")
                .bind(user_id)
                .fetch_one(executor)
                .await?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Uses the code up, if it is one that works. One of before they needed no key was hashed with one of the keys.
    pub(super) async fn use_recovery_code(
        &self,
        tx: &mut Tx,
        user_id: &str,
        code: &RecoveryCode,
    ) -> Result<bool, Error> {
        let keyed = self.keys.hashes("recovery code", &bound(user_id, code));
        for hash in [hashed(user_id, code)].into_iter().chain(keyed) {
            let used = sqlx::query(
                "update recovery_codes set used_at = $1 where code_hash = $2 and user_id = $3 and used_at is null",
            )
            .bind(self.now())
            .bind(hash)
            .bind(user_id)
            .execute(&mut **tx)
            .await?;
            if used.rows_affected() > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What begins the hash of a code that needs no key.
const PLAIN: &str = "sha256.";

/// What is kept of a code. A plain hash is enough: 120 random bits cannot be guessed back, and no key can be lost.
pub(super) fn hashed(user_id: &str, code: &RecoveryCode) -> String {
    format!("{PLAIN}{}", text(&Sha256::digest(bound(user_id, code).as_bytes())))
}

/// Bound to its user: the code of one is worth nothing to another.
fn bound(user_id: &str, code: &RecoveryCode) -> String {
    format!("{user_id}\0{}", code.symbols())
}
