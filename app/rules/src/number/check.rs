//! The check functions: arithmetic on digits, each named as in the literature. Those of one country stand in its
//! part of the world.

pub(super) mod americas;
pub(super) mod asia;
pub(super) mod europe;
pub(super) mod home;
pub(super) mod more;
pub(super) mod union;

/// The value of each digit or letter, letters from 10 on.
pub(super) fn values(text: &str) -> impl DoubleEndedIterator<Item = u32> + '_ {
    text.chars().map(|letter| letter.to_digit(36).unwrap_or(0))
}

/// The sum of the leading values, each times its weight.
pub(super) fn weighted(text: &str, weights: &[u32]) -> u32 {
    values(text).zip(weights).map(|(value, weight)| value * weight).sum()
}

/// Weights modulo 11; where that leaves 10, the second weights decide, and 10 is 0 then.
pub(super) fn two_passes(text: &str, first: &[u32], second: &[u32]) -> u32 {
    match weighted(text, first) % 11 {
        10 => weighted(text, second) % 11 % 10,
        check => check,
    }
}

/// The last value.
pub(super) fn last(text: &str) -> u32 {
    values(text).next_back().unwrap_or(0)
}

/// The number that stands in that part; 0 where there is none.
pub(super) fn part(text: &str, range: std::ops::Range<usize>) -> u64 {
    text.get(range).map_or(0, |part| values(part).fold(0, |sum, digit| sum * 10 + u64::from(digit)))
}

/// The same for parts of a few digits.
pub(super) fn few(text: &str, range: std::ops::Range<usize>) -> u32 {
    u32::try_from(part(text, range)).unwrap_or(u32::MAX)
}

/// The place of a letter in an alphabet.
pub(super) fn place(alphabet: &str, letter: char) -> Option<u32> {
    alphabet.chars().position(|known| known == letter).and_then(|at| u32::try_from(at).ok())
}

/// Whether the letter of the alphabet at that place is the last of the text.
pub(super) fn ends_with(text: &str, alphabet: &str, at: u32) -> bool {
    text.chars().next_back().is_some_and(|letter| place(alphabet, letter) == Some(at))
}

/// The sum of Luhn's formula in this base, from the right.
pub(super) fn luhn_sum(text: &str, base: u32) -> u32 {
    let doubled = |value: u32| value * 2 / base + value * 2 % base;
    values(text).rev().enumerate().map(|(at, value)| if at % 2 == 0 { value } else { doubled(value) }).sum()
}

/// Luhn's formula (ISO/IEC 7812-1).
pub(super) fn luhn(text: &str) -> bool {
    luhn_sum(text, 10).is_multiple_of(10)
}

/// Luhn's formula over digits and letters.
pub(super) fn luhn_36(text: &str) -> bool {
    luhn_sum(text, 36).is_multiple_of(36)
}

/// ISO 7064, MOD 11,10.
pub(super) fn mod_11_10(text: &str) -> bool {
    let step = |check: u32, value: u32| ((if check == 0 { 10 } else { check }) * 2 % 11 + value) % 10;
    values(text).fold(5, step) == 1
}

/// ISO 7064, MOD 97-10, letters as two digits.
pub(super) fn mod_97_10(text: &str) -> bool {
    let step = |sum: u32, value: u32| (sum * if value > 9 { 100 } else { 10 } + value) % 97;
    values(text).fold(0, step) == 1
}

/// The first of the counting weights times each value, one less for each: 8, 7, 6 …
pub(super) fn falling(text: &str, first: u32) -> u32 {
    values(text).zip((0..=first).rev()).map(|(value, weight)| value * weight).sum()
}

/// What is missing to a multiple.
pub(super) fn up_to(modulus: u32, sum: u32) -> u32 {
    (modulus - sum % modulus) % modulus
}
