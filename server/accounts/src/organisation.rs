//! What is stored about an organisation, in whatever table.

use rules::{Field, Organisation};
use serde::Serialize;
use sqlx::FromRow;

/// The columns of an organisation; nothing in them for a personal account.
#[derive(Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub(crate) struct OrganisationRow {
    organisation_type: Option<String>,
    company_name: Option<String>,
    tin: Option<String>,
    registration_number: Option<String>,
    vat_number: Option<String>,
    address: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
}

impl OrganisationRow {
    pub(crate) fn of(organisation: &Organisation) -> OrganisationRow {
        OrganisationRow {
            organisation_type: Some(organisation.kind.value().to_owned()),
            company_name: Some(organisation.company_name.clone()),
            tin: Some(organisation.tin.as_str().to_owned()),
            registration_number: organisation.registration_number.clone(),
            vat_number: organisation.vat_number.clone(),
            address: organisation.address.clone(),
            city: organisation.city.clone(),
            postal_code: organisation.postal_code.clone(),
        }
    }

    /// In the order of the form and of the columns in every text.
    pub(crate) fn all(&self) -> [(Field, Option<&String>); 8] {
        [
            (Field::OrganisationType, self.organisation_type.as_ref()),
            (Field::CompanyName, self.company_name.as_ref()),
            (Field::Tin, self.tin.as_ref()),
            (Field::RegistrationNumber, self.registration_number.as_ref()),
            (Field::VatNumber, self.vat_number.as_ref()),
            (Field::Address, self.address.as_ref()),
            (Field::City, self.city.as_ref()),
            (Field::PostalCode, self.postal_code.as_ref()),
        ]
    }

    /// What is known of it.
    pub(crate) fn values(&self) -> impl Iterator<Item = (Field, String)> {
        self.all().into_iter().filter_map(|(field, value)| Some((field, value?.clone())))
    }
}
