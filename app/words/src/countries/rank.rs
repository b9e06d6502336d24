//! How well a country answers to what is typed. All texts are folded: small letters, nothing above or below them.

/// The highest rank.
pub const WORST_RANK: u8 = 3;

/// How well a country answers, 0 best; nothing where it does not. `names` has a semicolon before and after each, and
/// begins with the one on the page, or with an empty one.
///
/// A whole name comes before the beginning of one, the name on the page before others, and all before the beginning of a
/// later word.
pub fn country_rank(names: &[u8], wanted: &[u8]) -> Option<u8> {
    if wanted.is_empty() {
        return Some(0);
    }
    // What is wanted with a sign on each side.
    let fits = |(at, window): (usize, &[u8])| match window {
        [before, inside @ .., after] if inside == wanted => match (before, after) {
            (b';', b';') => Some(0),
            (b';', _) if at == 0 => Some(1),
            (b';', _) => Some(2),
            (b' ', _) => Some(WORST_RANK),
            _ => None,
        },
        _ => None,
    };
    names.windows(wanted.len() + 2).enumerate().filter_map(fits).min()
}

#[cfg(test)]
mod tests {
    use super::super::OTHER_NAMES;
    use super::*;
    use crate::{countries, country_name, country_names};
    use rules::{Country, Language};
    use std::sync::LazyLock;

    /// What is searched, without taking accents apart.
    fn fold(text: &str) -> String {
        let kept = text.to_lowercase().replace(['.', '\'', '’', 'ʼ', 'ʻ', '‘', '`', '´', ')'], "");
        let words = kept.split(|c: char| c.is_whitespace() || "-–—(,&".contains(c)).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    /// The countries of an English page in its order, and what is searched of each.
    static PAGE: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let names = |(code, _): &(&'static str, &str)| {
            (*code, fold(&format!(";{};", country_names(code).collect::<Vec<_>>().join(";"))))
        };
        countries(Language::English).iter().map(names).collect()
    });

    /// Those that answer, the best first.
    fn found(wanted: &str) -> Vec<&'static str> {
        let wanted = fold(wanted);
        let ranked =
            |(code, names): &(&'static str, String)| Some((country_rank(names.as_bytes(), wanted.as_bytes())?, *code));
        let mut found: Vec<_> = PAGE.iter().filter_map(ranked).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, code)| code).collect()
    }

    #[test]
    fn every_country_is_found_by_its_name_in_every_language() {
        for country in Country::ALL {
            for language in Language::ALL {
                let name = country_name(language, country.code()).unwrap();
                assert_eq!(found(name).first(), Some(&country.code()), "{name}");
            }
        }
    }

    #[test]
    fn other_names_are_those_of_countries_in_their_order() {
        assert!(OTHER_NAMES.is_sorted_by(|(code, _), (next, _)| code < next));
        for (code, _) in OTHER_NAMES {
            assert!(Country::ALL.iter().any(|country| country.code() == *code), "{code}");
        }
    }

    #[test]
    fn no_name_means_two_countries() {
        let mut all: Vec<_> = Vec::new();
        for country in Country::ALL {
            let mut own: Vec<_> = country_names(country.code()).map(fold).collect();
            own.sort_unstable();
            own.dedup();
            all.extend(own);
        }
        all.sort_unstable();
        assert!(all.iter().all(|name| !name.is_empty()));
        for pair in all.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }

    #[test]
    fn names_that_people_type_lead_to_one_country() {
        for (typed, code) in [
            ("Czech Republic", "CZ"),
            ("Czechia", "CZ"),
            ("Чехія", "CZ"),
            ("Holland", "NL"),
            ("Голландія", "NL"),
            ("Holandia", "NL"),
            ("Ukraine", "UA"),
            ("Україна", "UA"),
            ("Ukraina", "UA"),
            ("England", "GB"),
            ("Great Britain", "GB"),
            ("UK", "GB"),
            ("Англія", "GB"),
            ("USA", "US"),
            ("U.S.A.", "US"),
            ("America", "US"),
            ("США", "US"),
            ("Deutschland", "DE"),
            ("Polska", "PL"),
            ("Turkey", "TR"),
            ("Ivory Coast", "CI"),
            ("Burma", "MM"),
            ("South Korea", "KR"),
            ("Bosnia and Herzegovina", "BA"),
            ("united states of america", "US"),
            ("Niderlandy", "NL"),
            ("RF", "RU"),
            ("РФ", "RU"),
            ("Чехия", "CZ"),
            ("Congo (Kinshasa)", "CD"),
            ("Congo–Kinshasa", "CD"),
            ("Democratic Republic of Congo", "CD"),
            ("Republic of Congo", "CG"),
            ("The Ukraine", "UA"),
            ("Republic of Poland", "PL"),
            ("Luxemburg", "LU"),
            ("Bosnia Herzegovina", "BA"),
            ("Bosnia  &  Herzegovina", "BA"),
            ("St Kitts and Nevis", "KN"),
            ("La Reunion", "RE"),
            ("Tahiti", "PF"),
            ("KSA", "SA"),
            ("cote d`ivoire", "CI"),
            ("cote d´ivoire", "CI"),
            ("cote d‘ivoire", "CI"),
            ("Côte d’Ivoire", "CI"),
            ("Ivory", "CI"),
            ("netherlands", "NL"),
            ("Congo – Kinshasa", "CD"),
            ("U.S.", "US"),
            ("Niemcy", "DE"),
            ("Poland", "PL"),
            ("Turkiye", "TR"),
            ("aland", "AX"),
        ] {
            assert_eq!(found(typed).first(), Some(&code), "{typed}");
        }
    }

    #[test]
    fn a_beginning_finds_the_own_name_first_then_others_then_later_words() {
        assert_eq!(found("pol")[..2], ["PL", "PF"]);
        assert_eq!(found("ukr"), ["UA"]);
        assert_eq!(found("hol")[..2], ["NL", "VA"]);
        assert_eq!(found("mal").first(), Some(&"MW"));
        assert!(found("mal").contains(&"FK"));
        assert_eq!(found("guinea")[..2], ["GN", "GW"]);
        assert!(found("guinea").contains(&"PG"));
    }

    #[test]
    fn a_code_is_a_name() {
        assert_eq!(found("ua"), ["UA", "AE"]);
        assert_eq!(found("de")[..3], ["DE", "DK", "CD"]);
        assert_eq!(found("uk")[..2], ["GB", "UA"]);
        assert_eq!(found("us")[0], "US");
    }

    #[test]
    fn nothing_typed_finds_all_and_nonsense_none() {
        assert_eq!(found("").len(), Country::ALL.len());
        assert_eq!(found("qqq"), Vec::<&str>::new());
        assert_eq!(found("kraine"), Vec::<&str>::new());
    }
}
