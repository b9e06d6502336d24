//! Account numbers: eight digits, shown 1234-5678, the last one a check digit.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An account's number. The check digit is Luhn's (ISO/IEC 7812-1, annex B): one wrong digit or two swapped
/// neighbours are noticed, 09 and 90 apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AccountNumber(u32);

impl AccountNumber {
    /// How many different numbers there are; none begins with 0.
    pub const COUNT: u32 = 9_000_000;

    /// The number of an index below [`AccountNumber::COUNT`]; larger ones wrap around.
    pub fn of_index(index: u32) -> AccountNumber {
        let first_seven = 1_000_000 + index % Self::COUNT;
        AccountNumber(first_seven * 10 + check_digit(first_seven))
    }

    /// A number as written, with or without its hyphen.
    pub fn parse(raw: &str) -> Option<AccountNumber> {
        let digits: String = crate::clean::plain(raw).chars().filter(|c| *c != '-').collect();
        let number: u32 =
            digits.parse().ok().filter(|_| digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()))?;
        (number >= 10_000_000 && number % 10 == check_digit(number / 10)).then_some(AccountNumber(number))
    }

    /// The eight digits without a hyphen, as in addresses and the database.
    pub fn digits(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> String {
        number.digits()
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = &'static str;

    fn try_from(raw: String) -> Result<AccountNumber, Self::Error> {
        AccountNumber::parse(&raw).ok_or("not an account number")
    }
}

/// Luhn's digit for what stands before it: every second digit from the right counts double.
fn check_digit(mut rest: u32) -> u32 {
    let (mut sum, mut double) = (0, true);
    while rest > 0 {
        let digit = rest % 10 * if double { 2 } else { 1 };
        sum += digit / 10 + digit % 10;
        (rest, double) = (rest / 10, !double);
    }
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_luhns() {
        // The usual example of the algorithm: 17893729974.
        assert_eq!(check_digit(1_789_372_997), 4);
        assert_eq!(AccountNumber::of_index(0).to_string(), "1000-0008");
    }

    #[test]
    fn a_number_comes_back_and_typing_mistakes_do_not() {
        for index in [0, 1, 12_345, 8_999_999, 9_000_000] {
            let number = AccountNumber::of_index(index);
            assert_eq!(AccountNumber::parse(&number.to_string()), Some(number));
            assert_eq!(AccountNumber::parse(&number.digits()), Some(number));
            assert_eq!(AccountNumber::parse(&number.to_string().replace('-', "\u{2011}")), Some(number));
            let wrong = (number.0 / 10) * 10 + (number.0 + 1) % 10;
            assert_eq!(AccountNumber::parse(&wrong.to_string()), None);
        }
        for raw in ["", "1234", "00000000", "1000-00080", "+1000008", "1000 000x"] {
            assert_eq!(AccountNumber::parse(raw), None, "{raw}");
        }
    }
}
