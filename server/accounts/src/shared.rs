//! What every part of [`Accounts`](crate::Accounts) works with.

use crate::{Clock, Db, Hasher, Keys, Random, Settings, clock::Steadiness, cores::Cores, counters::Counters, phone};
use rules::Facts;
use std::time::Instant;

/// The database, the settings, and what makes the program's own time, randomness and secrets.
#[derive(Debug)]
pub struct Shared {
    pub(crate) db: Db,
    pub(crate) settings: Settings,
    pub(crate) keys: Keys,
    pub(crate) hasher: Hasher,
    /// Where passwords are looked at.
    pub(crate) estimates: Cores,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) counters: Counters,
    steadiness: Steadiness,
}

impl Shared {
    /// What every part works with.
    pub fn new(db: Db, settings: Settings, keys: Keys, hasher: Hasher, clock: Clock, random: Random) -> Shared {
        let (estimates, counters, steadiness) = (Cores::all("estimates"), Counters::default(), Steadiness::default());
        Shared { db, settings, keys, hasher, estimates, clock, random, counters, steadiness }
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The database, for readiness and for closing it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The hasher, for the numbers it keeps.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// What the checks of forms need to know of the world.
    pub fn facts(&self) -> Facts<'static> {
        let today = self.now().div_euclid(86_400);
        Facts { today: u32::try_from(today).unwrap_or_default(), phone: &phone::read }
    }

    /// This moment, in unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Whether the clock can be trusted with what cannot be taken back: it was not set lately.
    pub(crate) fn trusts_clock(&self) -> bool {
        !matches!(self.clock, Clock::System) || self.steadiness.holds(Instant::now(), self.now())
    }
}
