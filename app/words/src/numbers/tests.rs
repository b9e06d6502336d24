//! What is said, in whole sentences.

use rules::{Number, OrganisationType};

use super::*;

const TODAY: u32 = 20_786;

fn country(code: &str) -> Option<Country> {
    Country::parse(code)
}

fn hints(field: Field, code: &str) -> [String; 3] {
    Language::ALL.map(|language| hint(language, field, country(code)))
}

fn faults(raw: &str, code: &str) -> [String; 3] {
    let wrong = match Number::tin(raw, country(code), None, TODAY) {
        Ok(number) => number.doubt().expect("a doubt"),
        Err(wrong) => wrong,
    };
    Language::ALL.map(|language| fault(language, Field::Tin, &wrong))
}

#[test]
fn a_hint_names_the_kinds_their_lengths_and_an_example() {
    let of_people = hints(Field::Tin, "UA");
    assert_eq!(
        of_people[0],
        "EDRPOU with 8 digits or RNOKPP with 10 digits for an individual entrepreneur, for example 32855961."
    );
    assert_eq!(of_people[1], "Код ЄДРПОУ з 8 цифр або РНОКПП з 10 цифр для ФОП, наприклад 32855961.");
    assert_eq!(
        of_people[2],
        "Kod EDRPOU z 8 cyfr albo RNOKPP z 10 cyfr dla przedsiębiorcy indywidualnego, na przykład 32855961."
    );
    assert_eq!(hints(Field::Tin, "PL")[2], "NIP z 10 cyfr, na przykład 526-025-02-74.");
    assert_eq!(
        hints(Field::VatNumber, "PL")[0],
        "VAT number (NIP UE) with PL and 10 digits, for example PL5260250274."
    );
    assert_eq!(hints(Field::Tin, "CZ")[1], "DIČ з CZ і 8, 9 або 10 цифр, наприклад CZ25123891.");
    assert_eq!(hints(Field::Tin, "FR")[0], "SIREN with 9 digits, for example 552 008 443.");
    assert_eq!(hints(Field::Tin, "RO")[1], "CUI / CIF з 2–10 цифр або CNP з 13 цифр для ФОП, наприклад 18547290.");
    assert_eq!(hints(Field::Tin, "KP")[0], "The number under which the organisation pays tax.");
}

#[test]
fn a_hint_for_every_country_is_one_short_sentence() {
    for country in Country::ALL {
        for field in [Field::Tin, Field::RegistrationNumber, Field::VatNumber] {
            for language in Language::ALL {
                let said = hint(language, field, Some(country));
                assert!(said.ends_with('.') && said.chars().count() < 170, "{country} {said}");
                assert!(!said.contains("  ") && !said.contains("()"), "{said}");
            }
        }
    }
}

#[test]
fn a_fault_names_the_number_and_says_what_to_do() {
    assert_eq!(
        faults("526025028", "PL"),
        ["NIP has 10 digits; this has 9", "NIP має 10 цифр, а тут 9", "NIP ma 10 cyfr, a tu jest 9"]
    );
    assert_eq!(
        faults("14360571", "UA"),
        [
            "EDRPOU: the last digit does not fit, check for a typing mistake",
            "Код ЄДРПОУ: остання цифра не підходить, перевірте, чи немає описки",
            "Kod EDRPOU: ostatnia cyfra nie pasuje, sprawdź, czy nie ma literówki",
        ]
    );
    assert_eq!(faults("1234567890123456", "BY")[1], "УНП має 9 знаків, а тут 16");
    assert_eq!(faults("12345678901234", "RO")[2], "CNP ma 13 cyfr, a tu jest 14");
    assert_eq!(faults("7", "KP")[1], "Податковий номер має щонайменше 2 знаки");
    assert_eq!(faults("", "PL")[2], "Wpisz numer podatkowy");
}

#[test]
fn a_number_of_another_kind_is_named_and_moved() {
    assert_eq!(
        faults("0000028860", "PL"),
        [
            "This looks like the KRS. Put it into “Registration number”; “TIN” takes the NIP",
            "Це схоже на KRS. Впишіть його в поле «Реєстраційний номер», а в полі «Податковий номер» вкажіть NIP",
            "To wygląda na KRS. Wpisz to w polu „Numer rejestrowy”, a w polu „Numer podatkowy” podaj NIP",
        ]
    );
    assert_eq!(
        faults("73282932000074", "FR")[0],
        "This looks like the SIRET. Put it into “Registration number”; “TIN” takes the SIREN"
    );
}

#[test]
fn the_labels_are_those_of_the_form() {
    for (language, words) in Language::ALL.map(|language| (language, words(language))) {
        for field in [Field::Tin, Field::RegistrationNumber, Field::VatNumber] {
            assert_eq!((words.label)(field), (crate::pages(language).field)(field).label);
        }
    }
}

/// Every fault of every kind, so that none is blank, double or unfinished.
#[test]
fn every_fault_of_every_kind_has_its_sentence() {
    let organisations = OrganisationType::ALL.map(Fault::Organisation);
    let others = [Field::Tin, Field::RegistrationNumber, Field::VatNumber].map(Fault::Belongs);
    for kind in NumberKind::all() {
        let length = Fault::Length { wanted: kind.lengths(), typed: 5 };
        let plain = [
            Fault::Missing,
            Fault::Characters,
            Fault::TooShort(2),
            Fault::TooLong(64),
            Fault::Shape,
            Fault::Checksum,
            Fault::BirthDate,
            Fault::Office,
            Fault::Document,
            Fault::Abroad,
            Fault::Disagrees,
            Fault::Oss,
        ];
        let lengths = Some(length).filter(|_| kind.lengths().iter().next().is_some());
        for fault in plain.into_iter().chain(organisations).chain(others).chain(lengths) {
            for language in Language::ALL {
                let said = super::fault(language, Field::Tin, &NumberFault { kind, fault });
                assert!(said.chars().count() > 8 && !said.contains("  ") && !said.ends_with('.'), "{said}");
                assert!(!said.starts_with(char::is_lowercase) || said.starts_with(|c| c > '\u{530}'), "{said}");
            }
        }
    }
}
