//! What every part of [`Accounts`](crate::Accounts) works with.

use crate::{Clock, Db, Keys, Random, Settings, clock::Steadiness, counters::Counters};
use std::time::Instant;

/// The database, the settings, and what makes the program's own time, randomness and secrets.
#[derive(Debug)]
pub struct Shared {
    pub(crate) db: Db,
    pub(crate) settings: Settings,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) counters: Counters,
    steadiness: Steadiness,
}

impl Shared {
    pub(crate) fn new(db: Db, settings: Settings, keys: Keys, clock: Clock, random: Random) -> Shared {
        let (counters, steadiness) = (Counters::default(), Steadiness::default());
        Shared { db, settings, keys, clock, random, counters, steadiness }
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The database, for readiness and for closing it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Whether the clock can be trusted with what cannot be taken back: it was not set lately.
    pub(crate) fn trusts_clock(&self) -> bool {
        !matches!(self.clock, Clock::System) || self.steadiness.holds(Instant::now(), self.now())
    }
}
