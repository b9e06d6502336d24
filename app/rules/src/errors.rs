//! What can be wrong with a field. Data, never sentences: the crate `words` says it.

use crate::{Fault, Field, NumberFault};
use serde::{Deserialize, Serialize};

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldError {
    /// Nothing was typed or chosen.
    Missing,
    /// Fewer characters than this.
    TooShort(u16),
    /// More characters than this.
    TooLong(u16),
    /// Characters that do not belong here.
    Characters,
    /// Not the shape that is asked for.
    Malformed,
    /// The right characters, but too many or too few of them.
    Length,
    /// A number that cannot be, by the rules of its country.
    Number(NumberFault),
    /// A number that does not look right: a warning, passed by sending the same text again.
    Doubtful(NumberFault),
    /// Not the same as the field it repeats.
    Mismatch,
    /// Not one of the choices.
    Choice,
    /// A number that no phone of the chosen country has.
    Country,
    /// A number that no phone anywhere has.
    ImpossiblePhone,
    /// An extension of no digits, or of too many.
    Extension,
    /// A possible number in no range that is known to be in use. A warning.
    DoubtfulPhone,
    /// The chosen country has no phone numbers of its own: another country's must begin with `+`.
    PhonePlus,
    /// Letters of another alphabet in a code.
    Alphabet,
    /// Not the code that was sent, or no longer.
    Code,
    /// All tries are used up; another code is needed.
    Tries,
    /// All tries of this registration are used up.
    Exhausted,
    /// Another letter can be sent in this many seconds.
    Wait(u32),
    /// The address cannot be changed again.
    Changes,
    /// E-mail address and password do not belong together.
    Credentials,
    /// A password that others try first: common, or a simple pattern.
    Common,
    /// A password built from the person's name or address, or from the product's name.
    Personal,
    /// A password in the operator's list of stolen ones.
    Leaked,
    /// Not the password of the person who is signed in.
    Password,
    /// The right code at the wrong time: the phone's clock is off.
    Clock,
    /// The right code, but used already.
    Used,
    /// A passkey that nobody has here, or not any more.
    Unknown,
    /// A browser that cannot use passkeys here, or without scripts.
    Unsupported,
    /// Something else was saved meanwhile.
    Stale,
    /// Nothing can be deleted yet: other people are members of an account of the user's own.
    Shared,
    /// The address of somebody who is a member already.
    Member,
    /// The address of somebody who is invited already.
    Invited,
    /// More than the person may give, or to somebody above them.
    Rights,
    /// As many as one person can have.
    Full,
    /// An e-mail domain whose addresses the operator does not take.
    Domain,
}

/// What is wrong with a number that cannot be.
impl From<NumberFault> for FieldError {
    fn from(fault: NumberFault) -> FieldError {
        match fault.fault {
            Fault::Missing => FieldError::Missing,
            Fault::TooShort(fewest) => FieldError::TooShort(fewest),
            Fault::TooLong(most) => FieldError::TooLong(most),
            _ => FieldError::Number(fault),
        }
    }
}

impl FieldError {
    /// Whether the person may insist on what they typed by pressing the button again.
    pub const fn is_warning(self) -> bool {
        matches!(self, FieldError::DoubtfulPhone | FieldError::Doubtful(_))
    }
}

/// What is wrong with a form, field by field, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors(Vec<(Field, FieldError)>);

impl Errors {
    /// A single error.
    pub fn on(field: Field, wrong: FieldError) -> Errors {
        Errors(vec![(field, wrong)])
    }

    /// Keeps the value, or writes down what is wrong with the field.
    pub fn take<T>(&mut self, field: Field, checked: Result<T, FieldError>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.add(field, wrong);
                None
            }
        }
    }

    /// Writes down what is wrong with a field; the first error of a field stays.
    pub fn add(&mut self, field: Field, wrong: FieldError) {
        if self.of(field).is_none() {
            self.0.insert(self.0.partition_point(|(known, _)| *known < field), (field, wrong));
        }
    }

    /// What is wrong with this field.
    pub fn of(&self, field: Field) -> Option<FieldError> {
        self.0.iter().find(|(at, _)| *at == field).map(|(_, wrong)| *wrong)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (Field, FieldError)> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_in_the_order_of_pages() {
        let mut errors = Errors::on(Field::CompanyName, FieldError::Missing);
        errors.add(Field::Tin, FieldError::Missing);
        errors.add(Field::Phone, FieldError::Missing);
        errors.add(Field::Tin, FieldError::Length);
        let fields: Vec<_> = errors.iter().collect();
        let missing = |field| (field, FieldError::Missing);
        assert_eq!(fields, [missing(Field::Phone), missing(Field::Tin), missing(Field::CompanyName)]);
    }

    #[test]
    fn what_may_be_right_after_all_is_a_warning() {
        let fault = NumberFault { kind: crate::NumberKind::OTHER, fault: Fault::Checksum };
        assert!(FieldError::DoubtfulPhone.is_warning() && FieldError::Doubtful(fault).is_warning());
        assert!(!FieldError::Number(fault).is_warning());
        assert!(
            ![FieldError::Missing, FieldError::Country, FieldError::PhonePlus, FieldError::Stale]
                .iter()
                .any(|wrong| wrong.is_warning())
        );
    }
}
