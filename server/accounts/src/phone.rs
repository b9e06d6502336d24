//! Phone numbers, read by libphonenumber's metadata against the chosen country and kept as E.164 (ITU-T).

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::Region};
use rules::{Country, Errors, Field, PhoneDigits, Wrong};

/// The number in E.164, `+380445370222`. A national number is read as one of the chosen country; a number that begins
/// with `+` may be of any.
pub(crate) fn read(typed: &PhoneDigits, country: Country) -> Result<String, Errors> {
    let region = country.code().parse::<Region>().ok();
    let number =
        PHONE_NUMBER_UTIL.parse(typed.as_str(), region).map_err(|_| Errors::on(Field::Phone, Wrong::Country))?;
    if !PHONE_NUMBER_UTIL.is_possible_number(&number) || !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return Err(Errors::on(Field::Phone, Wrong::Country));
    }
    Ok(number.format_as(PhoneNumberFormat::E164).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(typed: &str, country: &str) -> Option<String> {
        read(&PhoneDigits::parse(typed).ok()?, Country::parse(country)?).ok()
    }

    #[test]
    fn any_usual_way_of_writing_is_the_same_number() {
        for typed in ["044 537 02 22", "+380 (44) 537-02-22", "00380445370222", "380445370222"] {
            assert_eq!(e164(typed, "UA").as_deref(), Some("+380445370222"), "{typed}");
        }
        assert_eq!(e164("22 123 45 67", "PL").as_deref(), Some("+48221234567"));
        assert_eq!(e164("+48 22 123 45 67", "UA").as_deref(), Some("+48221234567"));
        assert_eq!(e164("(212) 555-2368", "US").as_deref(), Some("+12125552368"));
    }

    #[test]
    fn numbers_that_nobody_has_are_refused() {
        for (typed, country) in
            [("12345", "UA"), ("+999 123456789", "UA"), ("044 537 02 22 22 22", "UA"), ("044 537 02 22", "PL")]
        {
            assert_eq!(e164(typed, country), None, "{typed} {country}");
        }
    }
}
