//! Names of countries and their order.

use super::super::*;
use rules::Country;

const LANGUAGES: [(Language, &str); 3] = [
    (Language::English, "abcdefghijklmnopqrstuvwxyz"),
    (Language::Ukrainian, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    (Language::Polish, "aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż"),
];

/// What a name is sorted by: the places of its letters in the alphabet, after space and signs.
fn places(alphabet: &str, name: &str) -> Vec<usize> {
    let place = |letter| match alphabet.chars().position(|known| known == base(letter)) {
        Some(at) => at + 2,
        None => usize::from(letter != ' '),
    };
    name.to_lowercase().chars().filter(|letter| *letter != 'ʼ').map(place).collect()
}

/// The plain letter under an accent that belongs to none of the three alphabets.
fn base(letter: char) -> char {
    match letter {
        'å' | 'ã' => 'a',
        'ç' => 'c',
        'é' => 'e',
        'í' => 'i',
        'ô' => 'o',
        'ü' => 'u',
        other => other,
    }
}

fn position(language: Language, name: &str) -> usize {
    let named = |(_, known): &(&str, &str)| *known == name;
    countries(language).iter().position(named).expect(name)
}

#[test]
fn every_language_names_every_country_once() {
    for (language, _) in LANGUAGES {
        let mut codes: Vec<_> = countries(language).iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        assert_eq!(codes, Country::ALL.map(Country::code));
    }
}

#[test]
fn no_two_countries_share_a_name_and_none_is_blank_or_lower_case() {
    for (language, _) in LANGUAGES {
        let mut names: Vec<_> = countries(language).iter().map(|(_, name)| *name).collect();
        assert!(names.iter().all(|name| name.starts_with(char::is_uppercase)));
        names.sort_unstable();
        assert!(names.is_sorted_by(|one, next| one < next));
    }
}

#[test]
fn every_list_follows_its_alphabet() {
    for (language, alphabet) in LANGUAGES {
        let names = countries(language).iter().map(|(_, name)| *name);
        let places: Vec<_> = names.map(|name| (places(alphabet, name), name)).collect();
        for pair in places.windows(2) {
            assert!(pair[0].0 <= pair[1].0, "{} before {}", pair[0].1, pair[1].1);
        }
    }
}

#[test]
fn ukrainian_and_polish_letters_stand_in_their_own_places() {
    let in_order = |language, names: &[&str]| {
        let places: Vec<_> = names.iter().map(|name| position(language, name)).collect();
        assert!(places.is_sorted(), "{names:?}");
    };
    let ukrainian = ["Ефіопія", "Єгипет", "Ємен", "Замбія", "Зімбабве", "Ізраїль", "Йорданія"];
    in_order(Language::Ukrainian, &ukrainian);
    in_order(Language::Ukrainian, &["Венесуела", "Вʼєтнам", "Віргінські Острови (США)", "Габон"]);
    in_order(Language::Ukrainian, &["Уругвай", "Фіджі", "Хорватія", "Чад", "Швеція", "Ямайка"]);
    in_order(Language::Polish, &["Luksemburg", "Łotwa", "Macedonia Północna"]);
    in_order(Language::Polish, &["Węgry", "Wielka Brytania", "Wietnam", "Włochy", "Wyspa Man"]);
    in_order(Language::English, &["Afghanistan", "Åland Islands", "Albania"]);
}

#[test]
fn a_country_is_named_in_each_language() {
    let named = |code| LANGUAGES.map(|(language, _)| country_name(language, code));
    assert_eq!(named("UA"), [Some("Ukraine"), Some("Україна"), Some("Ukraina")]);
    assert_eq!(named("DE"), [Some("Germany"), Some("Німеччина"), Some("Niemcy")]);
    assert_eq!(named("XK"), [Some("Kosovo"), Some("Косово"), Some("Kosowo")]);
    assert_eq!(named("EU"), [None; 3]);
    assert_eq!(named("ua"), [None; 3]);
}
