//! Lines of text, as they may be typed.

use crate::{FieldError, clean};

/// For comparing and searching without regard to case.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Controls, line breaks and characters that turn the direction of text: they can forge a line or hide one.
pub fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// One line of text of 1 to `most` code points, cleaned.
pub(crate) fn line(raw: &str, most: u16) -> Result<String, FieldError> {
    cleaned(clean::readable(raw), most)
}

/// The same of a text that is cleaned already.
pub(crate) fn cleaned(text: String, most: u16) -> Result<String, FieldError> {
    if text.is_empty() {
        return Err(FieldError::Missing);
    }
    if text.chars().count() > usize::from(most) {
        return Err(FieldError::TooLong(most));
    }
    if text.chars().any(is_hostile) {
        return Err(FieldError::Characters);
    }
    Ok(text)
}

/// One line of text of at most `most` code points, or nothing.
pub(crate) fn optional_line(raw: &str, most: u16) -> Result<Option<String>, FieldError> {
    match line(raw, most) {
        Err(FieldError::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// For `Debug` of what must never be printed.
pub(crate) const HIDDEN: &str = "(hidden)";
