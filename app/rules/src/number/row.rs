//! A row of the table: what is known about one kind of number.

mod written;

use super::fault::{Fault, Lengths};
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

/// How a row is read.
impl Row {
    pub(super) fn is_for(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }

    /// What people write before the number: its names and the other labels.
    pub(super) fn all_labels(&self) -> impl Iterator<Item = &'static str> {
        let local = if self.form.is_some() { "" } else { self.local };
        let names = local.split([',', '/', '(', ')']).map(str::trim).filter(|name| !name.is_empty());
        names.chain(self.labels.iter().copied())
    }

    pub(super) fn home_field(&self) -> Option<Field> {
        self.fields.first().copied()
    }

    pub(super) fn lengths(&self) -> Lengths {
        Lengths::of(self.shapes.iter().map(|shape| shape.chars().count()))
    }

    pub(super) fn is_numeric(&self) -> bool {
        self.mark.is_empty() && self.has_digits_alone()
    }

    /// Whether words may belong to the number.
    pub(super) fn has_words(&self) -> bool {
        self.form.is_some()
    }

    /// The number without its mark.
    pub(super) fn body<'a>(&self, text: &'a str) -> &'a str {
        text.strip_prefix(self.mark).unwrap_or(text)
    }

    /// The body of a text of this shape: prefix and suffix cut, zeros put in front. `spaced` is the text as it was.
    pub(super) fn matched(&self, text: &str, spaced: &str) -> Option<String> {
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
    pub(super) fn has_prefix(&self, text: &str) -> bool {
        self.prefixes.iter().any(|prefix| text.starts_with(prefix))
    }

    /// The text without its prefix.
    pub(super) fn bare<'a>(&self, text: &'a str) -> &'a str {
        self.prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
    }

    /// Whether a text without the right shape cannot be of this kind, because it begins as only such numbers do.
    pub(super) fn is_claimed_by(&self, text: &str) -> bool {
        self.rigour == Rigour::StrictWithPrefix && self.has_prefix(text)
    }

    /// Whether a failed check means that there is no such number.
    pub(super) fn is_strict_about(&self, text: &str) -> bool {
        self.rigour == Rigour::Strict || self.is_claimed_by(text)
    }

    /// Whether its body has digits alone.
    pub(super) fn has_digits_alone(&self) -> bool {
        self.form.is_none()
            && !self.shapes.is_empty()
            && self.shapes.iter().all(|shape| shape.chars().all(|sign| sign == '#' || sign.is_ascii_digit()))
    }

    fn padded(&self, text: &str) -> String {
        let (from, to) = self.pad;
        let pads = (from..to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if pads { format!("{text:0>to$}") } else { text.to_owned() }
    }

    pub(super) fn has_shape(&self, body: &str) -> bool {
        self.shapes.iter().any(|shape| fits(shape, body, self.letters))
    }

    pub(super) fn check(&self, body: &str, today: u32) -> Result<(), Fault> {
        match self.check {
            Check::Nothing => Ok(()),
            Check::Digit(fits) => fits(body).then_some(()).ok_or(Fault::Checksum),
            Check::Parts(check) => check(body, today),
        }
    }

    /// Whether more than the shape is checked.
    pub(super) fn has_check(&self) -> bool {
        !matches!(self.check, Check::Nothing)
    }

    /// The normal form in the groups of its country.
    pub(super) fn shown(&self, text: &str) -> String {
        let count = text.chars().count();
        let room = |groups: &&&str| groups.chars().filter(|sign| *sign == '#').count() == count;
        let Some(groups) = self.groups.iter().find(room) else { return text.to_owned() };
        let mut letters = text.chars();
        groups.chars().filter_map(|sign| if sign == '#' { letters.next() } else { Some(sign) }).collect()
    }
}

/// Letters beyond ASCII are only those that the kind has, so that checks may cut its numbers anywhere else.
fn fits(shape: &str, text: &str, letters: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_uppercase() || letters.contains(letter) && letter.is_alphabetic();
    let suits = |(sign, letter): (char, char)| match sign {
        '#' => letter.is_ascii_digit(),
        '@' => is_letter(letter),
        '&' => is_letter(letter) || letter == '&',
        '%' => letter.is_ascii_digit() || letter.is_ascii_uppercase(),
        sign => sign == letter,
    };
    shape.chars().count() == text.chars().count() && shape.chars().zip(text.chars()).all(suits)
}
