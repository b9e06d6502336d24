//! What visitors leave behind whom nobody knows: how much of it there may be in all.
//!
//! Each kind of row has a ceiling in bytes for the whole installation. Above it go first what people whose network made
//! most have left, then what is large, then what is old; so nobody's own step is lost because a crowd has come, unless
//! the crowd has as many networks as there are places.

use crate::{error::Error, parts::Retention, purge::Purge, retention::RUN_OUT};
use sqlx::AssertSqlSafe;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use tokio::sync::Notify;

/// After so many acts it is time to look how much there is.
const LOOK_AFTER: u32 = 1_000;
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

/// How many acts of strangers there were since somebody looked.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    acts: AtomicU32,
    many: Notify,
    /// When logs were last looked at.
    looked_at: AtomicI64,
}

impl Strangers {
    /// One of them did something that may have left a row.
    pub(crate) fn one_more(&self) {
        if self.acts.fetch_add(1, Ordering::Relaxed) % LOOK_AFTER == LOOK_AFTER - 1 {
            self.many.notify_one();
        }
    }
}

/// How much a kind of rows may take.
struct Ceiling {
    table: &'static str,
    key: &'static str,
    /// The rows that count.
    of: &'static str,
    /// What a row takes, with its indexes, in bytes; roughly, and rather more.
    size: &'static str,
    /// Whose rows are held together: the first of each stay before anybody's second.
    whose: &'static str,
    /// The order of those held together, the first to stay first.
    order: &'static str,
    /// How old a row is: the smaller, the earlier it goes.
    age: &'static str,
    /// Most bytes of all.
    most: i64,
}

const MIB: i64 = 1_048_576;

const CEILINGS: &[Ceiling] = &[
    Ceiling {
        table: "registrations",
        key: "id",
        of: "finished_at is null",
        size: "600 + octet_length(name) + octet_length(surname) + 3 * octet_length(email) + octet_length(coalesce(company_name, ''))
            + octet_length(coalesce(address, '')) + octet_length(coalesce(city, '')) + octet_length(coalesce(postal_code, ''))
            + octet_length(coalesce(registration_number, '')) + octet_length(coalesce(vat_number, ''))",
        whose: "network",
        order: "case when details_at is null then 1 else 0 end, touched_at desc, id",
        // Those by invitation go last.
        age: "touched_at + case when invitation_id is null then 0 else 86400 end",
        most: 9 * MIB,
    },
    Ceiling {
        table: "form_rows",
        key: "id",
        of: "expires_at > 0",
        size: "300 + octet_length(content)",
        whose: "network",
        order: "created_at desc, id",
        age: "created_at",
        most: 4 * MIB,
    },
    // Letters that wait to be sent go last, and those before others that nobody is told by.
    Ceiling {
        table: "outbox",
        key: "id",
        of: "(kind in ('none', 'verification-code') or about = 'unlock')",
        size: "500 + octet_length(content) + 2 * octet_length(email_key)",
        whose: "email_key",
        order: "created_at desc, id",
        age: "created_at - case when sent_at is not null or failed_at is not null then 20000000000 when kind = 'none' then 10000000000 else 0 end",
        most: 6 * MIB,
    },
    Ceiling {
        table: "resets",
        key: "token_hash",
        of: "user_id is null",
        size: "300 + 2 * octet_length(email_key)",
        whose: "email_key",
        order: "created_at desc, token_hash",
        age: "created_at",
        most: 2 * MIB,
    },
    Ceiling { age: "full_at", most: 5 * MIB, ..count("limits", "200") },
    Ceiling { age: "touched_at + tries * 3600", most: 2 * MIB, ..count("failures", "240") },
    // Those with the most letters go last.
    Ceiling {
        age: "touched_at + octet_length(moments) * 3600",
        most: 2 * MIB,
        ..count("letter_counts", "220 + octet_length(moments)")
    },
    Ceiling {
        key: "token_hash",
        of: "told = 0",
        whose: "token_hash",
        order: "token_hash",
        age: "expires_at",
        most: MIB,
        ..count("unlocks", "240")
    },
];

/// A count: those go first that are nearest to nothing.
const fn count(table: &'static str, size: &'static str) -> Ceiling {
    Ceiling { table, key: "key", of: "1 = 1", size, whose: "key", order: "key", age: "0", most: 0 }
}

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
            self.hold_below(ceiling).await?;
        }
        self.purge(&LOST_CODES, self.now()).await?;
        self.thin_out_log().await
    }

    async fn hold_below(&self, ceiling: &Ceiling) -> Result<(), Error> {
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

impl Ceiling {
    /// How many bytes there are.
    fn taken(&self) -> String {
        let Ceiling { table, of, size, .. } = self;
        format!("select cast(coalesce(sum({size}), 0) as bigint) from {table} where {of}")
    }

    /// The keys of those above `$1` bytes; rows of more than `$2` go before others.
    fn above(&self) -> String {
        let Ceiling { table, key, of, size, whose, order, age, .. } = self;
        format!(
            "select {key} from (
                 select {key}, sum(size) over (order by nth, case when size > $2 then 1 else 0 end, age desc, {key}
                                               rows between unbounded preceding and current row) as total
                 from (select {key}, {size} as size, {age} as age, row_number() over (partition by {whose} order by {order}) as nth
                       from {table} where {of}) as each_one
             ) as all_of_them where total > $1"
        )
    }
}
