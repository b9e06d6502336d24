//! Names of people.

use crate::{CHECKED, Field, FieldError, text};

/// A given or family name: 1 to 100 code points of any script, with whatever digits and signs passports have in it, kept as
/// typed. The family name of somebody who has one name only is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in code points.
    pub const MOST: u16 = 100;

    /// A name from what was typed.
    pub fn parse(raw: &str) -> Result<PersonName, FieldError> {
        text::line(raw, Self::MOST).map(PersonName)
    }

    /// A family name from what was typed; none where the box `one_name` is checked, whatever was typed.
    pub(crate) fn surname(raw: &str, one_name: &str) -> Result<PersonName, FieldError> {
        if one_name == CHECKED { Ok(PersonName(String::new())) } else { PersonName::parse(raw) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The box of a form of somebody with this surname: checked where there is none.
pub fn one_name(surname: &str) -> Option<(Field, String)> {
    surname.is_empty().then(|| (Field::OneName, CHECKED.to_owned()))
}

/// Name and surname as they are shown together; one name alone where there is no other.
pub fn full_name(name: &str, surname: &str) -> String {
    if surname.is_empty() { name.to_owned() } else { format!("{name} {surname}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_pass_as_they_are() {
        for name in ["О’Коннор-Ґалаґан", "Łukasz", "X", "李", "محمد", "Anna Maria", "d'Arc 2"] {
            assert_eq!(PersonName::parse(name).map(|n| n.0).as_deref(), Ok(name));
        }
        // As passports and registers have them: suffixes, numbers, two names side by side, a name not written out.
        for name in [
            "John 3rd",
            "King, Jr.",
            "X Æ A-12",
            "Mary-Jane (Molly)",
            "Kumar s/o Raj",
            "J.",
            "O`Neil",
            "1000",
            "Ana & Co",
            "N'Golo",
            "Nguyễn Thị 2",
        ] {
            assert_eq!(PersonName::parse(name).map(|n| n.0).as_deref(), Ok(name));
        }
    }

    #[test]
    fn whoever_has_one_name_has_no_surname_and_says_so() {
        assert_eq!(PersonName::surname("", ""), Err(FieldError::Missing));
        for typed in ["", "-", "Suharto"] {
            assert_eq!(PersonName::surname(typed, CHECKED).map(|none| none.0).as_deref(), Ok(""));
        }
        assert_eq!(PersonName::surname("К", "").map(|surname| surname.0).as_deref(), Ok("К"));
        assert_eq!((full_name("Sukarno", ""), full_name("Анна", "К")), ("Sukarno".to_owned(), "Анна К".to_owned()));
    }

    #[test]
    fn blank_long_and_forged_names_are_refused() {
        assert_eq!(PersonName::parse(" \u{200b}\u{a0}\u{3164}\u{2800}"), Err(FieldError::Missing));
        assert_eq!(PersonName::parse(&"я".repeat(101)), Err(FieldError::TooLong(100)));
        assert!(PersonName::parse(&"я".repeat(100)).is_ok());
        for name in ["a\r\nBcc: b@example.com", "a\u{202e}b", "a\0b", "a\u{2028}b"] {
            assert_eq!(PersonName::parse(name), Err(FieldError::Characters), "{name:?}");
        }
    }
}
