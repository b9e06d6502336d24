//! How hard a password is to guess, by somebody who knows whose it is (NIST SP 800-63B-4, section 3.1.1.2).

use deunicode::deunicode;
use rules::Strength;
use std::cmp::Reverse;
use zxcvbn::zxcvbn;

/// What everybody connects with this product.
const OURS: [&str; 3] = ["ocpanel", "onecloudplanet", "onecloud"];
/// So many characters say enough, and are looked at in a few milliseconds.
const MOST: usize = 64;
/// Guesses that a good password takes, and a good enough one (the scores 4 and 3 of zxcvbn).
const STRONG: u64 = 10_000_000_000;
const FAIR: u64 = 100_000_000;
/// Fewest characters beside the person's words in a password that is not built from them.
const OTHERS: usize = 8;
/// Longest text about the person that is looked at, in characters: an e-mail address.
const LONGEST: usize = 254;
/// The signs that may stand for letters, and letters that stand for nothing else. With many of them in one password
/// every combination would be tried, for seconds.
const SIGNS: &str = "@({[<!|$+%";
const NO_SIGNS: &str = "αβγδεζηθικ";
const MOST_SIGNS: usize = 3;
/// Fewest letters of a word that makes a password guessable.
const FEWEST: usize = 3;
/// The keys that a Ukrainian or Russian keyboard shares with a Latin one, in the same order.
const CYRILLIC: &str = "йцукенгшщзхїфівапролджєячсмитьбюъыэё";
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.]s'`";

/// How hard it is to guess for somebody who knows these words about the person. Signs between words count for nothing:
/// whoever tries words tries them with every sign.
pub(crate) fn strength(password: &str, personal: &[&str]) -> Strength {
    let password = few_signs(&password.chars().take(MOST).collect::<String>());
    let together: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let words = words(personal);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rest = words.iter().fold(together.clone(), |rest, word| rest.replace(word, ""));
    let is_personal = rest.len() < together.len();
    if is_personal && rest.chars().count() < OTHERS {
        return Strength::Personal;
    }
    match guesses(&password, &words).min(guesses(&together, &words)) {
        STRONG.. => Strength::Strong,
        FAIR.. => Strength::Fair,
        _ if is_personal => Strength::Personal,
        _ => Strength::Common,
    }
}

/// The password with its signs, or with letters instead where there are many.
fn few_signs(password: &str) -> String {
    if SIGNS.chars().filter(|sign| password.contains(*sign)).count() <= MOST_SIGNS {
        return password.to_owned();
    }
    let letter =
        |c: char| SIGNS.chars().zip(NO_SIGNS.chars()).find(|(sign, _)| *sign == c).map_or(c, |(_, letter)| letter);
    password.chars().map(letter).collect()
}

/// How many guesses it takes, also as it would be typed on a Latin keyboard: lists of common passwords hold `gfhjkm`, not `пароль`.
fn guesses(password: &str, words: &[&str]) -> u64 {
    let typed = zxcvbn(password, words).guesses();
    let latin: String = password.chars().map(latin_key).collect();
    if latin == password { typed } else { typed.min(zxcvbn(&latin, words).guesses()) }
}

fn latin_key(key: char) -> char {
    let folded = key.to_lowercase().next().unwrap_or(key);
    CYRILLIC.chars().zip(LATIN.chars()).find(|(cyrillic, _)| *cyrillic == folded).map_or(key, |(_, latin)| latin)
}

/// Each text, its parts, and all of its parts together.
fn words(texts: &[&str]) -> Vec<String> {
    // A name in Cyrillic is also written in Latin letters.
    let texts = texts.iter().copied().chain(OURS).flat_map(|text| {
        let text: String = text.chars().take(LONGEST).collect();
        [deunicode(&text), text]
    });
    let mut words: Vec<String> = texts
        .flat_map(|text| {
            let text = text.as_str();
            let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
            let whole = [text.to_owned(), parts.concat()];
            whole.into_iter().chain(parts.into_iter().map(str::to_owned)).collect::<Vec<_>>()
        })
        .map(|word| word.to_lowercase())
        .filter(|word| word.chars().count() >= FEWEST)
        .collect();
    // The longest first: a whole name before its parts.
    words.sort_unstable_by_key(|word| (Reverse(word.len()), word.clone()));
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: [&str; 4] = ["Оксана", "Kowalska", "oksana.kowalska@firma.example", "Example Cloud"];

    #[test]
    fn common_ones_and_patterns_are_refused() {
        for password in [
            "passwordpassword",
            "password12345678",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaaa",
            "1234567890123456",
            "пароль123пароль123",
            "йцукенгшщзхїфівап",
            "qwerty123qwerty123",
            "qwerty.asdfgh.zxcvbn",
            "123.456.789.012.345",
            "password.password.password",
        ] {
            assert_eq!(strength(password, &WHO), Strength::Common, "{password}");
        }
    }

    #[test]
    fn ones_built_from_the_person_or_the_product_are_refused_with_that_reason() {
        for password in [
            "oksana.kowalska@firma.example",
            "OksanaKowalska2026",
            "kowalska.kowalska",
            "Kowalska. Oksana. 1991",
            "ОКСАНА!kowalska!1",
            "ОксанаОксана2026",
            "onecloudplanet2026",
            "Example Cloud 2026!",
            "ocpanel-ocpanel-1",
            "kowalska@example.cloud",
        ] {
            assert_eq!(strength(password, &WHO), Strength::Personal, "{password}");
        }
    }

    #[test]
    fn a_few_plain_words_are_strong() {
        for password in
            ["four plain words together", "сьогодні падає теплий дощ", "kapelusz rower zupa okno", "xK9#mQ2$vL7!pR4"]
        {
            assert_eq!(strength(password, &WHO), Strength::Strong, "{password}");
        }
    }

    #[test]
    fn many_signs_are_looked_at_in_no_time() {
        let signs = "4@8({[<369!1|0$5+7%2".repeat(4);
        let since = std::time::Instant::now();
        for _ in 0..10 {
            assert_eq!(strength(&signs, &[&"a b ".repeat(10_000)]), Strength::Strong);
        }
        // Seconds each before; the bound is wide for busy machines.
        assert!(since.elapsed().as_secs() < 5, "{:?}", since.elapsed());
    }

    #[test]
    fn every_cyrillic_key_has_a_latin_one() {
        assert_eq!(CYRILLIC.chars().count(), LATIN.chars().count());
        assert_eq!("Пароль".chars().map(latin_key).collect::<String>(), "gfhjkm");
    }
}
