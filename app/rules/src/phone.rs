//! The shape of a phone number; whether the chosen country has it is decided on the server.

use crate::{FieldError, clean};

/// What could be a phone number: an optional `+` and 4 to 20 digits with any of the usual separators (ITU-T E.164 has 15
/// at most, what is dialled before them comes on top), and an extension kept apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneDigits {
    typed: String,
    number: String,
    extension: Option<String>,
}

impl PhoneDigits {
    /// Niue and Tokelau have numbers of four digits.
    const FEWEST: usize = 4;
    const MOST: usize = 20;
    const MOST_OF_EXTENSION: usize = 7;
    /// Most characters of a phone number with its separators and extension.
    pub(crate) const MOST_TYPED: u16 = 40;

    /// A number from what was typed or pasted: full-width digits and those of other scripts, unseen characters, kinds of
    /// dashes and blanks, and `tel:` in front (RFC 3966) do not matter.
    ///
    /// # Errors
    /// `Missing`; `TooLong` past 40 characters; `Characters` that no phone number has; `Length` where there are fewer than
    /// 4 digits or more than 20.
    pub fn parse(raw: &str) -> Result<PhoneDigits, FieldError> {
        let typed = cleaned(raw);
        if typed.is_empty() {
            return Err(FieldError::Missing);
        }
        if typed.chars().count() > usize::from(Self::MOST_TYPED) {
            return Err(FieldError::TooLong(Self::MOST_TYPED));
        }
        let small = typed.to_lowercase();
        let (number, extension) = extension_apart(&small);
        if !number.chars().all(|c| c.is_ascii_digit() || " +()-./".contains(c)) {
            return Err(FieldError::Characters);
        }
        match number.chars().filter(char::is_ascii_digit).count() {
            Self::FEWEST..=Self::MOST => {
                Ok(PhoneDigits { number: number.to_owned(), extension: extension.map(str::to_owned), typed })
            }
            _ => Err(FieldError::Length),
        }
    }

    /// The number alone, in ASCII digits and separators.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// What is dialled once the call is answered: 1 to 7 digits.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// All that was typed, cleaned, to be shown in the form again.
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

/// A phone number as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The number in E.164, `+380445370222`.
    pub e164: String,
    /// What is dialled once the call is answered: digits.
    pub extension: Option<String>,
    /// Whether the number is possible, but in no range that is known to be in use.
    pub doubtful: bool,
}

impl Phone {
    /// The number, if nothing is doubtful about it or the person has seen the warning.
    ///
    /// # Errors
    /// `DoubtfulPhone`, a warning that one passes by pressing the button again.
    pub fn accepted(self, warned: bool) -> Result<Phone, FieldError> {
        if self.doubtful && !warned { Err(FieldError::DoubtfulPhone) } else { Ok(self) }
    }
}

/// In plain characters, and without `tel:` in front.
fn cleaned(raw: &str) -> String {
    let plain = clean::plain(raw);
    match plain.split_at_checked(4) {
        Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number.trim_start().to_owned(),
        _ => plain,
    }
}

/// What people write between a number and its extension, in small letters.
const EXTENSION_LABELS: [&str; 13] =
    ["доб", "дод", "внутр", "вн", "wew", "wewn", "ext", "extn", "extension", ";ext=", "x", "#", ","];

/// The number, and the extension at its end, in brackets or not: a label with or without a full stop or colon, then 1 to 7
/// digits. The numbering plan's reader cannot do this: it takes `wew` for 939 and does not know `дод`.
fn extension_apart(text: &str) -> (&str, Option<&str>) {
    let inner = text.trim_end_matches([')', ' ']);
    let before = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    let extension = &inner[before.len()..];
    let labelled = before.trim_end().trim_end_matches(['.', ':']).trim_end();
    let number = EXTENSION_LABELS.iter().find_map(|label| labelled.strip_suffix(label)).unwrap_or_default();
    let number = number.trim_end_matches([' ', ',', ';', '(']);
    if number.is_empty() || !(1..=PhoneDigits::MOST_OF_EXTENSION).contains(&extension.len()) {
        return (text, None);
    }
    (number, Some(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(typed: &str) -> Result<String, FieldError> {
        PhoneDigits::parse(typed).map(|phone| phone.as_str().to_owned())
    }

    fn parts(typed: &str) -> Option<(String, Option<String>)> {
        let phone = PhoneDigits::parse(typed).ok()?;
        Some((phone.as_str().to_owned(), phone.extension().map(str::to_owned)))
    }

    #[test]
    fn any_usual_way_of_writing_passes() {
        for typed in ["+380 44 537 02 22", "(044) 537-02-22", "0445370222", "22.123.45.67", "4002"] {
            assert_eq!(number(typed).as_deref(), Ok(typed));
        }
        assert_eq!(number("+48 22 123–45–67").as_deref(), Ok("+48 22 123-45-67"));
    }

    #[test]
    fn words_and_scraps_are_refused() {
        assert_eq!(number(" \u{202a}\u{202c} "), Err(FieldError::Missing));
        for words in ["call me", "044 537 02 2½", "*100#", "044 537 02 22;isub=1", "044\u{0}5370222"] {
            assert_eq!(number(words), Err(FieldError::Characters), "{words:?}");
        }
        for scraps in ["123", "tel:", &"1".repeat(21)] {
            let expected = if scraps == "tel:" { FieldError::Missing } else { FieldError::Length };
            assert_eq!(number(scraps), Err(expected), "{scraps:?}");
        }
        assert_eq!(number(&"1".repeat(41)), Err(FieldError::TooLong(40)));
    }

    #[test]
    fn what_is_unseen_and_digits_of_other_scripts_do_not_matter() {
        let same = [
            "\u{202a}+380445370222\u{202c}",
            "\u{2066}\u{200e}+380\u{200b}445370222\u{2069}",
            "\u{61c}+380445370222",
            "＋３８０４４５３７０２２２",
            "+٣٨٠٤٤٥٣٧٠٢٢٢",
            "+۳۸۰۴۴۵۳۷۰۲۲۲",
            "+३८०४४५३७०२२२",
            "tel:+380445370222",
            "TEL: +380445370222\n",
        ];
        for typed in same {
            assert_eq!(number(typed).as_deref(), Ok("+380445370222"), "{typed:?}");
        }
        assert_eq!(number("\u{3000}０４４\u{3000}５３７－０２\u{2212}２２").as_deref(), Ok("044 537-02-22"));
    }

    #[test]
    fn an_extension_is_kept_apart() {
        let apart = [
            "доб. 12",
            "доб12",
            "дод. 12",
            "Дод.12",
            "внутр. 12",
            "вн 12",
            "wew. 12",
            "WEW 12",
            "wewn. 12",
            "ext. 12",
            "Ext 12",
            "extension: 12",
            "x12",
            "x 12",
            "#12",
            ";ext=12",
            ",12",
            ", вн. 12",
            ",,12",
            "(вн. 12)",
            "; ext 12",
            "ｅｘｔ．１２",
        ];
        for end in apart {
            for space in [" ", ""] {
                let typed = format!("(044) 537-02-22{space}{end}");
                assert_eq!(parts(&typed), Some(("(044) 537-02-22".into(), Some("12".into()))), "{typed}");
            }
        }
        assert_eq!(parts("22 123 45 67 wew. 1234567"), Some(("22 123 45 67".into(), Some("1234567".into()))));
    }

    #[test]
    fn what_only_looks_like_an_extension_is_none() {
        assert_eq!(parts("+380 (44) 537-02-22"), Some(("+380 (44) 537-02-22".into(), None)));
        for typed in ["22 123 45 67 wew. 12345678", "22 123 45 67 wew.", "ext. 12345", "#12345", "next 12345"] {
            assert_eq!(number(typed), Err(FieldError::Characters), "{typed}");
        }
        assert_eq!(number("123 ext. 4567"), Err(FieldError::Length), "an extension is no part of the number");
    }

    #[test]
    fn what_was_typed_can_be_shown_again() {
        let typed = PhoneDigits::parse(" \u{202a}044 537 02 22 Дод. 12 ").map(|phone| phone.typed().to_owned());
        assert_eq!(typed.as_deref(), Ok("044 537 02 22 Дод. 12"));
    }

    #[test]
    fn a_doubtful_number_is_accepted_by_whoever_was_warned() {
        let phone = |doubtful| Phone { e164: "+380445370222".into(), extension: None, doubtful };
        assert_eq!(phone(true).accepted(false), Err(FieldError::DoubtfulPhone));
        assert_eq!(phone(true).accepted(true), Ok(phone(true)));
        assert_eq!(phone(false).accepted(false), Ok(phone(false)));
    }
}
