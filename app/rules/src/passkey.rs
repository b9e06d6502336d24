//! Passkeys: what a browser answers with, and what people call theirs. What is in an answer the server alone knows.

use crate::{Errors, Field, FieldError, form::form, is_hostile, own_path, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The press of a button that uses a passkey. The first time it brings nothing, and the browser is asked for one.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyForm {
    /// The page wanted, a path of our own.
    pub next: String,
    /// What the browser's authenticator answers, as JSON; empty at first.
    pub passkey: String,
}

form!(PasskeyForm { next = Next, passkey = Passkey });

impl PasskeyForm {
    /// Where to go afterwards: a page of our own, or the panel.
    pub fn next(&self) -> &str {
        own_path(&self.next).unwrap_or("/panel")
    }
}

impl fmt::Debug for PasskeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PasskeyForm {}", text::HIDDEN)
    }
}

/// What somebody calls one of their passkeys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyNameForm {
    /// The passkey's id.
    pub passkey_id: String,
    /// Its name.
    pub passkey_name: String,
}

form!(PasskeyNameForm { passkey_id = PasskeyId, passkey_name = PasskeyName });

impl PasskeyNameForm {
    /// Most characters of a name.
    pub const MOST: u16 = 60;

    /// The name, or what is wrong with it.
    pub fn check(&self) -> Result<&str, Errors> {
        let name = self.passkey_name.trim();
        let wrong = match name.chars().count() {
            0 => FieldError::Missing,
            long if long > usize::from(PasskeyNameForm::MOST) => FieldError::TooLong(PasskeyNameForm::MOST),
            _ if name.chars().any(is_hostile) => FieldError::Characters,
            _ => return Ok(name),
        };
        Err(Errors::on(Field::PasskeyName, wrong))
    }
}

/// The press of a button about one passkey.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyIdForm {
    /// The passkey's id.
    pub passkey_id: String,
}

form!(PasskeyIdForm { passkey_id = PasskeyId });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_of_sixty_letters() {
        let of = |name: &str| {
            let form = PasskeyNameForm { passkey_name: name.to_owned(), ..Default::default() };
            form.check().map(str::to_owned).map_err(|errors| errors.of(Field::PasskeyName))
        };
        assert_eq!(of("  Телефон 📱 "), Ok("Телефон 📱".to_owned()));
        assert_eq!(of(" "), Err(Some(FieldError::Missing)));
        assert_eq!(of(&"x".repeat(61)), Err(Some(FieldError::TooLong(60))));
        assert_eq!(of("a\u{202e}b"), Err(Some(FieldError::Characters)));
    }
}
