//! The third step of the wizard: proving the address.

use crate::{Code, Email, Errors, Field, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the form for the verification code.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// The unfinished registration.
    pub registration: String,
    /// The code from the letter.
    pub code: String,
}

impl CodeForm {
    /// The fields of this form.
    pub const FIELDS: &'static [Field] = &[Field::Registration, Field::Code];

    /// The code, or what is wrong with it.
    pub fn check(&self) -> Result<Code, Errors> {
        Code::parse(&self.code).map_err(|wrong| Errors::on(Field::Code, wrong))
    }
}

impl fmt::Debug for CodeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeForm {}", text::HIDDEN)
    }
}

/// What was typed to correct the address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    /// The unfinished registration.
    pub registration: String,
    /// The address that is right.
    pub email: String,
}

impl AddressForm {
    /// The fields of this form.
    pub const FIELDS: &'static [Field] = &[Field::Registration, Field::Email];

    /// The address, or what is wrong with it.
    pub fn check(&self) -> Result<Email, Errors> {
        Email::parse(&self.email).map_err(|wrong| Errors::on(Field::Email, wrong))
    }
}
