//! Countries of which only the check digit is known here.

use super::super::dates;
use super::super::fault::Fault;
use super::{few, last, luhn, part, up_to, values, weighted};

/// Costa Rica: the class and the type within it; people have a zero there.
pub(in super::super) fn costa_rican(text: &str, _today: u32) -> Result<(), Fault> {
    let known = match (few(text, 0..1), few(text, 1..4)) {
        (0, _) => true,
        (2, kind) => matches!(kind, 100 | 200 | 300 | 400),
        (3, kind) => matches!(kind, 2..=14 | 101..=110),
        (4, kind) => kind == 0,
        (5, kind) => kind == 1,
        _ => false,
    };
    known.then_some(()).ok_or(Fault::Office)
}

/// The Dominican Republic, RNC of 9 digits, or a person's cédula of 11.
pub(in super::super) fn dominican(text: &str) -> bool {
    if text.len() == 11 {
        return luhn(text);
    }
    let sum = weighted(text, &[7, 9, 8, 6, 5, 4, 3, 2]) % 11;
    last(text) == (9 + 10 - sum) % 9 + 1
}

/// Ghana: X is 10.
pub(in super::super) fn ghanaian(text: &str) -> bool {
    let check = weighted(text.get(1..).unwrap_or(""), &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    if check == 10 { text.ends_with('X') } else { last(text) == check }
}

/// Guatemala: weights from the right, K is 10.
pub(in super::super) fn guatemalan(text: &str) -> bool {
    let body = values(&text[..text.len() - 1]).rev();
    let check = up_to(11, body.zip(2..).map(|(digit, weight)| digit * weight).sum());
    if check == 10 { text.ends_with('K') } else { last(text) == check }
}

/// Morocco: divisible by 97.
pub(in super::super) fn moroccan(text: &str) -> bool {
    part(text, 0..15).is_multiple_of(97)
}

/// Mozambique.
pub(in super::super) fn mozambican(text: &str) -> bool {
    let sum = weighted(text, &[8, 9, 4, 5, 6, 7, 8, 9]) % 11;
    values("01234567891").nth(sum as usize) == Some(last(text))
}

/// Paraguay: weights from the right.
pub(in super::super) fn paraguayan(text: &str) -> bool {
    let body = values(&text[..text.len() - 1]).rev();
    last(text) == up_to(11, body.zip(2..).map(|(digit, weight)| digit * weight).sum()) % 10
}

/// Senegal, NINEA of 7 or 9 digits, with three more for the kind of taxation.
pub(in super::super) fn senegalese(text: &str) -> bool {
    let (number, kind) = text.split_at(if text.len() > 9 { text.len() - 3 } else { text.len() });
    let letter = |letter: char| "ABCDEFGHJKLMNPQRSTUVWZ".contains(letter);
    let known = kind.is_empty() || few(kind, 0..1) < 3 && kind.chars().nth(1).is_some_and(letter);
    known && weighted(&format!("{number:0>9}"), &[1, 2, 1, 2, 1, 2, 1, 2, 1]).is_multiple_of(10)
}

/// El Salvador: the older numbers have other weights.
pub(in super::super) fn salvadoran(text: &str) -> bool {
    let check = if few(text, 10..13) <= 100 {
        weighted(text, &[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 % 10
    } else {
        up_to(11, weighted(text, &[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) % 10
    };
    matches!(few(text, 0..1), 0 | 1 | 9) && last(text) == check
}

/// Venezuela: the first letter is the kind of taxpayer.
pub(in super::super) fn venezuelan(text: &str) -> bool {
    let kind = match text.chars().next() {
        Some('V') => 4,
        Some('E') => 8,
        Some('J') => 12,
        Some('P') => 16,
        _ => 20,
    };
    let sum = kind + weighted(&text[1..], &[3, 2, 7, 6, 5, 4, 3, 2]);
    values("00987654321").nth((sum % 11) as usize) == Some(last(text))
}

/// San Marino, as it is kept: up to five digits, of which the first is no zero.
pub(in super::super) fn without_zeros(text: &str) -> Option<String> {
    let text = text.replace([' ', '.', '-'], "");
    let text = text.strip_prefix("SM").unwrap_or(&text);
    let digits = text.trim_start_matches('0');
    let fits = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (fits && text.len() <= 6).then(|| digits.to_owned())
}

/// San Marino: the low numbers that were not given out, by python-stdnum's list.
pub(in super::super) fn san_marinese(text: &str) -> bool {
    const UNUSED: [u32; 33] = [
        1, 3, 5, 12, 14, 15, 17, 22, 23, 24, 27, 28, 29, 31, 34, 41, 43, 44, 46, 48, 50, 53, 54, 60, 63, 77, 78, 82,
        83, 86, 89, 90, 93,
    ];
    !UNUSED.contains(&few(text, 0..text.len())) && text != "98"
}

/// Cuba: begins with the birth date; the seventh digit is the century.
pub(in super::super) fn cuban(text: &str, _today: u32) -> Result<(), Fault> {
    let century = match few(text, 6..7) {
        9 => 1800,
        0..=5 => 1900,
        _ => 2000,
    };
    born(text, &[century])
}

/// Malaysia: begins with a date, and the code of the place.
pub(in super::super) fn malaysian(text: &str, _today: u32) -> Result<(), Fault> {
    born(text, &[1900, 2000])?;
    let known = !matches!(few(text, 6..8), 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97);
    known.then_some(()).ok_or(Fault::Office)
}

fn born(text: &str, centuries: &[u32]) -> Result<(), Fault> {
    let is_day = |century: &u32| dates::day(century + few(text, 0..2), few(text, 2..4), few(text, 4..6)).is_some();
    centuries.iter().any(is_day).then_some(()).ok_or(Fault::BirthDate)
}

/// Pakistan: begins with the province; the last digit says man or woman and is no zero.
pub(in super::super) fn pakistani(text: &str, _today: u32) -> Result<(), Fault> {
    ((1..=7).contains(&few(text, 0..1)) && last(text) > 0).then_some(()).ok_or(Fault::Office)
}
