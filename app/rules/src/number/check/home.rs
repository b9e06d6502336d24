//! Ukraine and Poland.

use super::super::dates;
use super::super::fault::Fault;
use super::{few, last, two_passes, weighted};

/// Ukraine, EDRPOU. Stricter than python-stdnum: eight zeros fit, but name nobody.
pub(in super::super) fn edrpou(text: &str) -> bool {
    let check = match text.bytes().next() {
        Some(b'3'..=b'5') => two_passes(text, &[7, 1, 2, 3, 4, 5, 6], &[9, 3, 4, 5, 6, 7, 8]),
        _ => two_passes(text, &[1, 2, 3, 4, 5, 6, 7], &[3, 4, 5, 6, 7, 8, 9]),
    };
    last(text) == check && text.bytes().any(|byte| byte != b'0')
}

/// Ukraine, RNOKPP: the first five digits are the birth date, in days since 1899-12-31.
pub(in super::super) fn rnokpp(text: &str, today: u32) -> Result<(), Fault> {
    if last(text) != weighted(text, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 {
        return Err(Fault::Checksum);
    }
    let today = i64::from(today) - dates::day(1899, 12, 31).unwrap_or(0);
    (1..=today).contains(&i64::from(few(text, 0..5))).then_some(()).ok_or(Fault::BirthDate)
}

/// Ukraine, instead of an RNOKPP: a passport has letters; the digits of an ID card could be an RNOKPP that lost one.
pub(in super::super) fn passport(text: &str, _today: u32) -> Result<(), Fault> {
    if text.starts_with(|letter: char| letter.is_ascii_digit()) { Err(Fault::Document) } else { Ok(()) }
}

/// Poland, NIP: the first three digits are an office's, `[1-9]((\d[1-9])|([1-9]\d))`, as in the type TNrNIP of
/// the Ministry of Finance's schemas for tax documents.
pub(in super::super) fn nip(text: &str, _today: u32) -> Result<(), Fault> {
    if last(text) != weighted(text, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 {
        return Err(Fault::Checksum);
    }
    (few(text, 0..1) > 0 && few(text, 1..3) > 0).then_some(()).ok_or(Fault::Office)
}

/// Poland, REGON of 9 or 14 digits; the first nine of the longer one are a REGON themselves.
pub(in super::super) fn regon(text: &str) -> bool {
    let short = few(text, 8..9) == weighted(text, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10;
    let long = || last(text) == weighted(text, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10;
    short && (text.len() == 9 || long())
}
