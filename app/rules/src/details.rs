//! The second step of the wizard: where from, and for whom the account is.

use crate::{
    AccountType, Country, Errors, Facts, Field, FieldError, Language, Number, NumberFault, Organisation,
    OrganisationType, Phone, PhoneDigits, clean, confirmed::Typed, form::form, text,
};
use serde::{Deserialize, Serialize};

/// What was typed into the form of additional information.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    /// The unfinished registration.
    pub registration: String,
    /// Marks of the doubtful texts that were warned of.
    pub confirmed: String,
    /// Language tag.
    pub language: String,
    /// Country code.
    pub country: String,
    /// Phone number.
    pub phone: String,
    /// `personal` or `business`.
    pub account_type: String,
    /// One of [`OrganisationType::as_str`].
    pub organisation_type: String,
    /// Name of the organisation.
    pub company_name: String,
    /// Its tax number.
    pub tin: String,
    /// Its number in a register.
    pub registration_number: String,
    /// Its number for value added tax.
    pub vat_number: String,
    /// Street and house.
    pub address: String,
    /// City.
    pub city: String,
    /// Postal code.
    pub postal_code: String,
}

/// Additional information that can be true.
#[derive(Clone, Debug)]
pub struct Details {
    /// Language of pages and letters from now on.
    pub language: Language,
    /// Country.
    pub country: Country,
    /// Phone number as typed.
    pub phone_typed: PhoneDigits,
    /// Phone number as it is called.
    pub phone: Phone,
    /// The organisation; none for a personal account.
    pub organisation: Option<Organisation>,
}

impl Details {
    /// Whom the account is for.
    pub fn account_type(&self) -> AccountType {
        if self.organisation.is_some() { AccountType::Business } else { AccountType::Personal }
    }
}

form!(DetailsForm {
    registration = Registration,
    confirmed = Confirmed,
    language = Language,
    country = Country,
    phone = Phone,
    account_type = AccountType,
    organisation_type = OrganisationType,
    tin = Tin,
    company_name = CompanyName,
    registration_number = RegistrationNumber,
    vat_number = VatNumber,
    address = Address,
    city = City,
    postal_code = PostalCode,
});

impl DetailsForm {
    /// Most characters of a company's name.
    pub const MOST_COMPANY_NAME: u16 = 200;
    /// Most characters of its street and house.
    pub const MOST_ADDRESS: u16 = 200;
    /// Most characters of its city.
    pub const MOST_CITY: u16 = 100;
    /// Most characters of its postal code.
    pub const MOST_POSTAL_CODE: u16 = 20;

    /// The details, or what is wrong with each field. What stands in the business fields of a personal account is ignored.
    ///
    /// A doubtful number or phone is refused once and passes when the same text comes again.
    pub fn check(&self, facts: &Facts) -> Result<Details, Errors> {
        let mut errors = Errors::default();
        let language = errors.take(Field::Language, chosen(&self.language, Language::of_tag));
        let country = self.country(&mut errors);
        let phone_typed = errors.take(Field::Phone, PhoneDigits::parse(&self.phone));
        let phone = phone_typed.as_ref().zip(country).map(|(typed, country)| self.phone(typed, country, facts));
        let phone = phone.and_then(|phone| errors.take(Field::Phone, phone));
        let organisation = self.account(country, facts, &mut errors);
        match (language, country, phone_typed, phone) {
            (Some(language), Some(country), Some(phone_typed), Some(phone)) if errors.is_empty() => {
                Ok(Details { language, country, phone_typed, phone, organisation })
            }
            _ => Err(errors),
        }
    }

    pub(crate) fn country(&self, errors: &mut Errors) -> Option<Country> {
        errors.take(Field::Country, chosen(&self.country, Country::parse))
    }

    fn phone(&self, typed: &PhoneDigits, country: Country, facts: &Facts) -> Result<Phone, FieldError> {
        (facts.phone)(typed, country)?.accepted(self.passes(Field::Phone, &self.phone, FieldError::DoubtfulPhone))
    }

    fn passes(&self, field: Field, text: &str, wrong: FieldError) -> bool {
        Typed { field, text, country: &self.country, tin: &self.tin }.passes(&self.confirmed, wrong)
    }

    /// Whom the account is for: the organisation of a business account.
    pub(crate) fn account(&self, country: Option<Country>, facts: &Facts, errors: &mut Errors) -> Option<Organisation> {
        match errors.take(Field::AccountType, chosen(&self.account_type, AccountType::parse)) {
            Some(AccountType::Business) => self.organisation(country, facts.today, errors),
            _ => None,
        }
    }

    /// The organisation; without a country its numbers are checked by no country's rules.
    fn organisation(&self, country: Option<Country>, today: u32, errors: &mut Errors) -> Option<Organisation> {
        let kind = errors.take(Field::OrganisationType, chosen(&self.organisation_type, OrganisationType::parse));
        let company_name = errors.take(Field::CompanyName, text::line(&self.company_name, Self::MOST_COMPANY_NAME));
        let tin = Number::tin(&self.tin, country, kind, today).map(Some);
        let tin = self.number(Field::Tin, &self.tin, tin, errors);
        let registration_number = Number::registration(&self.registration_number, country, today);
        let registration_number =
            self.number(Field::RegistrationNumber, &self.registration_number, registration_number, errors);
        let of = tin.as_ref().and_then(Option::as_ref);
        let vat_number = Number::vat(&self.vat_number, country, of, today);
        let vat_number = self.number(Field::VatNumber, &self.vat_number, vat_number, errors);
        let address = errors.take(Field::Address, text::optional_line(&self.address, Self::MOST_ADDRESS));
        let city = errors.take(Field::City, place(&self.city, Self::MOST_CITY));
        let postal_code =
            errors.take(Field::PostalCode, place(&clean::coded(&self.postal_code), Self::MOST_POSTAL_CODE));
        Some(Organisation {
            kind: kind?,
            company_name: company_name?,
            tin: tin??,
            registration_number: registration_number?,
            vat_number: vat_number?,
            address: address?,
            city: city?,
            postal_code: postal_code?,
            country: country?,
        })
    }

    /// The number, unless it cannot be. One that is doubtful is written down as such, and passes where it did before.
    fn number(
        &self,
        field: Field,
        typed: &str,
        read: Result<Option<Number>, NumberFault>,
        errors: &mut Errors,
    ) -> Option<Option<Number>> {
        let number = errors.take(field, read.map_err(FieldError::from))?;
        let doubt = number.as_ref().and_then(Number::doubt).map(FieldError::Doubtful);
        if let Some(doubt) = doubt.filter(|doubt| !self.passes(field, typed, *doubt)) {
            errors.add(field, doubt);
        }
        Some(number)
    }
}

/// A line that names a place: it has a letter or a digit.
fn place(raw: &str, most: u16) -> Result<Option<String>, FieldError> {
    let line = text::optional_line(raw, most)?;
    match line.as_ref().is_none_or(|line| line.contains(char::is_alphanumeric)) {
        true => Ok(line),
        false => Err(FieldError::Characters),
    }
}

/// One of a list of choices.
fn chosen<T>(raw: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, FieldError> {
    match clean::tidy(raw) {
        "" => Err(FieldError::Missing),
        value => parse(value).ok_or(FieldError::Choice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal() -> DetailsForm {
        DetailsForm {
            language: "uk".into(),
            country: "UA".into(),
            phone: "044 537 02 22".into(),
            account_type: "personal".into(),
            ..Default::default()
        }
    }

    fn business() -> DetailsForm {
        DetailsForm {
            account_type: "business".into(),
            organisation_type: "legal_entity".into(),
            company_name: "Хмара".into(),
            tin: "14360570".into(),
            ..personal()
        }
    }

    #[test]
    fn a_personal_account_ignores_the_business_fields() {
        let details = DetailsForm { tin: "nonsense!".into(), company_name: "\0".into(), ..personal() }
            .check(&crate::facts::NONE)
            .expect("personal");
        assert_eq!(details.organisation, None);
        assert_eq!(details.account_type(), AccountType::Personal);
    }

    #[test]
    fn a_business_account_needs_type_name_and_tin() {
        let empty = DetailsForm { account_type: "business".into(), ..personal() };
        let errors = empty.check(&crate::facts::NONE).expect_err("nothing about the business");
        let missing = [Field::OrganisationType, Field::Tin, Field::CompanyName].map(|f| (f, FieldError::Missing));
        assert_eq!(errors.iter().collect::<Vec<_>>(), missing);
        assert!(business().check(&crate::facts::NONE).expect("complete").organisation.is_some());
    }

    #[test]
    fn the_tin_is_read_by_the_country() {
        let errors =
            DetailsForm { tin: "14360571".into(), ..business() }.check(&crate::facts::NONE).expect_err("wrong digit");
        assert!(matches!(errors.of(Field::Tin), Some(FieldError::Number(_))), "{errors:?}");
        assert!(
            DetailsForm { country: "PL".into(), tin: "526-025-02-74".into(), ..business() }
                .check(&crate::facts::NONE)
                .is_ok()
        );
    }

    #[test]
    fn choices_outside_the_lists_are_refused() {
        let form =
            DetailsForm { language: "xx".into(), country: "ZZ".into(), account_type: "admin".into(), ..personal() };
        let errors = form.check(&crate::facts::NONE).expect_err("none of them exists");
        let expected = [Field::Language, Field::Country, Field::AccountType].map(|f| (f, FieldError::Choice));
        assert_eq!(errors.iter().collect::<Vec<_>>(), expected);
    }
}
