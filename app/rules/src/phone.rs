//! The shape of a phone number; whether the chosen country has it is decided on the server.

use crate::{Wrong, text};

/// What could be a phone number: an optional `+` and 5 to 15 digits (ITU-T E.164), with any of the usual separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneDigits(String);

impl PhoneDigits {
    const FEWEST: usize = 5;
    const MOST: usize = 20;
    /// Most characters of a phone number with its separators.
    pub(crate) const MOST_TYPED: u16 = 40;

    /// A number from what was typed.
    pub fn parse(raw: &str) -> Result<PhoneDigits, Wrong> {
        let text = text::tidy(raw);
        if text.is_empty() {
            return Err(Wrong::Missing);
        }
        if text.chars().count() > usize::from(Self::MOST_TYPED) {
            return Err(Wrong::TooLong(Self::MOST_TYPED));
        }
        if !text
            .chars()
            .all(|c| c.is_numeric() || c.is_whitespace() || text::is_invisible(c) || "+()-./‐‑‒–—".contains(c))
        {
            return Err(Wrong::Characters);
        }
        match text.chars().filter(|c| c.is_numeric()).count() {
            Self::FEWEST..=Self::MOST => Ok(PhoneDigits(text.to_owned())),
            _ => Err(Wrong::Length),
        }
    }

    /// The number as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_usual_way_of_writing_passes() {
        for number in ["+380 44 537 02 22", "(044) 537-02-22", "0445370222", "22.123.45.67", "+48 22 123–45–67"] {
            assert!(PhoneDigits::parse(number).is_ok(), "{number}");
        }
    }

    #[test]
    fn words_and_scraps_are_refused() {
        assert_eq!(PhoneDigits::parse(" "), Err(Wrong::Missing));
        assert_eq!(PhoneDigits::parse("call me"), Err(Wrong::Characters));
        assert_eq!(PhoneDigits::parse("1234"), Err(Wrong::Length));
        assert_eq!(PhoneDigits::parse(&"1".repeat(21)), Err(Wrong::Length));
    }
}
