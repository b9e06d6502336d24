//! One search: what was found so far, and what is missing.

use super::Lookup;
use crate::desk::{Desk, Heard};
use registers::{Answer, Asked, CompanyQuery, Fills, Found, Place};

/// What registers say of a company. Of each field the first one that said something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Its name.
    pub name: Option<String>,
    /// Street and house; all of the address where the register does not tell it apart.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Its number in a register.
    pub registration_number: Option<String>,
    /// Its number for value added tax.
    pub vat_number: Option<String>,
    /// Whether a register says that it has ended, or is ending.
    pub inactive: bool,
    /// Who said it, in the order in which they were asked.
    pub sources: Vec<Origin>,
}

/// Who said something of a company, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The register's name in settings.
    pub register: &'static str,
    /// The moment of its answer, in unix seconds.
    pub at: i64,
}

/// One search.
pub(super) struct Search<'a> {
    wanted: CompanyQuery<'a>,
    now: i64,
    filled: Filled,
    not_found: Option<&'static str>,
    silent: bool,
}

impl<'a> Search<'a> {
    pub(super) fn of(wanted: CompanyQuery<'a>, now: i64) -> Search<'a> {
        Search { wanted, now, filled: Filled::default(), not_found: None, silent: false }
    }

    /// What this register can be asked, as long as something is missing that it could fill. A number that another one
    /// has found helps too.
    pub(super) fn asked(&self, desk: &Desk) -> Option<Asked> {
        let found = self.filled.registration_number.as_deref().map(|number| (number, ""));
        let wanted = CompanyQuery { registration: self.wanted.registration.or(found), ..self.wanted };
        let missing = desk.fills().iter().any(|field| is_worth_it(desk.place(), *field) && self.filled.misses(*field));
        desk.asked(&wanted, self.now).filter(|_| missing)
    }

    /// Takes what a register has answered.
    pub(super) fn take(&mut self, register: &'static str, Heard { answer, at }: Heard) {
        match answer {
            Answer::Found(found) => {
                self.filled.inactive |= found.inactive;
                if self.filled.take(*found) || self.filled.sources.is_empty() {
                    self.filled.sources.push(Origin { register, at });
                }
            }
            Answer::NotFound => self.not_found = self.not_found.or(Some(register)),
            Answer::NoAnswer(_) => self.silent = true,
        }
    }

    /// How it ended.
    pub(super) fn ended(self) -> Lookup {
        match self.not_found {
            _ if !self.filled.sources.is_empty() => Lookup::Found(Box::new(self.filled)),
            Some(source) if !self.silent => Lookup::NotFound { source },
            _ => Lookup::NoAnswer,
        }
    }
}

/// For a number that follows from others nobody is asked but those that are there for it.
fn is_worth_it(place: Place, field: Fills) -> bool {
    match place {
        Place::Own => field != Fills::Vat,
        Place::Union => true,
        Place::Last => !matches!(field, Fills::Registration | Fills::Vat),
    }
}

impl Filled {
    fn misses(&self, field: Fills) -> bool {
        match field {
            Fills::Name => &self.name,
            Fills::Address => &self.address,
            Fills::City => &self.city,
            Fills::PostalCode => &self.postal_code,
            Fills::Registration => &self.registration_number,
            Fills::Vat => &self.vat_number,
        }
        .is_none()
    }

    /// Fills what is missing; whether there was anything.
    fn take(&mut self, found: Found) -> bool {
        let pairs = [
            (&mut self.name, found.name),
            (&mut self.address, found.address),
            (&mut self.city, found.city),
            (&mut self.postal_code, found.postal_code),
            (&mut self.registration_number, found.registration_number),
            (&mut self.vat_number, found.vat_number),
        ];
        pairs.into_iter().fold(false, |took, (here, there)| {
            let fills = here.is_none() && there.is_some();
            if fills {
                *here = there;
            }
            took || fills
        })
    }
}
