//! What is said about numbers of companies: hints, and what is wrong with one. They need the table of all kinds, so
//! only the server says them.

#[cfg(test)]
mod tests;

use crate::languages::catalogue;
use rules::number::Lengths;
use rules::{Country, Fault, Field, Language, NumberFault, NumberKind, OrganisationType};

/// The sentences of a language. A length is said in its own words: `with` as in "with 10 digits", `has` as in
/// "has 10 digits".
pub(crate) struct Numbers {
    /// Names that the language itself has for a kind.
    pub(crate) name: fn(NumberKind) -> Option<String>,
    pub(crate) label: fn(Field) -> &'static str,
    pub(crate) or: &'static str,
    pub(crate) with: fn(&Size) -> String,
    pub(crate) for_people: &'static str,
    pub(crate) hint: fn(kinds: &str, example: &str) -> String,
    pub(crate) unknown: fn(Field) -> &'static str,
    pub(crate) insist: &'static str,
    pub(crate) missing: fn(Field) -> &'static str,
    pub(crate) characters: fn(&About) -> String,
    pub(crate) too_short: fn(&About, u16) -> String,
    pub(crate) too_long: fn(&About, u16) -> String,
    pub(crate) length: fn(&About, &Size, u16) -> String,
    pub(crate) shape: fn(&About) -> String,
    pub(crate) checksum: fn(&About) -> String,
    pub(crate) birth_date: fn(&About) -> String,
    pub(crate) office: fn(&About) -> String,
    /// The other field, what this field takes, if that is known.
    pub(crate) belongs: fn(&About, Field, Option<&str>) -> String,
    pub(crate) organisation: fn(&About, OrganisationType) -> String,
    pub(crate) document: &'static str,
    pub(crate) disagrees: &'static str,
    pub(crate) oss: &'static str,
}

/// How many characters a kind has.
pub(crate) struct Size {
    pub(crate) lengths: Vec<u16>,
    /// What stands before them, e.g. `DE`.
    pub(crate) prefix: &'static str,
    pub(crate) digits_alone: bool,
    /// Whether people have it, and not organisations.
    pub(crate) of_people: bool,
}

impl Size {
    fn of(kind: NumberKind, lengths: Lengths) -> Size {
        Size {
            lengths: lengths.iter().collect(),
            prefix: kind.prefix(),
            digits_alone: kind.has_digits_alone(),
            of_people: kind.is_of_people(),
        }
    }

    /// With the lengths of another kind of the same name.
    fn join(&mut self, other: Size) {
        self.lengths.extend(other.lengths);
        self.lengths.sort_unstable();
        self.lengths.dedup();
        self.digits_alone &= other.digits_alone;
        self.of_people &= other.of_people;
    }

    /// The counts in one phrase, `or` or `to` between them: "9 or 14", "2 to 10".
    pub(crate) fn counts(&self, or: &str, to: &str) -> String {
        match self.lengths[..] {
            [] => String::new(),
            [only] => only.to_string(),
            [first, .., last] if self.is_range() => format!("{first}{to}{last}"),
            [ref some @ .., last] => {
                let some: Vec<_> = some.iter().map(u16::to_string).collect();
                format!("{}{or}{last}", some.join(", "))
            }
        }
    }

    pub(crate) fn is_range(&self) -> bool {
        self.lengths.len() > 3 && self.lengths.is_sorted_by(|one, next| one + 1 == *next)
    }

    /// The count that the noun after the phrase goes by.
    pub(crate) fn last(&self) -> u16 {
        self.lengths.last().copied().unwrap_or(0)
    }
}

/// Which number a sentence is about.
pub(crate) struct About {
    /// What its kind is called, as a sentence begins with it.
    pub(crate) name: String,
    /// The same within a sentence.
    pub(crate) within: String,
    pub(crate) field: Field,
    /// Whether it has digits alone, and whether what follows its prefix has.
    pub(crate) numeric: bool,
    pub(crate) digits_alone: bool,
    /// Whether its check digit is the last.
    pub(crate) ends_with_check: bool,
    pub(crate) example: &'static str,
}

/// How the number of that field is called in the country, how long it is, and what one looks like.
pub fn hint(language: Language, field: Field, country: Option<Country>) -> String {
    let words = words(language);
    let usual: Vec<_> = usual(field, country).collect();
    let Some(first) = usual.first() else { return (words.unknown)(field).to_owned() };
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
