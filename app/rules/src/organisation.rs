//! The organisation behind a business account.

use crate::{Country, Number};
use serde::{Deserialize, Serialize};

/// What kind of organisation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationType {
    /// A legal entity.
    LegalEntity,
    /// An individual entrepreneur.
    IndividualEntrepreneur,
    /// A government agency.
    GovernmentAgency,
}

impl OrganisationType {
    /// All of them, in the order a person is offered them.
    pub const ALL: [OrganisationType; 3] =
        [OrganisationType::LegalEntity, OrganisationType::IndividualEntrepreneur, OrganisationType::GovernmentAgency];

    /// Its value in a form and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            OrganisationType::LegalEntity => "legal_entity",
            OrganisationType::IndividualEntrepreneur => "individual_entrepreneur",
            OrganisationType::GovernmentAgency => "government_agency",
        }
    }

    /// The type of that value.
    pub fn parse(value: &str) -> Option<OrganisationType> {
        OrganisationType::ALL.into_iter().find(|kind| kind.as_str() == value)
    }
}

/// What is known about the organisation. Only [`DetailsForm::check`](crate::DetailsForm::check) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// What kind of organisation it is.
    pub kind: OrganisationType,
    /// Its name.
    pub company_name: String,
    /// Its tax number, checked against the country.
    pub tin: Number,
    /// Its number in a register.
    pub registration_number: Option<Number>,
    /// Its number for value added tax.
    pub vat_number: Option<Number>,
    /// Street and house.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// The country whose rules the numbers follow.
    pub country: Country,
}
