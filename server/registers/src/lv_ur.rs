//! `lv-ur`: Latvia's Enterprise Register, by its open data, which are a day old at most.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;
use serde_json::json;

/// The register.
pub(crate) struct LvUr;

const FACTS: Facts = Facts {
    name: "lv-ur",
    url: "https://data.gov.lv",
    fills: &[Fills::Name, Fills::Address, Fills::PostalCode, Fills::Registration],
    hours: 2,
    sample: ("LV", Some("40003032949"), None),
    ..Facts::USUAL
};
const TABLE: &str = "25e80bf3-f107-4ab4-89ef-251b5b9374e9";

impl Register for LvUr {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A number that begins with less than 4 is a person's.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let read = |number| digits(number, "LV", 11).filter(|number| number.as_bytes()[0] >= b'4');
        wanted.of(&["LV"], read).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let filters = json!({"regcode": asked.number}).to_string();
            let query = [("resource_id", TABLE), ("filters", &filters)];
            let reply = web.get("/dati/api/3/action/datastore_search", &query).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    success: bool,
    result: Option<Records>,
}

#[derive(Deserialize)]
struct Records {
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    regcode: Plain,
    name: String,
    address: Option<String>,
    index: Option<Plain>,
    terminated: Option<Plain>,
}

fn read(search: Search, code: &str) -> Result<Option<Raw>, Reason> {
    if !search.success {
        return Err(Reason::words("success: false"));
    }
    let Some(record) = search.result.ok_or(Reason::Unreadable)?.records.into_iter().next() else { return Ok(None) };
    if !record.regcode.is(code) {
        return Err(Reason::OtherNumber);
    }
    let index = text(&record.index).filter(|index| *index != "0");
    Ok(Some(Raw {
        name: Some(record.name),
        postal_code: index.map(|index| if index.starts_with("LV-") { index.to_owned() } else { format!("LV-{index}") }),
        address: record.address,
        registration_number: Some(code.to_owned()),
        inactive: text(&record.terminated).is_some(),
        ..Raw::default()
    }))
}
