//! Names of people.

use crate::{Wrong, text};

/// A given or family name: 1 to 100 code points of any script, kept as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in code points.
    pub const MOST: u16 = 100;

    /// A name from what was typed.
    pub fn parse(raw: &str) -> Result<PersonName, Wrong> {
        text::line(raw, Self::MOST).map(PersonName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_pass_as_they_are() {
        for name in ["О’Коннор-Ґалаґан", "Łukasz", "X", "李", "محمد", "Anna Maria", "d'Arc 2"] {
            assert_eq!(PersonName::parse(name).map(|n| n.0).as_deref(), Ok(name));
        }
    }

    #[test]
    fn blank_long_and_forged_names_are_refused() {
        assert_eq!(PersonName::parse(" \u{200b}\u{a0}\u{3164}\u{2800}"), Err(Wrong::Missing));
        assert_eq!(PersonName::parse(&"я".repeat(101)), Err(Wrong::TooLong(100)));
        assert!(PersonName::parse(&"я".repeat(100)).is_ok());
        for name in ["a\r\nBcc: b@example.com", "a\u{202e}b", "a\0b", "a\u{2028}b"] {
            assert_eq!(PersonName::parse(name), Err(Wrong::Characters), "{name:?}");
        }
    }
}
