//! The first limit of all: posts of one network address, whatever they are. In memory, so that a flood costs nothing.

use accounts::network;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock};
use std::{net::IpAddr, num::NonZeroU32, time::Duration};

/// Posts of one network address at once, and again each minute.
const MOST: NonZeroU32 = NonZeroU32::new(240).expect("not zero");

/// Posts of each network address.
#[derive(Debug)]
pub(crate) struct Flood(DefaultKeyedRateLimiter<IpAddr>);

impl Flood {
    /// Nobody has posted anything.
    pub(crate) fn new() -> Flood {
        Flood(DefaultKeyedRateLimiter::dashmap(Quota::per_minute(MOST)))
    }

    /// Counts a post, or says in how many seconds one is taken.
    pub(crate) fn count(&self, address: IpAddr) -> Result<(), u32> {
        self.0.check_key(&network(address)).map_err(|refused| {
            let wait: Duration = refused.wait_time_from(governor::clock::DefaultClock::default().now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    /// Forgets who has not posted for a while.
    pub(crate) fn tidy_up(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_network_address_is_stopped_and_others_are_not() {
        let flood = Flood::new();
        let of = |text: &str| text.parse::<IpAddr>().expect("an address");
        let taken = (0..300).filter(|n| flood.count(of(&format!("2001:db8:1:2::{n:x}"))).is_ok()).count();
        assert!((240..245).contains(&taken), "{taken}");
        assert!(flood.count(of("2001:db8:1:2::ffff")).is_err_and(|seconds| seconds >= 1));
        assert!(flood.count(of("2001:db8:1:3::1")).is_ok());
        flood.tidy_up();
    }
}
