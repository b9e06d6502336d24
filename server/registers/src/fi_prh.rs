//! `fi-prh`: Finland's Business Information System, of the Patent and Registration Office.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;

/// The register.
pub(crate) struct FiPrh;

const FACTS: Facts = Facts {
    name: "fi-prh",
    url: "https://avoindata.prh.fi",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    hours: 2,
    sample: ("FI", Some("01120389"), None),
    ..Facts::USUAL
};

impl Register for FiPrh {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let number = wanted.of(&["FI"], |number| digits(number, "FI", 8))?;
        let (body, check) = number.split_at(7);
        Some(format!("{body}-{check}"))
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let query = [("businessId", asked.number.as_str())];
            let reply = web.get("/opendata-ytj-api/v3/companies", &query).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    companies: Vec<Company>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    business_id: Id,
    names: Vec<Name>,
    #[serde(default)]
    addresses: Vec<Address>,
    end_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Dated { value: String },
}

impl Id {
    fn text(&self) -> &str {
        match self {
            Id::Text(text) | Id::Dated { value: text } => text,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    name: String,
    #[serde(rename = "type")]
    kind: Plain,
    end_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    #[serde(rename = "type")]
    kind: Plain,
    street: Option<String>,
    building_number: Option<Plain>,
    post_code: Option<Plain>,
    #[serde(default)]
    post_offices: Vec<PostOffice>,
    end_date: Option<String>,
}

#[derive(Deserialize)]
struct PostOffice {
    city: Option<String>,
}

fn read(search: Search, number: &str) -> Result<Option<Raw>, Reason> {
    if search.companies.is_empty() {
        return Ok(None);
    }
    let company = search.companies.iter().find(|company| company.business_id.text() == number);
    let company = company.ok_or(Reason::OtherNumber)?;
    // Type 1: the name itself, not one in another language or of a branch.
    let name = company.names.iter().find(|name| name.kind.is("1") && name.end_date.is_none());
    let raw = Raw {
        name: Some(name.ok_or(Reason::Unreadable)?.name.clone()),
        registration_number: Some(number.to_owned()),
        inactive: company.end_date.is_some(),
        ..Raw::default()
    };
    // Type 1: where it is; 2: where letters go.
    let current = || company.addresses.iter().filter(|address| address.end_date.is_none());
    let Some(address) = current().find(|address| address.kind.is("1")).or_else(|| current().next()) else {
        return Ok(Some(raw));
    };
    Ok(Some(Raw {
        address: joined([address.street.as_deref(), text(&address.building_number)], " "),
        city: address.post_offices.iter().find_map(|office| office.city.clone()),
        postal_code: text(&address.post_code).map(str::to_owned),
        ..raw
    }))
}
