//! Passwords (NIST SP 800-63B-4, section 3.1.1.2: length counts, composition does not).

use crate::{FieldError, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The operator's limits that the browser needs too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Fewest code points of a password.
    pub password_min: u16,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { password_min: 15 }
    }
}

/// A password as typed, long enough and not too long. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Most code points; more is refused before anything is computed from it.
    pub const MOST: u16 = 128;

    /// A new password. Nothing is trimmed: blanks count.
    pub fn choose(raw: &str, limits: &Limits) -> Result<Password, FieldError> {
        let password = Password::enter(raw)?;
        if raw.chars().count() < usize::from(limits.password_min) {
            return Err(FieldError::TooShort(limits.password_min));
        }
        Ok(password)
    }

    /// A password that exists already: only too long a one is refused.
    pub fn enter(raw: &str) -> Result<Password, FieldError> {
        if raw.is_empty() {
            return Err(FieldError::Missing);
        }
        if raw.chars().count() > usize::from(Password::MOST) {
            return Err(FieldError::TooLong(Password::MOST));
        }
        Ok(Password(raw.to_owned()))
    }

    /// The password itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(text::HIDDEN)
    }
}

/// How hard a password is to guess. Only the server can tell: its lists are too long for a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strength {
    /// One that others try first: common, or a simple pattern.
    Common,
    /// Built from the person's name or address, or from the product's name.
    Personal,
    /// One that was stolen somewhere, and is known since.
    Leaked,
    /// Good enough.
    Fair,
    /// Good.
    Strong,
}

impl Strength {
    /// Refuses what is too easy to guess, with the reason.
    pub fn enough(self) -> Result<(), FieldError> {
        match self {
            Strength::Common => Err(FieldError::Common),
            Strength::Personal => Err(FieldError::Personal),
            Strength::Leaked => Err(FieldError::Leaked),
            Strength::Fair | Strength::Strong => Ok(()),
        }
    }
}

/// The second time a new password is typed.
pub(crate) fn repeated(password: &str, again: &str) -> Result<(), FieldError> {
    match again {
        "" => Err(FieldError::Missing),
        again if again == password => Ok(()),
        _ => Err(FieldError::Mismatch),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_code_points() {
        let limits = Limits::default();
        assert_eq!(Password::choose("", &limits), Err(FieldError::Missing));
        assert_eq!(Password::choose(&"я".repeat(14), &limits), Err(FieldError::TooShort(15)));
        assert!(Password::choose(&"🦊".repeat(15), &limits).is_ok());
        assert!(Password::choose(&" ".repeat(15), &limits).is_ok());
        assert!(Password::choose(&"я".repeat(128), &limits).is_ok());
        assert_eq!(Password::choose(&"я".repeat(129), &limits), Err(FieldError::TooLong(128)));
        assert!(Password::enter("short").is_ok());
    }

    #[test]
    fn a_password_never_prints() {
        let password = Password::enter("correct horse battery").expect("long enough");
        assert!(!format!("{password:?}").contains("horse"));
    }
}
