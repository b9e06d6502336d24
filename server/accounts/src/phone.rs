//! Phone numbers, read by libphonenumber's metadata against the chosen country and kept as E.164 (ITU-T).

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, enums::Region};
use rules::{Country, FieldError, Phone, PhoneDigits};
use std::borrow::Cow;

/// The number as it is kept. A national number is read as one of the chosen country; a number that begins with `+` may be
/// of any. It is doubtful where its length is right, but no range that the metadata knows holds it: ranges are given out
/// before the metadata learns of them.
///
/// # Errors
/// `Country`, or `ImpossiblePhone` for a number that begins with `+`, where no phone can have this number, or only one that
/// is called within its town; `PhonePlus` for a number without `+` where the country has none of its own.
pub(crate) fn read(typed: &PhoneDigits, country: Country) -> Result<Phone, FieldError> {
    let dialled = dialled(typed.as_str(), country);
    let number = parsed(&dialled.number, country)?;
    let doubtful = match standing(&number) {
        Standing::Valid => dialled.doubtful,
        Standing::Possible => true,
        Standing::Local | Standing::Impossible => return Err(impossible(&dialled.number)),
    };
    let e164 = number.format_as(PhoneNumberFormat::E164).into_owned();
    Ok(Phone { e164, extension: typed.extension().map(str::to_owned), doubtful })
}

/// A kept number as people read it anywhere: `+380 44 537 0222`, with an extension `+380 44 537 0222 #12`, which needs no
/// word of a language. Read again, it is the same.
pub(crate) fn shown(e164: &str, extension: Option<&str>) -> String {
    let number = PHONE_NUMBER_UTIL.parse(e164, None).ok();
    let number =
        number.map_or_else(|| e164.to_owned(), |it| it.format_as(PhoneNumberFormat::International).into_owned());
    match extension {
        Some(extension) => format!("{number} #{extension}"),
        None => number,
    }
}

/// What is typed, as people read it anywhere, `+380 44 537 0222 #12`; nothing where it cannot be read.
pub fn in_international_form(typed: &str, country: Option<Country>) -> Option<String> {
    let typed = PhoneDigits::parse(typed).ok()?;
    // With `+` it is the same number whatever the country.
    let country = country.or_else(|| has_plus(typed.as_str()).then_some(Country::ALL[0]))?;
    let phone = read(&typed, country).ok()?;
    Some(shown(&phone.e164, phone.extension.as_deref()))
}

/// What numbers of this country begin with after the `+`, if it has any of its own.
pub fn calling_code(country: Country) -> Option<i32> {
    PHONE_NUMBER_UTIL.get_country_code_for_region(country.code().parse::<Region>().ok()?)
}

/// Whether the typed number, but for its extension, is the kept one, in whatever grouping. Nobody is to mend a number that
/// they did not touch, because the metadata has changed since.
pub(crate) fn is_same(typed: &PhoneDigits, kept: &str) -> bool {
    let number = typed.as_str();
    has_plus(number) && kept.strip_prefix('+') == Some(digits(number).as_str())
}

/// What a number is by the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// In a range that is given out.
    Valid,
    /// Of a right length, in no known range.
    Possible,
    /// Of a length that only does without the area's code.
    Local,
    /// Of a wrong length.
    Impossible,
}

fn standing(number: &PhoneNumber) -> Standing {
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(number) {
        Ok(_) if PHONE_NUMBER_UTIL.is_valid_number(number) => Standing::Valid,
        Ok(NumberLengthType::IsPossible) => Standing::Possible,
        Ok(NumberLengthType::IsPossibleLocalOnly) => Standing::Local,
        Err(_) => Standing::Impossible,
    }
}

fn parsed(number: &str, country: Country) -> Result<PhoneNumber, FieldError> {
    let region = country.code().parse::<Region>().ok().filter(|_| calling_code(country).is_some());
    if region.is_none() && !has_plus(number) {
        return Err(FieldError::PhonePlus);
    }
    PHONE_NUMBER_UTIL.parse(number, region).map_err(|_| impossible(number))
}

fn impossible(number: &str) -> FieldError {
    if has_plus(number) { FieldError::ImpossiblePhone } else { FieldError::Country }
}

/// A number without what is, or was, dialled at home before it and the metadata does not know.
struct Dialled<'a> {
    number: Cow<'a, str>,
    /// Whether somebody who chose the wrong country may have written it as well.
    doubtful: bool,
}

/// In Ukraine `8 (044)` was dialled for `044` until 2009. In Poland `0-22` was for `22` until 2014, also with an operator's
/// code between, which nobody writes; a plain `022` could as well be Ukrainian, but not one after the country's code.
fn dialled(number: &str, country: Country) -> Dialled<'_> {
    let all = digits(number);
    let rest = match (country.code(), has_plus(number), all.len()) {
        ("UA", false, 11) if all.starts_with("80") => Some(all[1..].to_owned()),
        ("PL", false, 10) if all.starts_with('0') => Some(all[1..].to_owned()),
        (_, true, 12) | ("PL", false, 12) if all.starts_with("480") => Some(format!("+48{}", &all[3..])),
        (_, false, 14) if all.starts_with("00480") => Some(format!("+48{}", &all[5..])),
        _ => None,
    };
    let doubtful = rest.is_some() && all.len() == 10 && !zero_stands_apart(number);
    Dialled { number: rest.map_or(Cow::Borrowed(number), Cow::Owned), doubtful }
}

fn zero_stands_apart(number: &str) -> bool {
    number.split_once('0').is_some_and(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn has_plus(number: &str) -> bool {
    number.trim_start_matches(|c: char| c != '+' && !c.is_ascii_digit()).starts_with('+')
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn phone(typed: &str, country: &str) -> Result<Phone, FieldError> {
        read(&PhoneDigits::parse(typed)?, Country::parse(country).expect(country))
    }

    fn e164(typed: &str, country: &str) -> Result<String, FieldError> {
        phone(typed, country)?.accepted(false).map(|phone| phone.e164)
    }

    #[test]
    fn any_usual_way_of_writing_is_the_same_number() {
        let same = [
            "044 537 02 22",
            "+380 (44) 537-02-22",
            "00380445370222",
            "380445370222",
            "(+380) 44 537 02 22",
            "+380 (0) 44 537 02 22",
            "tel:+380-44-537-02-22",
            "\u{202a}+380 44 537 02 22\u{202c}",
            "٠٤٤٥٣٧٠٢٢٢",
            "80445370222",
            "8 (044) 537-02-22",
        ];
        for typed in same {
            assert_eq!(e164(typed, "UA").as_deref(), Ok("+380445370222"), "{typed}");
        }
        for typed in ["22 123 45 67", "(0-22) 123 45 67", "0-22 123-45-67", "0 22 1234567", "+48 (0) 22 123 45 67"] {
            assert_eq!(e164(typed, "PL").as_deref(), Ok("+48221234567"), "{typed}");
        }
        for typed in ["0048 (0) 22 123 45 67", "0048 022 123 45 67", "48 022 123 45 67", "48 (0) 22 123 45 67"] {
            assert_eq!(e164(typed, "PL").as_deref(), Ok("+48221234567"), "{typed}");
        }
        for typed in ["+48 022 123 45 67", "0048 (0) 22 123 45 67"] {
            assert_eq!(e164(typed, "UA").as_deref(), Ok("+48221234567"), "{typed}");
        }
        assert_eq!(e164("(212) 555-2368", "US").as_deref(), Ok("+12125552368"));
        assert_eq!(e164("4002", "NU").as_deref(), Ok("+6834002"), "a number of a small territory");
        assert_eq!(
            e164("+39 06 6982 1234", "IT").as_deref(),
            Ok("+390669821234"),
            "where a zero belongs to the number"
        );
    }

    #[test]
    fn numbers_that_nobody_has_are_refused() {
        for (typed, country) in [
            ("12345", "UA"),
            ("537 02 22", "UA"),
            ("00999 123456789", "UA"),
            ("044 537 02 22 22 22", "UA"),
            ("80 44 537 02 22", "PL"),
        ] {
            assert_eq!(phone(typed, country), Err(FieldError::Country), "{typed} {country}");
        }
        // Whatever country is chosen.
        for typed in ["+999 123456789", "+380 44 537", "(+380) 44 537 02 22 22 22"] {
            assert_eq!(phone(typed, "UA"), Err(FieldError::ImpossiblePhone), "{typed}");
        }
    }

    #[test]
    fn a_number_is_shown_as_it_is_read() {
        let shown = |typed, country| in_international_form(typed, Country::parse(country));
        assert_eq!(shown("044 537 02 22 дод. 12", "UA").as_deref(), Some("+380 44 537 0222 #12"));
        assert_eq!(shown("+380445370222", "").as_deref(), Some("+380 44 537 0222"), "before a country is chosen");
        assert_eq!(shown("011 123 45 67", "UA").as_deref(), Some("+380 111234567"), "what is doubtful");
        for (typed, country) in [("12345", "UA"), ("", "UA"), ("044 537 02 22", "AQ"), ("044 537 02 22", "")] {
            assert_eq!(shown(typed, country), None, "{typed} {country}");
        }
        assert_eq!(
            ["UA", "PL", "US", "AQ"].map(|code| calling_code(Country::parse(code)?)),
            [Some(380), Some(48), Some(1), None]
        );
    }

    #[test]
    fn a_possible_number_of_no_known_range_is_doubtful() {
        for (typed, country, kept) in [
            ("011 123 45 67", "UA", "+380111234567"),
            ("+380 11 123 45 67", "UA", "+380111234567"),
            ("+380 11 123 45 67", "AQ", "+380111234567"),
            ("(212) 155-2368", "US", "+12121552368"),
        ] {
            let doubtful = Phone { e164: kept.into(), extension: None, doubtful: true };
            assert_eq!(phone(typed, country), Ok(doubtful), "{typed} {country}");
            assert_eq!(e164(typed, country), Err(FieldError::DoubtfulPhone), "{typed} {country}");
        }
    }

    #[test]
    fn a_ukrainian_number_in_poland_is_not_taken_for_a_polish_one_unasked() {
        for typed in ["044 537 02 22", "(044) 537-02-22", "0445370222"] {
            let doubtful = Phone { e164: "+48445370222".into(), extension: None, doubtful: true };
            assert_eq!(phone(typed, "PL"), Ok(doubtful), "{typed}");
        }
    }

    #[test]
    fn where_no_numbers_are_the_country_code_is_asked_for() {
        let without: Vec<_> = Country::ALL
            .into_iter()
            .filter(|country| phone("044 537 02 22", country.code()) == Err(FieldError::PhonePlus))
            .map(Country::code)
            .collect();
        assert_eq!(without, ["AQ", "BV", "GS", "HM", "PN", "TF", "UM"]);
        for country in without {
            assert_eq!(e164("+380 44 537 02 22", country).as_deref(), Ok("+380445370222"), "{country}");
            assert_eq!(phone("+999 123456789", country), Err(FieldError::ImpossiblePhone), "{country}");
        }
    }

    #[test]
    fn an_extension_comes_along() {
        for typed in
            ["044 537 02 22 дод. 12", "(044) 537-02-22, вн. 12", "+380445370222;ext=12", "+380 44 537 02 22 wew. 12"]
        {
            let expected = Phone { e164: "+380445370222".into(), extension: Some("12".into()), doubtful: false };
            assert_eq!(phone(typed, "UA"), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_is_shown_is_the_same_number_when_read() {
        assert_eq!(shown("+380445370222", None), "+380 44 537 0222");
        assert_eq!(shown("+380445370222", Some("12")), "+380 44 537 0222 #12");
        assert_eq!(shown("+5215512345678", None), "+52 15512345678", "refused by the metadata of today");
        assert_eq!(shown("kept by hand", None), "kept by hand");
        for (kept, extension) in [("+380445370222", Some("12")), ("+390669821234", None), ("+6834002", Some("1234567"))]
        {
            let typed = PhoneDigits::parse(&shown(kept, extension)).expect(kept);
            assert!(is_same(&typed, kept), "{kept}");
            assert_eq!(typed.extension(), extension);
        }
    }

    #[test]
    fn a_number_is_the_same_in_any_grouping_and_no_other() {
        let same = |typed, kept| is_same(&PhoneDigits::parse(typed).expect(typed), kept);
        for typed in ["+5215512345678", "+52 1 55 1234-5678", "(+52) 15512345678", "+52 15512345678 #12"] {
            assert!(same(typed, "+5215512345678"), "{typed}");
        }
        for typed in ["5215512345678", "+52 1 55 1234-5679", "+52 1 55 1234-567"] {
            assert!(!same(typed, "+5215512345678"), "{typed}");
        }
    }

    /// Where the oracle is not followed, and why.
    const DELIBERATE: [(&str, &str, &str); 1] =
        [("PL", "0761194718", "the zero was dialled before the number until 2014; the metadata keeps it as a digit")];

    /// 5,000 numbers with the verdict of libphonenumber's port to Python, from metadata of the same version.
    #[test]
    fn python_phonenumbers_agrees() {
        let (mut counts, mut differences) = (BTreeMap::new(), Vec::new());
        for line in include_str!("../tests/phone_vectors.txt").lines() {
            let mut words = line.split(' ');
            let (country, code) = (words.next().expect(line), words.next().expect(line));
            for word in words {
                let (typed, told) = word.split_at(word.find(['v', 'p', 'l', 'i']).expect(word));
                let (verdict, kept) = told.split_at(1);
                *counts.entry(verdict).or_insert(0) += 1;
                if (verdict, kept_by_oracle(typed, code, kept)) != ours(typed, country) {
                    differences.push((country, typed));
                }
            }
        }
        assert_eq!(differences, DELIBERATE.map(|(country, typed, _)| (country, typed)));
        assert_eq!(counts, BTreeMap::from([("i", 912), ("l", 221), ("p", 1_678), ("v", 2_189)]));
    }

    /// What is kept: whole, or `=` and how many of the typed digits are no part of it; of refused numbers nothing.
    fn kept_by_oracle(typed: &str, code: &str, kept: &str) -> Option<String> {
        let code = if typed.starts_with('+') { "" } else { code };
        match kept.strip_prefix('=') {
            Some(cut) => Some(format!("+{code}{}", &digits(typed)[cut.parse::<usize>().expect(kept)..])),
            None => Some(kept.to_owned()).filter(|kept| !kept.is_empty()),
        }
    }

    /// The verdict by the oracle's letters, and what is kept.
    fn ours(typed: &str, country: &str) -> (&'static str, Option<String>) {
        match phone(typed, country) {
            Ok(phone) => (if phone.doubtful { "p" } else { "v" }, Some(phone.e164)),
            Err(_) => {
                let number = parsed(typed, Country::parse(country).expect(country));
                let local = number.is_ok_and(|number| standing(&number) == Standing::Local);
                (if local { "l" } else { "i" }, None)
            }
        }
    }
}
