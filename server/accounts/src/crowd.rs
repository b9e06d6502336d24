//! What visitors leave behind whom nobody knows: how much of it there may be in all.
//!
//! Each kind of row has a ceiling in bytes for the whole installation. Above it go first what people whose network made
//! most have left, then what is large, then what is old; so nobody's own step is lost because a crowd has come, unless
//! the crowd has as many networks as there are places.

mod ceilings;

use crate::{error::Error, parts::Retention, purge::Purge, retention::RUN_OUT};
use ceilings::{CEILINGS, Ceiling};
use sqlx::AssertSqlSafe;
use std::sync::atomic::Ordering;

/// Below its ceiling a table is thinned out to so many hundredths of it, so that this is not done all the time.
const LEFT: i64 = 80;
/// Larger rows go before others, in bytes.
const LARGE: i64 = 1_500;
/// Lines in one user's log about what strangers tried: the newest stay.
const LINES: i64 = 300;
/// Lines that were being written while somebody looked are seen by the next, in seconds.
const OVERLAP: i64 = 60;

/// Codes of what is not there any more; `$1` is always past their beginning.
const LOST_CODES: Purge = Purge::of(
    "codes",
    "id",
    "created_at <= $1 and not exists (select 1 from registrations where registrations.id = registration_id)
     and not exists (select 1 from email_changes where email_changes.id = registration_id)",
);

impl Retention {
    /// Waits until so much was done that it is time to [thin out](Retention::thin_out).
    pub async fn crowded(&self) {
        self.limits.strangers.many.notified().await;
    }

    /// Removes what is above its ceiling of what unknown visitors have left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn thin_out(&self) -> Result<(), Error> {
        for purge in &RUN_OUT {
            self.purge(purge, self.now()).await?;
        }
        for ceiling in CEILINGS {
            self.shrink_below(ceiling).await?;
        }
        self.purge(&LOST_CODES, self.now()).await?;
        self.thin_out_log().await
    }

    async fn shrink_below(&self, ceiling: &Ceiling) -> Result<(), Error> {
        let taken: i64 = sqlx::query_scalar(AssertSqlSafe(ceiling.taken())).fetch_one(self.db.read()).await?;
        if taken > ceiling.most {
            let above: Vec<String> = sqlx::query_scalar(AssertSqlSafe(ceiling.above()))
                .bind(ceiling.most * LEFT / 100)
                .bind(LARGE)
                .fetch_all(self.db.read())
                .await?;
            self.remove_all(ceiling.table, ceiling.key, &above).await?;
            tracing::warn!(table = ceiling.table, rows = above.len(), "unknown visitors left too much");
        }
        Ok(())
    }

    /// What strangers try with a user's address is written down; only the newest of it, if they go on and on. What needs the
    /// password stays: a thief does not wash away their own traces. Only logs are looked at that somebody wrote to since
    /// the last time.
    async fn thin_out_log(&self) -> Result<(), Error> {
        let now = self.now();
        let since = self.limits.strangers.looked_at.load(Ordering::Relaxed).max(now - 86_400) - OVERLAP;
        let mut last = String::new();
        loop {
            let tried: Vec<String> = sqlx::query_scalar(
                "select distinct user_id from activity where at >= $1 and actor_id is null and account_id is null and user_id > $2
                 order by user_id limit 500",
            )
            .bind(since)
            .bind(&last)
            .fetch_all(self.db.read())
            .await?;
            let Some(user_id) = tried.last() else { break };
            last.clone_from(user_id);
            for user_id in &tried {
                self.thin_out_log_of(user_id).await?;
            }
        }
        self.limits.strangers.looked_at.store(now, Ordering::Relaxed);
        Ok(())
    }

    async fn thin_out_log_of(&self, user_id: &str) -> Result<(), Error> {
        let above: Vec<String> = sqlx::query_scalar(
            "select id from activity where user_id = $1 and actor_id is null and account_id is null
                 and act in ('signed_in', 'reset_asked', 'unlock_asked')
             order by seq desc, id desc limit 100000 offset $2",
        )
        .bind(user_id)
        .bind(LINES)
        .fetch_all(self.db.read())
        .await?;
        self.remove_all("activity", "id", &above).await
    }
}
