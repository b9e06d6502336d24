//! Words about the person, from which they must not build their password.

use deunicode::deunicode;
use std::{cmp::Reverse, collections::HashSet};

/// What everybody connects with this product.
const OURS: [&str; 3] = ["ocpanel", "onecloudplanet", "onecloud"];
/// Longest text about the person that is looked at, in characters: an e-mail address.
const LONGEST: usize = 254;
/// Most words; of a person with more the first texts count.
const MOST: usize = 48;
/// Fewest letters of a word that makes a password guessable.
const FEWEST: usize = 3;

/// Each text, its parts, and all of its parts together; the longest first, so that a whole name comes before its parts.
pub(super) fn words(texts: &[&str]) -> Vec<String> {
    let mut seen = HashSet::new();
    // Ours first: they are few, and always there.
    let texts = OURS.iter().chain(texts).flat_map(|text| {
        let text: String = text.chars().take(LONGEST).collect();
        // A name in Cyrillic is also written in Latin letters, softness and all left out.
        [deunicode(&text).replace('\'', ""), text]
    });
    let mut words: Vec<String> = texts
        .flat_map(|text| parts(&text))
        .filter(|word| word.chars().count() >= FEWEST && seen.insert(word.clone()))
        .take(MOST)
        .collect();
    words.sort_unstable_by_key(|word| (Reverse(word.len()), word.clone()));
    words
}

fn parts(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let mut words = vec![text.clone(), parts.concat()];
    words.extend(parts.into_iter().map(str::to_owned));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_whole_in_parts_and_in_latin_letters() {
        let words = words(&["Ґалаґан-Коваль"]);
        for word in ["ґалаґан-коваль", "ґалаґанковаль", "ґалаґан", "galagan", "koval", "onecloudplanet"]
        {
            assert!(words.iter().any(|known| known == word), "{word}: {words:?}");
        }
        assert!(words.is_sorted_by_key(|word| Reverse(word.len())));
    }

    #[test]
    fn however_many_words_there_are_few_are_looked_at() {
        let many: Vec<String> = (0..5_000).map(|n| format!("word{n}")).collect();
        assert!(words(&[&many.join(" ")]).len() <= 48);
        assert_eq!(words(&many.iter().map(String::as_str).collect::<Vec<_>>()).len(), 48);
    }
}
