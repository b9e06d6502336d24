//! Find company for a form: its numbers are read, registers are asked, and what is empty can be filled in. That a register
//! knew the organisation is kept as evidence with whatever it is saved as.

use super::{Filled, Lookup};
use crate::{RequestContext, error::Error, parts::Companies};
use registers::CompanyQuery;
use rules::{Country, DetailsForm, Errors, Field, FieldError, Number, Organisation, OrganisationType};

/// How long it is remembered that a register knew a company, in seconds: as long as a registration lives.
pub(crate) const KNOWN_COMPANY: i64 = 86_400;

impl Filled {
    /// What it says for the fields of this form that are empty still.
    pub fn values(&self, form: &DetailsForm) -> Vec<(Field, String)> {
        let pairs = [
            (Field::CompanyName, &form.company_name, &self.name),
            (Field::RegistrationNumber, &form.registration_number, &self.registration_number),
            (Field::VatNumber, &form.vat_number, &self.vat_number),
            (Field::Address, &form.address, &self.address),
            (Field::City, &form.city, &self.city),
            (Field::PostalCode, &form.postal_code, &self.postal_code),
        ];
        let empty = pairs.into_iter().filter(|(_, typed, _)| typed.trim().is_empty());
        empty.filter_map(|(field, _, found)| Some((field, found.clone()?))).collect()
    }
}

impl Companies {
    /// Looks for the organisation in a form by the numbers in it that fit their check: registers are not asked for others.
    ///
    /// # Errors
    /// `Refused` where country or TIN are missing, or cannot be, or do not look right and there is no other number;
    /// `TooMany`.
    pub async fn find_company_of(&self, form: &DetailsForm, context: &RequestContext) -> Result<Lookup, Error> {
        let country = Country::parse(&form.country).ok_or_else(|| Errors::on(Field::Country, FieldError::Missing))?;
        let today = self.facts().today;
        let organisation = OrganisationType::parse(&form.organisation_type);
        let tin = Number::tin(&form.tin, Some(country), organisation, today);
        let registration = Number::registration(&form.registration_number, Some(country), today).ok().flatten();
        let vat = Number::vat(&form.vat_number, Some(country), None, today).ok().flatten();
        let fits = |number: Option<Number>| number.filter(|number| number.doubt().is_none());
        let (registration, vat) = (fits(registration), fits(vat));
        let typed = tin.as_ref().ok().map(|tin| tin.as_str().to_owned());
        let tin = match tin {
            Ok(tin) if is_sent(&tin) => Some(tin),
            _ if registration.is_some() || vat.is_some() => None,
            Ok(tin) => {
                // A warning would be passed by pressing again, and here pressing again changes nothing.
                let wrong = tin.doubt().map_or(FieldError::Missing, FieldError::from);
                return Err(Errors::on(Field::Tin, wrong).into());
            }
            Err(fault) => return Err(Errors::on(Field::Tin, fault.into()).into()),
        };
        let follows = tin.as_ref().filter(|_| vat.is_none()).and_then(Number::vat_of);
        let (tin, registration, vat) = (tin.as_ref(), registration.as_ref(), vat.or(follows));
        let pair = |number: &'_ Number| (number.as_str().to_owned(), number.kind().name());
        let numbers = [tin, registration, vat.as_ref()].map(|number| number.map(pair));
        let [tin, registration, vat] =
            numbers.each_ref().map(|number| number.as_ref().map(|(text, kind)| (text.as_str(), *kind)));
        let wanted = CompanyQuery { country, tin, registration, vat };
        let lookup = self.find_company(&wanted, context).await?;
        if let (Lookup::Found(found), Some(tin)) = (&lookup, &typed) {
            self.remember_company(country, tin, found).await?;
        }
        Ok(lookup)
    }

    /// Remembers that a register knew it by this name.
    async fn remember_company(&self, country: Country, tin: &str, found: &Filled) -> Result<(), Error> {
        let (Some(name), Some(origin)) = (&found.name, found.sources.first()) else { return Ok(()) };
        sqlx::query(
            "insert into known_companies (company_hash, register, known_at) values ($1, $2, $3)
             on conflict (company_hash) do update set register = excluded.register, known_at = excluded.known_at",
        )
        .bind(self.company_hash(country, tin, name))
        .bind(origin.register)
        .bind(origin.at)
        .execute(self.db.write())
        .await?;
        Ok(())
    }

    /// The register that knew this very organisation lately, and when.
    pub(crate) async fn register_of(
        &self,
        organisation: Option<&Organisation>,
    ) -> Result<Option<(String, i64)>, Error> {
        let Some(organisation) = organisation else { return Ok(None) };
        let hash = self.company_hash(organisation.country, organisation.tin.as_str(), &organisation.company_name);
        let known = sqlx::query_as("select register, known_at from known_companies where company_hash = $1")
            .bind(hash)
            .fetch_optional(self.db.read())
            .await?;
        Ok(known)
    }

    fn company_hash(&self, country: Country, tin: &str, name: &str) -> String {
        self.keys.hash("company", &format!("{} {tin} {name}", country.code()))
    }
}

/// A passport's number is nobody's but the person's.
fn is_sent(tin: &Number) -> bool {
    tin.doubt().is_none() && tin.kind().name() != "ua-passport"
}
