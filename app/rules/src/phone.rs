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
    const MOST_AFTER_COMMA: usize = 5;
    /// Most characters of a phone number with its separators and extension.
    pub(crate) const MOST_TYPED: u16 = 40;

    /// A number from what was typed or pasted: full-width digits and those of other scripts, unseen characters, kinds of
    /// dashes and blanks, and `tel:` in front (RFC 3966) do not matter.
    ///
    /// # Errors
    /// `Missing`; `TooLong` past 40 characters; `Characters` that no phone number has; `Length` where there are fewer than
    /// 4 digits or more than 20; `Extension` where a word for one has not 1 to 7 digits after it.
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
        if !(Self::FEWEST..=Self::MOST).contains(&number.chars().filter(char::is_ascii_digit).count()) {
            return Err(FieldError::Length);
        }
        if extension.is_some_and(|digits| !(1..=Self::MOST_OF_EXTENSION).contains(&digits.len())) {
            return Err(FieldError::Extension);
        }
        Ok(PhoneDigits { number: number.to_owned(), extension: extension.map(str::to_owned), typed })
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

/// In plain characters, out of quotation marks, and without `tel:` or `тел.` in front and a comma after it.
fn cleaned(raw: &str) -> String {
    let plain = clean::plain(raw);
    without_context(unwrapped(without_word(unwrapped(&plain))))
}

/// Quotation marks and brackets that stand around a number. Round ones are its own.
const AROUND: [char; 15] = ['‹', '›', '„', '“', '”', '«', '»', '"', '\'', '‘', '’', '‚', '<', '>', ' '];

fn unwrapped(text: &str) -> &str {
    text.trim_start_matches(AROUND).trim_end_matches(|c| AROUND.contains(&c) || [',', ';'].contains(&c))
}

/// Without the word before the number.
fn without_word(text: &str) -> &str {
    let after = |word: &str| {
        let (front, rest) = text.split_at_checked(word.len())?;
        let number = rest.trim_start_matches(['.', ':', ' ']);
        (front.to_lowercase() == word && number.len() < rest.len()).then_some(number)
    };
    ["tel", "тел"].into_iter().find_map(after).unwrap_or(text)
}

/// Without where a number is meant (RFC 3966, 5.1.5): that is the chosen country.
fn without_context(text: &str) -> String {
    let Some(start) = text.to_ascii_lowercase().find(";phone-context=") else { return text.to_owned() };
    let (number, context) = text.split_at(start);
    let rest = context[1..].find(';').map_or("", |end| &context[1 + end..]);
    format!("{number}{rest}")
}

/// What people write between a number and its extension, in small letters.
const EXTENSION_LABELS: [&str; 17] = [
    "доб",
    "добавочный",
    "дод",
    "додатковий",
    "внутр",
    "внутрішній",
    "вн",
    "wew",
    "wewn",
    "wewnętrzny",
    "ext",
    "extn",
    "extension",
    ";ext=",
    "x",
    "#",
    ",",
];

/// What stands beside a label and means a number.
const NUMBER_SIGNS: [&str; 3] = ["№", "#", "nr"];

/// The number, and the extension at its end, in brackets or not: a label with or without a full stop or colon, then its
/// digits. The numbering plan's reader cannot do this: it takes `wew` for 939 and does not know `дод`.
fn extension_apart(text: &str) -> (&str, Option<&str>) {
    let inner = text.trim_end_matches([')', ' ']);
    let before = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    let extension = &inner[before.len()..];
    match without_sign(before).and_then(label_apart).or_else(|| label_apart(before)) {
        // After a bare comma many digits are another number.
        Some((_, ",")) if !(1..=PhoneDigits::MOST_AFTER_COMMA).contains(&extension.len()) => (text, None),
        Some((number, _)) => (number, Some(extension)),
        None => (text, None),
    }
}

/// The number before a label, and the label.
fn label_apart(text: &str) -> Option<(&str, &'static str)> {
    let labelled = text.trim_end_matches(LABEL_ENDS);
    let before = |label: &&'static str| Some((labelled.strip_suffix(*label)?, *label));
    // A `w` that nothing sets apart is a slip.
    let short = || Some((labelled.strip_suffix('w')?, "w")).filter(|_| labelled.len() < text.len());
    let (number, label) = EXTENSION_LABELS.iter().find_map(before).or_else(short)?;
    let number = number.trim_end_matches(NUMBER_ENDS);
    let number = without_sign(number).unwrap_or(number).trim_end_matches(NUMBER_ENDS);
    (!number.is_empty()).then_some((number, label))
}

/// What may stand after a label.
const LABEL_ENDS: [char; 3] = [' ', '.', ':'];
/// What may stand between a number and a label.
const NUMBER_ENDS: [char; 4] = [' ', ',', ';', '('];

/// What stands before a sign for a number, if one ends the text.
fn without_sign(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(LABEL_ENDS);
    NUMBER_SIGNS.iter().find_map(|sign| text.strip_suffix(sign))
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
    fn an_extension_has_digits_and_not_too_many() {
        for typed in [
            "044 537 02 22 ext",
            "22 123 45 67 wew. 12345678",
            "22 123 45 67 wew.",
            "044 537 02 22 #123456789",
            "0445370222;ext=",
        ] {
            assert_eq!(number(typed), Err(FieldError::Extension), "{typed}");
        }
        // What is wrong with the number comes first.
        assert_eq!(number("044 537 02 2½ ext"), Err(FieldError::Characters));
        assert_eq!(number("123 ext"), Err(FieldError::Length));
        // Two numbers are none with an extension.
        assert_eq!(number("0445370222, 0445370223"), Err(FieldError::Characters));
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
    fn a_number_comes_out_of_what_stands_around_it() {
        for typed in [
            "tel. 0445370222",
            "Tel.: 0445370222",
            "тел. 0445370222",
            "ТЕЛ.:0445370222",
            "тел: 0445370222",
            "тел 0445370222",
            "‹0445370222›",
            "„0445370222“",
            "“0445370222”",
            "«0445370222»",
            "\"0445370222\",",
            "'0445370222';",
            "<0445370222>",
            "tel. «0445370222»",
            "«тел. 0445370222»",
            "0445370222,",
            "0445370222 ; ",
            "tel:0445370222;phone-context=+380",
            "0445370222;Phone-Context=example.com",
        ] {
            assert_eq!(parts(typed), Some(("0445370222".into(), None)), "{typed}");
        }
        let extended = Some(("0445370222".into(), Some("12".into())));
        for typed in ["tel:0445370222;phone-context=+380;ext=12", "0445370222;ext=12;phone-context=+380"] {
            assert_eq!(parts(typed), extended, "{typed}");
        }
        assert_eq!(number("(044) 537-02-22,").as_deref(), Ok("(044) 537-02-22"), "round brackets are its own");
        assert_eq!(number("тел."), Err(FieldError::Missing));
        assert_eq!(number("телефон 0445370222"), Err(FieldError::Characters));
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
            "внутрішній 12",
            "Внутрішній: 12",
            "додатковий 12",
            "добавочный 12",
            "wewnętrzny 12",
            "Wewnętrzny: 12",
            "w. 12",
            "w.12",
            "w 12",
            "(w. 12)",
            "nr wew. 12",
            ", nr wew. 12",
            "wew. nr 12",
            "wew. nr. 12",
            "w nr 12",
            "вн. № 12",
            "вн. №12",
            "№ вн. 12",
            "ext. #12",
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
        for typed in ["ext. 12345", "#12345", "next 12345"] {
            assert_eq!(number(typed), Err(FieldError::Characters), "{typed}");
        }
        for typed in ["22 123 45 67 w12", "22 123 45 67 № 12", "22 123 45 67 nr 12", "w. 12345", "nr wew. 12345"] {
            assert_eq!(number(typed), Err(FieldError::Characters), "{typed}");
        }
        for two in ["0445370222, 5370223", "0445370222,537022", "044 537 02 22, 537 02 23"] {
            assert_eq!(number(two), Err(FieldError::Characters), "{two}");
        }
        assert_eq!(parts("0445370222, 53702"), Some(("0445370222".into(), Some("53702".into()))));
        assert_eq!(parts("0445370222, вн. 5370223"), Some(("0445370222".into(), Some("5370223".into()))));
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
