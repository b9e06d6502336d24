//! Tax, registration and VAT numbers of all countries: found by their shape, checked by their own rules.
//!
//! One table (`number/table`) says which kinds a country has; what is not in it follows the rule for others.

mod check;
mod clean;
mod dates;
mod fault;
mod find;
mod kind;
mod row;
mod table;

use std::fmt;

pub use fault::{Fault, Lengths, NumberFault};
pub use find::is_numeric;
pub use kind::NumberKind;

use crate::{Country, Field, OrganisationType};

/// Whether a number looks right by the rules of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// All that can be checked without asking a register fits.
    Fits,
    /// It does not look right; the person was told so and may have insisted.
    Doubtful,
}

impl Verdict {
    /// Its value in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Fits => "fits",
            Verdict::Doubtful => "doubtful",
        }
    }

    /// The verdict of that value.
    pub fn parse(value: &str) -> Option<Verdict> {
        [Verdict::Fits, Verdict::Doubtful].into_iter().find(|verdict| verdict.as_str() == value)
    }
}

/// A number in its normal form: capitals and digits without separators, VAT numbers with their prefix.
///
/// It can identify a person, so its `Debug` tells the kind only and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Number {
    text: String,
    kind: NumberKind,
    doubt: Option<NumberFault>,
}

impl Number {
    /// Most characters that are read at all, with label and separators.
    pub const MOST_TYPED: u16 = 64;

    /// Reads a tax number by the rules of `country`; without one, as of a country that the table does not know.
    /// `today` is in days since 1970-01-01.
    ///
    /// # Errors
    /// What cannot be: nothing, characters that belong in no number, too much text, and in countries whose numbers
    /// are known exactly also a wrong length, shape or check digit. Everything else is a number with a
    /// [doubt](Number::doubt).
    pub fn tin(
        raw: &str,
        country: Option<Country>,
        organisation: Option<OrganisationType>,
        today: u32,
    ) -> Result<Number, NumberFault> {
        find::read(raw, &find::Asked::new(Field::Tin, country, organisation, today))
    }

    /// Reads a number of a register of organisations; nothing typed is none.
    ///
    /// # Errors
    /// As for [`Number::tin`].
    pub fn registration(raw: &str, country: Option<Country>, today: u32) -> Result<Option<Number>, NumberFault> {
        find::optional(raw, &find::Asked::new(Field::RegistrationNumber, country, None, today))
    }

    /// Reads a number for value added tax; nothing typed is none. One that does not follow from `tin`, although such
    /// numbers do, is doubtful.
    ///
    /// # Errors
    /// As for [`Number::tin`].
    pub fn vat(
        raw: &str,
        country: Option<Country>,
        tin: Option<&Number>,
        today: u32,
    ) -> Result<Option<Number>, NumberFault> {
        let number = find::optional(raw, &find::Asked::new(Field::VatNumber, country, None, today))?;
        Ok(number.map(|number| number.beside(tin)))
    }

    /// The number that a row of the database holds, if there can be such a row.
    pub fn of_stored(text: &str, kind: &str, verdict: &str) -> Option<Number> {
        let kind = NumberKind::named(kind)?;
        let doubt = match Verdict::parse(verdict)? {
            Verdict::Fits => None,
            Verdict::Doubtful => Some(NumberFault { kind, fault: find::doubt_of_stored(text, kind) }),
        };
        (!text.is_empty()).then(|| Number { text: text.to_owned(), kind, doubt })
    }

    /// The normal form; parsing it again gives the same number.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As people of its country write it, e.g. NIP as `526-025-02-74`.
    pub fn shown(&self) -> String {
        self.kind.row().shown(&self.text)
    }

    /// Which kind of number it is.
    pub fn kind(&self) -> NumberKind {
        self.kind
    }

    /// Whether it looks right.
    pub fn verdict(&self) -> Verdict {
        if self.doubt.is_some() { Verdict::Doubtful } else { Verdict::Fits }
    }

    /// Why it does not look right: a warning that one passes.
    pub fn doubt(&self) -> Option<NumberFault> {
        self.doubt
    }

    /// The VAT number that follows from this tax number, for those who are registered for VAT.
    pub fn vat_of(&self) -> Option<Number> {
        self.following(self.kind.row().vat?)
    }

    /// The number in the register of organisations, where it follows from this tax number.
    pub fn registration_of(&self) -> Option<Number> {
        self.following(self.kind.row().registration?)
    }

    fn following(&self, rule: row::Follows) -> Option<Number> {
        if self.doubt.is_some_and(|doubt| !matches!(doubt.fault, Fault::Organisation(_))) {
            return None;
        }
        let kind = NumberKind::named(rule.kind)?;
        let body = (rule.body)(self.kind.row().body(&self.text))?;
        Some(Number { text: format!("{}{body}", kind.row().mark), kind, doubt: None })
    }

    /// This VAT number, in doubt if it disagrees with the tax number.
    fn beside(mut self, tin: Option<&Number>) -> Number {
        let Some(tin) = tin.filter(|tin| tin.kind.country().is_some() && tin.doubt.is_none()) else { return self };
        let agrees = match tin.vat_of() {
            Some(vat) => self.kind != vat.kind || self.text == vat.text,
            None => (self.kind.row().agrees)(&self.text, &tin.text),
        };
        if self.doubt.is_none() && !agrees {
            self.doubt = Some(NumberFault { kind: self.kind, fault: Fault::Disagrees });
        }
        self
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({})", self.kind.name())
    }
}
