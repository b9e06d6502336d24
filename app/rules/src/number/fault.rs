//! What can be wrong with a number. Data, never sentences: the crate `words` says it.

use serde::{Deserialize, Serialize};

use super::NumberKind;
use crate::{Field, OrganisationType};

/// What is wrong with a number, and of which kind it was taken to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberFault {
    /// The kind that it was measured by.
    pub kind: NumberKind,
    /// What does not fit.
    pub fault: Fault,
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Nothing was typed.
    Missing,
    /// Characters that belong in no such number, or no digit at all.
    Characters,
    /// Fewer characters than this.
    TooShort(u16),
    /// More characters than this.
    TooLong(u16),
    /// Too many or too few characters for the kind.
    Length {
        /// How many it has.
        wanted: Lengths,
        /// How many were typed.
        typed: u16,
    },
    /// The right length, but not the shape of the kind.
    Shape,
    /// The check digit does not fit: a slip of the finger.
    Checksum,
    /// It holds a birth date that nobody can have.
    BirthDate,
    /// It holds the number of an office, state or type that does not exist.
    Office,
    /// A number of another kind, which belongs into that field.
    Belongs(Field),
    /// Organisations of this type have a number of another kind.
    Organisation(OrganisationType),
    /// The shape of an identity document, which has no check digit.
    Document,
    /// A VAT number of the kind's country, which is another one.
    Abroad,
    /// It does not agree with the tax number.
    Disagrees,
    /// A number of the One Stop Shop, which names no taxpayer of the country.
    Oss,
}

/// How many characters a kind of number can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lengths(u64);

impl Lengths {
    /// The set of these counts; what is past 63 is left out.
    pub fn of(counts: impl IntoIterator<Item = usize>) -> Lengths {
        Lengths(counts.into_iter().filter(|count| *count < 64).fold(0, |set, count| set | 1 << count))
    }

    /// The counts, in order.
    pub fn iter(self) -> impl Iterator<Item = u16> {
        (0..64).filter(move |count| self.0 >> count & 1 == 1)
    }
}
