//! How a row of the table is read.

use super::super::fault::{Fault, Lengths};
use super::super::find::CYRILLIC;
use super::{Check, Rigour, Row};
use crate::Field;

/// How a row is read.
impl Row {
    pub(in super::super) fn is_for(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }

    /// What people write before the number: its names and the other labels.
    pub(in super::super) fn all_labels(&self) -> impl Iterator<Item = &'static str> {
        let local = if self.form.is_some() { "" } else { self.local };
        let names = local.split([',', '/', '(', ')']).map(str::trim).filter(|name| !name.is_empty());
        names.chain(self.labels.iter().copied())
    }

    pub(in super::super) fn home_field(&self) -> Option<Field> {
        self.fields.first().copied()
    }

    pub(in super::super) fn lengths(&self) -> Lengths {
        Lengths::of(self.shapes.iter().map(|shape| shape.chars().count()))
    }

    pub(in super::super) fn is_numeric(&self) -> bool {
        self.mark.is_empty() && self.has_digits_alone()
    }

    /// Whether words may belong to the number.
    pub(in super::super) fn has_words(&self) -> bool {
        self.form.is_some()
    }

    /// The number without its mark.
    pub(in super::super) fn body<'a>(&self, text: &'a str) -> &'a str {
        text.strip_prefix(self.mark).unwrap_or(text)
    }

    /// The body of a text of this shape: prefix and suffix cut, zeros put in front. `spaced` is the text as it was.
    pub(in super::super) fn matched(&self, text: &str, spaced: &str) -> Option<String> {
        if let Some(form) = self.form {
            return form(spaced);
        }
        let cut = self.prefixes.iter().filter_map(|prefix| text.strip_prefix(prefix));
        let whole = Some(text).filter(|_| !self.needs_prefix);
        cut.chain(whole).find_map(|rest| {
            let shorter = self.suffixes.iter().filter_map(|suffix| rest.strip_suffix(suffix));
            shorter.chain([rest]).map(|rest| self.padded(rest)).find(|body| self.has_shape(body))
        })
    }

    /// Whether the text begins as numbers of this kind do.
    pub(in super::super) fn has_prefix(&self, text: &str) -> bool {
        self.prefixes.iter().any(|prefix| text.starts_with(prefix))
    }

    /// Whether the text begins with the letters of the kind's country, as VAT numbers do.
    pub(in super::super) fn begins_with_country(&self, text: &str) -> bool {
        !self.mark.is_empty() && self.prefixes.iter().any(|prefix| prefix.len() > 1 && text.starts_with(prefix))
    }

    /// The text without its prefix.
    pub(in super::super) fn bare<'a>(&self, text: &'a str) -> &'a str {
        self.prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
    }

    /// Whether a text without the right shape cannot be of this kind, because it begins as only such numbers do.
    pub(in super::super) fn is_claimed_by(&self, text: &str) -> bool {
        self.rigour == Rigour::StrictWithPrefix && self.has_prefix(text)
    }

    /// Whether a failed check means that there is no such number.
    pub(in super::super) fn is_strict_about(&self, text: &str) -> bool {
        self.rigour == Rigour::Strict || self.is_claimed_by(text)
    }

    /// Whether its body has digits alone.
    pub(in super::super) fn has_digits_alone(&self) -> bool {
        self.form.is_none()
            && !self.shapes.is_empty()
            && self.shapes.iter().all(|shape| shape.chars().all(|sign| sign == '#' || sign.is_ascii_digit()))
    }

    fn padded(&self, text: &str) -> String {
        let (from, to) = self.pad;
        let pads = (from..to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if pads { format!("{text:0>to$}") } else { text.to_owned() }
    }

    pub(in super::super) fn has_shape(&self, body: &str) -> bool {
        self.shapes.iter().any(|shape| fits(shape, body, self.letters))
    }

    pub(in super::super) fn check(&self, body: &str, today: u32) -> Result<(), Fault> {
        match self.check {
            Check::Nothing => Ok(()),
            Check::Digit(fits) => fits(body).then_some(()).ok_or(Fault::Checksum),
            Check::Parts(check) => check(body, today),
        }
    }

    /// Whether more than the shape is checked.
    pub(in super::super) fn has_check(&self) -> bool {
        !matches!(self.check, Check::Nothing)
    }

    /// The normal form in the groups of its country.
    pub(in super::super) fn shown(&self, text: &str) -> String {
        let count = text.chars().count();
        let room = |groups: &&&str| groups.chars().filter(|sign| *sign == '#').count() == count;
        let Some(groups) = self.groups.iter().find(room) else { return text.to_owned() };
        let mut letters = text.chars();
        groups.chars().filter_map(|sign| if sign == '#' { letters.next() } else { Some(sign) }).collect()
    }
}

/// Letters beyond ASCII are only those that the kind has, so that checks may cut its numbers anywhere else.
fn fits(shape: &str, text: &str, letters: &str) -> bool {
    let is_letter = |letter: char| match letters.contains(letter) && letter.is_alphabetic() {
        true => true,
        false => letter.is_ascii_uppercase() && letters != CYRILLIC,
    };
    let suits = |(sign, letter): (char, char)| match sign {
        '#' => letter.is_ascii_digit(),
        '@' => is_letter(letter),
        '&' => is_letter(letter) || letter == '&',
        '%' => letter.is_ascii_digit() || letter.is_ascii_uppercase(),
        sign => sign == letter,
    };
    shape.chars().count() == text.chars().count() && shape.chars().zip(text.chars()).all(suits)
}
