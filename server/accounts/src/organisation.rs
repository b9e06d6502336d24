//! What is stored about an organisation, in whatever table.

use crate::db::Query;
use rules::{Field, Number, Organisation, Verdict, confirmed};
use serde::Serialize;
use sqlx::FromRow;

/// The columns of an organisation, in the order in which [`OrganisationRow`] binds them.
macro_rules! columns {
    () => {
        "organisation_type, company_name, tin, tin_kind, tin_verdict, registration_number, registration_kind, \
         registration_verdict, vat_number, vat_kind, vat_verdict, address, city, postal_code, register, register_at"
    };
}

/// What stands for them in a text: the first ones that are bound.
macro_rules! bound {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16"
    };
}

pub(crate) use {bound, columns};

/// The columns of an organisation; nothing in them for a personal account.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct OrganisationRow {
    organisation_type: Option<String>,
    company_name: Option<String>,
    tin: Option<String>,
    tin_kind: Option<String>,
    tin_verdict: Option<String>,
    registration_number: Option<String>,
    registration_kind: Option<String>,
    registration_verdict: Option<String>,
    vat_number: Option<String>,
    vat_kind: Option<String>,
    vat_verdict: Option<String>,
    address: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    /// The register that knew it.
    register: Option<String>,
    /// When that was asked, in unix seconds; for people as RFC 3339 has it.
    #[serde(serialize_with = "crate::moment::maybe")]
    register_at: Option<i64>,
}

/// What is stored of one number.
struct NumberColumns<'a> {
    field: Field,
    text: &'a Option<String>,
    kind: &'a Option<String>,
    verdict: &'a Option<String>,
}

impl NumberColumns<'_> {
    fn shown(&self) -> Option<String> {
        let text = self.text.as_deref()?;
        let (kind, verdict) = (self.kind.as_deref().unwrap_or_default(), self.verdict.as_deref().unwrap_or_default());
        let number = Number::of_stored(text, kind, verdict);
        Some(number.map_or_else(|| text.to_owned(), |number| number.shown()))
    }
}

impl OrganisationRow {
    pub(crate) fn of(organisation: &Organisation) -> OrganisationRow {
        let text = |number: Option<&Number>| number.map(|number| number.as_str().to_owned());
        let kind = |number: Option<&Number>| number.map(|number| number.kind().name().to_owned());
        let verdict = |number: Option<&Number>| number.map(|number| number.verdict().as_str().to_owned());
        let (tin, vat) = (Some(&organisation.tin), organisation.vat_number.as_ref());
        let registration = organisation.registration_number.as_ref();
        OrganisationRow {
            organisation_type: Some(organisation.kind.as_str().to_owned()),
            company_name: Some(organisation.company_name.clone()),
            tin: text(tin),
            tin_kind: kind(tin),
            tin_verdict: verdict(tin),
            registration_number: text(registration),
            registration_kind: kind(registration),
            registration_verdict: verdict(registration),
            vat_number: text(vat),
            vat_kind: kind(vat),
            vat_verdict: verdict(vat),
            address: organisation.address.clone(),
            city: organisation.city.clone(),
            postal_code: organisation.postal_code.clone(),
            register: None,
            register_at: None,
        }
    }

    /// With the register that knew it, and when.
    pub(crate) fn known_by(self, register: Option<(String, i64)>) -> OrganisationRow {
        let (register, register_at) = register.unzip();
        OrganisationRow { register, register_at, ..self }
    }

    /// With what another row says of the same organisation, unless it is known of this one.
    pub(crate) fn or_known_as(self, other: &OrganisationRow) -> OrganisationRow {
        let same = (&self.tin, &self.company_name) == (&other.tin, &other.company_name);
        if self.register.is_some() || !same {
            return self;
        }
        self.known_by(other.register.clone().zip(other.register_at))
    }

    pub(crate) fn is_known(&self) -> bool {
        self.register.is_some()
    }

    /// Its name.
    pub fn company_name(&self) -> Option<&str> {
        self.company_name.as_deref()
    }

    /// The numbers, each with its field, kind and verdict.
    fn numbers(&self) -> [NumberColumns<'_>; 3] {
        [
            NumberColumns { field: Field::Tin, text: &self.tin, kind: &self.tin_kind, verdict: &self.tin_verdict },
            NumberColumns {
                field: Field::RegistrationNumber,
                text: &self.registration_number,
                kind: &self.registration_kind,
                verdict: &self.registration_verdict,
            },
            NumberColumns {
                field: Field::VatNumber,
                text: &self.vat_number,
                kind: &self.vat_kind,
                verdict: &self.vat_verdict,
            },
        ]
    }

    /// A number as people of its country write it; one of an older row as it was typed.
    fn shown(&self, field: Field) -> Option<String> {
        self.numbers().iter().find(|number| number.field == field)?.shown()
    }

    /// As people read and type it, in the order of the form.
    pub(crate) fn all(&self) -> [(Field, Option<String>); 8] {
        [
            (Field::OrganisationType, self.organisation_type.clone()),
            (Field::CompanyName, self.company_name.clone()),
            (Field::Tin, self.shown(Field::Tin)),
            (Field::RegistrationNumber, self.shown(Field::RegistrationNumber)),
            (Field::VatNumber, self.shown(Field::VatNumber)),
            (Field::Address, self.address.clone()),
            (Field::City, self.city.clone()),
            (Field::PostalCode, self.postal_code.clone()),
        ]
    }

    /// What is known of it.
    pub(crate) fn values(&self) -> impl Iterator<Item = (Field, String)> {
        self.all().into_iter().filter_map(|(field, value)| Some((field, value?)))
    }

    /// The marks of what was insisted on: a form that shows it as it is asks nobody again.
    pub(crate) fn confirmed(&self, country: &str) -> String {
        let doubtful = |number: &NumberColumns| number.verdict.as_deref() == Some(Verdict::Doubtful.as_str());
        let numbers = self.numbers().into_iter().filter(doubtful);
        let texts: Vec<_> = numbers.filter_map(|number| Some((number.field, number.shown()?))).collect();
        let tin = self.shown(Field::Tin).unwrap_or_default();
        confirmed(country, &tin, &texts.iter().map(|(field, text)| (*field, text.as_str())).collect::<Vec<_>>())
    }

    /// What stands in each column, texts first.
    fn bindings(&self) -> ([Option<String>; 15], Option<i64>) {
        let row = self.clone();
        let texts = [
            row.organisation_type,
            row.company_name,
            row.tin,
            row.tin_kind,
            row.tin_verdict,
            row.registration_number,
            row.registration_kind,
            row.registration_verdict,
            row.vat_number,
            row.vat_kind,
            row.vat_verdict,
            row.address,
            row.city,
            row.postal_code,
            row.register,
        ];
        (texts, row.register_at)
    }

    /// Binds all columns to a text that begins with them.
    pub(crate) fn bind<'q>(&self, text: Query<'q>) -> Query<'q> {
        let (texts, at) = self.bindings();
        texts.into_iter().fold(text, |query, value| query.bind(value)).bind(at)
    }
}
