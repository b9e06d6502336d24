//! `gleif`: legal entity identifiers, of larger firms in all countries. By the number in a country's own register, and
//! taken only where exactly one firm that exists has it.

use crate::{
    answer::{Raw, Reason},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Place, Register},
    web::Web,
};
use serde::Deserialize;
use std::time::Duration;

/// The register.
pub(crate) struct Gleif;

const FACTS: Facts = Facts {
    name: "gleif",
    url: "https://api.gleif.org",
    place: Place::Last,
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    requests: 2,
    every: Duration::from_millis(1_100),
    sample: ("DE", None, Some("HRB6684")),
    ..Facts::USUAL
};

impl Register for Gleif {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// The number in a register; the tax number only where it is the same, and no person's.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let registered = wanted.registration.map(|(number, _)| number.to_owned());
        registered.or_else(|| of_tin(wanted.country.code(), wanted.tin?.0).map(str::to_owned))
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            for number in &ways(asked.country.code(), &asked.number) {
                let found = ask(web, asked, number).await?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        })
    }
}

fn of_tin<'a>(country: &str, tin: &'a str) -> Option<&'a str> {
    match country {
        "UA" | "DK" | "FI" => digits(tin, "", 8),
        "FR" | "NO" => digits(tin, "", 9),
        "BE" => digits(tin, "", 10),
        "LV" => digits(tin, "", 11).filter(|number| number.as_bytes()[0] >= b'4'),
        "CH" | "LI" => Some(tin).filter(|tin| tin.starts_with("CHE")),
        _ => None,
    }
}

/// How the number may be written there: German ones with a blank or without, Swiss ones in groups, French ones without
/// what a SIRET has more than a SIREN; others as they are.
fn ways(country: &str, number: &str) -> Vec<String> {
    let plain = number.to_owned();
    match (country, number.get(..3)) {
        ("DE", Some(letters @ ("HRA" | "HRB"))) => {
            let figures = number[3..].trim_start_matches(|c: char| !c.is_ascii_digit());
            let figures = figures.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            vec![format!("{letters} {figures}"), format!("{letters}{figures}")]
        }
        ("CH" | "LI", _) => match digits(number, "CHE", 9) {
            Some(uid) => vec![format!("CHE-{}.{}.{}", &uid[..3], &uid[3..6], &uid[6..]), plain],
            None => vec![plain],
        },
        ("FR", _) => vec![digits(number, "", 14).map_or(plain, |siret| siret[..9].to_owned())],
        _ => vec![plain],
    }
}

async fn ask(web: &Web, asked: &Asked, number: &str) -> Result<Option<Raw>, Reason> {
    let country = asked.country.code();
    let query = [
        ("filter[entity.registeredAs]", number),
        ("filter[entity.legalAddress.country]", country),
        ("page[size]", "5"),
    ];
    let reply = web.get("/api/v1/lei-records", &query).await?.ok()?;
    read(reply.json()?, number, country)
}

#[derive(Deserialize)]
struct Search {
    data: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Attributes {
    entity: Entity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    legal_name: Name,
    legal_address: Address,
    registered_as: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    #[serde(default)]
    address_lines: Vec<String>,
    city: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

fn read(search: Search, number: &str, country: &str) -> Result<Option<Raw>, Reason> {
    if search.data.is_empty() {
        return Ok(None);
    }
    let entities = search.data.into_iter().map(|record| record.attributes.entity);
    let mut there = entities.filter(|entity| entity.status == "ACTIVE");
    let (Some(entity), None) = (there.next(), there.next()) else { return Err(Reason::Unclear) };
    let registered = entity.registered_as.filter(|theirs| bare(theirs) == bare(number));
    let home = entity.legal_address.country.is_none_or(|theirs| theirs == country);
    let registered = registered.filter(|_| home).ok_or(Reason::OtherNumber)?;
    Ok(Some(Raw {
        name: Some(entity.legal_name.name),
        address: Some(entity.legal_address.address_lines.join(", ")),
        city: entity.legal_address.city,
        postal_code: entity.legal_address.postal_code,
        registration_number: Some(registered),
        ..Raw::default()
    }))
}

fn bare(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_tried_as_it_may_be_written_there() {
        for (country, number, written) in [
            ("DE", "HRB6684", &["HRB 6684", "HRB6684"][..]),
            ("DE", "HRB 6684 München", &["HRB 6684", "HRB6684"]),
            ("CH", "CHE105829940", &["CHE-105.829.940", "CHE105829940"]),
            ("FR", "55208131766522", &["552081317"]),
            ("NL", "33014286", &["33014286"]),
        ] {
            assert_eq!(ways(country, number), written);
        }
    }
}
