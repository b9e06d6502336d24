//! The one cleaner of what people type and paste, the same in the browser and on the server.
//!
//! Where people read the text, as in a name, nothing that is seen is changed ([`readable`]). Where digits and signs are
//! meant, each is what it looks like, in whatever script or width it came ([`plain`]). An e-mail address comes out of
//! what mail programs put around it ([`address`]).

/// Without the blank and unseen characters around it.
pub fn tidy(raw: &str) -> &str {
    raw.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
}

/// A text that people read: without marks that mean nothing, and with one blank where there were several, or a tab. What
/// breaks a line or turns the order of letters stays, to be refused.
pub(crate) fn readable(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut last = ' ';
    for letter in raw.chars().map(|c| if is_blank(c) { ' ' } else { c }) {
        let goes = if letter == ' ' { last == ' ' } else { is_unseen(letter) && !shapes(letter, last) };
        if !goes {
            text.push(letter);
            last = letter;
        }
    }
    text.trim().to_owned()
}

/// A text of digits, Latin letters and signs, as in numbers and codes: in ASCII where it looks so.
pub(crate) fn plain(raw: &str) -> String {
    let seen = raw.chars().filter(|c| !is_unseen(*c) && *c != OVERRIDE);
    coded(&seen.map(|c| if c.is_whitespace() { ' ' } else { c }).collect::<String>())
}

/// A text that people read and that is made of digits and signs, as a postal code: those in ASCII.
pub(crate) fn coded(raw: &str) -> String {
    readable(&raw.chars().map(|c| digit(sign(c))).collect::<String>())
}

/// What could be an e-mail address: out of `Name <address>`, brackets, quotation marks and `mailto:`, without the comma
/// after it. Its signs in ASCII; digits of other scripts stay, since an address may have them.
pub(crate) fn address(raw: &str) -> String {
    let text = readable(&raw.chars().map(sign).collect::<String>());
    let mut text = text.as_str();
    while let Some(inner) = unwrapped(text) {
        text = inner.trim();
    }
    match text.split_at_checked(7) {
        Some((scheme, link)) if scheme.eq_ignore_ascii_case("mailto:") => of_link(link),
        _ => text.to_owned(),
    }
}

/// Turns all that follows: letters are seen in another order than they are kept.
const OVERRIDE: char = '\u{202e}';

/// Pairs that stand around an address.
const AROUND: [(char, char); 6] = [('<', '>'), ('"', '"'), ('\'', '\''), ('(', ')'), ('“', '”'), ('«', '»')];

/// The address within one layer of what is put around it.
fn unwrapped(text: &str) -> Option<&str> {
    let around = |(open, close): (char, char)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        (open == close || !inner.contains(open)).then_some(inner)
    };
    text.strip_suffix([',', ';', '.']).or_else(|| AROUND.into_iter().find_map(around)).or_else(|| named(text))
}

/// The address after a name. Of two addresses none is taken, unless they are the same.
fn named(text: &str) -> Option<&str> {
    let (name, inner) = text.strip_suffix('>')?.split_once('<')?;
    let name = name.trim().trim_matches(['"', '\'']);
    (!inner.contains('<') && (!name.contains('@') || name.eq_ignore_ascii_case(inner))).then_some(inner)
}

/// The address of a link (RFC 6068): before its query, with `%2B` and the like decoded. What cannot be decoded stays.
fn of_link(link: &str) -> String {
    let address = link.split('?').next().unwrap_or_default();
    let (mut bytes, mut rest) = (Vec::with_capacity(address.len()), address.as_bytes());
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| str::from_utf8(code).ok());
        let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| address.to_owned())
}

/// Whether nobody sees it: zero-width characters, soft hyphens, marks and isolates of direction, letters that fill
/// nothing, tags.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202d}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether this unseen character gives the one before it another shape: joiners in Persian, Sinhala or Malayalam,
/// selectors of variants of Han and Mongolian letters. European alphabets have no such thing.
fn shapes(c: char, before: char) -> bool {
    let shapes = matches!(
        c,
        '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    );
    shapes && before >= '\u{600}' && !('\u{2000}'..='\u{206f}').contains(&before)
}

/// Whether it is seen as a blank within a line.
fn is_blank(c: char) -> bool {
    let breaks = matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    c.is_whitespace() && !breaks || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Full-width forms, and what looks like a hyphen or a plus, as ASCII.
fn sign(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{207b}' | '\u{2212}' => '-',
        '\u{2796}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{207a}' | '\u{2795}' | '\u{fe62}' => '+',
        _ => c,
    }
}

/// Zero in the scripts whose digits people type; nine more follow each.
const ZEROS: [u32; 17] = [
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
    0x1810,
];

/// A digit of another script as ASCII; and the mark that stands for a hyphen among Japanese digits, where in words it is a
/// letter.
fn digit(c: char) -> char {
    if c == '\u{30fc}' {
        return '-';
    }
    let digit = |zero: &u32| char::from_digit(u32::from(c).checked_sub(*zero)?, 10);
    ZEROS.iter().find_map(digit).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_in_a_name_stays_and_what_is_unseen_goes() {
        for (pasted, name) in [
            ("\u{2068}Анна\u{2069} \u{200e}К.", "Анна К."),
            ("Anna\t\u{a0} \u{202f}Maria\n", "Anna Maria"),
            ("\u{feff}So\u{ad}fia\u{200b}", "Sofia"),
            ("Ann\u{200d}a", "Anna"),
            ("О’Коннор–Ґалаґан", "О’Коннор–Ґалаґан"),
            ("ＡＮＮＡ ２", "ＡＮＮＡ ２"),
            // The joiners of Persian and Malayalam, a variant of a Han letter.
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
            ("അവന്\u{200d}", "അവന്\u{200d}"),
            ("渡邊\u{e0100}", "渡邊\u{e0100}"),
            ("علی\u{200c}\u{200c}", "علی\u{200c}"),
        ] {
            assert_eq!(readable(pasted), name, "{pasted:?}");
        }
        assert_eq!(readable(" \u{200b}\u{3164}\u{2800}\u{200d}"), "");
    }

    #[test]
    fn digits_and_signs_are_what_they_look_like() {
        for pasted in [
            "+38-01",
            "＋３８－０１",
            "﹢۳۸‑٠١",
            "\u{202d}+38\u{2212}01\u{202c}",
            "\u{2066}+३८—०१\u{2069}",
            "\t+38\u{30fc}01\r\n",
        ] {
            assert_eq!(plain(pasted), "+38-01", "{pasted:?}");
        }
        assert_eq!(plain("12\u{a0}34\t\n5"), "12 34 5");
        assert_eq!((coded("１０５\u{30fc}００１１").as_str(), coded("01\n02").as_str()), ("105-0011", "01\n02"));
    }

    #[test]
    fn an_address_comes_out_of_what_stands_around_it() {
        for pasted in [
            "anna+x@example.com",
            "Anna K <anna+x@example.com>",
            "\"K, Anna\" <anna+x@example.com>;",
            "anna+x@example.com <anna+x@example.com>",
            "<anna+x@example.com>,",
            "'anna+x@example.com'",
            "mailto:anna+x@example.com",
            "<MAILTO:anna%2Bx@example.com?subject=Hi>",
            "\u{202a}anna＋x＠example．com\u{202c}\t",
            "anna+x@example.com.",
        ] {
            assert_eq!(address(pasted), "anna+x@example.com", "{pasted:?}");
        }
        assert_eq!(address("Анна <o–n@пошта.укр>"), "o-n@пошта.укр");
        for two in
            ["a@example.com, b <b@example.com>", "<a@example.com> <b@example.com>", "a@example.com, b@example.com"]
        {
            assert_eq!(address(two), two);
        }
        assert_eq!(address("mailto:%zz%e9@example.com"), "%zz%e9@example.com");
    }
}
