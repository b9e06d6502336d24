//! The sentences of letters.

mod en;
mod pl;
mod uk;

use rules::Language;

/// The sentences of letters in this language.
pub fn letters(language: Language) -> &'static Letters {
    match language {
        Language::English => &en::LETTERS,
        Language::Ukrainian => &uk::LETTERS,
        Language::Polish => &pl::LETTERS,
    }
}

/// Everything that letters say.
pub struct Letters {
    /// How to reach support; the argument is an address.
    pub support: fn(&str) -> String,
    /// When it was asked for, and from which device if that is known.
    pub asked: fn(&str, Option<&str>) -> String,
    /// The letter with the code of a registration.
    pub verification_code: VerificationCode,
    /// The letter to somebody who has a user and registers again.
    pub already_registered: AlreadyRegistered,
}

/// The letter with the code of a registration.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct VerificationCode {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub lifetime: fn(u32) -> String,
    pub not_you: &'static str,
}

/// The letter to somebody who has a user and registers again.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct AlreadyRegistered {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub sign_in: &'static str,
    pub not_you: &'static str,
}
