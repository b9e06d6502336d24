//! The second step of the wizard: where from, and for whom the account is.

use crate::{
    Country, Errors, Field, Language, Organisation, OrganisationType, PhoneDigits, Tin, Wrong, form::form, text,
};
use serde::{Deserialize, Serialize};

/// What was typed into the form of additional information.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    /// The unfinished registration.
    pub registration: String,
    /// Language tag.
    pub language: String,
    /// Country code.
    pub country: String,
    /// Phone number.
    pub phone: String,
    /// `personal` or `business`.
    pub account_type: String,
    /// One of [`OrganisationType::value`].
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

/// Whom an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountType {
    /// An individual, for personal use.
    Personal,
    /// An organisation.
    Business,
}

impl AccountType {
    /// Its value in a form and in the database.
    pub const fn value(self) -> &'static str {
        match self {
            AccountType::Personal => "personal",
            AccountType::Business => "business",
        }
    }

    /// The type of that value.
    pub fn of_value(value: &str) -> Option<AccountType> {
        [AccountType::Personal, AccountType::Business].into_iter().find(|kind| kind.value() == value)
    }
}

/// Additional information that can be true; the phone is still to be read against the country's numbers.
#[derive(Clone, Debug)]
pub struct Details {
    /// Language of pages and letters from now on.
    pub language: Language,
    /// Country.
    pub country: Country,
    /// Phone number as typed.
    pub phone: PhoneDigits,
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
    language = Language,
    country = Country,
    phone = Phone,
    account_type = AccountType,
    organisation_type = OrganisationType,
    company_name = CompanyName,
    tin = Tin,
    registration_number = RegistrationNumber,
    vat_number = VatNumber,
    address = Address,
    city = City,
    postal_code = PostalCode,
});

impl DetailsForm {
    /// Most characters of a company's name.
    pub const MOST_COMPANY_NAME: u16 = 200;
    pub(crate) const MOST_NUMBER: u16 = 40;
    pub(crate) const MOST_ADDRESS: u16 = 200;
    pub(crate) const MOST_CITY: u16 = 100;
    pub(crate) const MOST_POSTAL_CODE: u16 = 20;

    /// The details, or what is wrong with each field. What stands in the business fields of a personal account is ignored.
    pub fn check(&self) -> Result<Details, Errors> {
        let mut errors = Errors::default();
        let language = errors.take(Field::Language, chosen(&self.language, Language::of_tag));
        let country = self.country(&mut errors);
        let phone = errors.take(Field::Phone, PhoneDigits::parse(&self.phone));
        let organisation = self.account(country, &mut errors);
        match (language, country, phone) {
            (Some(language), Some(country), Some(phone)) if errors.is_empty() => {
                Ok(Details { language, country, phone, organisation })
            }
            _ => Err(errors),
        }
    }

    pub(crate) fn country(&self, errors: &mut Errors) -> Option<Country> {
        errors.take(Field::Country, chosen(&self.country, Country::parse))
    }

    /// Whom the account is for: the organisation of a business account.
    pub(crate) fn account(&self, country: Option<Country>, errors: &mut Errors) -> Option<Organisation> {
        match errors.take(Field::AccountType, chosen(&self.account_type, AccountType::of_value)) {
            Some(AccountType::Business) => self.organisation(country, errors),
            _ => None,
        }
    }

    /// The organisation; without a country its numbers are only checked for being there.
    fn organisation(&self, country: Option<Country>, errors: &mut Errors) -> Option<Organisation> {
        let kind = errors.take(Field::OrganisationType, chosen(&self.organisation_type, OrganisationType::of_value));
        let company_name = errors.take(Field::CompanyName, text::line(&self.company_name, Self::MOST_COMPANY_NAME));
        let tin = errors.take(Field::Tin, Tin::parse(&self.tin, country));
        let mut optional = |field, raw, most| errors.take(field, text::optional_line(raw, most));
        let registration_number = optional(Field::RegistrationNumber, &self.registration_number, Self::MOST_NUMBER);
        let vat_number = optional(Field::VatNumber, &self.vat_number, Self::MOST_NUMBER);
        let address = optional(Field::Address, &self.address, Self::MOST_ADDRESS);
        let city = optional(Field::City, &self.city, Self::MOST_CITY);
        let postal_code = optional(Field::PostalCode, &self.postal_code, Self::MOST_POSTAL_CODE);
        Some(Organisation {
            kind: kind?,
            company_name: company_name?,
            tin: tin?,
            registration_number: registration_number?,
            vat_number: vat_number?,
            address: address?,
            city: city?,
            postal_code: postal_code?,
            country: country?,
        })
    }
}

/// One of a list of choices.
fn chosen<T>(raw: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Wrong> {
    match text::tidy(raw) {
        "" => Err(Wrong::Missing),
        value => parse(value).ok_or(Wrong::Choice),
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
        let details =
            DetailsForm { tin: "nonsense!".into(), company_name: "\0".into(), ..personal() }.check().expect("personal");
        assert_eq!(details.organisation, None);
        assert_eq!(details.account_type(), AccountType::Personal);
    }

    #[test]
    fn a_business_account_needs_type_name_and_tin() {
        let empty = DetailsForm { account_type: "business".into(), ..personal() };
        let errors = empty.check().expect_err("nothing about the business");
        let missing = [Field::OrganisationType, Field::CompanyName, Field::Tin].map(|f| (f, Wrong::Missing));
        assert_eq!(errors.iter().collect::<Vec<_>>(), missing);
        assert!(business().check().expect("complete").organisation.is_some());
    }

    #[test]
    fn the_tin_is_read_by_the_country() {
        let errors = DetailsForm { tin: "14360571".into(), ..business() }.check().expect_err("wrong digit");
        assert_eq!(errors, Errors::on(Field::Tin, Wrong::Checksum));
        assert!(DetailsForm { country: "PL".into(), tin: "526-025-02-74".into(), ..business() }.check().is_ok());
    }

    #[test]
    fn choices_outside_the_lists_are_refused() {
        let form =
            DetailsForm { language: "xx".into(), country: "ZZ".into(), account_type: "admin".into(), ..personal() };
        let errors = form.check().expect_err("none of them exists");
        let expected = [Field::Language, Field::Country, Field::AccountType].map(|f| (f, Wrong::Choice));
        assert_eq!(errors.iter().collect::<Vec<_>>(), expected);
    }
}
