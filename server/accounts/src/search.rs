//! Searching among people: texts without what people leave out when they search. No database does that for every
//! alphabet, so what it compares is made here.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Most words of a search that count.
pub(crate) const WORDS: usize = 6;
/// Most characters of a search that count.
const MOST: usize = 200;
/// Marks of this class or below belong to their letters: without the nukta or virama another would be meant.
const KEPT: u8 = 9;

/// A text as it is searched: small letters without marks, apostrophes and hyphens each of one kind, nothing unseen.
pub(crate) fn folded(text: &str) -> String {
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

/// What finds each word of a search anywhere in a folded text; what finds everything where there are fewer words.
pub(crate) fn patterns(search: &str) -> [String; WORDS] {
    let search = folded(search);
    let search: String = search.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    let around = [',', ';', '<', '>', '"'];
    let mut words = search.split_whitespace().map(|word| word.trim_matches(around)).filter(|word| !word.is_empty());
    std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), pattern))
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
        let words = |search| {
            let patterns = patterns(search);
            patterns.into_iter().filter(|pattern| pattern != "%").collect::<Vec<_>>()
        };
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("  Шевченко,\u{a0}\tТарас "), ["%шевченко%", "%тарас%"]);
        assert_eq!(words("100%_!"), ["%100!%!_!!%"]);
        assert_eq!(words("Anna <anna@example.com>"), ["%anna%", "%anna@example.com%"]);
        assert_eq!(words("a\0b"), ["%a%", "%b%"]);
        assert_eq!(words("1 2 3 4 5 6 7").len(), WORDS);
        assert_eq!(words(&"я".repeat(5000))[0].chars().count(), MOST + 2);
    }
}
