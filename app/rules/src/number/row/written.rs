//! How a row of the table is written.

use super::super::fault::Fault;
use super::{Check, Follows, Holder, Rigour, Row};

fn same(body: &str) -> Option<String> {
    Some(body.to_owned())
}

impl Row {
    pub(in super::super) const fn shapes(self, shapes: &'static [&'static str]) -> Row {
        Row { shapes, ..self }
    }

    pub(in super::super) const fn form(self, form: fn(&str) -> Option<String>) -> Row {
        Row { form: Some(form), ..self }
    }

    pub(in super::super) const fn digit(self, check: fn(&str) -> bool) -> Row {
        Row { check: Check::Digit(check), ..self }
    }

    pub(in super::super) const fn parts(self, check: fn(&str, u32) -> Result<(), Fault>) -> Row {
        Row { check: Check::Parts(check), ..self }
    }

    pub(in super::super) const fn strict(self) -> Row {
        Row { rigour: Rigour::Strict, ..self }
    }

    pub(in super::super) const fn firm(self) -> Row {
        Row { firm: true, ..self }
    }

    pub(in super::super) const fn strict_with_prefix(self) -> Row {
        Row { rigour: Rigour::StrictWithPrefix, ..self }
    }

    pub(in super::super) const fn held_by(self, holder: Holder) -> Row {
        Row { holder, ..self }
    }

    /// May begin with it, and does in its normal form.
    pub(in super::super) const fn marked(self, mark: &'static str, prefixes: &'static [&'static str]) -> Row {
        Row { mark, prefixes, ..self }
    }

    /// May begin with one of them, which is cut.
    pub(in super::super) const fn prefixes(self, prefixes: &'static [&'static str]) -> Row {
        Row { prefixes, ..self }
    }

    pub(in super::super) const fn needs_prefix(self) -> Row {
        Row { needs_prefix: true, ..self }
    }

    pub(in super::super) const fn suffixes(self, suffixes: &'static [&'static str]) -> Row {
        Row { suffixes, ..self }
    }

    pub(in super::super) const fn labels(self, labels: &'static [&'static str]) -> Row {
        Row { labels, ..self }
    }

    pub(in super::super) const fn pad(self, from: usize, to: usize) -> Row {
        Row { pad: (from, to), ..self }
    }

    pub(in super::super) const fn groups(self, groups: &'static [&'static str]) -> Row {
        Row { groups, ..self }
    }

    pub(in super::super) const fn letters(self, letters: &'static str) -> Row {
        Row { letters, ..self }
    }

    pub(in super::super) const fn example(self, example: &'static str) -> Row {
        Row { example, ..self }
    }

    /// The VAT number has the same body.
    pub(in super::super) const fn vat(self, kind: &'static str) -> Row {
        self.vat_by(kind, same)
    }

    pub(in super::super) const fn vat_by(self, kind: &'static str, body: fn(&str) -> Option<String>) -> Row {
        Row { vat: Some(Follows { kind, body }), ..self }
    }

    /// The registration number has the same body.
    pub(in super::super) const fn registration(self, kind: &'static str) -> Row {
        self.registration_by(kind, same)
    }

    pub(in super::super) const fn registration_by(self, kind: &'static str, body: fn(&str) -> Option<String>) -> Row {
        Row { registration: Some(Follows { kind, body }), ..self }
    }

    pub(in super::super) const fn agrees(self, agrees: fn(&str, &str) -> bool) -> Row {
        Row { agrees, ..self }
    }
}
