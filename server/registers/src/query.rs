//! What is looked for.

use rules::{Country, NumberKind};
use std::fmt;

/// A number in its normal form, and the name of its kind, as `("5260250274", "pl-nip")`.
pub type Number<'a> = (&'a str, &'a str);

/// An organisation that is looked for, by its numbers. Only numbers that fit their check belong here: registers are not
/// asked for others. A number may be a person's, so `Debug` tells the country alone.
#[derive(Clone, Copy)]
pub struct CompanyQuery<'a> {
    /// Whose numbers they are.
    pub country: Country,
    /// The tax number.
    pub tin: Option<Number<'a>>,
    /// The number in a register.
    pub registration: Option<Number<'a>>,
    /// The number for value added tax, with its prefix.
    pub vat: Option<Number<'a>>,
}

impl fmt::Debug for CompanyQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompanyQuery({})", self.country)
    }
}

/// What one register is asked.
#[derive(Clone)]
pub struct Asked {
    pub(crate) country: Country,
    /// The number as this register writes it.
    pub(crate) number: String,
    /// The tax number that stands in the form, so that no other organisation's answer is taken.
    pub(crate) tin: Option<String>,
    /// Today, `YYYY-MM-DD`, where the register is.
    pub(crate) today: String,
}

impl Asked {
    /// What the answer depends on: two of the same are one question.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.country, self.number, self.tin.as_deref().unwrap_or_default())
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({})", self.country)
    }
}

impl<'a> CompanyQuery<'a> {
    /// The first of the numbers, the tax number before the others, that this reads.
    pub(crate) fn first<T>(&self, read: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        [self.tin, self.registration, self.vat].into_iter().flatten().find_map(|(number, _)| read(number))
    }

    /// The same for countries alone that a register is of.
    pub(crate) fn of<T>(&self, countries: &[&str], read: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        if countries.contains(&self.country.code()) { self.first(read) } else { None }
    }

    /// The same without the number for value added tax, where that is another one of the same length.
    pub(crate) fn without_vat(self) -> CompanyQuery<'a> {
        CompanyQuery { vat: None, ..self }
    }

    /// What a register is asked for this number.
    pub(crate) fn asked(&self, number: String, today: String) -> Asked {
        let tin = self.tin.map(|(number, _)| number.to_owned());
        Asked { country: self.country, number, tin, today }
    }
}

/// Whether a number is a person's by its kind, or by its digits where a country has one kind for all: it is sent to no
/// other country unless it was typed as one for value added tax.
pub(crate) fn is_of_person(country: &str, (number, kind): Number<'_>) -> bool {
    let people = NumberKind::named(kind).is_some_and(|kind| kind.is_of_people() || kind.is_rare());
    let body = number.strip_prefix(country).unwrap_or(number).as_bytes();
    let born = match country {
        // A date of birth has other digits in these places than an organisation's number.
        "SE" => matches!(body.get(2), Some(b'0' | b'1')),
        "SK" => body.len() == 10 && matches!(body[2], b'0' | b'1' | b'5' | b'6'),
        "PT" => matches!(body, [b'1'..=b'3', ..] | [b'4', b'5', ..]),
        "KZ" => body.len() != 12 || !matches!(body[4], b'4'..=b'6'),
        _ => false,
    };
    people || kind.ends_with("-person") || born
}

/// So many digits, with or without this prefix.
pub(crate) fn digits<'a>(number: &'a str, prefix: &str, count: usize) -> Option<&'a str> {
    let body = number.strip_prefix(prefix).unwrap_or(number);
    (body.len() == count && body.bytes().all(|byte| byte.is_ascii_digit())).then_some(body)
}
