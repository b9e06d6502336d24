//! Countries: the closed set of ISO 3166-1 codes.

mod codes;

use std::fmt;

use serde::{Deserialize, Serialize};

use codes::CODES;

/// A country or territory: one of the 249 officially assigned alpha-2 codes of ISO 3166-1, or XK
/// (Kosovo; user-assigned, but in use by CLDR and the numbering plans). Nothing else can be made.
/// Ordered by code. In serde it is the code, checked when read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Country(u8);

/// Languages by their tags, each with the country that most of its speakers live in; left out are those without one main country.
const HOMES: [(&str, &str); 31] = [
    ("az", "AZ"),
    ("be", "BY"),
    ("bg", "BG"),
    ("cs", "CZ"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("et", "EE"),
    ("fi", "FI"),
    ("he", "IL"),
    ("hr", "HR"),
    ("hu", "HU"),
    ("hy", "AM"),
    ("is", "IS"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ka", "GE"),
    ("kk", "KZ"),
    ("ko", "KR"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("no", "NO"),
    ("pl", "PL"),
    ("ro", "RO"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sv", "SE"),
    ("tr", "TR"),
    ("uk", "UA"),
];

impl Country {
    /// Every country once, ordered by code.
    pub const ALL: [Self; CODES.len()] = {
        let mut all = [Self(0); CODES.len()];
        let mut index = 0;
        while index < all.len() {
            all[index] = Self(index as u8);
            index += 1;
        }
        all
    };

    /// The country of a code as typed: any case, white space around it.
    pub fn parse(raw: &str) -> Option<Self> {
        let code: [u8; 2] = raw.trim().as_bytes().try_into().ok()?;
        let code = code.map(|letter| letter.to_ascii_uppercase());
        let index = CODES.binary_search_by(|known| known.as_bytes().cmp(&code)).ok()?;
        u8::try_from(index).ok().map(Self)
    }

    /// The region that a browser names as its own: that of the first range in its `Accept-Language` (RFC 9110, 12.5.4;
    /// RFC 5646, 2.2.4), or the one where the range's language is at home. Browsers list what they like best first; the
    /// regions of the others say how English was installed, not where somebody is.
    pub fn first_region(accepted: &str) -> Option<Self> {
        let range = accepted.split([',', ';']).next()?;
        // A single letter begins what is neither language, script nor region.
        let mut parts = range.trim().split('-').take_while(|part| part.len() > 1);
        let language = parts.next()?;
        parts.find_map(Self::parse).or_else(|| Self::home(language))
    }

    /// The country of a language that is official in one country, or mostly there.
    fn home(language: &str) -> Option<Self> {
        let (_, code) = HOMES.into_iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language))?;
        Self::parse(code)
    }

    /// The two capital letters, e.g. `UA`.
    pub fn code(self) -> &'static str {
        CODES[usize::from(self.0)]
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Country> for &'static str {
    fn from(country: Country) -> Self {
        country.code()
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::parse(&code).ok_or("not an ISO 3166-1 alpha-2 code")
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    fn deserialized(code: &str) -> Result<Country, Error> {
        let from: StrDeserializer<'_, Error> = code.into_deserializer();
        Country::deserialize(from)
    }

    #[test]
    fn there_are_249_official_countries_and_kosovo_sorted_and_distinct() {
        assert_eq!(Country::ALL.len(), 249 + 1);
        assert!(CODES.is_sorted_by(|one, next| one < next));
        assert!(Country::ALL.is_sorted_by(|one, next| one.code() < next.code()));
    }

    #[test]
    fn every_pair_of_letters_is_a_country_exactly_when_it_is_listed() {
        let letters = || (b'A'..=b'Z').map(char::from);
        let pairs = letters().flat_map(|one| letters().map(move |two| format!("{one}{two}")));
        let parsed: Vec<_> = pairs.filter_map(|pair| Country::parse(&pair)).collect();
        assert_eq!(parsed, Country::ALL);
    }

    #[test]
    fn a_code_is_read_in_any_case_with_space_around() {
        for country in Country::ALL {
            let lower = country.code().to_lowercase();
            assert_eq!(Country::parse(&format!(" \u{A0}{lower}\n")), Some(country));
        }
    }

    #[test]
    fn what_is_not_assigned_or_not_a_code_is_refused() {
        let not_assigned = ["EU", "UK", "EL", "SU", "YU", "AN", "UN", "XI", "XX", "ZZ", "AC", "QO"];
        let not_a_code = ["", " ", "U", "UKR", "U A", "U\0", "Ü", "УА", "ЮА", "ＵＡ", "12", "UA\u{200B}"];
        for code in not_assigned.into_iter().chain(not_a_code) {
            assert_eq!(Country::parse(code), None, "{code:?}");
        }
    }

    #[test]
    fn it_prints_as_its_code() {
        let ukraine = Country::parse("ua").expect("assigned");
        assert_eq!(format!("{ukraine} {ukraine:?} [{ukraine:>3}]"), "UA UA [ UA]");
    }

    #[test]
    fn serde_reads_codes_and_refuses_the_rest() {
        assert_eq!(deserialized("PL").map(Country::code), Ok("PL"));
        assert!(deserialized("Poland").is_err());
        assert!(deserialized("").is_err());
    }

    /// What `serde(into)` writes; that it does so is the derive's promise.
    #[test]
    fn serde_writes_the_code() {
        for country in Country::ALL {
            assert_eq!(deserialized(<&str>::from(country)), Ok(country));
        }
    }

    #[test]
    fn the_region_is_that_of_the_language_that_the_browser_likes_best() {
        let code = |accepted| Country::first_region(accepted).map(Country::code);
        assert_eq!(code("uk-UA,uk;q=0.9,en-US;q=0.8"), Some("UA"));
        assert_eq!(code("pl,en-US;q=0.7,en;q=0.3"), Some("PL"), "where the language is at home");
        assert_eq!(code("UK;q=1, en-GB;q=0.7"), Some("UA"));
        assert_eq!(code("de-u-co-phonebk"), Some("DE"));
        assert_eq!(code("uk-PL, uk;q=0.9"), Some("PL"), "a region that is named comes first");
        assert_eq!(code("zh-Hant-TW"), Some("TW"));
        assert_eq!(code(" de-at ;q=1"), Some("AT"));
        let elsewhere = ["en, uk-UA;q=0.9", "ru, uk;q=0.9", "fr,pl-PL;q=0.5", "*, pl-PL;q=0.5"];
        let nowhere = ["", "en;q=0.5", "*", "es-419", "en-001", "en-EU", "x-ua,,-", "sr-Latn", "en-u-ca-gregory"];
        for none in elsewhere.into_iter().chain(nowhere) {
            assert_eq!(code(none), None, "{none}");
        }
    }

    #[test]
    fn every_language_has_one_home_that_is_a_country() {
        assert!(HOMES.is_sorted_by(|one, next| one.0 < next.0));
        for (language, code) in HOMES {
            assert_eq!(Country::home(language).map(Country::code), Some(code), "{language}");
        }
    }
}
