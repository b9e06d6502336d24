//! `sk-rpo`: Slovakia's register of legal persons, of its Statistical Office. It is slow: its answers often come too late
//! for whoever asks, and in time for the next one.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;
use std::time::Duration;

/// The register.
pub(crate) struct SkRpo;

const FACTS: Facts = Facts {
    name: "sk-rpo",
    url: "https://api.statistics.sk",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    limit: Duration::from_secs(10),
    sample: ("SK", None, Some("31322832")),
    ..Facts::USUAL
};

impl Register for SkRpo {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.without_vat().of(&["SK"], |number| digits(number, "", 8)).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let reply = web.get("/rpo/v1/search", &[("identifier", &asked.number)]).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    results: Vec<Entity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    identifiers: Vec<Dated>,
    full_names: Vec<Dated>,
    #[serde(default)]
    addresses: Vec<Address>,
    termination: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dated {
    value: Plain,
    valid_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    street: Option<String>,
    reg_number: Option<Plain>,
    building_number: Option<Plain>,
    #[serde(default)]
    postal_codes: Vec<Plain>,
    municipality: Option<Named>,
    valid_to: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    value: String,
}

fn read(search: Search, ico: &str) -> Result<Option<Raw>, Reason> {
    if search.results.is_empty() {
        return Ok(None);
    }
    let is_meant = |entity: &&Entity| current(&entity.identifiers).any(|identifier| identifier.is(ico));
    let mut meant: Vec<&Entity> = search.results.iter().filter(is_meant).collect();
    if meant.len() > 1 {
        meant.retain(|entity| entity.termination.is_none());
    }
    match meant.as_slice() {
        [entity] => raw(entity, ico).map(Some),
        [] => Err(Reason::OtherNumber),
        _ => Err(Reason::Unclear),
    }
}

fn current(dated: &[Dated]) -> impl Iterator<Item = &Plain> {
    dated.iter().filter(|dated| dated.valid_to.is_none()).map(|dated| &dated.value)
}

fn raw(entity: &Entity, ico: &str) -> Result<Raw, Reason> {
    let name = current(&entity.full_names).next().ok_or(Reason::Unreadable)?;
    let raw = Raw {
        name: Some(name.0.clone()),
        registration_number: Some(ico.to_owned()),
        inactive: entity.termination.is_some(),
        ..Raw::default()
    };
    let Some(address) = entity.addresses.iter().find(|address| address.valid_to.is_none()) else { return Ok(raw) };
    let registered = text(&address.reg_number).filter(|number| *number != "0");
    let house = joined([registered, text(&address.building_number)], "/");
    let city = address.municipality.as_ref().map(|city| city.value.as_str());
    let street = address.street.as_deref().filter(|street| !street.is_empty()).or(city);
    Ok(Raw {
        address: joined([street, house.as_deref()], " "),
        city: city.map(str::to_owned),
        postal_code: address.postal_codes.first().map(|code| code.0.clone()),
        ..raw
    })
}
