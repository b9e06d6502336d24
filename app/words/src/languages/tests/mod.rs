//! What holds in every language.

mod countries;

use super::*;
use crate::{Mend, letters::SecurityNotice};
use rules::{Act, Delivery, Field, FieldError, Notice};

/// Every sentence about a field, in one language.
fn sentences(language: Language) -> Vec<String> {
    let words = pages(language);
    let wrongs = [
        FieldError::Missing,
        FieldError::TooShort(15),
        FieldError::TooLong(100),
        FieldError::Characters,
        FieldError::Malformed,
        FieldError::Length,
        FieldError::Mismatch,
        FieldError::Choice,
        FieldError::Country,
        FieldError::ImpossiblePhone,
        FieldError::Extension,
        FieldError::DoubtfulPhone,
        FieldError::PhonePlus,
        FieldError::Alphabet,
        FieldError::Code,
        FieldError::Tries,
        FieldError::Exhausted,
        FieldError::Wait(61),
        FieldError::Changes,
        FieldError::Credentials,
        FieldError::Common,
        FieldError::Personal,
        FieldError::Leaked,
        FieldError::Domain,
        FieldError::Password,
        FieldError::Clock,
        FieldError::Used,
        FieldError::Stale,
        FieldError::Shared,
        FieldError::Member,
        FieldError::Invited,
        FieldError::Rights,
        FieldError::Full,
    ];
    let said = Field::ALL.iter().flat_map(|field| wrongs.iter().map(|wrong| words.wrong(*field, *wrong)));
    said.collect()
}

#[test]
fn errors_say_what_to_do_without_blame_or_jargon() {
    let forbidden = [
        "please",
        "sorry",
        "invalid",
        "oops",
        "forbidden",
        "illegal",
        "this field",
        "будь ласка",
        "вибачте",
        "proszę",
        "przepraszamy",
    ];
    for language in Language::ALL {
        for sentence in sentences(language) {
            assert!(sentence.chars().count() > 8 && !sentence.contains("{}"), "{sentence}");
            assert!(!forbidden.iter().any(|word| sentence.to_lowercase().contains(word)), "{sentence}");
        }
    }
}

#[test]
fn each_field_that_is_seen_has_a_label_in_each_language() {
    for field in Field::ALL.iter().filter(|field| !field.is_hidden()) {
        let [english, ukrainian, polish] =
            [Language::English, Language::Ukrainian, Language::Polish].map(|language| pages(language).label(*field));
        assert!(!english.is_empty() && !polish.is_empty(), "{field:?}");
        assert!(ukrainian.chars().any(|letter| ('а'..='я').contains(&letter)), "{field:?}: {ukrainian}");
        assert!(english != polish || english == "E-mail", "{field:?}");
    }
}

#[test]
fn a_notice_ends_in_a_colon_where_a_link_follows() {
    for language in Language::ALL {
        let words = &letters(language).security_notice;
        for notice in Notice::ALL {
            let lead = (words.lead)(notice, "Example");
            assert!(!(words.title)(notice).is_empty() && lead.contains("Example"), "{lead}");
            assert_eq!(lead.ends_with(':'), SecurityNotice::has_link(notice), "{lead}");
        }
    }
}

#[test]
fn the_privacy_policy_names_what_people_say_of_themselves() {
    for language in Language::ALL {
        assert!(legal(Legal::Privacy, language).contains(": {person}."), "{language:?}");
    }
    let told = told_of_oneself(Language::Polish);
    assert!(told.starts_with("imię, nazwisko, e-mail, numer telefonu, ") && told.ends_with("kraj, język"), "{told}");
}

#[test]
fn every_act_has_a_name_of_its_own() {
    for language in Language::ALL {
        let names: std::collections::HashSet<_> = Act::ALL.iter().map(|act| (log(language).act)(*act)).collect();
        assert_eq!(names.len(), Act::ALL.len());
    }
}

#[test]
fn below_stands_only_where_something_is_below() {
    for (language, below) in
        [(Language::English, "below"), (Language::Ukrainian, "нижче"), (Language::Polish, "poniżej")]
    {
        let words = delivery(language);
        for fares in [Delivery::Refused, Delivery::Doubtful, Delivery::Unwritable] {
            for (mend, expected) in [(Mend::Change, true), (Mend::Cancel, true), (Mend::Resend, false)] {
                let said = words.fares(fares, mend);
                assert_eq!(said.to_lowercase().contains(below), expected, "{said}");
            }
        }
        for mend in [Mend::Change, Mend::Cancel, Mend::Resend] {
            assert!(!words.fares(Delivery::Failed, mend).contains(below), "the address is not the trouble");
        }
    }
}
