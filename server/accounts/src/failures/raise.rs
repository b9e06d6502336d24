//! One more failure in a throttle, and the wait after it.

use super::{LONGEST, LoginThrottle, REFILL};
use crate::{
    clock::{AHEAD, seconds_until},
    counters::reached,
    db::{Query, Tx},
    error::Error,
    limits::RateLimits,
};
use sqlx::FromRow;

/// Seconds from `touched_at` on until `$2`, none where a clock was wrong.
macro_rules! since {
    () => {
        "(case when failures.touched_at < $2 then $2 - failures.touched_at else 0 end)"
    };
}

/// The failures that are not forgotten yet at `$2`; `tries` counts from `touched_at` on.
macro_rules! left {
    () => {
        concat!(
            "case when failures.tries > ",
            since!(),
            " / 3600 then failures.tries - ",
            since!(),
            " / 3600 else 0 end"
        )
    };
}

/// The wait after one more of them: none for the first four, then twice as long each time, up to 15 minutes.
macro_rules! wait {
    () => {
        concat!(
            "case when ",
            left!(),
            " < 4 then 0 when ",
            left!(),
            " > 13 then 900 else 1 << cast(",
            left!(),
            " - 4 as integer) end"
        )
    };
}

/// A throttle that takes no try now.
#[derive(Default, FromRow)]
struct Waiting {
    tries: i64,
    next_at: i64,
    touched_at: i64,
}

impl RateLimits {
    /// One more in this throttle: how many in a row are the answer, where it takes a try now.
    pub(super) fn raise<'t>(&self, throttle: &'t LoginThrottle) -> Query<'t> {
        let now = self.now();
        sqlx::query(concat!(
            "insert into failures (key, subject, tries, wait, next_at, touched_at) values ($1, '', 1, 0, $2, $2)
             on conflict (key) do update set tries = ",
            left!(),
            " + 1, wait = ",
            wait!(),
            ", next_at = $2 + ",
            wait!(),
            ", touched_at = case when ",
            left!(),
            " = 0 then $2 else $2 - ",
            since!(),
            " % 3600 end
             where (failures.next_at <= $2 or failures.next_at > $4) and ",
            left!(),
            " < $3 returning tries"
        ))
        .bind(&throttle.key)
        .bind(now)
        .bind(throttle.most)
        .bind(now + LONGEST + AHEAD)
    }

    /// It takes none now: the seconds until it does.
    pub(super) async fn how_long(&self, tx: &mut Tx, throttle: &LoginThrottle) -> Result<u32, Error> {
        reached("failures in a row");
        let (now, most) = (self.now(), throttle.most);
        let waiting: Option<Waiting> = sqlx::query_as("select tries, next_at, touched_at from failures where key = $1")
            .bind(&throttle.key)
            .fetch_optional(&mut **tx)
            .await?;
        let Waiting { tries, next_at, touched_at } = waiting.unwrap_or_default();
        // When one fewer than the most are left.
        let refilled = if tries < most { 0 } else { touched_at.min(now) + (tries - most + 1) * REFILL };
        Ok(seconds_until(next_at.max(refilled), now).max(1))
    }
}
