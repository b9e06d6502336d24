//! How often is too often.
//!
//! A limit is a bucket: so many at once, and another one each so many seconds. What is kept is the moment at which the
//! bucket will be full again (GCRA's theoretical arrival time, ITU-T I.371), so that counting and deciding are one
//! statement: it holds for any number of requests at once, over several servers, and over a restart.

use crate::{Accounts, Visitor, counters::reached, db::Tx, error::Error, settings::Settings, wizard::seconds_until};
use std::net::{IpAddr, Ipv6Addr};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// So many at once, and another one each `every` seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    name: &'static str,
    burst: i64,
    every: i64,
}

/// Registrations from one network address: 20 a minute, 100 a day.
pub(crate) const REGISTRATIONS: &[Limit] = &[
    Limit { name: "registrations a minute", burst: 20, every: 3 },
    Limit { name: "registrations a day", burst: 100, every: 864 },
];
/// Letters with a code asked for from one network address.
pub(crate) const LETTERS: &[Limit] = &[Limit { name: "letters", burst: 60, every: 60 }];
/// Wrong codes of any kind from one network address.
pub(crate) const CODES: &[Limit] = &[Limit { name: "codes", burst: 60, every: 60 }];
/// Failed sign-ins from one network address: 10 a minute, 100 a day.
pub(crate) const SIGN_INS: &[Limit] = &[
    Limit { name: "sign-ins a minute", burst: 10, every: 6 },
    Limit { name: "sign-ins a day", burst: 100, every: 864 },
];

/// Invitations sent by one user: 20 an hour.
pub(crate) const INVITATIONS: Limit = Limit { name: "invitations", burst: 20, every: 180 };

/// A limit, and whose.
pub(crate) struct Count {
    limit: Limit,
    key: String,
}

impl Accounts {
    /// These limits of the visitor's network address; none where the operator has switched them off.
    pub(crate) fn of_network(&self, limits: &[Limit], visitor: &Visitor) -> Vec<Count> {
        let Some(address) = visitor.network_address.filter(|_| self.settings.network_limits) else { return Vec::new() };
        let network = network(address).to_string();
        limits.iter().map(|limit| self.count_of(*limit, &network)).collect()
    }

    /// This limit of a user, wherever they are.
    pub(crate) fn of_user(&self, limit: Limit, user_id: &str) -> Vec<Count> {
        vec![self.count_of(limit, user_id)]
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
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let Some(seconds) = self.count_all(&mut tx, counts).await? else { return Ok(tx.commit().await?) };
        // Nothing was done, so nothing is counted: who waits for one limit does not use up another.
        tx.rollback().await?;
        self.counters.limited.inc();
        Err(Error::TooMany(seconds))
    }

    /// None when all were counted, else the seconds until they can be; the transaction must then be rolled back.
    pub(crate) async fn count_all(&self, tx: &mut Tx, counts: &[Count]) -> Result<Option<u32>, Error> {
        for count in counts {
            let wait = self.count_one(tx, count).await?;
            if wait.is_some() {
                reached(count.limit.name);
                return Ok(wait);
            }
        }
        Ok(None)
    }

    /// None when it was counted, else the seconds until it can be.
    async fn count_one(&self, tx: &mut Tx, count: &Count) -> Result<Option<u32>, Error> {
        let (now, Limit { burst, every, .. }) = (self.now(), count.limit);
        let latest = now + (burst - 1) * every;
        let counted: Option<(i64,)> = sqlx::query_as(
            "insert into limits (key, full_at) values ($1, $2)
             on conflict (key) do update set full_at = case when limits.full_at > $3 then limits.full_at else $3 end + $4
             where limits.full_at <= $5 returning full_at",
        )
        .bind(&count.key)
        .bind(now + every)
        .bind(now)
        .bind(every)
        .bind(latest)
        .fetch_optional(&mut **tx)
        .await?;
        if counted.is_some() {
            return Ok(None);
        }
        let full_at: Option<i64> = sqlx::query_scalar("select full_at from limits where key = $1")
            .bind(&count.key)
            .fetch_optional(&mut **tx)
            .await?;
        Ok(Some(seconds_until(full_at.unwrap_or(now), latest).max(1)))
    }

    /// Takes back one count of each: the try was right after all.
    pub(crate) async fn give_back(&self, tx: &mut Tx, counts: &[Count]) -> Result<(), Error> {
        for Count { limit, key } in counts {
            sqlx::query("update limits set full_at = full_at - $1 where key = $2")
                .bind(limit.every)
                .bind(key)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}

/// Whom a network address belongs to: an IPv4 address by itself, an IPv6 address with its whole /64, which one
/// customer has.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// Holds the address until the transaction ends, so that nobody else counts its letters meanwhile.
pub(crate) async fn hold_address(tx: &mut Tx, email_key: &str, now: i64) -> Result<(), Error> {
    sqlx::query("insert into addresses (email_key, touched_at) values ($1, $2) on conflict (email_key) do update set touched_at = excluded.touched_at")
        .bind(email_key)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// From when on another code may go to an address that got codes at these moments, the newest first.
pub(crate) fn next_code(sent: &[i64], codes_per_hour: usize, now: i64) -> i64 {
    let after = |most: usize, span: i64| {
        let nth = most.checked_sub(1).and_then(|last| sent.get(last));
        nth.map_or(0, |moment| moment + span)
    };
    let free = after(codes_per_hour, HOUR).max(after(Settings::CODES_PER_DAY, DAY));
    free.max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_an_hour_and_ten_a_day() {
        let now = 1_000_000;
        let sent = |ago: &[i64]| ago.iter().map(|ago| now - ago).collect::<Vec<_>>();
        assert_eq!(next_code(&[], 5, now), now);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40]), 5, now), now);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40, 3_000]), 5, now), now + 600);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40, 3_600]), 5, now), now);
        let ten = sent(&[4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 11_000, 12_000, 13_000]);
        assert_eq!(next_code(&ten, 5, now), now - 13_000 + 86_400);
    }

    #[test]
    fn neighbours_in_a_64_share_and_ipv4_does_not() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("203.0.113.1"), of("203.0.113.2"));
        assert_eq!(of("::ffff:203.0.113.1"), of("203.0.113.1"));
    }
}
