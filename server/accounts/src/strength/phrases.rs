//! Phrases that everybody knows, in the languages of the people who come here. Whoever guesses long passwords begins with
//! hymns, prayers, proverbs and songs.

use super::estimate::{OTHERS, cyrillic_key};
use deunicode::deunicode;
use std::{cmp::Reverse, sync::LazyLock};

/// One a line, as people know it; lines that begin with `#` are headings.
const PHRASES: &str = include_str!("phrases.txt");
/// Fewest letters of a phrase's piece that is a phrase itself.
const PIECE: usize = 10;
/// Most letters that are looked at: Latin letters of some signs are whole words.
const MOST: usize = 192;
/// Signs and digits that people write for letters.
const SIGNS: [(&str, &str); 9] =
    [("0", "o"), ("1", "i"), ("!", "i"), ("3", "e"), ("4", "a"), ("@", "a"), ("5", "s"), ("$", "s"), ("7", "t")];

/// The phrases by their letters, the longest first.
static KNOWN: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut known: Vec<String> = lines.map(letters).collect();
    known.sort_unstable_by_key(|phrase| (Reverse(phrase.len()), phrase.clone()));
    known.dedup();
    known
});

/// Whether a password is such a phrase or a long piece of one, or has little beside it: whatever stands between the
/// words, in capitals or not, in Latin letters or typed with the wrong keyboard.
pub(super) fn is_known(password: &str) -> bool {
    let digits = password.chars().filter(char::is_ascii_digit).count();
    let signs = SIGNS.iter().fold(password.to_lowercase(), |text, (sign, letter)| text.replace(sign, letter));
    let keys: String = password.to_lowercase().chars().map(cyrillic_key).collect();
    is_made_of_one(&letters(password), digits)
        || is_made_of_one(&letters(&signs), 0)
        || is_made_of_one(&letters(&keys), digits)
}

fn is_made_of_one(letters: &str, others: usize) -> bool {
    if letters.len() >= PIECE && others < OTHERS && KNOWN.iter().any(|phrase| phrase.contains(letters)) {
        return true;
    }
    let rest = KNOWN.iter().fold(letters.to_owned(), |rest, phrase| rest.replace(phrase, ""));
    rest.len() < letters.len() && rest.len() + others < OTHERS
}

/// The letters alone, in Latin, with what transliterations differ in made the same: `shch` and `sch`, `y`, `j` and `i`,
/// `w` and `v`, doubled letters.
fn letters(text: &str) -> String {
    let mut letters = String::new();
    for letter in deunicode(text).to_ascii_lowercase().chars().filter(char::is_ascii_lowercase).take(MOST) {
        let same = match letter {
            'h' => continue,
            'y' | 'j' => 'i',
            'w' => 'v',
            other => other,
        };
        if !letters.ends_with(same) {
            letters.push(same);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_known_however_it_is_written() {
        for password in [
            "to be or not to be",
            "ToBeOrNotToBe!",
            "2 to-be,or.not;to:be 2026",
            "t0 b3 0r n0t t0 b3",
            "correct horse battery staple",
            "CorrectHorseBatteryStaple1",
            "ще не вмерла україна",
            "ЩеНеВмерлаУкраїна2026!",
            "shche ne vmerla ukraina",
            "Sche ne vmerla Ukrayina",
            "ot yt dvthkf erhf]yf",
            "jeszcze polska nie zginęła",
            "JeszczePolskaNieZginela123",
            "w szczebrzeszynie chrząszcz",
            "the quick brown fox jumps over",
            "абвгґдеєжзиіїйклмн",
            "Отче наш, що єси на небесах",
        ] {
            assert!(is_known(password), "{password}");
        }
    }

    #[test]
    fn a_phrase_of_ones_own_or_much_beside_a_known_one_is_not() {
        for password in [
            "four plain words together",
            "сьогодні падає теплий дощ",
            "kapelusz rower zupa okno",
            "to be or not to be kapelusz zupa",
            "ukraina",
            "1234567890",
            "",
        ] {
            assert!(!is_known(password), "{password}");
        }
    }

    #[test]
    fn every_line_is_a_phrase_long_enough_to_be_a_password() {
        for phrase in KNOWN.iter() {
            assert!(phrase.len() >= PIECE, "{phrase}");
        }
        assert!((150..=400).contains(&KNOWN.len()), "{}", KNOWN.len());
    }
}
