//! Europe outside the Union, and its neighbours to the east.

use super::super::dates;
use super::super::fault::Fault;
use super::{few, last, place, up_to, values, weighted};

/// The United Kingdom, VAT: modulo 97, since 2010 also with 55 added ("9755"); government departments below 500,
/// health authorities from there.
pub(in super::super) fn british_vat(text: &str) -> bool {
    match text.get(..2) {
        Some(kind @ ("GD" | "HA")) => {
            let number = few(text, if text.len() == 5 { 2..5 } else { 6..9 });
            let known = (number < 500) == (kind == "GD");
            known && (text.len() == 5 || number % 97 == few(text, 9..11))
        }
        _ => {
            let rest = weighted(text, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
            rest == 0 || rest == 42 && few(text, 0..3) >= 100
        }
    }
}

/// The United Kingdom, Unique Taxpayer Reference: the check digit is the first.
pub(in super::super) fn utr(text: &str) -> bool {
    let sum = weighted(&text[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
    values("21987654321").nth(sum as usize) == Some(few(text, 0..1))
}

/// Switzerland, UID.
pub(in super::super) fn uid(text: &str) -> bool {
    last(text) == up_to(11, weighted(text, &[5, 4, 3, 2, 7, 6, 5, 4]))
}

/// Norway, organisasjonsnummer.
pub(in super::super) fn orgnr(text: &str) -> bool {
    weighted(text, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Iceland, kennitala: a birth date, 40 days later for organisations, and the century last.
pub(in super::super) fn kennitala(text: &str) -> bool {
    let year = match last(text) {
        9 => 1900,
        0 => 2000,
        _ => return false,
    };
    let day = few(text, 0..2);
    let day = if day >= 40 { day - 40 } else { day };
    let born = dates::day(year + few(text, 4..6), few(text, 2..4), day).is_some();
    born && weighted(text, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Türkiye, vergi kimlik numarası.
pub(in super::super) fn vkn(text: &str) -> bool {
    let step = |(digit, at): (u32, u32)| match (digit + at) % 10 {
        0 => 0,
        shifted => match shifted * 2_u32.pow(at) % 9 {
            0 => 9,
            rest => rest,
        },
    };
    last(text) == up_to(10, values(&text[..9]).zip((1..=9).rev()).map(step).sum())
}

/// Türkiye, T.C. kimlik numarası.
pub(in super::super) fn tckn(text: &str) -> bool {
    let first = up_to(10, weighted(text, &[3, 1, 3, 1, 3, 1, 3, 1, 3]));
    let second = (first + weighted(text, &[1; 9])) % 10;
    !text.starts_with('0') && few(text, 9..11) == first * 10 + second
}

/// Moldova, IDNO.
pub(in super::super) fn idno(text: &str) -> bool {
    last(text) == weighted(text, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10
}

/// Kazakhstan, BIN and IIN; a body that leaves 10 by both weights was never given out.
pub(in super::super) fn kazakh(text: &str) -> bool {
    let check = match weighted(text, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11 {
        10 => weighted(text, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        check => check,
    };
    last(text) == check
}

/// Azerbaijan, VÖEN: the check digit is the ninth; the tenth is 1 or 2.
pub(in super::super) fn voen(text: &str) -> bool {
    few(text, 8..9) == weighted(text, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11 && matches!(last(text), 1 | 2)
}

/// Belarus, УНП: the second of two letters counts by its place among ten.
pub(in super::super) fn unp(text: &str) -> bool {
    const LETTERS: &str = "ABCEHKMOPT";
    let first = text.starts_with(|letter| "1234567ABCEHKM".contains(letter));
    let body = match text.chars().nth(1) {
        Some(second) if second.is_ascii_digit() => text.to_owned(),
        second => match second.and_then(|letter| place(LETTERS, letter)) {
            Some(at) => format!("{}{at}{}", &text[..1], &text[2..]),
            None => return false,
        },
    };
    first && last(text) == weighted(&body, &[29, 23, 19, 17, 13, 7, 5, 3]) % 11
}

/// North Macedonia, ЕДБ.
pub(in super::super) fn edb(text: &str) -> bool {
    last(text) == up_to(11, weighted(text, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) % 10
}

/// Albania, NIPT: the first letter is the decade.
pub(in super::super) fn nipt(text: &str, _today: u32) -> Result<(), Fault> {
    text.starts_with(|letter| ('A'..='M').contains(&letter)).then_some(()).ok_or(Fault::Shape)
}

/// Montenegro, PIB.
pub(in super::super) fn montenegrin(text: &str) -> bool {
    last(text) == up_to(11, weighted(text, &[8, 7, 6, 5, 4, 3, 2])) % 10
}

/// Russia, ИНН of 10 or 12 digits.
pub(in super::super) fn inn(text: &str) -> bool {
    let check = |weights: &[u32]| weighted(text, weights) % 11 % 10;
    if text.len() == 10 {
        return last(text) == check(&[2, 4, 10, 3, 5, 9, 4, 6, 8]);
    }
    let first = check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
    few(text, 10..12) == first * 10 + check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])
}
