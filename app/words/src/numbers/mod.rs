//! What is said about numbers of companies: hints, and what is wrong with one. They need the table of all kinds, so
//! only the server says them.

#[cfg(test)]
mod tests;

use crate::{
    languages::{catalogue, country_name},
    number_words::{About, Numbers, Size},
};
use rules::{Country, Fault, Field, Language, NumberFault, NumberKind};

/// How the number of that field is called in the country, how long it is, and what one looks like.
pub fn hint(language: Language, field: Field, country: Option<Country>) -> String {
    let words = words(language);
    let usual: Vec<_> = usual(field, country).collect();
    let Some(first) = usual.iter().find(|kind| !kind.is_of_people()).or(usual.first()) else {
        return (words.unknown)(field).to_owned();
    };
    let mut names: Vec<(String, Size)> = Vec::new();
    for kind in &usual {
        let (name, size) = (name(words, *kind, field), Size::of(*kind, kind.lengths()));
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.join(size),
            None => names.push((name, size)),
        }
    }
    let phrases: Vec<_> = names.iter().take(3).map(|(name, size)| phrase(words, name, size)).collect();
    (words.hint)(&capitalised(&listed(&phrases, words.or)), first.example())
}

/// "RNOKPP with 10 digits for an individual entrepreneur".
fn phrase(words: &Numbers, name: &str, size: &Size) -> String {
    let with = if size.lengths.is_empty() { String::new() } else { format!(" {}", (words.with)(size)) };
    let whose = if size.of_people { words.for_people } else { "" };
    format!("{name}{with}{whose}")
}

/// The kinds that a person is told of: those that belong into the field first of all, as long as there are any.
fn usual(field: Field, country: Option<Country>) -> impl Iterator<Item = NumberKind> {
    let kinds = move || NumberKind::of_field(field, country).filter(|kind| !kind.is_rare());
    let at_home = move |kind: &NumberKind| kind.home_field() == Some(field);
    let any = kinds().any(|kind| at_home(&kind));
    kinds().filter(move |kind| !any || at_home(kind))
}

/// What is wrong with the number, and what to do: one sentence or two, without a full stop at the end.
pub fn fault(language: Language, field: Field, wrong: &NumberFault) -> String {
    let words = words(language);
    let kind = wrong.kind;
    let within = name(words, kind, field);
    let about = About {
        name: capitalised(&within),
        within,
        field,
        numeric: kind.is_numeric(),
        digits_alone: kind.has_digits_alone(),
        ends_with_check: kind.country().is_some_and(|country| matches!(country.code(), "UA" | "PL")),
        example: kind.example(),
    };
    let said = match wrong.fault {
        Fault::Missing => (words.missing)(field).to_owned(),
        Fault::Characters => (words.characters)(&about),
        Fault::TooShort(count) => (words.too_short)(&about, count),
        Fault::TooLong(count) => (words.too_long)(&about, count),
        Fault::Length { wanted, typed } => (words.length)(&about, &Size::of(kind, wanted), typed),
        Fault::Shape => (words.shape)(&about),
        Fault::Checksum => (words.checksum)(&about),
        Fault::BirthDate => (words.birth_date)(&about),
        Fault::Office => (words.office)(&about),
        Fault::Belongs(other) => (words.belongs)(&about, other, takes(words, field, kind).as_deref()),
        Fault::Organisation(organisation) => (words.organisation)(&about, organisation),
        Fault::Document => words.document.to_owned(),
        Fault::Abroad => {
            let country = kind.country().and_then(|country| country_name(language, country.code()));
            (words.abroad)(country.unwrap_or_default())
        }
        Fault::Disagrees => words.disagrees.to_owned(),
        Fault::Oss => words.oss.to_owned(),
    };
    // Names like USt-IdNr. have a full stop of their own.
    said.trim_end_matches('.').replace("..", ".")
}

/// How a warning is passed: follows what [`fault`] says; without a full stop at the end too.
pub fn insist(language: Language) -> &'static str {
    words(language).insist
}

fn words(language: Language) -> &'static Numbers {
    catalogue(language).numbers
}

/// The kinds that the field takes in the country of a number that belongs elsewhere.
fn takes(words: &Numbers, field: Field, kind: NumberKind) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in usual(field, kind.country()).take(2).map(|kind| name(words, kind, field)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| listed(&names, words.or))
}

/// What the language calls the kind, else what its country calls it, else the label of the field.
fn name(words: &Numbers, kind: NumberKind, field: Field) -> String {
    match (words.name)(kind) {
        Some(own) => own,
        None if kind == NumberKind::OTHER => (words.label)(field).to_owned(),
        None => kind.local_name().to_owned(),
    }
}

/// "One, two or three".
fn listed(phrases: &[String], or: &str) -> String {
    match phrases {
        [] => String::new(),
        [only] => only.clone(),
        [some @ .., last] => format!("{}{or}{last}", some.join(", ")),
    }
}

/// With a capital at its beginning, in alphabets where sentences have one.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first < '\u{530}' => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
