//! Tidying of typed text, the same for every field.

use crate::Wrong;

/// Without the blank and invisible characters around it.
pub fn tidy(raw: &str) -> &str {
    raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// For comparing and searching without regard to case.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Zero-width characters, soft hyphens and letters that fill nothing: pasted by accident, seen by nobody.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Controls, line breaks and characters that turn the direction of text: they can forge a line or hide one.
pub fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

/// One line of text of 1 to `most` code points.
pub(crate) fn line(raw: &str, most: u16) -> Result<String, Wrong> {
    let text = tidy(raw);
    if text.is_empty() {
        return Err(Wrong::Missing);
    }
    if text.chars().count() > usize::from(most) {
        return Err(Wrong::TooLong(most));
    }
    if text.chars().any(is_hostile) {
        return Err(Wrong::Characters);
    }
    Ok(text.to_owned())
}

/// One line of text of at most `most` code points, or nothing.
pub(crate) fn optional_line(raw: &str, most: u16) -> Result<Option<String>, Wrong> {
    match line(raw, most) {
        Err(Wrong::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// For `Debug` of what must never be printed.
pub(crate) const HIDDEN: &str = "(hidden)";
