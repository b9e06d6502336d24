//! What a check needs to know of the world, since this crate asks nobody.

use crate::{Country, FieldError, Phone, PhoneDigits};

/// Reads a phone number as one of a country. What stands in no plan of numbers is refused.
pub type ReadPhone<'a> = &'a dyn Fn(&PhoneDigits, Country) -> Result<Phone, FieldError>;

/// The day, and the world's phone numbers.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Days since 1970-01-01: nobody is born later.
    pub today: u32,
    /// Reads a phone number.
    pub phone: ReadPhone<'a>,
}

/// A day and phones that nobody reads, for tests of everything else.
#[cfg(test)]
pub(crate) const NONE: Facts = Facts {
    today: 20_000,
    phone: &|typed, _| Ok(Phone { e164: typed.as_str().to_owned(), extension: None, doubtful: false }),
};
