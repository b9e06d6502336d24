//! The clock, as a parameter: tests turn it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// What time it is, in unix seconds.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that only moves when it is told to.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// Now, in unix seconds.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    pub fn now(&self) -> i64 {
        match self {
            Clock::System => {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
            }
            Clock::Set(now) => now.load(Ordering::SeqCst),
        }
    }
}

/// Watches whether the machine's clock was set, by a clock that cannot be.
#[derive(Debug, Default)]
pub(crate) struct Steadiness(Mutex<Option<Looked>>);

#[derive(Clone, Copy, Debug)]
struct Looked {
    at: Instant,
    wall: i64,
    /// Until when the clock is doubted.
    doubted_until: Option<Instant>,
}

impl Steadiness {
    /// For how long a clock that was set is not trusted with what cannot be taken back.
    const DOUBTED: Duration = Duration::from_secs(3_600);

    /// Whether the clock goes as it went when it was looked at before, and has for a while.
    pub(crate) fn holds(&self, at: Instant, wall: i64) -> bool {
        let mut looked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = looked.unwrap_or(Looked { at, wall, doubted_until: None });
        let gone = i64::try_from((at - before.at).as_secs()).unwrap_or(i64::MAX);
        let was_set = (wall - before.wall - gone).abs() > AHEAD;
        let doubted_until = if was_set { Some(at + Self::DOUBTED) } else { before.doubted_until };
        *looked = Some(Looked { at, wall, doubted_until });
        doubted_until.is_none_or(|until| until <= at)
    }
}

/// A moment that was written down, unless it lies ahead of now: a clock that was wrong then is no reason to wait.
pub(crate) fn unless_ahead(at: i64, now: i64) -> Option<i64> {
    Some(at).filter(|at| *at <= now + AHEAD)
}

/// Seconds from now until then, never less than 0.
pub(crate) fn seconds_until(then: i64, now: i64) -> u32 {
    u32::try_from((then - now).max(0)).unwrap_or(u32::MAX)
}

/// As far as clocks of several servers may differ, in seconds.
pub(crate) const AHEAD: i64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_is_doubted_for_an_hour() {
        let (steadiness, start) = (Steadiness::default(), Instant::now());
        let holds = |seconds, set| {
            let at = start + Duration::from_secs(seconds);
            steadiness.holds(at, 1_800_000_000 + seconds.cast_signed() + set)
        };
        let days = 2 * 86_400;
        assert!(holds(0, 0) && holds(600, 3) && holds(1_200, -50));
        assert!(!holds(1_800, days) && !holds(2_400, days));
        assert!(!holds(3_000, 0) && !holds(6_000, 0), "it was set again");
        assert!(holds(6_600, 0));
        assert!(!holds(7_200, -days) && holds(10_800, -days), "it stays so");
    }
}
