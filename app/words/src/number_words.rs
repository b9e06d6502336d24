//! The sentences about numbers of companies that a language fills.

use rules::number::Lengths;
use rules::{Field, NumberKind, OrganisationType};

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
    pub(crate) abroad: fn(&str) -> String,
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
    pub(crate) fn of(kind: NumberKind, lengths: Lengths) -> Size {
        Size {
            lengths: lengths.iter().collect(),
            prefix: kind.prefix(),
            digits_alone: kind.has_digits_alone(),
            of_people: kind.is_of_people(),
        }
    }

    /// With the lengths of another kind of the same name.
    pub(crate) fn join(&mut self, other: Size) {
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
