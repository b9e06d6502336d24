//! The first limit of all: posts of one network address, whatever they are. In memory, so that a flood costs nothing.

use accounts::networks;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock};
use std::{net::IpAddr, num::NonZeroU32, time::Duration};

/// Posts of one network address at once, and again each minute.
const MOST: NonZeroU32 = NonZeroU32::new(240).expect("not zero");

/// Posts of each network address, and of the networks around it: how much wider each is held to be, and its counts.
#[derive(Debug)]
pub(crate) struct Flood([(u32, DefaultKeyedRateLimiter<IpAddr>); 3]);

impl Flood {
    /// Nobody has posted anything.
    pub(crate) fn new() -> Flood {
        let of = |wider: u32| {
            let most = MOST.saturating_mul(NonZeroU32::new(wider).unwrap_or(MOST));
            (wider, DefaultKeyedRateLimiter::dashmap(Quota::per_minute(most)))
        };
        Flood([of(1), of(4), of(16)])
    }

    /// Counts a post, or says in how many seconds one is taken.
    pub(crate) fn count(&self, address: IpAddr) -> Result<(), u32> {
        for (network, wider) in networks(address) {
            let limiters = self.0.iter().filter(|(of, _)| *of == wider);
            for (_, limiter) in limiters {
                limiter.check_key(&network).map_err(|refused| {
                    let wait: Duration = refused.wait_time_from(governor::clock::DefaultClock::default().now());
                    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
                })?;
            }
        }
        Ok(())
    }

    /// Forgets who has not posted for a while.
    pub(crate) fn tidy_up(&self) {
        for (_, limiter) in &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
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

    #[test]
    fn a_flood_out_of_many_networks_of_one_customer_is_stopped_too() {
        let flood = Flood::new();
        let of = |text: &str| text.parse::<IpAddr>().expect("an address");
        for (prefix, most) in [("2001:db8:1:2", 960), ("2001:db8:2:", 3_840)] {
            let taken = (0..8_192).filter(|n| {
                let at = if most == 960 {
                    format!("{prefix}{:02x}::1", n % 256)
                } else {
                    format!("{prefix}{:x}::1", n % 4_096)
                };
                flood.count(of(&at)).is_ok()
            });
            let taken = taken.count();
            assert!((most..most + 60).contains(&taken), "{prefix}: {taken}");
        }
        assert!(flood.count(of("2001:db8:3::1")).is_ok());
        let of_ipv4 = (0..1_000).filter(|n| flood.count(of(&format!("203.0.113.{}", n % 250))).is_ok()).count();
        assert_eq!(of_ipv4, 1_000);
    }
}
