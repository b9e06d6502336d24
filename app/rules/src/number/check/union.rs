//! States of the European Union.

mod north;

pub(in super::super) use north::{
    austrian, belgian, btw, cvr, eleven_proof, irish, latvian_entity, latvian_person, lithuanian, pvm, registrikood,
    swedish_vat,
};

use super::super::dates;
use super::super::fault::Fault;
use super::{ends_with, falling, few, last, luhn, luhn_sum, part, place, two_passes, up_to, values, weighted};

/// Bulgaria, EIK.
pub(in super::super) fn eik(text: &str) -> bool {
    few(text, 8..9) == two_passes(text, &[1, 2, 3, 4, 5, 6, 7, 8], &[3, 4, 5, 6, 7, 8, 9, 10])
}

/// Bulgaria, 10 digits: a citizen's EGN, a foreigner's number, or another taxpayer's.
pub(in super::super) fn bulgarian_person(text: &str) -> bool {
    let (year, month) = match few(text, 2..4) {
        month @ 41.. => (2000, month - 40),
        month @ 21..=40 => (1800, month - 20),
        month => (1900, month),
    };
    let born = dates::day(year + few(text, 0..2), month, few(text, 4..6)).is_some();
    let citizen = born && last(text) == weighted(text, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    let foreigner = last(text) == weighted(text, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
    citizen || foreigner || last(text) == up_to(11, weighted(text, &[4, 3, 2, 7, 6, 5, 4, 3, 2]))
}

/// Cyprus: digits in odd places are translated. Any first digit, but not 12.
pub(in super::super) fn cypriot(text: &str) -> bool {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let value =
        |(at, digit): (usize, u32)| if at % 2 == 0 { ODD.get(digit as usize).copied().unwrap_or(0) } else { digit };
    let sum: u32 = values(text).take(8).enumerate().map(value).sum();
    !text.starts_with("12") && ends_with(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum % 26)
}

/// Czechia and Slovakia, IČO.
pub(in super::super) fn ico(text: &str) -> bool {
    let check = up_to(11, falling(text.get(..7).unwrap_or(""), 8));
    last(text) == (if check == 0 { 1 } else { check }) % 10
}

/// Czechia, DIČ of a legal entity: its IČO, which does not begin with 9 here.
pub(in super::super) fn czech_entity(text: &str) -> bool {
    !text.starts_with('9') && ico(text)
}

/// Czechia, DIČ of a person: a birth number of 9 or 10 digits, or 6 and another eight.
pub(in super::super) fn czech_person(text: &str, today: u32) -> Result<(), Fault> {
    if text.len() == 9 && text.starts_with('6') {
        let rest = (21 - falling(text.get(1..8).unwrap_or(""), 8) % 11) % 11;
        return (last(text) == (18 - rest) % 10).then_some(()).ok_or(Fault::Checksum);
    }
    birth_number(text, today)
}

/// Czechia and Slovakia, birth number (rodné číslo).
pub(in super::super) fn birth_number(text: &str, today: u32) -> Result<(), Fault> {
    let year = match (text.len(), few(text, 0..2)) {
        (9, year @ 80..) => 1800 + year,
        (10, year @ ..54) => 2000 + year,
        (_, year) => 1900 + year,
    };
    let past = dates::is_past(year, few(text, 2..4) % 50 % 20, few(text, 4..6), today);
    if !past || text.len() == 9 && year > 1953 {
        return Err(Fault::BirthDate);
    }
    let fits = text.len() == 9 || u64::from(last(text)) == part(text, 0..9) % 11 % 10;
    fits.then_some(()).ok_or(Fault::Checksum)
}

/// Slovakia, DIČ: divisible by 11, the third digit one of 2, 3, 4, 7, 8, 9; or a person's birth number.
pub(in super::super) fn slovak(text: &str) -> bool {
    let entity =
        !text.starts_with('0') && matches!(few(text, 2..3), 2..=4 | 7..=9) && part(text, 0..10).is_multiple_of(11);
    entity || birth_number(text, u32::MAX).is_ok()
}

/// France, VAT: a key of two digits and the SIREN; of Monaco and others without one it begins with 000.
pub(in super::super) fn tva(text: &str) -> bool {
    let siren = text.get(2..).unwrap_or("");
    has_siren(siren) && tva_key(siren) == part(text, 0..2)
}

/// The key before a SIREN.
pub(in super::super) fn tva_key(siren: &str) -> u64 {
    (12 + 3 * (part(siren, 0..9) % 97)) % 97
}

fn has_siren(siren: &str) -> bool {
    siren.starts_with("000") || luhn(siren)
}

/// France, VAT with letters in the key.
pub(in super::super) fn tva_of_letters(text: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let key: Vec<u32> = text.chars().take(2).filter_map(|letter| place(ALPHABET, letter)).collect();
    let check = match key[..] {
        [first @ ..=9, second @ ..=9] => return first < 10 && second < 10 && tva(text),
        [first @ ..=9, second] => first * 24 + second - 10,
        [first, second] => first * 34 + second - 100,
        _ => return false,
    };
    let siren = text.get(2..).unwrap_or("");
    has_siren(siren) && (part(siren, 0..9) + 1 + u64::from(check) / 11) % 11 == u64::from(check) % 11
}

/// France, SIRET: Luhn; those of the post office have a digit sum divisible by 5.
pub(in super::super) fn siret(text: &str) -> bool {
    let post = text.starts_with("356000000") && text != "35600000000048";
    luhn(text.get(..9).unwrap_or("")) && if post { values(text).sum::<u32>().is_multiple_of(5) } else { luhn(text) }
}

/// Greece, AFM.
pub(in super::super) fn afm(text: &str) -> bool {
    last(text) == weighted(text, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10
}

/// Hungary, adószám: the check digit is the eighth; the ninth is the kind of taxation, 1 to 5.
pub(in super::super) fn adoszam(text: &str, _today: u32) -> Result<(), Fault> {
    if !weighted(text, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10) {
        return Err(Fault::Checksum);
    }
    (text.len() == 8 || matches!(few(text, 8..9), 1..=5)).then_some(()).ok_or(Fault::Office)
}

/// Italy, partita IVA. The list of provinces in it is not complete anywhere, so it is not looked at.
pub(in super::super) fn iva(text: &str) -> bool {
    part(text, 0..7) > 0 && luhn(text)
}

/// Italy, codice fiscale of a person. Letters stand for digits where two people would share one.
pub(in super::super) fn codice_fiscale(text: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    const DIGITS: &str = "0123456789LMNPQRSTUV";
    let digit = |at: usize| place(DIGITS, char::from(text.as_bytes()[at])).map(|place| place % 10);
    let month = place("ABCDEHLMPRST", char::from(text.as_bytes()[8]));
    let (Some(tens), Some(ones), Some(month), Some(ten), Some(one)) = (digit(6), digit(7), month, digit(9), digit(10))
    else {
        return false;
    };
    let value = |at: usize, value: u32| if at.is_multiple_of(2) { ODD[(value % 26) as usize] } else { value };
    let place_of = |value: u32| if value > 9 { value - 10 } else { value };
    let sum: u32 = values(text).take(15).enumerate().map(|(at, letter)| value(at, place_of(letter))).sum();
    // A year below 20 is this century's.
    let year = match tens * 10 + ones {
        year @ ..20 => 2000 + year,
        year => 1900 + year,
    };
    let born = dates::day(year, month + 1, (ten * 10 + one) % 40).is_some();
    let place = (12..15).all(|at| digit(at).is_some());
    born && place && ends_with(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", sum % 26)
}

/// Malta: 37 less the sum modulo 37, so 01 to 37.
pub(in super::super) fn maltese(text: &str) -> bool {
    !text.starts_with('0') && few(text, 6..8) == 37 - weighted(text, &[3, 4, 6, 7, 8, 9]) % 37
}

/// Portugal, NIF and NIPC.
pub(in super::super) fn portuguese(text: &str) -> bool {
    !text.starts_with('0') && last(text) == up_to(11, falling(&text[..text.len() - 1], 9)) % 10
}

/// Romania, CUI of 2 to 10 digits.
pub(in super::super) fn cui(text: &str) -> bool {
    let body = format!("{:0>9}", &text[..text.len() - 1]);
    !text.starts_with('0') && last(text) == weighted(&body, &[7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10 % 11 % 10
}

/// Romania, CNP of a person: sex and century, birth date, county, check digit.
pub(in super::super) fn cnp(text: &str) -> bool {
    let century = match few(text, 0..1) {
        0 => return false,
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => 1900,
    };
    let born = dates::day(century + few(text, 1..3), few(text, 3..5), few(text, 5..7)).is_some();
    let county = matches!(few(text, 7..9), 1..=48 | 51 | 52 | 70 | 80..=83);
    let check = weighted(text, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    born && county && last(text) == if check == 10 { 1 } else { check }
}

/// Slovenia.
pub(in super::super) fn slovenian(text: &str) -> bool {
    let check = 11 - falling(&text[..text.len() - 1], 8) % 11;
    !text.starts_with('0') && last(text) == if check == 10 { 0 } else { check }
}

/// Spain, the letter of DNI and NIE: the number modulo 23.
pub(in super::super) fn spanish_person(text: &str) -> bool {
    let number = match text.chars().next() {
        Some('Y') => 10_000_000 + part(text, 1..8),
        Some('Z') => 20_000_000 + part(text, 1..8),
        Some(first) if first.is_ascii_digit() => part(text, 0..8),
        _ => part(text, 1..8),
    };
    ends_with(text, "TRWAGMYFPDXBNJZSQVHLCKE", u32::try_from(number % 23).unwrap_or(u32::MAX))
}

/// Spain, NIF of an entity: a digit or the letter that stands for it.
pub(in super::super) fn spanish_entity(text: &str) -> bool {
    let check = up_to(10, luhn_sum(&format!("{}0", &text[1..8]), 10));
    last(text) == check || ends_with(text, "JABCDEFGHI", check)
}

/// Spain, any NIF.
pub(in super::super) fn spanish(text: &str) -> bool {
    match text.chars().next() {
        Some('A'..='H' | 'J' | 'N' | 'P'..='S' | 'U' | 'V' | 'W') => spanish_entity(text),
        Some('K' | 'L' | 'M' | 'X' | 'Y' | 'Z' | '0'..='9') => spanish_person(text),
        _ => false,
    }
}
