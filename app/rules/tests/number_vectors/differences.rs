//! Where we differ from python-stdnum on purpose, and why.

use crate::TODAY;

/// Where we differ from the oracle on purpose: kind, what we say, about which numbers, why and by which source.
pub struct Difference {
    pub kinds: &'static [&'static str],
    pub fits: bool,
    pub about: fn(&str) -> bool,
    #[expect(dead_code, reason = "said to whoever reads the table")]
    because: &'static str,
}

fn part(text: &str, range: std::ops::Range<usize>) -> u32 {
    text.get(range).and_then(|part| part.parse().ok()).unwrap_or(u32::MAX)
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> + '_ {
    text.chars().map(|letter| letter.to_digit(36).expect("a digit or letter"))
}

fn luhn(text: &str, base: u32) -> bool {
    let doubled = |digit: u32| digit * 2 / base + digit * 2 % base;
    let sums = digits(text).rev().enumerate().map(|(at, digit)| if at % 2 == 0 { digit } else { doubled(digit) });
    sums.sum::<u32>().is_multiple_of(base)
}

pub const DIFFERENCES: &[Difference] = &[
    Difference {
        kinds: &["ua-edrpou"],
        fits: false,
        about: |text| text == "00000000",
        because: "nobody's; the check digit of a body of zeros is zero in any such scheme (regulation on the EDRPOU, Cabinet \
                  of Ministers 118 of 22.01.1996: a number is given to one subject)",
    },
    Difference {
        kinds: &["ua-rnokpp"],
        fits: false,
        about: |text| part(text, 0..5) == 0 || part(text, 0..5) > TODAY + 25_568,
        because: "born before 1900 or after today: the first five digits are days since 1899-12-31 (Tax Code of Ukraine, \
                  article 70; order of the Ministry of Finance 822 of 29.09.2017)",
    },
    Difference {
        kinds: &["pl-nip", "pl-vat"],
        fits: false,
        about: |text| part(text, 0..1) == 0 || part(text, 1..3) == 0,
        because: "no such office: type TNrNIP in the schemas for tax documents of the Ministry of Finance",
    },
    Difference {
        kinds: &["at-steuernummer"],
        fits: true,
        about: |text| luhn(text, 10),
        because: "the oracle has a list of tax offices, which were joined in 2021 (Finanz-Organisationsreformgesetz, BGBl. I \
                  104/2019); only the check digit is looked at",
    },
    Difference {
        kinds: &["be-ondernemingsnummer", "be-vat"],
        fits: false,
        about: |text| matches!(part(text, 8..10), 98 | 99 | 0),
        because: "97 less the rest of a division by 97 is 01 to 97 (Crossroads Bank for Enterprises)",
    },
    Difference {
        kinds: &["cz-dic-person"],
        fits: false,
        about: |text| {
            let born = (part(text, 0..2), part(text, 2..4) % 50 % 20, part(text, 4..6));
            text.len() == 10 && born.0 < 54 && born > (26, 11, 29)
        },
        because: "born after today: a birth number holds the date (Act 133/2000 on the Registration of Inhabitants, section 13)",
    },
    Difference {
        kinds: &["de-steuernummer"],
        fits: true,
        about: |text| text.chars().all(|letter| letter.is_ascii_digit()),
        because: "shape alone: the Länder give out numbers by rules of their own, and change them when offices are joined \
                  (Fiscal Code, section 139a, introduces one that stays)",
    },
    Difference {
        kinds: &["hu-adoszam"],
        fits: false,
        about: |text| text.len() == 11 && !(1..=5).contains(&part(text, 8..9)),
        because: "the oracle knows eight digits; the ninth is the kind of taxation, 1 to 5 (Act CL of 2017)",
    },
    Difference {
        kinds: &["it-piva", "it-vat"],
        fits: true,
        about: |text| luhn(text, 10) && part(text, 0..7) > 0,
        because: "the oracle's list of provinces is not complete: offices are those of the Agenzia delle Entrate, and change",
    },
    Difference {
        kinds: &["mt-vat"],
        fits: false,
        about: |text| !(1..=37).contains(&part(text, 6..8)),
        because: "37 less the rest of a division by 37 is 01 to 37 (European Commission, algorithms of VIES)",
    },
    Difference {
        kinds: &["gb-vat", "xi-vat"],
        fits: false,
        about: |text| {
            let sum: u32 = digits(text).zip([8, 7, 6, 5, 4, 3, 2, 10, 1]).map(|(digit, weight)| digit * weight).sum();
            !text.starts_with(char::is_alphabetic) && sum % 97 == 55
        },
        because: "HMRC adds 55 before the division, which leaves 42 and not 55",
    },
    Difference {
        kinds: &["in-gstin"],
        fits: true,
        about: |text| {
            let state = matches!(part(text, 0..2), 1..=38 | 96 | 97);
            let pan = part(text, 7..11) > 0 && &text[12..13] != "0" && matches!(&text[13..14], "Z" | "C" | "D");
            luhn(text, 36) && (part(text, 0..2) == 99 || state && pan)
        },
        because: "the oracle lacks Ladakh (38), other territory (97), foreign providers (96, 99), and C and D for \
                  collectors and deductors of tax (GST rules, form REG-01 to REG-10)",
    },
    Difference {
        kinds: &["tw-ubn"],
        fits: true,
        about: |text| {
            let products = digits(text).zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(digit, weight)| digit * weight);
            let sum: u32 = products.map(|product| product / 10 + product % 10).sum();
            sum.is_multiple_of(5) || &text[6..7] == "7" && (sum + 1).is_multiple_of(5)
        },
        because: "divisible by 5 instead of 10 since April 2023 (Ministry of Finance of Taiwan)",
    },
];
