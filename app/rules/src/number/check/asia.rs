//! Asia, Africa and Oceania.

use super::super::dates;
use super::super::fault::Fault;
use super::{ends_with, few, last, luhn, luhn_36, part, place, up_to, values, weighted};

/// Israel.
pub(in super::super) fn israeli(text: &str) -> bool {
    part(text, 0..9) > 0 && luhn(text)
}

/// India, PAN: the fourth letter is the kind of holder.
pub(in super::super) fn pan(text: &str, _today: u32) -> Result<(), Fault> {
    let holder = text.chars().nth(3).is_some_and(|letter| "ABCFGHLJPTK".contains(letter));
    (holder && few(text, 5..9) > 0).then_some(()).ok_or(Fault::Office)
}

/// India, GSTIN: state, PAN, how many in the state, kind, Luhn's formula over digits and letters. Form 99 is that of
/// foreign providers, who have no PAN.
pub(in super::super) fn gstin(text: &str, today: u32) -> Result<(), Fault> {
    if !luhn_36(text) {
        return Err(Fault::Checksum);
    }
    match few(text, 0..2) {
        99 => return Ok(()),
        1..=38 | 96 | 97 => (),
        _ => return Err(Fault::Office),
    }
    let shape = text.bytes().enumerate().all(|(at, byte)| match at {
        2..=6 | 11 => byte.is_ascii_uppercase(),
        7..=10 => byte.is_ascii_digit(),
        12 => byte != b'0',
        13 => matches!(byte, b'Z' | b'C' | b'D'),
        _ => true,
    });
    if !shape {
        return Err(Fault::Shape);
    }
    pan(&text[2..12], today)
}

/// Japan, corporate number: the check digit is the first.
pub(in super::super) fn japanese(text: &str) -> bool {
    few(text, 0..1) == 9 - weighted(&text[1..], &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9
}

/// South Korea, business registration number: office from 101, kind and serial not zero.
pub(in super::super) fn korean(text: &str, _today: u32) -> Result<(), Fault> {
    let known = few(text, 0..3) >= 101 && few(text, 3..5) > 0 && few(text, 5..9) > 0;
    known.then_some(()).ok_or(Fault::Office)
}

/// China, unified social credit code (GB 32100-2015): powers of 3 modulo 31.
pub(in super::super) fn uscc(text: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let values: Option<Vec<u32>> = text.chars().map(|letter| place(ALPHABET, letter)).collect();
    let Some(values) = values else { return false };
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    values.last() == Some(&up_to(31, sum))
}

/// Taiwan, unified business number: divisible by 5 since 2023; a seventh digit 7 counts 0 or 1.
pub(in super::super) fn taiwanese(text: &str) -> bool {
    let products = values(text).zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(digit, weight)| digit * weight);
    let sum: u32 = products.map(|product| product / 10 + product % 10).sum();
    sum.is_multiple_of(5) || few(text, 6..7) == 7 && (sum + 1).is_multiple_of(5)
}

/// Singapore, UEN of a business, a local company, or another entity; the year is not in the future.
pub(in super::super) fn uen(text: &str, today: u32) -> Result<(), Fault> {
    let begun = |year| dates::is_past(year, 1, 1, today);
    let (fits, known) = match (text.len(), text.chars().next()) {
        (9, _) => (ends_with_one_of(text, "XMKECAWLJDB", weighted(text, &[10, 4, 9, 3, 8, 2, 7, 1])), true),
        (_, Some('R' | 'S' | 'T')) => {
            let year = few(text, 1..3);
            (other_uen(text), OTHER_UEN.contains(&&text[3..5]) && (!text.starts_with('T') || begun(2000 + year)))
        }
        _ => {
            let sum = weighted(text, &[10, 8, 6, 4, 9, 7, 5, 3, 1]);
            (ends_with_one_of(text, "ZKCMDNERGWH", sum), begun(few(text, 0..4).max(1)))
        }
    };
    match (fits, known) {
        (false, _) => Err(Fault::Checksum),
        (_, false) => Err(Fault::Office),
        _ => Ok(()),
    }
}

fn ends_with_one_of(text: &str, letters: &str, sum: u32) -> bool {
    ends_with(text, letters, sum % 11)
}

fn other_uen(text: &str) -> bool {
    const ALPHABET: &str = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
    let values = text.chars().take(9).map(|letter| place(ALPHABET, letter).unwrap_or(0));
    let sum: u32 = values.zip([4, 3, 5, 3, 10, 2, 2, 5, 7]).map(|(value, weight)| value * weight).sum();
    ends_with(text, ALPHABET, (sum + 6) % 11)
}

const OTHER_UEN: &[&str] = &[
    "CC", "CD", "CH", "CL", "CM", "CP", "CS", "CX", "DP", "FB", "FC", "FM", "FN", "GA", "GB", "GS", "HS", "LL", "LP",
    "MB", "MC", "MD", "MH", "MM", "MQ", "NB", "NR", "PA", "PB", "PF", "RF", "RP", "SM", "SS", "TC", "TU", "VH", "XL",
];

/// Thailand: organisations begin with 0, people with 1 to 8.
pub(in super::super) fn thai(text: &str) -> bool {
    let sum = weighted(text, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    !text.starts_with('9') && last(text) == (11 - sum) % 10
}

/// Vietnam, MST of 10 digits, or 13 for a branch; a person's 12 digits have no check digit.
pub(in super::super) fn mst(text: &str) -> bool {
    let check = 10 - weighted(text, &[31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11;
    let branch = text.len() == 10 || few(text, 10..13) > 0;
    text.len() == 12 || few(text, 2..9) > 0 && branch && few(text, 9..10) == check
}

/// Indonesia, NPWP of 15 digits, or of 16 with a zero in front; a person's 16 are those of the identity card.
pub(in super::super) fn npwp(text: &str) -> bool {
    match text.len() {
        15 => luhn(&text[..9]),
        _ => !text.starts_with('0') || luhn(&text[..10]),
    }
}

/// South Africa, tax reference number.
pub(in super::super) fn south_african(text: &str) -> bool {
    matches!(few(text, 0..1), 0..=3 | 9) && luhn(text)
}

/// Kenya, PIN: A for people, P for the others.
pub(in super::super) fn kenyan(text: &str, _today: u32) -> Result<(), Fault> {
    text.starts_with(['A', 'P']).then_some(()).ok_or(Fault::Shape)
}

/// Australia, ABN.
pub(in super::super) fn abn(text: &str) -> bool {
    let sum = weighted(&text[2..], &[3, 5, 7, 9, 11, 13, 15, 17, 19]);
    few(text, 0..2) == 11 + (89 * 89 - sum - 1) % 89
}

/// New Zealand, IRD number of 8 or 9 digits, below 150 million.
pub(in super::super) fn ird(text: &str) -> bool {
    let body = format!("{:0>8}", &text[..text.len() - 1]);
    let check = match up_to(11, weighted(&body, &[3, 2, 7, 6, 5, 4, 3, 2])) {
        10 => up_to(11, weighted(&body, &[7, 4, 3, 2, 5, 2, 7, 6])),
        check => check,
    };
    (10_000_001..150_000_000).contains(&part(text, 0..9).max(part(text, 0..8))) && last(text) == check
}

/// GS1's check digit, as in an EAN of 13 digits.
pub(in super::super) fn ean(text: &str) -> bool {
    weighted(text, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}
