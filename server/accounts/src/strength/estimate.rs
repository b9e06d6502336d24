//! How many guesses a password takes. Everything that is looked at is bounded: how many characters, how many words, how
//! many readings of signs. So the estimate takes a few milliseconds at most, whatever was typed.

use super::{personal, phrases};
use rules::Strength;
use zxcvbn::zxcvbn;

/// So many characters are guessed at: they say enough. The time grows with their square.
const LOOKED_AT: usize = 28;
/// Guesses that a good password takes, and a good enough one (the scores 4 and 3 of zxcvbn).
const STRONG: u64 = 10_000_000_000;
const FAIR: u64 = 100_000_000;
/// Fewest letters and digits beside the person's words, or beside a phrase that everybody knows, in a password that is
/// not built from them.
pub(super) const OTHERS: usize = 8;
/// Signs that may stand for the same letter. With several of a kind in one password every combination would be tried; so
/// all of a kind are read as the first that is there. Digits come first: they make dates and sequences too.
const ALIKE: [&str; 5] = ["4@", "1!|", "5$", "7+", "({[<"];
/// The keys that a Ukrainian or Russian keyboard shares with a Latin one, in the same order.
const CYRILLIC: &str = "йцукенгшщзхїфівапролджєячсмитьбюъыэёґ";
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.]s'`u";

/// How hard it is to guess for somebody who knows these words about the person. Signs between words count for nothing:
/// whoever tries words tries them with every sign.
pub(crate) fn strength(password: &str, personal: &[&str]) -> Strength {
    let together: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let words = personal::words(personal);
    let rest = words.iter().fold(together.clone(), |rest, word| rest.replace(word, ""));
    let is_personal = rest.len() < together.len();
    if is_personal && rest.chars().count() < OTHERS {
        return Strength::Personal;
    }
    if phrases::is_known(password) {
        return Strength::Common;
    }
    match guesses([password, &together], &words) {
        STRONG.. => Strength::Strong,
        FAIR.. => Strength::Fair,
        _ if is_personal => Strength::Personal,
        _ => Strength::Common,
    }
}

/// How many guesses the easiest reading takes.
fn guesses(readings: [&str; 2], words: &[String]) -> u64 {
    let words: Vec<String> = words.iter().map(|word| as_typed(word)).filter(|word| fits(word)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [plain, together] = readings.map(looked_at);
    let guesses = zxcvbn(&plain, &words).guesses();
    if plain == together { guesses } else { guesses.min(zxcvbn(&together, &words).guesses()) }
}

/// The characters that are guessed at.
fn looked_at(text: &str) -> String {
    let text: String = as_typed(text).chars().take(LOOKED_AT).collect();
    ALIKE.iter().fold(text, |text, alike| one_of(alike, text))
}

/// All signs of this kind as the first of them that is there.
fn one_of(alike: &str, text: String) -> String {
    match alike.chars().find(|sign| text.contains(*sign)) {
        Some(first) => text.chars().map(|c| if alike.contains(c) { first } else { c }).collect(),
        None => text,
    }
}

fn fits(word: &str) -> bool {
    word.chars().count() <= LOOKED_AT
}

/// As it is typed on a Latin keyboard: lists of common passwords hold `gfhjkm`, not `пароль`.
fn as_typed(text: &str) -> String {
    text.chars().map(latin_key).collect()
}

fn latin_key(key: char) -> char {
    let folded = key.to_lowercase().next().unwrap_or(key);
    CYRILLIC.chars().zip(LATIN.chars()).find(|(cyrillic, _)| *cyrillic == folded).map_or(key, |(_, latin)| latin)
}

/// As it would be typed on a Ukrainian keyboard by somebody who forgot to switch it.
pub(super) fn cyrillic_key(key: char) -> char {
    LATIN.chars().zip(CYRILLIC.chars()).find(|(latin, _)| *latin == key).map_or(key, |(_, cyrillic)| cyrillic)
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
    fn a_phrase_that_everybody_knows_is_common_and_much_beside_it_makes_it_ones_own() {
        for password in ["to be or not to be", "ЩеНеВмерлаУкраїна!", "jeszczepolskaniezginela1"] {
            assert_eq!(strength(password, &WHO), Strength::Common, "{password}");
        }
        assert_eq!(strength("to be or not to be kapelusz zupa", &WHO), Strength::Strong);
    }

    #[test]
    fn of_a_long_password_few_characters_are_guessed_at_and_few_readings_of_signs() {
        assert_eq!(looked_at(&"я".repeat(128)).chars().count(), 28);
        assert_eq!(looked_at("4@8({[<369!1|0$5+7%2"), "448((((36911105577%2");
    }

    #[test]
    fn every_cyrillic_key_has_a_latin_one() {
        assert_eq!(CYRILLIC.chars().count(), LATIN.chars().count());
        assert_eq!(as_typed("Пароль"), "gfhjkm");
        assert_eq!("gfhjkm".chars().map(cyrillic_key).collect::<String>(), "пароль");
    }
}
