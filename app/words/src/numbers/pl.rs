//! Polish.

use rules::{Field, NumberKind, OrganisationType};

use super::{Numbers, Size};

pub(super) const NUMBERS: Numbers = Numbers {
    name,
    label,
    or: " albo ",
    with: |size| format!("z {}", of_digits(size)),
    for_people: " dla przedsiębiorcy indywidualnego",
    hint: |kinds, example| format!("{kinds}, na przykład {example}."),
    unknown: |field| match field {
        Field::Tin => "Numer, pod którym organizacja płaci podatki.",
        Field::VatNumber => "Jeśli organizacja jest podatnikiem VAT.",
        _ => "Numer w rejestrze organizacji.",
    },
    insist: "Jeśli wszystko się zgadza, naciśnij przycisk jeszcze raz",
    missing: |field| match field {
        Field::Tin => "Wpisz numer podatkowy",
        Field::VatNumber => "Wpisz numer VAT",
        _ => "Wpisz numer rejestrowy",
    },
    characters: |about| match about.numeric {
        true => format!("{} ma same cyfry. Wpisz go bez liter i znaków", about.name),
        false => format!("{} ma cyfry i litery łacińskie. Wpisz go bez innych znaków", about.name),
    },
    too_short: |about, count| format!("{} ma co najmniej {}", about.name, counted(count, false)),
    too_long: |about, count| format!("{} ma najwyżej {}", about.name, counted(count, false)),
    length: |about, size, typed| format!("{} ma {}, a tu jest {typed}", about.name, digits(size)),
    shape: |about| match about.example {
        "" => format!("{} wygląda inaczej. Sprawdź go", about.name),
        example => format!("{} wygląda tak: {example}. Sprawdź go", about.name),
    },
    checksum: |about| match (about.ends_with_check, about.digits_alone) {
        (true, _) => format!("{}: ostatnia cyfra nie pasuje, sprawdź, czy nie ma literówki", about.name),
        (_, true) => format!("{}: cyfry nie pasują do siebie, sprawdź, czy nie ma literówki", about.name),
        _ => format!("{}: cyfry i litery nie pasują do siebie, sprawdź, czy nie ma literówki", about.name),
    },
    birth_date: |about| {
        format!("{}: data urodzenia w nim nie może być prawidłowa, sprawdź, czy nie ma literówki", about.name)
    },
    office: |about| format!("{}: numerów z takimi cyframi się nie nadaje, sprawdź, czy nie ma literówki", about.name),
    belongs: |about, other, takes| {
        let moved = format!("To wygląda na {}. Wpisz to w polu „{}”", about.within, label(other));
        match takes {
            Some(kinds) => format!("{moved}, a w polu „{}” podaj {kinds}", label(about.field)),
            None => moved,
        }
    },
    organisation: |about, organisation| match organisation {
        OrganisationType::IndividualEntrepreneur => {
            format!("{} mają organizacje, a nie przedsiębiorcy indywidualni. Sprawdź numer i rodzaj", about.name)
        }
        OrganisationType::LegalEntity => {
            format!("{} mają osoby fizyczne, a nie osoby prawne. Sprawdź numer i rodzaj organizacji", about.name)
        }
        OrganisationType::GovernmentAgency => {
            format!(
                "{} mają osoby fizyczne, a nie instytucje publiczne. Sprawdź numer i rodzaj organizacji",
                about.name
            )
        }
    },
    document: "RNOKPP ma 10 cyfr, a 9 cyfr ma numer dowodu osobistego. Sprawdź go",
    disagrees: "Numer VAT nie zgadza się z numerem podatkowym. Sprawdź oba",
    oss: "To numer procedury OSS. Wpisz własny numer organizacji",
};

fn name(kind: NumberKind) -> Option<String> {
    let own = match kind.name() {
        "ua-edrpou" => "kod EDRPOU",
        "ua-rnokpp" => "RNOKPP",
        "ua-vat" => "numer VAT (ІПН)",
        "ua-passport" => "numer paszportu",
        "pl-vat" => "numer VAT UE",
        _ if kind.home_field() == Some(Field::VatNumber) || kind.local_name() == "VAT number" => {
            return Some(format!("numer VAT ({})", kind.local_name()));
        }
        _ => return None,
    };
    Some(own.to_owned())
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Tin => "Numer podatkowy",
        Field::VatNumber => "Numer VAT",
        _ => "Numer rejestrowy",
    }
}

/// So many in the accusative: "2 cyfry", "10 cyfr".
fn counted(count: u16, digits: bool) -> String {
    let noun = match (count % 10, count % 100, digits) {
        (_, 1, true) if count == 1 => "cyfrę",
        (2..=4, last, true) if !(12..=14).contains(&last) => "cyfry",
        (_, _, true) => "cyfr",
        (_, 1, false) if count == 1 => "znak",
        (2..=4, last, false) if !(12..=14).contains(&last) => "znaki",
        (_, _, false) => "znaków",
    };
    format!("{count} {noun}")
}

/// What a number has: "10 cyfr", "DE i 9 cyfr", "9 albo 14 cyfr", "od 2 do 10 cyfr".
fn digits(size: &Size) -> String {
    if size.is_range() {
        return format!("{}od {}", prefixed(size), of_many(size, " do "));
    }
    let last = counted(size.last(), size.digits_alone);
    let noun = last.rsplit(' ').next().unwrap_or_default();
    format!("{}{} {noun}", prefixed(size), size.counts(" albo ", " do "))
}

/// The same in the genitive, after "z".
fn of_digits(size: &Size) -> String {
    format!("{}{}", prefixed(size), of_many(size, "–"))
}

fn of_many(size: &Size, to: &str) -> String {
    let noun = if size.digits_alone { "cyfr" } else { "znaków" };
    format!("{} {noun}", size.counts(" albo ", to))
}

fn prefixed(size: &Size) -> String {
    if size.prefix.is_empty() { String::new() } else { format!("{} i ", size.prefix) }
}
