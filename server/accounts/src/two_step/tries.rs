//! How many codes of authenticator apps are compared: in one step, and wrong ones in a row.

use super::codes::{CLOCK, STEP};
use crate::{
    RequestContext,
    clock::AHEAD,
    clock::seconds_until,
    counters::reached,
    db::{Pipeline, Tx},
    error::Error,
    limits::{self, Count},
    parts::SecondFactor,
};
use sqlx::FromRow;

/// Codes compared in one step.
const PER_STEP: i64 = 3;
/// Wrong codes in a row that close the way for a while, and for how long, in seconds.
const IN_A_ROW: i64 = 10;
const CLOSED: i64 = 600;
/// Wrong codes in a row after which one is taken in [`SELDOM`] seconds: whoever has the password and goes on guessing must
/// not keep the owner out for ever.
const MOST: i64 = 100;
const SELDOM: i64 = 3_600;

#[derive(FromRow)]
struct Tries {
    tries: i64,
    step_tries: i64,
    tried_step: i64,
    closed_until: i64,
}

impl SecondFactor {
    /// Counts a code of this user, and that is committed, before it is compared. Returns the network's counts, to be
    /// given back when it is right.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait. Then nothing is counted.
    pub(crate) async fn count_code(&self, user_id: &str, context: &RequestContext) -> Result<Vec<Count>, Error> {
        let network = self.limits.of_network(limits::CODES, context);
        let mut tx = self.db.begin().await?;
        let refused = match self.limits.count_all(&mut tx, &network).await? {
            Some(seconds) => Some(Error::TooMany(seconds)),
            None => self.raise_tries(&mut tx, user_id).await?,
        };
        let Some(error) = refused else {
            tx.commit().await?;
            return Ok(network);
        };
        tx.rollback().await?;
        self.counters.limited.inc();
        Err(error)
    }

    /// None when it was counted, else why not.
    async fn raise_tries(&self, tx: &mut Tx, user_id: &str) -> Result<Option<Error>, Error> {
        let now = self.now();
        let counted = sqlx::query(
            "update two_step set
                 tries = tries + 1,
                 step_tries = case when tried_step = $1 then step_tries + 1 else 1 end,
                 tried_step = $1,
                 closed_until = case when (tries + 1) % $2 = 0 then $3 else closed_until end
             where user_id = $4 and enabled_at is not null and (tries < $5 or tried_step <= $8 or tried_step > $9) and (closed_until <= $6 or closed_until > $10)
               and (tried_step <> $1 or step_tries < $7)",
        )
        .bind(now / STEP)
        .bind(IN_A_ROW)
        .bind(now + CLOSED)
        .bind(user_id)
        .bind(MOST)
        .bind(now)
        .bind(PER_STEP)
        .bind((now - SELDOM) / STEP)
        .bind(now / STEP + CLOCK)
        .bind(now + CLOSED + AHEAD)
        .execute(&mut **tx)
        .await?;
        if counted.rows_affected() > 0 {
            return Ok(None);
        }
        reached("codes of the second step");
        Ok(Some(self.why_no_code(tx, user_id).await?))
    }

    async fn why_no_code(&self, tx: &mut Tx, user_id: &str) -> Result<Error, Error> {
        let state: Option<Tries> = sqlx::query_as(
            "select tries, step_tries, tried_step, closed_until from two_step where user_id = $1 and enabled_at is not null",
        )
        .bind(user_id)
        .fetch_optional(&mut **tx)
        .await?;
        // Switched off meanwhile: the first step alone leads in again.
        let Some(state) = state else { return Ok(Error::SignedOut) };
        let next_step = match state {
            Tries { tries: MOST.., tried_step, .. } => tried_step * STEP + SELDOM,
            Tries { step_tries: PER_STEP.., tried_step, .. } => (tried_step + 1) * STEP,
            _ => 0,
        };
        Ok(Error::TooMany(seconds_until(state.closed_until.max(next_step), self.now()).max(1)))
    }

    /// Wrong codes are forgotten: a recovery code was right.
    pub(crate) fn forget_tries(&self, tx: &mut Tx, user_id: &str) {
        sqlx::query("update two_step set tries = 0, closed_until = 0 where user_id = $1").bind(user_id).pipeline(tx);
    }
}
