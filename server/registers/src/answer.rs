//! What a register answers.

use crate::fills::Fills;
use rules::{DetailsForm, Number, is_hostile, tidy};
use std::fmt;

/// How asking a register ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It knows the number.
    Found(Box<Found>),
    /// It says that it does not know the number.
    NotFound,
    /// Nothing that could be relied on, and why.
    NoAnswer(Reason),
}

/// What a register says of an organisation: each text is one line without hostile characters, and fits its field of
/// [`DetailsForm`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: Option<String>,
    /// Street and house; all of the address where it cannot be told apart.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Its number in a register.
    pub registration_number: Option<String>,
    /// Its number for value added tax, only where the register says that it is registered for that.
    pub vat_number: Option<String>,
    /// Whether the register says that it has ended, or is ending.
    pub inactive: bool,
    /// The day of the answer, `YYYY-MM-DD`.
    pub as_of: String,
    /// The register's name.
    pub source: &'static str,
}

impl Found {
    /// What stands there for a field.
    pub fn value(&self, field: Fills) -> Option<&str> {
        match field {
            Fills::Name => self.name.as_deref(),
            Fills::Address => self.address.as_deref(),
            Fills::City => self.city.as_deref(),
            Fills::PostalCode => self.postal_code.as_deref(),
            Fills::Registration => self.registration_number.as_deref(),
            Fills::Vat => self.vat_number.as_deref(),
        }
    }
}

/// Why there is no answer. Its text is one for the operator; it never holds what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is asked too often, and wants so many seconds of peace, if it says so.
    Busy(Option<u64>),
    /// It could not be reached.
    Unreachable,
    /// It took too long.
    Slow,
    /// It said too much.
    TooLong,
    /// Its address leads into a private network.
    Private,
    /// Another status of HTTP than its description names.
    Status(u16),
    /// Another shape than its description names.
    Unreadable,
    /// It spoke of another number.
    OtherNumber,
    /// A text with characters that no name or address has.
    Text,
    /// Several organisations, or none that exists still.
    Unclear,
    /// It is left in peace for a while, because it asked for that.
    Paused,
    /// Its requests of today are used up.
    Spent,
    /// Its code for its own trouble, or this program's words for that.
    Said(String),
}

impl Reason {
    /// Most characters of a code.
    const MOST: usize = 40;
    /// So many digits may be a number of somebody.
    const DIGITS: usize = 6;
    /// Stands for what is no code: a register's own words can name whoever was asked for, or repeat a key.
    pub(crate) const OWN_WORDS: &str = "trouble it put in its own words";

    /// The code that a register gave its trouble.
    pub(crate) fn said(raw: &str) -> Reason {
        let code = raw.trim();
        Reason::words(if is_code(code) { code } else { Reason::OWN_WORDS })
    }

    /// This program's own words for what a register said.
    pub(crate) fn words(words: &str) -> Reason {
        Reason::Said(words.to_owned())
    }
}

/// Whether this is one word as programs write it, like `MS_UNAVAILABLE` or `WL-191`.
fn is_code(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-:".contains(&byte);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_name =
        text.bytes().all(|byte| byte.is_ascii_uppercase()) && !["ERROR", "TIMEOUT", "NENALEZENO"].contains(&text);
    (1..=Reason::MOST).contains(&text.len()) && digits < Reason::DIGITS && text.bytes().all(known) && !is_name
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Busy(Some(seconds)) => write!(f, "it is asked too often, and wants {seconds} seconds of peace"),
            Reason::Busy(None) => f.write_str("it is asked too often"),
            Reason::Unreachable => f.write_str("it could not be reached"),
            Reason::Slow => f.write_str("it took too long"),
            Reason::TooLong => f.write_str("its answer was too long"),
            Reason::Private => f.write_str("its address leads into a private network"),
            Reason::Status(status) => write!(f, "it answered with status {status}"),
            Reason::Unreadable => f.write_str("its answer had another shape than expected"),
            Reason::OtherNumber => f.write_str("it answered for another number"),
            Reason::Text => f.write_str("its answer had characters that no name or address has"),
            Reason::Unclear => f.write_str("it named several organisations, or none that exists still"),
            Reason::Paused => f.write_str("it is left in peace for a while"),
            Reason::Spent => f.write_str("its requests of today are used up"),
            Reason::Said(said) => write!(f, "it said: {said}"),
        }
    }
}

/// What was read of an answer, not yet looked at.
#[derive(Default)]
pub(crate) struct Raw {
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) registration_number: Option<String>,
    pub(crate) vat_number: Option<String>,
    pub(crate) inactive: bool,
}

impl Raw {
    /// The same as it can be shown and kept.
    pub(crate) fn looked_at(self, as_of: &str, source: &'static str) -> Result<Found, Reason> {
        Ok(Found {
            name: line(self.name, DetailsForm::MOST_COMPANY_NAME)?,
            address: line(self.address, DetailsForm::MOST_ADDRESS)?,
            city: line(self.city, DetailsForm::MOST_CITY)?,
            postal_code: line(self.postal_code, DetailsForm::MOST_POSTAL_CODE)?,
            registration_number: line(self.registration_number, Number::MOST_TYPED)?,
            vat_number: line(self.vat_number, Number::MOST_TYPED)?,
            inactive: self.inactive,
            as_of: as_of.to_owned(),
            source,
        })
    }
}

/// One line of plain text: white space is single spaces, dashes alone say nothing, and what is too long ends after a
/// whole word.
fn line(raw: Option<String>, most: u16) -> Result<Option<String>, Reason> {
    let joined = raw.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let text = tidy(&joined);
    if text.chars().any(|letter| is_hostile(letter) || matches!(letter, '<' | '>')) {
        return Err(Reason::Text);
    }
    let says = text.contains(|letter: char| letter.is_alphanumeric());
    Ok(says.then(|| capped(text, usize::from(most))))
}

fn capped(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = &text[..end];
    let whole = if text[end..].starts_with(' ') { Some(end) } else { cut.rfind(' ') };
    cut[..whole.unwrap_or(end)].trim_end_matches([' ', ',', ';', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(raw: &str, most: u16) -> Result<Option<String>, Reason> {
        line(Some(raw.to_owned()), most)
    }

    #[test]
    fn a_text_is_one_plain_line_that_fits() {
        assert_eq!(of(" ACME\n  s.r.o.\t\u{200b}", 200), Ok(Some("ACME s.r.o.".into())));
        for nothing in ["", "---", " - ", "\n"] {
            assert_eq!(of(nothing, 200), Ok(None), "{nothing:?}");
        }
        for hostile in ["<b>ACME</b>", "ACME\u{202e}", "AC\0ME", "a > b"] {
            assert_eq!(of(hostile, 200), Err(Reason::Text), "{hostile:?}");
        }
        assert_eq!(of("one two, three", 10), Ok(Some("one two".into())));
        assert_eq!(of("one two three", 7), Ok(Some("one two".into())));
        assert_eq!(of("жжжжжж", 4), Ok(Some("жжжж".into())));
    }

    #[test]
    fn what_a_register_says_of_its_trouble_names_nobody() {
        for code in ["WL-191", "MS_MAX_CONCURRENT_REQ_TIME", "CHYBA_VSTUPU", "E:5", "TIMEOUT", " WL-115\n"] {
            assert_eq!(Reason::said(code), Reason::Said(code.trim().into()));
        }
        for words in [
            "",
            "WL-191\u{0}",
            "no 1759013776",
            "526-025-02-74",
            "NIP:526-025-02-74",
            "Ivan Petrenko",
            "IVAN PETRENKO",
            "PETRENKO",
            "ПЕТРЕНКО",
            "8f3a1c77-0b5e-4d21-9a6c-5e2f7b9d0c13",
            "8F3A1C77-0B5E-4D21-9A6C-5E2F7B9D0C13",
            &"X".repeat(41),
        ] {
            assert_eq!(Reason::said(words), Reason::words(Reason::OWN_WORDS), "{words}");
        }
    }
}
