//! Whose a letter is: the server that sends it has leased it for seconds, and renews that as long as it takes.

use super::Outbox;
use crate::error::Error;
use sqlx::{AssertSqlSafe, FromRow};
use std::{sync::atomic::Ordering, time::Instant};

/// How long a server that says no more keeps a letter from others, in seconds.
const LEASE: i64 = 20;
/// Of so many letters one is the one that has waited longest, whatever others are more urgent.
const OLDEST: u32 = 4;
/// Letters that neither went nor failed, and that nobody is sending, at the moment `$3`.
const DUE: &str = "sent_at is null and failed_at is null and lease_until < $3";
/// What is true of a letter, `$1`, as long as it is this sender's, `$2`.
const OURS: &str = "id = $1 and lease = $2 and sent_at is null and failed_at is null";

/// A letter that this server may send now.
#[derive(FromRow)]
pub(super) struct Leased {
    pub(super) id: String,
    pub(super) lease: String,
    pub(super) content: String,
    pub(super) created_at: i64,
    pub(super) attempts: i64,
    /// Why it did not go before.
    pub(super) problem: Option<String>,
    pub(super) failure_kind: Option<String>,
}

impl Outbox {
    /// The next letter: a code before a link, a link before others, and now and then the one that has waited longest.
    pub(super) async fn lease(&self) -> Result<Option<Leased>, Error> {
        *self.looked() = Instant::now();
        let oldest = self.letter_turns.fetch_add(1, Ordering::Relaxed) % OLDEST == OLDEST - 1;
        let now = self.now();
        let leased = sqlx::query_as(AssertSqlSafe(lease_text(oldest, self.db.skip_locked())))
            .bind(self.random.id())
            .bind(now + LEASE)
            .bind(now)
            .fetch_optional(&self.db.write_without_flush())
            .await?;
        Ok(leased)
    }

    /// Keeps a letter for longer; false when it is not this sender's any more. Where the database does not answer that
    /// is not known: the lease itself tells it, before the letter goes.
    pub(super) async fn renew_lease(&self, leased: &Leased) -> bool {
        let renewed = sqlx::query(AssertSqlSafe(format!("update outbox set lease_until = $3 where {OURS}")))
            .bind(&leased.id)
            .bind(&leased.lease)
            .bind(self.now() + LEASE)
            .execute(&self.db.write_without_flush())
            .await;
        renewed.map_or(true, |renewed| renewed.rows_affected() > 0)
    }

    /// Whether the letter is this sender's now: nobody withdrew it, and the lease was renewed in time. Not where that
    /// cannot be told.
    pub(super) async fn is_ours(&self, leased: &Leased) -> bool {
        let ours = AssertSqlSafe(format!("select count(*) from outbox where {OURS} and lease_until > $3"));
        let ours: Result<i64, _> = sqlx::query_scalar(ours)
            .bind(&leased.id)
            .bind(&leased.lease)
            .bind(self.now())
            .fetch_one(self.db.read())
            .await;
        ours.is_ok_and(|ours| ours > 0)
    }

    /// Gives a letter back that was not sent: it may go at once, and this attempt does not count.
    pub(super) async fn end_lease(&self, leased: &Leased) {
        let text = format!("update outbox set lease = '', lease_until = 0, attempts = attempts - 1 where {OURS}");
        let given = sqlx::query(AssertSqlSafe(text))
            .bind(&leased.id)
            .bind(&leased.lease)
            .execute(&self.db.write_without_flush())
            .await;
        if let Err(error) = given {
            tracing::warn!(letter = leased.id, %error, "a letter could not be given back; it goes in {LEASE} seconds");
        }
    }
}

/// Leases one letter, each way of finding it a step in an index.
///
/// The outer condition matters: without it PostgreSQL leases rows twice under load. So does `=`: with `in` it may run the
/// inner select more than once, and lease letters that nobody gets to see.
pub(super) fn lease_text(oldest: bool, skip_locked: &str) -> String {
    let next = |of: &str| format!("(select id from outbox where {of}{DUE} order by lease_until limit 1 {skip_locked})");
    let one = match oldest {
        true => next(""),
        false => format!("coalesce({}, {}, {})", next("urgency = 0 and "), next("urgency = 1 and "), next("")),
    };
    format!(
        "update outbox set lease = $1, lease_until = $2, attempts = attempts + 1 where id = {one} and {DUE}
         returning id, lease, content, created_at, attempts, problem, failure_kind"
    )
}
