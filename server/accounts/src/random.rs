//! Randomness, as a parameter: tests may fix it.

use std::fmt;

/// Where unguessable bytes come from.
#[derive(Clone, Copy)]
pub struct Random(pub fn(&mut [u8]));

impl Random {
    /// The operating system's generator. Without it the program cannot go on.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the operating system")]
    pub const SYSTEM: Random = Random(|bytes| getrandom::fill(bytes).expect("the operating system gives random bytes"));

    /// So many bytes.
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// An id of 128 bits for a row.
    pub fn id(self) -> String {
        crate::token::text(&self.bytes::<16>())
    }

    /// A number below `below`, each equally likely: bytes past the last whole multiple are thrown away.
    pub fn below(self, below: u8) -> u8 {
        let whole = u8::MAX - u8::MAX % below;
        loop {
            let [byte] = self.bytes::<1>();
            if byte < whole {
                return byte % below;
            }
        }
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_below_is_equally_likely() {
        let mut seen = [0u32; 23];
        for _ in 0..23_000 {
            seen[usize::from(Random::SYSTEM.below(23))] += 1;
        }
        // Chi-square with 22 degrees of freedom: 48.3 has p = 0.001.
        let chi: f64 = seen.iter().map(|n| (f64::from(*n) - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi < 60.0, "{chi} {seen:?}");
    }
}
