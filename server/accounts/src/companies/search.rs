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
    /// That a register knows the organisation of this TIN.
    pub(super) evidence: Option<Evidence>,
}

/// That a register, asked by nothing but the TIN and what follows from it, knows the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) origin: Origin,
    /// The name that it told; without one it knows the number alone.
    pub(super) name: Option<String>,
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
    /// The same with nothing in it but the TIN and what follows from it; none where no TIN is sent.
    by_tin: Option<CompanyQuery<'a>>,
    now: i64,
    filled: Filled,
    /// The number in a register that was found by the TIN.
    registered: Option<String>,
    not_found: Option<&'static str>,
    /// Whether that is a country's own register.
    own_not_found: bool,
    silent: bool,
}

impl<'a> Search<'a> {
    pub(super) fn of(wanted: CompanyQuery<'a>, by_tin: Option<CompanyQuery<'a>>, now: i64) -> Search<'a> {
        let filled = Filled::default();
        Search { wanted, by_tin, now, filled, registered: None, not_found: None, own_not_found: false, silent: false }
    }

    /// What this register can be asked, as long as something is missing that it could fill. A number that another one
    /// has found helps too.
    pub(super) fn asked(&self, desk: &Desk) -> Option<Asked> {
        let found = self.filled.registration_number.as_deref().map(|number| (number, ""));
        let wanted = CompanyQuery { registration: self.wanted.registration.or(found), ..self.wanted };
        let missing = desk.fills().iter().any(|field| is_worth_it(desk.place(), *field) && self.filled.misses(*field));
        desk.asked(&wanted, self.now).filter(|_| missing)
    }

    /// Takes what a register has answered to this.
    pub(super) fn take(&mut self, desk: &Desk, asked: &Asked, Heard { answer, at }: Heard) {
        match answer {
            Answer::Found(found) => self.found(desk, asked, *found, at),
            Answer::NotFound => {
                self.own_not_found |= desk.place() == Place::Own;
                self.not_found = self.not_found.or(Some(desk.name()));
            }
            Answer::NoAnswer(_) => self.silent = true,
        }
    }

    fn found(&mut self, desk: &Desk, asked: &Asked, found: Found, at: i64) {
        let origin = Origin { register: desk.name(), at };
        if self.was_by_tin(desk, asked) {
            self.registered = self.registered.take().or(found.registration_number.clone());
            let is_named = |known: &Evidence| known.name.is_some() || found.name.is_none();
            if !self.filled.evidence.as_ref().is_some_and(is_named) {
                self.filled.evidence = Some(Evidence { origin: origin.clone(), name: found.name.clone() });
            }
        }
        self.filled.inactive |= found.inactive;
        if self.filled.take(found) || self.filled.sources.is_empty() {
            self.filled.sources.push(origin);
        }
    }

    /// Whether the register would have been asked the very same by the TIN alone.
    fn was_by_tin(&self, desk: &Desk, asked: &Asked) -> bool {
        let Some(by_tin) = self.by_tin else { return false };
        let found = self.registered.as_deref().map(|number| (number, ""));
        let by_tin = CompanyQuery { registration: by_tin.registration.or(found), ..by_tin };
        desk.asked(&by_tin, self.now).is_some_and(|own| own.key() == asked.key())
    }

    /// How it ended. A country's own register that does not know the number has said so, whether others answer or not.
    pub(super) fn ended(self) -> Lookup {
        match self.not_found {
            _ if !self.filled.sources.is_empty() => Lookup::Found(Box::new(self.filled)),
            Some(source) if self.own_not_found || !self.silent => Lookup::NotFound { source },
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
