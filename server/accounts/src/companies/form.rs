//! Find company for a form: its numbers are read, registers are asked, and what is empty can be filled in. That a register
//! knew the organisation is kept as evidence with whatever it is saved as.

use super::{
    Filled, Lookup,
    search::{Evidence, Search},
};
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
        // The number of a person is sent to nobody as one for value added tax, unless they typed it as such.
        let follows = tin.as_ref().filter(|tin| !tin.kind().is_of_people()).and_then(Number::vat_of);
        let registered = tin.as_ref().and_then(Number::registration_of);
        let pair = |number: &Option<Number>| number.as_ref().map(|at| (at.as_str().to_owned(), at.kind().name()));
        let own = [pair(&tin), pair(&registered), pair(&follows)];
        let typed = [pair(&tin), pair(&registration), pair(&vat.or(follows))];
        let by_tin = tin.is_some().then(|| query(country, &own));
        let search = Search::of(query(country, &typed), by_tin, self.now());
        let lookup = self.search(search, context).await?;
        if let (Lookup::Found(found), Some(tin)) = (&lookup, &tin) {
            self.remember_company(country, tin.as_str(), found).await?;
        }
        Ok(lookup)
    }

    /// Remembers that a register knew it, by the name that it told.
    async fn remember_company(&self, country: Country, tin: &str, found: &Filled) -> Result<(), Error> {
        let Some(Evidence { origin, name }) = &found.evidence else { return Ok(()) };
        sqlx::query(
            "insert into known_companies (company_hash, register, known_at) values ($1, $2, $3)
             on conflict (company_hash) do update set register = excluded.register, known_at = excluded.known_at",
        )
        .bind(self.company_hash(country, tin, name.as_deref().unwrap_or_default()))
        .bind(origin.register)
        .bind(origin.at)
        .execute(self.db.write())
        .await?;
        Ok(())
    }

    /// The register that knew this very organisation lately, and when: by its name, else by its number alone.
    pub(crate) async fn register_of(
        &self,
        organisation: Option<&Organisation>,
    ) -> Result<Option<(String, i64)>, Error> {
        let Some(organisation) = organisation else { return Ok(None) };
        let hash = |name: &str| self.company_hash(organisation.country, organisation.tin.as_str(), name);
        let known = sqlx::query_as(
            "select register, known_at from known_companies where company_hash in ($1, $2)
             order by case when company_hash = $1 then 0 else 1 end limit 1",
        )
        .bind(hash(&organisation.company_name))
        .bind(hash(""))
        .fetch_optional(self.db.read())
        .await?;
        Ok(known)
    }

    fn company_hash(&self, country: Country, tin: &str, name: &str) -> String {
        self.keys.hash("company", &format!("{} {tin} {name}", country.code()))
    }
}

/// The question about the organisation of these numbers: TIN, in a register, for value added tax, each with its kind.
fn query<'a>(country: Country, numbers: &'a [Option<(String, &'static str)>; 3]) -> CompanyQuery<'a> {
    let [tin, registration, vat] =
        numbers.each_ref().map(|number| number.as_ref().map(|(text, kind)| (text.as_str(), *kind)));
    CompanyQuery { country, tin, registration, vat }
}

/// A passport's number is nobody's but the person's.
fn is_sent(tin: &Number) -> bool {
    tin.doubt().is_none() && tin.kind().name() != "ua-passport"
}
