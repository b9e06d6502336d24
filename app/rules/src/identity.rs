//! Proving once more that it is still the same person.

use crate::{Errors, Field, Password, TwoStepCode, form::form, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed to confirm one's identity.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IdentityForm {
    /// The page wanted, a path of our own.
    pub next: String,
    /// The password.
    pub password: String,
    /// The authenticator app's code, when the second factor is on.
    pub two_step_code: String,
}

form!(IdentityForm { next = Next, password = Password, two_step_code = TwoStepCode });

impl IdentityForm {
    /// The password and the code, if one was typed; or what is wrong with each field.
    pub fn check(&self) -> Result<(Password, Option<TwoStepCode>), Errors> {
        let mut errors = Errors::default();
        let password = errors.take(Field::Password, Password::enter(&self.password));
        let code = errors.take(Field::TwoStepCode, TwoStepCode::if_typed(&self.two_step_code));
        match (password, code) {
            (Some(password), Some(code)) if errors.is_empty() => Ok((password, code)),
            _ => Err(errors),
        }
    }

    /// Where to go afterwards: a page of our own, or the panel.
    pub fn next(&self) -> &str {
        crate::own_path(&self.next).unwrap_or("/panel")
    }
}

impl fmt::Debug for IdentityForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityForm {}", text::HIDDEN)
    }
}
