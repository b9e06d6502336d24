//! The Americas.

use super::super::dates;
use super::super::fault::Fault;
use super::{ends_with, few, last, luhn, part, up_to, values, weighted};

/// The United States, EIN: prefixes of the offices that give them out (irs.gov, "How EINs are assigned").
pub(in super::super) fn ein(text: &str, _today: u32) -> Result<(), Fault> {
    let known = matches!(few(text, 0..2),
        1..=6 | 10..=16 | 20..=27 | 30..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99);
    known.then_some(()).ok_or(Fault::Office)
}

/// Canada, business number, with or without the four digits of a program account.
pub(in super::super) fn bn(text: &str) -> bool {
    luhn(&text[..9])
}

/// Brazil, CNPJ; since July 2026 with letters, which count as their code less that of 0 (Instrução Normativa RFB 2229/2024).
pub(in super::super) fn cnpj(text: &str) -> bool {
    let values: Vec<u32> = text.bytes().map(|byte| u32::from(byte) - 48).collect();
    let check = |weights: &[u32]| {
        let sum: u32 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        up_to(11, sum) % 10
    };
    let first = check(&[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    let second = check(&[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    !text.starts_with("000000000000") && few(text, 12..13) == first && last(text) == second
}

/// Brazil, CPF.
pub(in super::super) fn cpf(text: &str) -> bool {
    let first = up_to(11, weighted(text, &[10, 9, 8, 7, 6, 5, 4, 3, 2])) % 10;
    let second = up_to(11, weighted(text, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) % 10;
    part(text, 0..11) > 0 && few(text, 9..10) == first && last(text) == second
}

/// Mexico, RFC: initials and a date. Its check digit is often wrong in real ones, so it is not looked at.
pub(in super::super) fn rfc(text: &str, _today: u32) -> Result<(), Fault> {
    let tail: String = text.chars().skip(text.chars().count().saturating_sub(9)).collect();
    let date = dates::day(2000 + few(&tail, 0..2), few(&tail, 2..4), few(&tail, 4..6));
    date.map(|_| ()).ok_or(Fault::BirthDate)
}

/// Argentina, CUIT.
pub(in super::super) fn cuit(text: &str) -> bool {
    let kind = matches!(few(text, 0..2), 20 | 23 | 24 | 27 | 30 | 33 | 34 | 50 | 51 | 55);
    let check = match 11 - weighted(text, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
        11 => 0,
        10 => 9,
        check => check,
    };
    kind && last(text) == check
}

/// Chile, RUT: modulo 11 with K for 10.
pub(in super::super) fn chilean(text: &str) -> bool {
    let body = values(&text[..text.len() - 1]).rev();
    let sum: u32 = body.zip([9, 8, 7, 6, 5, 4, 9, 8]).map(|(digit, weight)| digit * weight).sum();
    ends_with(text, "0123456789K", sum % 11)
}

/// Colombia, NIT: primes from the right.
pub(in super::super) fn nit(text: &str) -> bool {
    let body = values(&text[..text.len() - 1]).rev();
    let primes = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let sum: u32 = body.zip(primes).map(|(digit, prime)| digit * prime).sum();
    values("01987654321").nth((sum % 11) as usize) == Some(last(text))
}

/// Peru, RUC.
pub(in super::super) fn peruvian(text: &str) -> bool {
    let sum = weighted(text, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    matches!(few(text, 0..2), 10 | 15 | 17 | 20) && last(text) == (11 - sum) % 10
}

/// Uruguay, RUT: registration 01 to 22, serial, 001, check digit.
pub(in super::super) fn uruguayan(text: &str) -> bool {
    let known = matches!(few(text, 0..2), 1..=22) && few(text, 2..8) > 0 && few(text, 8..11) == 1;
    known && last(text) == up_to(11, weighted(text, &[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))
}

/// Ecuador, RUC of a person, a public body (third digit 6) or a company (9): province, serial, branch.
pub(in super::super) fn ecuadorian(text: &str) -> bool {
    let province = matches!(few(text, 0..2), 1..=24 | 30 | 50);
    let person = || few(text, 10..13) > 0 && luhn(&text[..10]);
    let public = || few(text, 9..13) > 0 && weighted(text, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let company = || few(text, 10..13) > 0 && weighted(text, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    province
        && match few(text, 2..3) {
            0..=5 => person(),
            6 => public() || person(),
            9 => public() || company(),
            _ => false,
        }
}
