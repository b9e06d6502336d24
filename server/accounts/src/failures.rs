//! Waits that grow with failures in a row (NIST SP 800-63B-4, section 3.2.2).
//!
//! Five tries are free; after each further one the next is taken 1, 2, 4 … seconds later, up to 15 minutes; after 100
//! only one an hour is. Each hour one failure is forgotten, so no throttle is ever closed for good. A throttle is counted and
//! decided upon in one statement before anything is compared, so it holds for any number of tries at once and over
//! several servers.
//!
//! An e-mail address has one throttle for all strangers, and one for each browser that its user signed in from or that a
//! letter let in: whoever guesses from elsewhere never stands in the owner's way. Unknown addresses have the same throttles.
//! Whatever the owner does leaves the strangers' throttle as it was, so that nobody sees it there.

mod raise;

use crate::{
    RequestContext,
    db::{Db, Pipeline, Tx},
    error::Error,
    limits::{self, Count, RateLimits},
};
use sqlx::Row;
use std::time::Duration;
use tokio::time::sleep;

/// Failures in a row after which only one try an hour is taken.
const MOST: i64 = 100;
/// The longest wait, in seconds.
const LONGEST: i64 = 900;
/// In so many seconds one failure is forgotten.
const REFILL: i64 = 3_600;
/// So many failures before a success are worth a letter.
pub(crate) const MANY: i64 = 5;

/// How often, and how many times, a try is taken back that nobody could look at.
const TAKEN_BACK_EVERY: Duration = Duration::from_secs(2);
const TAKEN_BACK_TRIES: u32 = 300;

/// Where failures are counted.
#[derive(Clone)]
pub(crate) struct LoginThrottle {
    key: String,
    most: i64,
    /// Whether strangers share it: then a success shows nothing in it.
    shared: bool,
}

impl LoginThrottle {
    /// What its row is called.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}

/// A try that was counted.
#[derive(Clone)]
pub(crate) struct Tried {
    network: Vec<Count>,
    throttle: LoginThrottle,
    /// Failures in a row before it.
    pub(crate) before: i64,
}

impl Tried {
    /// As if it had not been.
    fn take_back(&self, tx: &mut Tx, now: i64) {
        limits::give_back(tx, &self.network);
        sqlx::query(
            "update failures set tries = tries - 1, next_at = case when tries = $1 and next_at > $2 then $2 else next_at end
             where key = $3 and tries > 0",
        )
        .bind(self.before + 1)
        .bind(now)
        .bind(&self.throttle.key)
        .pipeline(tx);
    }

    async fn is_taken_back(&self, db: &Db, now: i64) -> Result<(), Error> {
        let mut tx = db.begin().await?;
        self.take_back(&mut tx, now);
        Ok(tx.commit().await?)
    }
}

impl RateLimits {
    /// Counts a password entered for this address by this browser. One that has a throttle of its own is not held up by what
    /// others in its network do: its throttle is enough.
    ///
    /// # Errors
    /// As [`RateLimits::count_throttle`].
    pub(crate) async fn count_sign_in(&self, email_key: &str, context: &RequestContext) -> Result<Tried, Error> {
        let own = self.own_counts(self.db.read(), email_key, context).await?;
        let network = if own.is_some() { Vec::new() } else { self.network_of_passwords(context) };
        let key = self.browser_throttle(email_key, own.as_deref().unwrap_or(""));
        self.count_throttle(network, LoginThrottle { key, most: MOST, shared: own.is_none() }).await
    }

    /// What the throttle of a browser for an address is called.
    pub(crate) fn browser_throttle(&self, email_key: &str, browser: &str) -> String {
        self.keys.hash("failures of a browser", &format!("{email_key}\0{browser}"))
    }

    /// The throttle for passwords entered to confirm one's identity.
    pub(crate) fn identity_throttle(&self, user_id: &str) -> LoginThrottle {
        let key = self.keys.hash("failures of identity", user_id);
        LoginThrottle { key, most: MOST, shared: false }
    }

    /// The throttle for codes whose guessing is hopeless, so that it takes one each 15 minutes at least.
    pub(crate) fn open_throttle(&self, what: &str, user_id: &str) -> LoginThrottle {
        let key = self.keys.hash("failures of codes", &format!("{what}\0{user_id}"));
        LoginThrottle { key, most: i64::MAX, shared: false }
    }

    /// Counts a try, and that is committed, before anything is compared.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait. Then nothing is counted.
    pub(crate) async fn count_throttle(&self, network: Vec<Count>, throttle: LoginThrottle) -> Result<Tried, Error> {
        self.strangers.one_more();
        let mut tx = self.db.begin().await?;
        let now = self.now();
        let counts = network.iter().map(|count| count.one_more(now)).chain([self.raise(&throttle)]);
        let mut counted = tx.fetch_each(counts).await?;
        let raised = counted.pop().and_then(|rows| rows.into_iter().next());
        let full = network.iter().zip(counted).find(|(_, counted)| counted.is_empty());
        let seconds = match (full, raised) {
            (None, Some(raised)) => {
                let before = raised.try_get::<i64, _>(0)? - 1;
                tx.commit().await?;
                return Ok(Tried { network, throttle, before });
            }
            (Some((count, _)), _) => count.wait(&mut tx, now).await?,
            (None, None) => self.how_long(&mut tx, &throttle).await?,
        };
        tx.rollback().await?;
        self.counters.limited.inc();
        Err(Error::TooMany(seconds))
    }

    /// The try was right: the network gets back what this try took and no more. A throttle of one's own is as new; the
    /// strangers' is as it was before.
    pub(crate) fn was_right(&self, tx: &mut Tx, tried: &Tried) {
        if tried.throttle.shared {
            return tried.take_back(tx, self.now());
        }
        limits::give_back(tx, &tried.network);
        self.clear(tx, &tried.throttle)
    }

    /// What came of a counted try. Where this side failed, it was nobody's wrong password, and is taken back: at once, or
    /// as soon as the database is there again.
    pub(crate) async fn fairly<T>(&self, tried: &Tried, ended: Result<T, Error>) -> Result<T, Error> {
        if matches!(ended, Err(Error::Busy(_) | Error::Internal(_)))
            && tried.is_taken_back(&self.db, self.now()).await.is_err()
        {
            let (db, tried, now) = (self.db.clone(), tried.clone(), self.now());
            tokio::spawn(async move {
                for _ in 0..TAKEN_BACK_TRIES {
                    sleep(TAKEN_BACK_EVERY).await;
                    if tried.is_taken_back(&db, now).await.is_ok() {
                        break;
                    }
                }
            });
        }
        ended
    }

    /// The try was wrong: nothing changes, in a statement that costs as much for an unknown address as for a known one,
    /// so that every failure ends in a commit that writes.
    pub(crate) fn was_wrong(&self, tx: &mut Tx, tried: &Tried) {
        sqlx::query("update failures set tries = tries where key = $1").bind(&tried.throttle.key).pipeline(tx);
    }

    pub(crate) fn clear(&self, tx: &mut Tx, throttle: &LoginThrottle) {
        sqlx::query("delete from failures where key = $1").bind(&throttle.key).pipeline(tx);
    }

    /// The user is gone: so are the throttles by their id.
    pub(crate) fn clear_user(&self, tx: &mut Tx, user_id: &str) {
        self.clear(tx, &self.identity_throttle(user_id));
        for what in ["set-up", "recovery"] {
            self.clear(tx, &self.open_throttle(what, user_id));
        }
    }

    /// The limits of the visitor's network for passwords.
    pub(crate) fn network_of_passwords(&self, context: &RequestContext) -> Vec<Count> {
        self.of_network(limits::SIGN_INS, context)
    }
}
