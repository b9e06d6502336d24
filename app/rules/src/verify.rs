//! The third step of the wizard: proving the address.

use crate::{Code, Email, Errors, Field, form::form, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the form for the verification code.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// The unfinished registration.
    pub registration: String,
    /// Which address the page showed: how often it was corrected. Nothing stands for whichever it is.
    pub version: String,
    /// The code from the letter.
    pub code: String,
}

form!(CodeForm { registration = Registration, version = Version, code = Code });

impl CodeForm {
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

/// The press of the button for another code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResendForm {
    /// The unfinished registration.
    pub registration: String,
    /// When the page saw the last code go out, in unix seconds.
    pub version: String,
}

form!(ResendForm { registration = Registration, version = Version });

/// What was typed to correct the address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    /// The unfinished registration.
    pub registration: String,
    /// The address that is right.
    pub email: String,
}

form!(AddressForm { registration = Registration, email = Email });

impl AddressForm {
    /// The address, or what is wrong with it.
    pub fn check(&self) -> Result<Email, Errors> {
        Email::parse(&self.email).map_err(|wrong| Errors::on(Field::Email, wrong))
    }
}
