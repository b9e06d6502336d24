//! The code of a verification letter: AAA-AAA, six letters without I, L and O.

use crate::{FieldError, clean};
use std::fmt;

/// Six letters of [`Code::LETTERS`]. Printed as AAA-AAA by `Display`, hidden by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; 6]);

impl Code {
    /// The letters a code is made of; 23 letters in six places are 27 bits.
    pub const LETTERS: &'static [u8; 23] = b"ABCDEFGHJKMNPQRSTUVWXYZ";

    /// A code from what was typed: any case, with or without hyphen and blanks, Cyrillic and Greek look-alikes too.
    pub fn parse(raw: &str) -> Result<Code, FieldError> {
        let typed: Vec<char> = clean::plain(raw).chars().filter(|c| c.is_alphanumeric()).collect();
        if typed.is_empty() {
            return Err(FieldError::Missing);
        }
        let mut letters = [0; 6];
        if typed.len() != letters.len() {
            return Err(FieldError::Length);
        }
        for (letter, typed) in letters.iter_mut().zip(typed) {
            *letter = latin(typed)?;
        }
        Ok(Code(letters))
    }

    /// A code from six numbers below 23.
    pub fn from_numbers(numbers: [u8; 6]) -> Code {
        Code(numbers.map(|n| Self::LETTERS[usize::from(n) % Self::LETTERS.len()]))
    }

    /// The six letters without the hyphen.
    pub fn letters(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.letters();
        write!(f, "{}-{}", &letters[..3], &letters[3..])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::text::HIDDEN)
    }
}

/// The Latin letter that was meant. Letters that no code has are read as they are and simply never match.
pub(crate) fn latin(typed: char) -> Result<u8, FieldError> {
    let upper = typed.to_uppercase().next().unwrap_or(typed);
    let letter = match upper {
        'A'..='Z' => upper,
        '0'..='9' => return Err(FieldError::Characters),
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        'І' | 'Ι' => 'I',
        'О' | 'Ο' => 'O',
        _ => return Err(FieldError::Alphabet),
    };
    u8::try_from(letter).map_err(|_| FieldError::Alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_dress_of_the_code_is_the_code() {
        for raw in [
            "ABC-XYZ",
            "abcxyz",
            " abc xyz\n",
            "ABC–XYZ",
            "a b c - x y z",
            "АВС-ХУZ",
            "ΑΒC-ΧΥΖ",
            "авс-хуz",
            "ＡＢＣ－ＸＹＺ",
            "\u{2066}ABC-XYZ\u{2069}",
        ] {
            assert_eq!(Code::parse(raw).map(|c| c.to_string()).as_deref(), Ok("ABC-XYZ"), "{raw}");
        }
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        assert_eq!(Code::parse(" - "), Err(FieldError::Missing));
        assert_eq!(Code::parse("ABC-XY"), Err(FieldError::Length));
        assert_eq!(Code::parse("ABC-XYZZ"), Err(FieldError::Length));
        assert_eq!(Code::parse("ABC-123"), Err(FieldError::Characters));
        assert_eq!(Code::parse("ЖЩЮ-ABC"), Err(FieldError::Alphabet));
    }

    #[test]
    fn a_code_is_made_of_its_letters_and_never_printed_by_debug() {
        let code = Code::from_numbers([0, 1, 2, 20, 21, 22]);
        assert_eq!(code.to_string(), "ABC-XYZ");
        assert!(!format!("{code:?}").contains("ABC"));
    }
}
