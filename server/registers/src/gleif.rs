//! `gleif`: legal entity identifiers, of larger firms in all countries. By the number in a country's own register, and
//! taken only where exactly one firm that exists has it.

use crate::{
    answer::{Raw, Reason},
    query::{Asked, CompanyQuery, Number, digits, is_of_person},
    register::{Facts, Fills, Finding, Place, Register},
    web::Web,
};
use rules::NumberKind;
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
    every: Duration::from_millis(2_100),
    sample: ("DE", None, Some("HRB6684")),
    ..Facts::USUAL
};

impl Register for Gleif {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// The number in a register, if it is of a kind that is known; the tax number only where it is the same. No person's.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let country = wanted.country.code();
        let is_meant = |number: &Number<'_>| !is_of_person(country, *number);
        let known = |(_, kind): &Number<'_>| *kind != NumberKind::OTHER.name();
        let registered = wanted.registration.filter(known).filter(is_meant).map(|(number, _)| number);
        registered.or_else(|| of_tin(country, wanted.tin.filter(is_meant)?.0)).map(str::to_owned)
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

/// How the number may be written there, in two ways at most: as people of its country write it, then as it is; French
/// ones without what a SIRET has more than a SIREN.
fn ways(country: &str, number: &str) -> Vec<String> {
    let figures = bare(number);
    if let Some(grouped) = grouped(country, &figures) {
        return vec![grouped, figures];
    }
    let plain = number.to_owned();
    match (country, number.get(..3)) {
        ("DE", Some(letters @ ("HRA" | "HRB"))) => {
            let figures = number[3..].trim_start_matches(|c: char| !c.is_ascii_digit());
            let figures = figures.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            vec![format!("{letters} {figures}"), format!("{letters}{figures}")]
        }
        ("AT", _) => match number.strip_prefix("FN").unwrap_or(number).trim().to_ascii_lowercase() {
            bare if bare.starts_with(|c: char| c.is_ascii_digit()) => vec![format!("FN {bare}"), bare],
            _ => vec![plain],
        },
        ("FR", _) => vec![digits(number, "", 14).map_or(plain, |siret| siret[..9].to_owned())],
        _ => vec![plain],
    }
}

/// `CHE-105.829.940`, `0112038-9`, `0403.170.701` or `556703-7485`.
fn grouped(country: &str, number: &str) -> Option<String> {
    let all = |count| digits(number, "", count);
    match country {
        "CH" | "LI" => digits(number, "CHE", 9).map(|uid| format!("CHE-{}.{}.{}", &uid[..3], &uid[3..6], &uid[6..])),
        "FI" => all(8).map(|id| format!("{}-{}", &id[..7], &id[7..])),
        "BE" => all(10).map(|id| format!("{}.{}.{}", &id[..4], &id[4..7], &id[7..])),
        "SE" => all(10).map(|id| format!("{}-{}", &id[..6], &id[6..])),
        _ => None,
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
            ("FI", "01120389", &["0112038-9", "01120389"]),
            ("FI", "0112038-9", &["0112038-9", "01120389"]),
            ("BE", "0403170701", &["0403.170.701", "0403170701"]),
            ("AT", "93363Z", &["FN 93363z", "93363z"]),
            ("SE", "5567037485", &["556703-7485", "5567037485"]),
        ] {
            assert_eq!(ways(country, number), written);
            assert!(written.len() <= 2, "{country}");
        }
    }
}
