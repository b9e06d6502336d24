//! The languages of the product.

use serde::{Deserialize, Serialize};

/// A language that pages and letters are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Ukrainian.
    #[serde(rename = "uk")]
    Ukrainian,
    /// Polish.
    #[serde(rename = "pl")]
    Polish,
}

impl Language {
    /// All of them, in the order a person is offered them.
    pub const ALL: [Language; 3] = [Language::English, Language::Ukrainian, Language::Polish];

    /// The language's tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Ukrainian => "uk",
            Language::Polish => "pl",
        }
    }

    /// The language's name in itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Ukrainian => "Українська",
            Language::Polish => "Polski",
        }
    }

    /// The language of a tag such as `uk` or `uk-UA`, if it is one of ours.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of ours for an `Accept-Language` header (RFC 9110, section 12.5.4); English when none fits.
    pub fn negotiate(header: &str) -> Language {
        let mut best = (0u16, Language::English);
        for (position, part) in header.split(',').take(32).enumerate() {
            let (tag, weight) = weighted(part);
            // An earlier entry wins among equals; `*` means anything, so our default.
            let language = if tag == "*" { Some(Language::English) } else { Language::of_tag(tag) };
            let rank = weight.saturating_mul(40).saturating_sub(position as u16);
            if let Some(language) = language.filter(|_| weight > 0 && rank > best.0) {
                best = (rank, language);
            }
        }
        best.1
    }
}

/// One entry of the header: its tag and its weight in thousandths.
fn weighted(part: &str) -> (&str, u16) {
    let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
    let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
    (tag.trim(), (weight.clamp(0.0, 1.0) * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_of_ours_wins() {
        for (header, expected) in [
            ("", Language::English),
            ("uk", Language::Ukrainian),
            ("uk-UA,uk;q=0.9,en;q=0.8", Language::Ukrainian),
            ("de,pl;q=0.7,en;q=0.3", Language::Polish),
            ("en;q=0.1,pl;q=0.2", Language::Polish),
            ("uk;q=0", Language::English),
            ("pl,uk", Language::Polish),
            ("*", Language::English),
            (";;;q=,,q=x", Language::English),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }
}
