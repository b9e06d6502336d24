//! Searching among people: texts without what people leave out when they search. No database does that for every
//! alphabet, so what it compares is made here.

use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Most words of a search that count.
pub(crate) const WORDS: usize = 6;
/// Most characters of a search that count.
const MOST: usize = 200;
/// Most characters of a word that count.
const LETTERS: usize = 40;
/// Most parts of a word that it is found by.
const PARTS: usize = 12;
/// Marks of this class or below belong to their letters: without the nukta or virama another would be meant.
const KEPT: u8 = 9;

/// A text as it is searched: small letters without marks, apostrophes and hyphens each of one kind, nothing unseen.
pub fn folded(text: &str) -> String {
    let seen = text.chars().filter(|c| !rules::is_unseen(*c)).map(sign);
    let bare = seen.nfkd().filter(|c| canonical_combining_class(*c) <= KEPT);
    let small = bare.collect::<String>().to_lowercase();
    small.chars().fold(String::with_capacity(small.len()), |mut text, letter| {
        match plain(letter) {
            "" => text.push(letter),
            plain => text.push_str(plain),
        }
        text
    })
}

/// The words by which a folded text is found, as they are [compared](hex): each word, and each of its parts up to its end,
/// so that `левицька` finds `нечуй-левицька` and `example` finds `anna@example.com`. What stands behind the last full stop
/// of an address alone finds nobody.
pub(crate) fn words(folded: &str) -> BTreeSet<String> {
    let parts = |word: &str| parts(word).map(hex).collect::<Vec<_>>();
    folded.split_whitespace().flat_map(parts).collect()
}

/// A word from each of its parts on.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let is_address = word.contains('@');
    let begins = word.char_indices().scan(false, |inside, (at, letter)| {
        let begins = letter.is_alphanumeric() && !*inside;
        *inside = letter.is_alphanumeric();
        Some(begins.then_some(at))
    });
    let parts = begins.flatten().map(move |at| &word[at..]);
    parts.filter(move |part| !is_address || part.contains(['.', '@'])).take(PARTS)
}

/// A text that every database compares as these bytes.
fn hex(word: &str) -> String {
    word.chars().take(LETTERS).collect::<String>().bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// What finds a word of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SearchTerm {
    /// The first of the words that begin with it, and what comes after all of them.
    pub(crate) words: [String; 2],
    /// The same for `like`, with `escape '!'`: anywhere in a folded text.
    pub(crate) pattern: String,
}

/// What finds each word of a search; of signs alone nothing is searched for.
pub(crate) fn search_terms(search: &str) -> Vec<SearchTerm> {
    let search = folded(search);
    let search: String = search.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    let around = [',', ';', '<', '>', '"'];
    let bare = |word: &'_ str| word.trim_matches(around).trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words = search.split_whitespace().map(bare).filter(|word| !word.is_empty());
    words
        .take(WORDS)
        .map(|word| SearchTerm { words: [hex(&word), hex(&word) + "g"], pattern: pattern(&word) })
        .collect()
}

/// The word stands for itself: `escape '!'`.
fn pattern(word: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Three signs are written for the Ukrainian apostrophe, and others are typed for it.
fn sign(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{2032}' | '\u{60}' | '\u{b4}' | '\u{2b9}' | '\u{2bb}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

/// The plain letters of a small one whose mark is a part of it; nothing for others.
fn plain(letter: char) -> &'static str {
    match letter {
        'ł' | 'ŀ' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ŋ' => "n",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ґ' => "г",
        'ς' => "σ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_without_their_marks_and_in_any_case() {
        for (text, folded_text) in [
            ("Łukasz Żółć", "lukasz zolc"),
            ("Søren Đorđević", "soren dordevic"),
            ("STRAẞE Weiß Ægir Þór Œuvre", "strasse weiss aegir thor oeuvre"),
            ("Ґалаґан Їжак Ёлкін Йосип", "галаган іжак елкін иосип"),
            ("Işık İpek", "isik ipek"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("jose\u{301}", "jose"),
            ("ＡＮＮＡ\u{200b}", "anna"),
        ] {
            assert_eq!(folded(text), folded_text, "{text}");
        }
        assert_eq!(["Мар'яна", "Мар’яна", "Марʼяна", "Мар`яна"].map(folded), ["мар'яна"; 4].map(str::to_owned));
        assert_eq!(folded("Нечуй–Левицький"), folded("Нечуи-Левицькии"));
        assert_ne!(folded("क"), folded("क्"), "a virama is no mark to leave out");
    }

    #[test]
    fn each_word_is_searched_for_and_stands_for_itself() {
        let words = |search| search_terms(search).into_iter().map(|word| word.pattern).collect::<Vec<_>>();
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("  Шевченко,\u{a0}\tТарас "), ["%шевченко%", "%тарас%"]);
        assert_eq!(words("100%_! @ -"), ["%100!%!_!!%"]);
        assert_eq!(words("Anna <anna@example.com> @example"), ["%anna%", "%anna@example.com%", "%example%"]);
        assert_eq!(words("a\0b"), ["%a%", "%b%"]);
        assert_eq!(words("1 2 3 4 5 6 7").len(), WORDS);
        assert_eq!(words(&"я".repeat(5000))[0].chars().count(), MOST + 2);
    }

    #[test]
    fn a_word_is_found_by_how_it_begins_and_how_its_parts_begin() {
        let found = |text, search| {
            let words = words(&folded(text));
            let is_found = |SearchTerm { words: [from, to], .. }: SearchTerm| words.range(from..to).next().is_some();
            search_terms(search).into_iter().all(is_found)
        };
        for search in
            ["нечуй", "левицьк", "Нечуй-Лев", "m.k", "k+x@", "x@mail.exa", "example.c", "mail.example", "@mail"]
        {
            assert!(found("Мар'яна Нечуй-Левицька m.k+x@mail.example.com", search), "{search}");
        }
        for search in ["ечуй", "com", "ail", "нечуй левицький", "mk"] {
            assert!(!found("Мар'яна Нечуй-Левицька m.k+x@mail.example.com", search), "{search}");
        }
        let long = "a.b-".repeat(60);
        assert!(words(&long).len() <= PARTS && words(&long).iter().all(|word| word.len() <= 2 * LETTERS));
        assert!(found(&long, &long));
    }
}
