//! How often is too often.
//!
//! A limit is a bucket: so many at once, and another one each so many seconds. What is kept is the moment at which the
//! bucket will be full again (GCRA's theoretical arrival time, ITU-T I.371), so that counting and deciding are one
//! statement: it holds for any number of requests at once, over several servers, and over a restart.

mod hold;
mod network;
mod table;

pub(crate) use hold::{lock_address, lock_browser, place};
pub use network::{network, networks};
pub(crate) use table::{
    AUTHORIZATIONS, CODES, COMPANIES, INVITATIONS, LETTERS, Limit, RATIONED_SEARCHES, REGISTRATIONS, SIGN_INS,
    TOLD_OF_FAILURES, UNLOCKS,
};

use crate::{
    RequestContext,
    clock::{AHEAD, seconds_until},
    counters::reached,
    db::{Pipeline, Query, Tx},
    error::Error,
    shared::Shared,
    strangers::Strangers,
};
use std::{net::IpAddr, ops::Deref, sync::Arc};

/// A limit, and whose.
#[derive(Clone)]
pub(crate) struct Count {
    limit: Limit,
    key: String,
}

/// How often somebody may do something: by network, user or address, by failures in a row, and by letters.
#[derive(Debug)]
pub struct RateLimits {
    shared: Arc<Shared>,
    pub(crate) strangers: Strangers,
}

impl Deref for RateLimits {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl RateLimits {
    pub(crate) fn new(shared: Arc<Shared>) -> RateLimits {
        RateLimits { shared, strangers: Strangers::default() }
    }

    /// The visitor's network where it is kept, as a keyed hash; empty when it is not known.
    pub(crate) fn network_hash(&self, context: &RequestContext) -> String {
        let network = context.network_address.map(network);
        network.map(|network| self.keys.hash("network", &network.to_string())).unwrap_or_default()
    }

    /// These limits of the visitor's network address, and of the networks around it; none where the operator has
    /// switched them off.
    pub(crate) fn of_network(&self, limits: &[Limit], context: &RequestContext) -> Vec<Count> {
        let Some(address) = context.network_address.filter(|_| self.settings.network_limits) else { return Vec::new() };
        let networks = networks(address);
        let of = |limit: &Limit, (network, wider): &(IpAddr, u32)| {
            let whose = if *wider == 1 { network.to_string() } else { format!("{network} {wider}") };
            self.count_of(limit.times(*wider), &whose)
        };
        limits.iter().flat_map(|limit| networks.iter().map(move |network| of(limit, network))).collect()
    }

    /// This limit of a user, wherever they are.
    pub(crate) fn of_user(&self, limit: Limit, user_id: &str) -> Vec<Count> {
        vec![self.count_of(limit, user_id)]
    }

    /// This limit of an address, whoever asks.
    pub(crate) fn of_address(&self, limit: Limit, email_key: &str) -> Vec<Count> {
        vec![self.count_of(limit, email_key)]
    }

    /// The limit of something that can be named. Only a keyed hash of it is kept.
    fn count_of(&self, limit: Limit, whose: &str) -> Count {
        Count { limit, key: self.keys.hash(limit.name, whose) }
    }

    /// Counts one more of each, in a transaction of its own, before anything is done about it.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait, when one of them is used up.
    pub(crate) async fn count(&self, counts: &[Count]) -> Result<(), Error> {
        if counts.is_empty() {
            self.strangers.one_more();
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        self.count_with(&mut tx, counts).await?;
        Ok(tx.commit().await?)
    }

    /// The same with what is done then, which the transaction must not keep where it is too many: who waits for one limit
    /// does not use up another.
    ///
    /// # Errors
    /// As [`RateLimits::count`].
    pub(crate) async fn count_with(&self, tx: &mut Tx, counts: &[Count]) -> Result<(), Error> {
        self.strangers.one_more();
        let Some(seconds) = self.count_all(tx, counts).await? else { return Ok(()) };
        self.counters.limited.inc();
        Err(Error::TooMany(seconds))
    }

    /// None when all were counted, else the seconds until they can be; the transaction must then be rolled back.
    pub(crate) async fn count_all(&self, tx: &mut Tx, counts: &[Count]) -> Result<Option<u32>, Error> {
        let now = self.now();
        let counted = tx.fetch_each(counts.iter().map(|count| count.one_more(now))).await?;
        match counts.iter().zip(counted).find(|(_, counted)| counted.is_empty()) {
            Some((count, _)) => Ok(Some(count.wait(tx, now).await?)),
            None => Ok(None),
        }
    }
}

impl Count {
    /// The moment until which it counts as full now, and the last one that can have been written.
    fn bounds(&self, now: i64) -> (i64, i64) {
        let Limit { burst, every, .. } = self.limit;
        let latest = now + (burst - 1) * every;
        // What is fuller than full was written by a clock that was wrong.
        (latest, latest + every + AHEAD)
    }

    /// Counts it, with a row as the answer, where it is not full.
    pub(crate) fn one_more(&self, now: i64) -> Query<'_> {
        let (every, (latest, most)) = (self.limit.every, self.bounds(now));
        sqlx::query(
            "insert into limits (key, full_at) values ($1, $2)
             on conflict (key) do update set full_at = case when limits.full_at between $3 and $6 then limits.full_at else $3 end + $4
             where limits.full_at <= $5 or limits.full_at > $6 returning full_at",
        )
        .bind(&self.key)
        .bind(now + every)
        .bind(now)
        .bind(every)
        .bind(latest)
        .bind(most)
    }

    /// It is full: the seconds until it can be counted.
    pub(crate) async fn wait(&self, tx: &mut Tx, now: i64) -> Result<u32, Error> {
        reached(self.limit.name);
        let full_at: Option<i64> = sqlx::query_scalar("select full_at from limits where key = $1")
            .bind(&self.key)
            .fetch_optional(&mut **tx)
            .await?;
        Ok(seconds_until(full_at.unwrap_or(now), self.bounds(now).0).max(1))
    }
}

/// Takes back one count of each: the try was right after all.
pub(crate) fn give_back(tx: &mut Tx, counts: &[Count]) {
    for Count { limit, key } in counts {
        sqlx::query("update limits set full_at = full_at - $1 where key = $2").bind(limit.every).bind(key).pipeline(tx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_network_has_more_at_once_and_sooner_again() {
        let [minute, day] = REGISTRATIONS else { panic!("two limits") };
        assert_eq!((minute.times(16).burst, minute.times(16).every), (320, 1));
        assert_eq!((day.times(4).burst, day.times(4).every), (400, 216));
    }
}
