//! A row of the table: what is known about one kind of number.

mod read;
mod written;

use super::fault::Fault;
use crate::{Field, OrganisationType};

/// How sure the table is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rigour {
    /// What does not fit cannot be.
    Strict,
    /// The same for a text that begins with the kind's prefix; others are warned about.
    StrictWithPrefix,
    /// What does not fit is warned about.
    Warned,
}

/// Whose numbers these are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Anybody,
    Person,
    Entity,
    /// A person, and in other hands such a text is not even taken for this kind.
    PersonAlone,
}

impl Holder {
    pub(super) fn suits(self, organisation: Option<OrganisationType>) -> bool {
        match (self, organisation) {
            (Holder::Anybody, _) | (_, None) => true,
            (Holder::Entity, Some(kind)) => kind != OrganisationType::IndividualEntrepreneur,
            (_, Some(kind)) => kind == OrganisationType::IndividualEntrepreneur,
        }
    }
}

/// What is checked beyond the shape.
#[derive(Clone, Copy)]
pub(super) enum Check {
    Nothing,
    /// A check digit: whether it fits.
    Digit(fn(&str) -> bool),
    /// More than that, some of it against today's date.
    Parts(fn(&str, u32) -> Result<(), Fault>),
}

/// A number that follows from another: its kind, and its body made of the other's.
#[derive(Clone, Copy)]
pub(super) struct Follows {
    pub(super) kind: &'static str,
    pub(super) body: fn(&str) -> Option<String>,
}

/// One kind of number. In shapes `#` is a digit, `@` a letter, `&` a letter or `&`,
/// `%` a Latin letter or digit, and everything else itself.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) country: &'static str,
    pub(super) local: &'static str,
    pub(super) example: &'static str,
    fields: &'static [Field],
    pub(super) holder: Holder,
    shapes: &'static [&'static str],
    /// For kinds without a fixed shape: their normal form, made of the text with its spaces.
    form: Option<fn(&str) -> Option<String>>,
    check: Check,
    pub(super) rigour: Rigour,
    /// Whether a text of none of the country's shapes cannot be a number of it.
    pub(super) firm: bool,
    /// What the normal form begins with.
    pub(super) mark: &'static str,
    prefixes: &'static [&'static str],
    needs_prefix: bool,
    suffixes: &'static [&'static str],
    /// What people write before the number, in capitals.
    labels: &'static [&'static str],
    /// From this many characters on, zeros are put in front up to that many.
    pad: (usize, usize),
    groups: &'static [&'static str],
    /// Letters beyond ASCII that it can have.
    pub(super) letters: &'static str,
    pub(super) vat: Option<Follows>,
    pub(super) registration: Option<Follows>,
    pub(super) agrees: fn(&str, &str) -> bool,
}

/// What the table does not know: no shape and no check.
pub(super) static OTHER: Row = row("other", "", "", &[]);

/// A row to be filled in by the functions of the same names as its parts.
pub(super) const fn row(
    name: &'static str,
    country: &'static str,
    local: &'static str,
    fields: &'static [Field],
) -> Row {
    Row {
        name,
        country,
        local,
        example: "",
        fields,
        holder: Holder::Anybody,
        shapes: &[],
        form: None,
        check: Check::Nothing,
        rigour: Rigour::Warned,
        firm: false,
        mark: "",
        prefixes: &[],
        needs_prefix: false,
        suffixes: &[],
        labels: &[],
        pad: (0, 0),
        groups: &[],
        letters: "",
        vat: None,
        registration: None,
        agrees: |_, _| true,
    }
}
