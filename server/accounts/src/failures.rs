//! Waits that grow with failures in a row (NIST SP 800-63B-4, section 3.2.2).
//!
//! Five tries are free; after each further one the next is taken 1, 2, 4 … seconds later, up to 15 minutes; after 100
//! in a row the lane is closed. A lane is counted and decided upon in one statement before anything is compared, so it
//! holds for any number of tries at once and over several servers.
//!
//! An e-mail address has one lane for all browsers that never signed in as its user, and one for each that did: whoever
//! guesses from elsewhere never stands in the owner's way. Unknown addresses have the same lanes.

use crate::{
    Accounts, Visitor,
    counters::reached,
    db::Tx,
    error::Error,
    limits::{self, Count},
    wizard::seconds_until,
};
use rules::{Errors, Field, Wrong};

/// Tries without a wait.
const FREE: i64 = 5;
/// The longest wait, in seconds.
const LONGEST: i64 = 900;
/// Failures in a row that close a lane.
const MOST: i64 = 100;
/// So many failures before a success are worth a letter.
pub(crate) const MANY: i64 = 5;

/// Where failures are counted.
pub(crate) struct Lane {
    key: String,
    subject: String,
    most: i64,
    /// The field to say at that the lane is closed.
    field: Field,
}

impl Lane {
    /// The same lane, where a form has its password in another field.
    pub(crate) fn at(self, field: Field) -> Lane {
        Lane { field, ..self }
    }
}

/// A try that was counted.
pub(crate) struct Tried {
    network: Vec<Count>,
    lane: Lane,
    /// Failures in a row before it.
    pub(crate) before: i64,
}

impl Accounts {
    /// The lane for passwords entered for this address by this browser.
    pub(crate) async fn sign_in_lane(&self, email_key: &str, visitor: &Visitor) -> Result<Lane, Error> {
        let known = self.is_known(email_key, visitor).await?;
        let browser = if known { visitor.known_hash() } else { String::new() };
        Ok(self.address_lane(email_key, &browser))
    }

    fn address_lane(&self, email_key: &str, browser: &str) -> Lane {
        let key = self.keys.hash("failures of a browser", &format!("{email_key}\0{browser}"));
        Lane { key, subject: self.subject(email_key), most: MOST, field: Field::Email }
    }

    /// The lane for passwords entered to confirm one's identity.
    pub(crate) fn identity_lane(&self, user_id: &str) -> Lane {
        let key = self.keys.hash("failures of identity", user_id);
        Lane { key, subject: String::new(), most: MOST, field: Field::Password }
    }

    /// The lane for codes whose guessing is hopeless, so that it never closes.
    pub(crate) fn open_lane(&self, what: &str, user_id: &str, field: Field) -> Lane {
        let key = self.keys.hash("failures of codes", &format!("{what}\0{user_id}"));
        Lane { key, subject: String::new(), most: i64::MAX, field }
    }

    fn subject(&self, email_key: &str) -> String {
        self.keys.hash("failures of an address", email_key)
    }

    /// Counts a try, and that is committed, before anything is compared.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait; `Refused` when the lane is closed. Then nothing is counted.
    pub(crate) async fn count_lane(&self, network: Vec<Count>, lane: Lane) -> Result<Tried, Error> {
        let mut tx = self.db.begin().await?;
        let counted = match self.count_all(&mut tx, &network).await? {
            Some(seconds) => Err(Error::TooMany(seconds)),
            None => self.raise(&mut tx, &lane).await?,
        };
        match counted {
            Ok(tries) => {
                tx.commit().await?;
                Ok(Tried { network, lane, before: tries - 1 })
            }
            Err(error) => {
                tx.rollback().await?;
                self.counters.limited.inc();
                Err(error)
            }
        }
    }

    /// One more in this lane: how many in a row, or why not now.
    async fn raise(&self, tx: &mut Tx, lane: &Lane) -> Result<Result<i64, Error>, Error> {
        let now = self.now();
        let tries: Option<i64> = sqlx::query_scalar(
            "insert into failures (key, subject, tries, wait, next_at, touched_at) values ($1, $2, 1, 0, $3, $3)
             on conflict (key) do update set
                 tries = failures.tries + 1,
                 wait = case when failures.tries + 1 < $4 then 0 when failures.wait = 0 then 1
                             when failures.wait * 2 > $5 then $5 else failures.wait * 2 end,
                 next_at = $3 + case when failures.tries + 1 < $4 then 0 when failures.wait = 0 then 1
                                     when failures.wait * 2 > $5 then $5 else failures.wait * 2 end,
                 touched_at = $3
             where failures.next_at <= $3 and failures.tries < $6
             returning tries",
        )
        .bind(&lane.key)
        .bind(&lane.subject)
        .bind(now)
        .bind(FREE)
        .bind(LONGEST)
        .bind(lane.most)
        .fetch_optional(&mut **tx)
        .await?;
        match tries {
            Some(tries) => Ok(Ok(tries)),
            None => {
                reached("failures in a row");
                Ok(Err(self.why_not(tx, lane, now).await?))
            }
        }
    }

    async fn why_not(&self, tx: &mut Tx, lane: &Lane, now: i64) -> Result<Error, Error> {
        let state: Option<(i64, i64)> = sqlx::query_as("select tries, next_at from failures where key = $1")
            .bind(&lane.key)
            .fetch_optional(&mut **tx)
            .await?;
        let (tries, next_at) = state.unwrap_or_default();
        let closed = Errors::on(lane.field, Wrong::Closed).into();
        Ok(if tries >= lane.most { closed } else { Error::TooMany(seconds_until(next_at, now).max(1)) })
    }

    /// The try was right: its lane is as new, and the network gets back what this try took and no more.
    pub(crate) async fn was_right(&self, tx: &mut Tx, tried: &Tried) -> Result<(), Error> {
        self.give_back(tx, &tried.network).await?;
        self.clear(tx, &tried.lane).await
    }

    /// The try was wrong: nothing changes, in a statement that costs as much for an unknown address as for a known one,
    /// so that every failure ends in a commit that writes.
    pub(crate) async fn was_wrong(&self, tx: &mut Tx, tried: &Tried) -> Result<(), Error> {
        sqlx::query("update failures set touched_at = $1 where key = $2")
            .bind(self.now())
            .bind(&tried.lane.key)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    pub(crate) async fn clear(&self, tx: &mut Tx, lane: &Lane) -> Result<(), Error> {
        sqlx::query("delete from failures where key = $1").bind(&lane.key).execute(&mut **tx).await?;
        Ok(())
    }

    /// The owner is in: strangers who were shut out may try again, at the longest wait.
    pub(crate) async fn reopen(&self, tx: &mut Tx, email_key: &str) -> Result<(), Error> {
        sqlx::query("update failures set tries = $1 where key = $2 and tries >= $3")
            .bind(FREE)
            .bind(self.address_lane(email_key, "").key)
            .bind(MOST)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// A new password: every lane of the address is as new.
    pub(crate) async fn clear_address(&self, tx: &mut Tx, email_key: &str) -> Result<(), Error> {
        sqlx::query("delete from failures where subject = $1").bind(self.subject(email_key)).execute(&mut **tx).await?;
        Ok(())
    }

    /// The user is gone: so are the lanes by their id.
    pub(crate) async fn clear_user(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        self.clear(tx, &self.identity_lane(user_id)).await?;
        for what in ["set-up", "recovery"] {
            self.clear(tx, &self.open_lane(what, user_id, Field::TwoStepCode)).await?;
        }
        Ok(())
    }

    /// The limits of the visitor's network for passwords.
    pub(crate) fn network_of_passwords(&self, visitor: &Visitor) -> Vec<Count> {
        self.of_network(limits::SIGN_INS, visitor)
    }
}
