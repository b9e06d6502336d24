//! What people put around and between the characters of a number, after the cleaning of all fields.

use crate::clean;

/// What people write before any number.
const LABELS: &[&str] = &[
    "№",
    "N°",
    "Nº",
    "NO",
    "NR",
    "NUM",
    "TIN",
    "TAX ID",
    "TAX NO",
    "TAX NUMBER",
    "VAT",
    "VAT NO",
    "VAT ID",
    "VAT NUMBER",
    "VATIN",
    "VAT EU",
    "EU VAT",
    "VAT REG NO",
    "VAT REGISTRATION NO",
    "VAT REGISTRATION NUMBER",
    "REG NO",
    "REGISTRATION NO",
    "REGISTRATION NUMBER",
    "CODE",
    "КОД",
    "НОМЕР",
    "NUMER",
    "NUMMER",
    "NUMÉRO DE",
];

/// What people write into a field that they may leave empty.
const NONE: &[&str] = &[
    "N/A",
    "NA",
    "NONE",
    "NO",
    "NOT APPLICABLE",
    "НЕМАЄ",
    "НЕМА",
    "НІ",
    "ВІДСУТНІЙ",
    "НЕ ПЛАТНИК ПДВ",
    "BRAK",
    "NIE",
    "NIE DOTYCZY",
    "NIE POSIADAM",
];

/// Whether the text says that there is no number.
pub(super) fn says_none(raw: &str) -> bool {
    let text = plain(raw);
    text.chars().all(separates) || NONE.contains(&text.as_str())
}

/// The text in capitals, plain digits and dashes, with single spaces and without a comma or full stop at its end.
pub(super) fn plain(raw: &str) -> String {
    let capitals: String = clean::plain(raw).chars().flat_map(char::to_uppercase).collect();
    capitals.trim_end_matches([',', '.', ';', ' ']).to_owned()
}

/// Whether people put it between the characters of a number to read it better.
pub(super) fn separates(letter: char) -> bool {
    matches!(letter, ' ' | '-' | '.' | '/')
}

/// Whether some put it into numbers of a kind that is known, as in `DE 136,695 976`, `(0)403019261` or `MBS: 080000014`.
pub(super) fn adorns(letter: char) -> bool {
    matches!(letter, ',' | ':' | '(' | ')' | '№')
}

/// Without separators.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|letter| !separates(*letter) && !adorns(*letter)).collect()
}

/// Without the labels that stand before the number, as often as there is one and something is left.
pub(super) fn unlabelled<'a>(text: &'a str, labels: &[&str]) -> &'a str {
    let mut text = text;
    for _ in 0..6 {
        let cut = labels.iter().chain(LABELS).filter_map(|label| after(text, label));
        match cut.min_by_key(|rest| rest.len()).filter(|rest| !rest.is_empty()) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
    text
}

/// What follows the label; separators within it do not matter, and no letter may follow at once.
fn after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let capitals = label.chars().flat_map(char::to_uppercase);
    let mut wanted = capitals.filter(|letter| !separates(*letter)).map(alike).peekable();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if wanted.peek() == Some(&alike(letter)) {
            wanted.next();
        } else if wanted.peek().is_none() || !separates(letter) {
            break;
        }
        rest = &rest[letter.len_utf8()..];
    }
    let ends = wanted.peek().is_none() && !rest.starts_with(char::is_alphabetic);
    let tail = rest.trim_start_matches([' ', ':', '.', '-', ',', '/', '(', ')', '№', '#', '=']);
    (ends || rest.len() > tail.len() && wanted.peek().is_none()).then_some(tail)
}

/// Cyrillic and Greek capitals that look like Latin ones, as those.
pub(super) fn latin(text: &str) -> String {
    text.chars().map(alike).collect()
}

fn alike(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    LOOK_ALIKE.iter().find(|(own, _)| *own == letter).map_or(letter, |(_, latin)| *latin)
}

/// Latin capitals that look like Cyrillic ones, as those.
pub(super) fn cyrillic(text: &str) -> String {
    let own = |letter: char| LOOK_ALIKE.iter().find(|(own, latin)| *latin == letter && is_cyrillic(*own));
    text.chars().map(|letter| own(letter).map_or(letter, |(own, _)| *own)).collect()
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{4FF}').contains(&letter)
}

const LOOK_ALIKE: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('Ѕ', 'S'),
    ('У', 'Y'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
];
