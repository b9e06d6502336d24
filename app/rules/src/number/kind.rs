//! The kinds of numbers, each by its name.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::fault::Lengths;
use super::row::{Holder, OTHER, Rigour, Row};
use super::table::TABLES;
use crate::{Country, Field};

/// One of the kinds of the table; compares by its name, which is also how it is stored.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct NumberKind(&'static Row);

impl NumberKind {
    /// What the table does not know.
    pub const OTHER: NumberKind = NumberKind(&OTHER);

    pub(super) const fn of(row: &'static Row) -> NumberKind {
        NumberKind(row)
    }

    pub(super) fn row(self) -> &'static Row {
        self.0
    }

    /// All of them; the last is [`NumberKind::OTHER`].
    pub fn all() -> impl Iterator<Item = NumberKind> {
        TABLES.iter().copied().flatten().map(NumberKind).chain([NumberKind::OTHER])
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<NumberKind> {
        NumberKind::all().find(|kind| kind.name() == name)
    }

    /// Its name, e.g. `pl-nip`: stored, and never changed.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What people of its country call it; empty for [`NumberKind::OTHER`].
    pub fn local_name(self) -> &'static str {
        self.0.local
    }

    /// A number of this kind as people write it; empty for [`NumberKind::OTHER`].
    pub fn example(self) -> &'static str {
        self.0.example
    }

    /// The country that gives out numbers of this kind.
    pub fn country(self) -> Option<Country> {
        Country::parse(self.0.country)
    }

    /// How many characters it has, without the prefix; empty where that says nothing.
    pub fn lengths(self) -> Lengths {
        self.0.lengths()
    }

    /// What a number of this kind begins with, e.g. `DE`; often empty.
    pub fn prefix(self) -> &'static str {
        self.0.mark
    }

    /// Whether what follows its prefix has digits alone.
    pub fn has_digits_alone(self) -> bool {
        self.0.has_digits_alone()
    }

    /// Whether a number with a wrong check digit cannot be.
    pub fn is_strict(self) -> bool {
        self.0.rigour != Rigour::Warned
    }

    /// Whether only few have it, so that nobody is told to look for it.
    pub fn is_rare(self) -> bool {
        self.0.holder == Holder::PersonAlone
    }

    /// Whether it is given to people, not to organisations.
    pub fn is_of_people(self) -> bool {
        self.0.holder == Holder::Person
    }

    /// The field that it is meant for first of all.
    pub fn home_field(self) -> Option<Field> {
        self.0.home_field()
    }

    /// Whether it has digits alone, without a prefix.
    pub fn is_numeric(self) -> bool {
        self.0.is_numeric()
    }

    /// Whether such a number can stand in that field.
    pub fn is_for(self, field: Field) -> bool {
        self.0.is_for(field)
    }

    /// The kinds that `field` takes in `country`, the most usual one first; none where the table knows none.
    pub fn of_field(field: Field, country: Option<Country>) -> impl Iterator<Item = NumberKind> {
        super::table::rows(country).filter(move |row| row.is_for(field)).map(NumberKind)
    }
}

impl PartialEq for NumberKind {
    fn eq(&self, other: &NumberKind) -> bool {
        self.name() == other.name()
    }
}

impl Eq for NumberKind {}

impl Hash for NumberKind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for NumberKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<NumberKind> for &'static str {
    fn from(kind: NumberKind) -> &'static str {
        kind.name()
    }
}

impl TryFrom<String> for NumberKind {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        NumberKind::named(&name).ok_or("not a kind of number")
    }
}
