//! Countries to choose from: those first that are likely.

use rules::Language;

/// Every country once: code and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Countries {
    /// The likely ones, the likeliest first.
    pub first: Vec<(&'static str, &'static str)>,
    /// All others, in the order of the page's language.
    pub others: Vec<(&'static str, &'static str)>,
}

impl Countries {
    /// All countries in this language. Those of `likely` come first; what is no country's code there counts for nothing.
    pub fn new(language: Language, likely: &[&str]) -> Countries {
        let all = crate::countries(language);
        let mut first = Vec::new();
        for likely in likely {
            first.extend(all.iter().find(|at| at.0 == *likely && !first.contains(*at)));
        }
        let others = all.iter().filter(|at| !first.contains(*at)).copied().collect();
        Countries { first, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::Country;

    fn codes(list: &[(&'static str, &'static str)]) -> Vec<&'static str> {
        list.iter().map(|(code, _)| *code).collect()
    }

    #[test]
    fn the_likely_ones_come_first_in_their_order_and_once() {
        let countries = Countries::new(Language::English, &["UA", "PL", "UA"]);
        assert_eq!(codes(&countries.first), ["UA", "PL"]);
        assert_eq!(codes(&countries.others).len(), Country::ALL.len() - 2);
        assert!(countries.others.iter().all(|(code, _)| *code != "UA" && *code != "PL"));
    }

    #[test]
    fn the_others_follow_the_language_and_every_country_is_there_once() {
        for language in Language::ALL {
            let countries = Countries::new(language, &["UA"]);
            let named = crate::countries(language).iter().map(|(code, _)| *code);
            assert_eq!(codes(&countries.others), named.filter(|code| *code != "UA").collect::<Vec<_>>());
        }
        assert_eq!(Countries::new(Language::Polish, &["UA"]).first, [("UA", "Ukraina")]);
    }

    #[test]
    fn what_is_no_country_counts_for_nothing() {
        for likely in ["", "XX", "ua", "Ukraine"] {
            assert_eq!(Countries::new(Language::English, &[likely]).first, []);
        }
    }
}
