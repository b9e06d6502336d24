//! The second step of signing in: a code from an authenticator app, or a recovery code.

use crate::{Errors, Field, FieldError, clean, code::latin, form::form, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Six digits that an authenticator app shows (RFC 6238). Hidden by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct TwoStepCode(String);

impl TwoStepCode {
    /// How many digits.
    pub const DIGITS: usize = 6;

    /// A code from what was typed; blanks and hyphens between the digits do not matter.
    pub fn parse(raw: &str) -> Result<TwoStepCode, FieldError> {
        let typed = meant(raw);
        match typed.len() {
            0 => Err(FieldError::Missing),
            _ if !typed.bytes().all(|byte| byte.is_ascii_digit()) => Err(FieldError::Characters),
            TwoStepCode::DIGITS => Ok(TwoStepCode(typed)),
            _ => Err(FieldError::Length),
        }
    }

    /// A code where none is needed unless one was typed.
    pub fn if_typed(raw: &str) -> Result<Option<TwoStepCode>, FieldError> {
        match TwoStepCode::parse(raw) {
            Err(FieldError::Missing) => Ok(None),
            typed => typed.map(Some),
        }
    }

    /// The six digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TwoStepCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text::HIDDEN)
    }
}

/// 24 symbols of Crockford's base 32 (crockford.com/base32.html), 120 bits. Printed as XXXXX-XXXXX-XXXXX-XXXXX-XXXX by
/// `Display`, hidden by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// What it is made of: digits and letters without I, L, O and U.
    pub const SYMBOLS: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    /// How many symbols.
    pub const LENGTH: usize = 24;

    /// A code from what was typed: any case, with or without hyphens and blanks; O is read as 0, I and L as 1.
    pub fn parse(raw: &str) -> Result<RecoveryCode, FieldError> {
        let symbols = meant(raw).chars().map(symbol).collect::<Result<String, FieldError>>()?;
        match symbols.len() {
            0 => Err(FieldError::Missing),
            RecoveryCode::LENGTH => Ok(RecoveryCode(symbols)),
            _ => Err(FieldError::Length),
        }
    }

    /// A code from 120 bits.
    pub fn from_bytes(bytes: [u8; 15]) -> RecoveryCode {
        let bits = bytes.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
        let symbol = |n: usize| RecoveryCode::SYMBOLS[(bits >> (5 * (RecoveryCode::LENGTH - 1 - n)) & 31) as usize];
        RecoveryCode((0..RecoveryCode::LENGTH).map(|n| char::from(symbol(n))).collect())
    }

    /// The symbols without hyphens.
    pub fn symbols(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, symbol) in self.0.chars().enumerate() {
            let hyphen = if n > 0 && n % 5 == 0 { "-" } else { "" };
            write!(f, "{hyphen}{symbol}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text::HIDDEN)
    }
}

/// What was typed, without what only separates.
fn meant(raw: &str) -> String {
    clean::plain(raw).chars().filter(|c| ![' ', '-'].contains(c)).collect()
}

fn symbol(typed: char) -> Result<char, FieldError> {
    let letter = if typed.is_ascii_digit() { typed } else { char::from(latin(typed)?) };
    match letter {
        'O' => Ok('0'),
        'I' | 'L' => Ok('1'),
        'U' => Err(FieldError::Characters),
        letter => Ok(letter),
    }
}

/// What was typed into a form that asks for the authenticator app's code.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TwoStepForm {
    /// The page wanted, a path of our own.
    pub next: String,
    /// Which key the page showed, where it showed one.
    pub version: String,
    /// The code.
    pub two_step_code: String,
}

form!(TwoStepForm { next = Next, version = Version, two_step_code = TwoStepCode });

impl TwoStepForm {
    /// The code, or what is wrong with it.
    pub fn check(&self) -> Result<TwoStepCode, Errors> {
        TwoStepCode::parse(&self.two_step_code).map_err(|wrong| Errors::on(Field::TwoStepCode, wrong))
    }

    /// Where to go afterwards: a page of our own, or the panel.
    pub fn next(&self) -> &str {
        crate::own_path(&self.next).unwrap_or("/panel")
    }
}

impl fmt::Debug for TwoStepForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TwoStepForm {}", text::HIDDEN)
    }
}

/// What was typed into the form that asks for a recovery code.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecoverForm {
    /// The page wanted, a path of our own.
    pub next: String,
    /// The code.
    pub recovery_code: String,
}

form!(RecoverForm { next = Next, recovery_code = RecoveryCode });

impl RecoverForm {
    /// The code, or what is wrong with it.
    pub fn check(&self) -> Result<RecoveryCode, Errors> {
        RecoveryCode::parse(&self.recovery_code).map_err(|wrong| Errors::on(Field::RecoveryCode, wrong))
    }

    /// Where to go afterwards: a page of our own, or the panel.
    pub fn next(&self) -> &str {
        crate::own_path(&self.next).unwrap_or("/panel")
    }
}

impl fmt::Debug for RecoverForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoverForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_code_and_nothing_else_is() {
        for raw in ["123456", " 123 456\n", "123-456", "12\u{a0}34\u{200b}56", "１２３４５６", "١٢٣٤٥٦"] {
            assert_eq!(TwoStepCode::parse(raw).map(|code| code.0).as_deref(), Ok("123456"), "{raw:?}");
        }
        assert_eq!(TwoStepCode::parse(" - "), Err(FieldError::Missing));
        assert_eq!(TwoStepCode::parse("12345"), Err(FieldError::Length));
        assert_eq!(TwoStepCode::parse("1234567"), Err(FieldError::Length));
        for raw in ["12345a", "+12345", "ABC-DEF"] {
            assert_eq!(TwoStepCode::parse(raw), Err(FieldError::Characters), "{raw}");
        }
    }

    #[test]
    fn every_recovery_code_comes_back_in_any_dress() {
        let bytes: [u8; 15] = std::array::from_fn(|n| u8::try_from(n * 17).expect("at most 238"));
        let code = RecoveryCode::from_bytes(bytes);
        let shown = code.to_string();
        assert_eq!(shown.len(), 28);
        assert_eq!(RecoveryCode::parse(&shown), Ok(code.clone()));
        assert_eq!(RecoveryCode::parse(&format!(" {} ", shown.to_lowercase().replace('-', " – "))), Ok(code.clone()));
        assert_eq!(RecoveryCode::parse(&shown.replace('0', "o").replace('1', "l")), Ok(code.clone()));
        assert_eq!(RecoveryCode::parse(&shown.replace('1', "I").replace('A', "А")), Ok(code.clone()));
        assert_eq!(RecoveryCode::from_bytes([0; 15]).to_string(), "00000-00000-00000-00000-0000");
        assert_eq!(RecoveryCode::from_bytes([255; 15]).to_string(), "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZ");
        assert!(!format!("{code:?}").contains(&shown[..5]));
    }

    #[test]
    fn each_mistake_in_a_recovery_code_has_its_own_name() {
        assert_eq!(RecoveryCode::parse(" "), Err(FieldError::Missing));
        assert_eq!(RecoveryCode::parse("ABCDE-ABCDE"), Err(FieldError::Length));
        assert_eq!(RecoveryCode::parse("ABCDU"), Err(FieldError::Characters));
        assert_eq!(RecoveryCode::parse("ABCDЖ"), Err(FieldError::Alphabet));
    }
}
