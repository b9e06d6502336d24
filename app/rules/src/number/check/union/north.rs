//! The north of the European Union: Austria, the Baltic and the North Sea.

use super::super::super::dates;
use super::super::{falling, few, last, luhn, luhn_sum, mod_97_10, part, place, two_passes, weighted};

/// Belgium: 97 less the number modulo 97, so 01 to 97.
pub(in super::super::super) fn belgian(text: &str) -> bool {
    part(text, 8..10) == 97 - part(text, 0..8) % 97
}

/// Denmark, CVR.
pub(in super::super::super) fn cvr(text: &str) -> bool {
    !text.starts_with('0') && weighted(text, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Estonia, registrikood.
pub(in super::super::super) fn registrikood(text: &str) -> bool {
    let first = matches!(few(text, 0..1), 1 | 7..=9);
    first && last(text) == two_passes(text, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9])
}

/// Ireland: seven digits and one or two letters, or the old form with a letter or sign in the second place.
pub(in super::super::super) fn irish(text: &str) -> bool {
    const ALPHABET: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let digits: String = match text.get(1..2) {
        Some(second) if second.bytes().all(|byte| byte.is_ascii_digit()) => text.chars().take(7).collect(),
        _ => text.chars().skip(2).take(5).chain(text.chars().take(1)).collect(),
    };
    let mut letters = text.chars().skip(7).map(|letter| place(ALPHABET, letter));
    let (Some(Some(check)), Some(second)) = (letters.next(), letters.next().unwrap_or(Some(0))) else { return false };
    check == (falling(&format!("{digits:0>7}"), 8) + 9 * second) % 23
}

/// Latvia, a legal entity.
pub(in super::super::super) fn latvian_entity(text: &str) -> bool {
    weighted(text, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3
}

/// Latvia, a person: a birth date, or 32 without one.
pub(in super::super::super) fn latvian_person(text: &str) -> bool {
    let year = 1800 + few(text, 4..6) + 100 * few(text, 6..7);
    let born = text.starts_with("32") || dates::day(year, few(text, 2..4), few(text, 0..2)).is_some();
    born && last(text) == (1 + weighted(text, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10
}

/// Lithuania, company code and VAT: weights 1 to 9 again and again, then from 3.
pub(in super::super::super) fn lithuanian(text: &str) -> bool {
    let first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2];
    let second = [3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4];
    let body = text.len() - 1;
    last(text) == two_passes(&text[..body], &first, &second)
}

/// Lithuania, VAT: the last but one is always 1.
pub(in super::super::super) fn pvm(text: &str) -> bool {
    text.get(text.len() - 2..text.len() - 1) == Some("1") && lithuanian(text)
}

/// The Netherlands, the 11-proof of RSIN and BSN.
pub(in super::super::super) fn eleven_proof(text: &str) -> bool {
    let sum = weighted(text, &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * last(text);
    part(text, 0..9) > 0 && sum.is_multiple_of(11)
}

/// The Netherlands, VAT: the 11-proof, or since 2020 MOD 97-10.
pub(in super::super::super) fn btw(text: &str) -> bool {
    let (number, suffix) = text.split_at(9);
    part(number, 0..9) > 0 && part(suffix, 1..3) > 0 && (eleven_proof(number) || mod_97_10(&format!("NL{text}")))
}

/// Sweden, VAT: the organisation number and 01 to 94.
pub(in super::super::super) fn swedish_vat(text: &str) -> bool {
    luhn(&text[..10]) && (1..=94).contains(&few(text, 10..12))
}

/// Austria, UID: the sum of Luhn's formula over the first seven, and the last, end with 6.
pub(in super::super::super) fn austrian(text: &str) -> bool {
    (luhn_sum(&text[..7], 10) + last(text)) % 10 == 6
}
