//! Tax numbers of businesses, checked by the rules of their country.

use std::fmt;
use std::ops::RangeInclusive;

use crate::country::Country;
use crate::errors::Wrong;
use crate::text::is_invisible;

/// Fewest characters of a tax number whose country's rules are not known here.
const SHORTEST: u16 = 2;
/// Most characters of a tax number whose country's rules are not known here.
const LONGEST: u16 = 30;

/// What people put between the digits of a number to read it better.
const SEPARATORS: [char; 4] = [' ', '-', '.', '/'];

/// Birth dates in an RNOKPP, in days since 1899-12-31: 1900-01-01 to 2099-12-31. There is no clock
/// here, so a birth in the future is refused only when it lies beyond this century.
const BIRTH_DAYS: RangeInclusive<u32> = 1..=73_049;

/// A tax number in its stored form: for Ukraine and Poland ten or eight digits and nothing else,
/// for other countries capital letters, digits, `-`, `.`, `/` and single spaces.
///
/// It can identify a person, so its `Debug` tells the kind only and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tin {
    text: String,
    kind: TinKind,
}

/// Which register a [`Tin`] belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TinKind {
    /// Ukraine, a legal entity: 8 digits (Cabinet of Ministers, resolution 118 of 22.01.1996).
    Edrpou,
    /// Ukraine, a person: 10 digits (Tax Code of Ukraine, article 70).
    Rnokpp,
    /// Poland: 10 digits (act of 13.10.1995 on the registration of taxpayers).
    Nip,
    /// Any other country, or none chosen: written down without a check digit.
    Other,
}

impl Tin {
    /// Reads what was typed by the rules of `country`; without one, as for a country whose rules
    /// are not known here. White space, invisible characters, letter case, full-width forms, kinds
    /// of dashes and, for Ukraine and Poland, separators and the prefix `UA` or `PL` do not matter.
    ///
    /// # Errors
    /// - [`Wrong::Missing`]: nothing visible was typed.
    /// - [`Wrong::Characters`]: a letter or sign that does not belong, or no digit at all.
    /// - [`Wrong::Length`] (Ukraine, Poland): digits, but not 8 or 10 of them.
    /// - [`Wrong::TooShort`], [`Wrong::TooLong`] (elsewhere): the limit that was missed.
    /// - [`Wrong::Checksum`]: the right shape, but no such number can have been issued.
    pub fn parse(raw: &str, country: Option<Country>) -> Result<Self, Wrong> {
        let text = cleaned(raw);
        if text.is_empty() {
            return Err(Wrong::Missing);
        }
        match country.map(Country::code) {
            Some("UA") => ukrainian(&text),
            Some("PL") => polish(&text),
            _ => other(text),
        }
    }

    /// The stored form; parsing it again with the same country gives the same number.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As people of the country write it: NIP as `526-025-02-74`, others as stored.
    pub fn shown(&self) -> String {
        let mut shown = self.text.clone();
        if self.kind == TinKind::Nip {
            for at in [8, 6, 3] {
                shown.insert(at, '-');
            }
        }
        shown
    }

    /// Which register the number belongs to.
    pub fn kind(&self) -> TinKind {
        self.kind
    }

    fn checked(kind: TinKind, digits: &[u32], fits: fn(&[u32]) -> bool) -> Result<Self, Wrong> {
        if !fits(digits) {
            return Err(Wrong::Checksum);
        }
        let text = digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect();
        Ok(Self { text, kind })
    }
}

impl fmt::Debug for Tin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tin({:?})", self.kind)
    }
}

/// The text in capitals and plain ASCII where that loses nothing, with single spaces between words.
fn cleaned(raw: &str) -> String {
    let visible = raw.chars().filter(|letter| !is_invisible(*letter) && !turns_direction(*letter));
    let plain: String = visible.map(plain).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Phones wrap a number that is copied in these; among ASCII letters and digits they mean nothing.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Full-width forms and dashes as ASCII, ASCII letters as capitals.
fn plain(letter: char) -> char {
    let ascii = match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        _ => letter,
    };
    ascii.to_ascii_uppercase()
}

fn ukrainian(text: &str) -> Result<Tin, Wrong> {
    let digits = digits(text, "UA")?;
    match digits.len() {
        8 => Tin::checked(TinKind::Edrpou, &digits, is_edrpou),
        10 => Tin::checked(TinKind::Rnokpp, &digits, is_rnokpp),
        _ => Err(Wrong::Length),
    }
}

fn polish(text: &str) -> Result<Tin, Wrong> {
    let digits = digits(text, "PL")?;
    match digits.len() {
        10 => Tin::checked(TinKind::Nip, &digits, is_nip),
        _ => Err(Wrong::Length),
    }
}

fn other(text: String) -> Result<Tin, Wrong> {
    let belongs = |letter: char| letter.is_ascii_alphanumeric() || SEPARATORS.contains(&letter);
    let has_digit = text.contains(|letter: char| letter.is_ascii_digit());
    match text.len() {
        _ if !text.chars().all(belongs) => Err(Wrong::Characters),
        len if len < usize::from(SHORTEST) => Err(Wrong::TooShort(SHORTEST)),
        len if len > usize::from(LONGEST) => Err(Wrong::TooLong(LONGEST)),
        _ if !has_digit => Err(Wrong::Characters),
        _ => Ok(Tin { text, kind: TinKind::Other }),
    }
}

/// The digits of a number that may begin with `prefix` and may have separators anywhere.
fn digits(text: &str, prefix: &str) -> Result<Vec<u32>, Wrong> {
    let joined = text.replace(SEPARATORS, "");
    let number = joined.strip_prefix(prefix).unwrap_or(&joined);
    number.chars().map(|letter| letter.to_digit(10).ok_or(Wrong::Characters)).collect()
}

/// The check digit of python-stdnum's `ua.edrpou`; where the first weights leave 10, the second
/// ones decide. Stricter than that: eight zeros fit, but name nobody.
fn is_edrpou(digits: &[u32]) -> bool {
    let weights = match digits.first() {
        Some(3..=5) => [7, 1, 2, 3, 4, 5, 6],
        _ => [1, 2, 3, 4, 5, 6, 7],
    };
    let check = match weighed(digits, weights) {
        10 => weighed(digits, weights.map(|weight| weight + 2)) % 10,
        sum => sum,
    };
    digits.last() == Some(&check) && digits.iter().any(|digit| *digit != 0)
}

/// The check digit of python-stdnum's `ua.rntrc` (whose first weight, -1, is 10 modulo 11).
/// Stricter than that: the birth date in the first five digits must be one of [`BIRTH_DAYS`].
fn is_rnokpp(digits: &[u32]) -> bool {
    let check = weighed(digits, [10, 5, 7, 9, 4, 6, 10, 5, 7]) % 10;
    let born = digits.iter().take(5).fold(0, |days, digit| days * 10 + digit);
    digits.last() == Some(&check) && BIRTH_DAYS.contains(&born)
}

/// The check digit of python-stdnum's `pl.nip`; a remainder of 10 fits no digit. Stricter than
/// that: the first three digits are an office's, `[1-9]((\d[1-9])|([1-9]\d))`, as in the type
/// TNrNIP of the Ministry of Finance's schemas for tax documents.
fn is_nip(digits: &[u32]) -> bool {
    let has_office = matches!(digits, [first, tens, ones, ..] if *first > 0 && tens + ones > 0);
    has_office && digits.last() == Some(&weighed(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]))
}

/// The sum of the leading digits, each times its weight, modulo 11.
fn weighed<const COUNT: usize>(digits: &[u32], weights: [u32; COUNT]) -> u32 {
    let products = digits.iter().zip(weights).map(|(digit, weight)| digit * weight);
    products.sum::<u32>() % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str, country: &str) -> Result<Tin, Wrong> {
        Tin::parse(raw, Country::parse(country))
    }

    fn stored(raw: &str, country: &str) -> Result<String, Wrong> {
        parse(raw, country).map(|tin| tin.as_str().to_owned())
    }

    fn kind(raw: &str, country: &str) -> Result<TinKind, Wrong> {
        parse(raw, country).map(|tin| tin.kind())
    }

    #[test]
    fn known_good_numbers_pass() {
        for company in ["14360570", "32855961", "00032112", "20000154", "20000090", "30000440"] {
            assert_eq!(kind(company, "UA"), Ok(TinKind::Edrpou), "{company}");
        }
        for person in ["1759013776", "2530414071", "3000000050"] {
            assert_eq!(kind(person, "UA"), Ok(TinKind::Rnokpp), "{person}");
        }
        for taxpayer in ["5260250274", "8567346215"] {
            assert_eq!(kind(taxpayer, "PL"), Ok(TinKind::Nip), "{taxpayer}");
        }
        for number in ["DE136695976", "980780684", "91-1144442"] {
            assert_eq!(kind(number, "DE"), Ok(TinKind::Other), "{number}");
        }
    }

    #[test]
    fn every_other_check_digit_is_refused() {
        let good = [("UA", "20000154"), ("UA", "30000440"), ("UA", "3000000050"), ("PL", "5260250274")];
        for (country, number) in good {
            let (body, last) = number.split_at(number.len() - 1);
            for digit in "0123456789".chars().filter(|digit| !last.contains(*digit)) {
                assert_eq!(stored(&format!("{body}{digit}"), country), Err(Wrong::Checksum));
            }
        }
        for digit in 0..10 {
            assert_eq!(stored(&format!("100000016{digit}"), "PL"), Err(Wrong::Checksum));
            assert_eq!(stored(&format!("101400000{digit}"), "PL"), Err(Wrong::Checksum));
        }
    }

    #[test]
    fn separators_prefix_case_and_unseen_characters_do_not_matter() {
        let same_company = [
            "\u{FEFF} 32855961\u{200B}\n",
            "UA32855961",
            "ua 3285-5961",
            "32.855.961",
            "328/559/61",
            "3285\u{A0}5961",
            "3285\u{2009}59\u{AD}61",
            "3285\u{2013}5961",
            "\u{200E}32855961\u{200F}",
            "\u{202D}32855961\u{202C}",
            "３２８５５９６１",
            "ＵＡ３２８５－５９６１",
        ];
        for raw in same_company {
            assert_eq!(stored(raw, "UA").as_deref(), Ok("32855961"), "{raw:?}");
        }
        for raw in ["PL 526-025-02-74", "pl5260250274", "526 025 02 74", "PL\u{2212}526\u{202F}0250274"] {
            assert_eq!(stored(raw, "PL").as_deref(), Ok("5260250274"), "{raw:?}");
        }
        assert_eq!(
            stored(" fr\u{3000}\u{A0} 40\u{2011}303\u{200B} 265 045 ", "FR").as_deref(),
            Ok("FR 40-303 265 045")
        );
    }

    #[test]
    fn nothing_typed_is_missing() {
        for country in ["UA", "PL", "DE", ""] {
            for raw in ["", " \t\r\n", "\u{A0}\u{3000}", "\u{FEFF}\u{200B}\u{AD}\u{200E}"] {
                assert_eq!(stored(raw, country), Err(Wrong::Missing));
            }
        }
    }

    #[test]
    fn letters_among_digits_are_wrong_characters() {
        let wrong =
            ["3285596I", "UA UA32855961", "PL32855961", "32855961,", "٣٢٨٥٥٩٦١", "ЄДРПОУ 32855961", "3285\u{0}5961"];
        for raw in wrong {
            assert_eq!(stored(raw, "UA"), Err(Wrong::Characters), "{raw:?}");
        }
        assert_eq!(stored("UA5260250274", "PL"), Err(Wrong::Characters));
    }

    #[test]
    fn a_wrong_count_of_digits_is_a_wrong_length() {
        for raw in ["1", "1234567", "123456789", "12345678901", "123456789012", "UA", "-"] {
            assert_eq!(stored(raw, "UA"), Err(Wrong::Length), "{raw:?}");
        }
        for raw in ["14360570", "526025027", "52602502744", "PL-"] {
            assert_eq!(stored(raw, "PL"), Err(Wrong::Length), "{raw:?}");
        }
        assert_eq!(stored(&"9".repeat(100_000), "UA"), Err(Wrong::Length));
    }

    #[test]
    fn other_countries_take_2_to_30_letters_digits_and_separators() {
        for country in ["DE", "XK", ""] {
            assert_eq!(stored("a1", country).as_deref(), Ok("A1"));
            assert_eq!(stored(&"7".repeat(30), country), Ok("7".repeat(30)));
            assert_eq!(stored("12/345.678-9", country).as_deref(), Ok("12/345.678-9"));
            assert_eq!(stored("7", country), Err(Wrong::TooShort(2)));
            assert_eq!(stored(&"7".repeat(31), country), Err(Wrong::TooLong(30)));
            for raw in ["AB", "--", "12ü", "12_3", "12\u{0}3", "🙂1", "1, 2"] {
                assert_eq!(stored(raw, country), Err(Wrong::Characters), "{raw:?}");
            }
        }
    }

    #[test]
    fn a_nip_is_shown_in_groups_and_others_as_stored() {
        let shown = |raw, country| parse(raw, country).map(|tin| tin.shown());
        assert_eq!(shown("5260250274", "PL").as_deref(), Ok("526-025-02-74"));
        assert_eq!(shown("3285 5961", "UA").as_deref(), Ok("32855961"));
        assert_eq!(shown("de 136", "DE").as_deref(), Ok("DE 136"));
    }

    #[test]
    fn what_is_stored_or_shown_parses_to_the_same_number() {
        for (raw, country) in [("PL5260250274", "PL"), ("ua-20000154", "UA"), ("x 1 / 2", "GB")] {
            let tin = parse(raw, country).expect("valid");
            assert_eq!(parse(tin.as_str(), country).as_ref(), Ok(&tin));
            assert_eq!(parse(&tin.shown(), country).as_ref(), Ok(&tin));
        }
    }

    #[test]
    fn debug_does_not_tell_the_number() {
        assert_eq!(format!("{:?}", parse("1759013776", "UA")), "Ok(Tin(Rnokpp))");
    }

    /// 1,500 numbers of each kind with the verdict of python-stdnum. We differ from it on purpose
    /// where the check digit fits a number that nobody can have been given, and nowhere else.
    #[test]
    fn python_stdnum_agrees_except_about_numbers_nobody_has() {
        let vectors = include_str!("../tests/tin_vectors.txt");
        let mut sections = vectors.split('[').skip(1);
        assert_eq!(compared(sections.next(), "UA", TinKind::Edrpou), [596, 903, 1]);
        assert_eq!(compared(sections.next(), "UA", TinKind::Rnokpp), [539, 918, 43]);
        assert_eq!(compared(sections.next(), "PL", TinKind::Nip), [554, 918, 28]);
        assert_eq!(sections.next(), None);
    }

    /// How many numbers of a section both accept, both refuse, and only the oracle accepts.
    fn compared(section: Option<&str>, country: &str, expected: TinKind) -> [usize; 3] {
        let mut counts = [0; 3];
        for word in section.unwrap_or_default().split_whitespace().skip(1) {
            let (number, verdict) = word.split_at(word.len() - 1);
            let (outcome, expected) = match verdict {
                "+" if nobody_has(number, expected) => (2, Err(Wrong::Checksum)),
                "+" => (0, Ok(expected)),
                _ => (1, Err(Wrong::Checksum)),
            };
            assert_eq!(kind(number, country), expected, "{word}");
            counts[outcome] += 1;
        }
        counts
    }

    fn nobody_has(number: &str, kind: TinKind) -> bool {
        match kind {
            TinKind::Edrpou => number == "00000000",
            TinKind::Rnokpp => &number[..5] < "00001" || &number[..5] > "73049",
            _ => number.starts_with('0') || &number[1..3] == "00",
        }
    }
}
