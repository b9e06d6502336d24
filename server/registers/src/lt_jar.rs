//! `lt-jar`: Lithuania's Register of Legal Entities, by its open data: the name alone.

use crate::{
    answer::{Raw, Reason},
    plain::Plain,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;

/// The register.
pub(crate) struct LtJar;

const FACTS: Facts = Facts {
    name: "lt-jar",
    url: "https://get.data.gov.lt",
    fills: &[Fills::Name, Fills::Registration],
    hours: 2,
    sample: ("LT", None, Some("301844044")),
    ..Facts::USUAL
};

impl Register for LtJar {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A company's code; the number for VAT is another one of nine digits.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.without_vat().of(&["LT"], |number| digits(number, "", 9)).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let path = "/datasets/gov/rc/jar/iregistruoti/JuridinisAsmuo";
            let reply = web.get(path, &[("ja_kodas", &asked.number)]).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    #[serde(rename = "_data")]
    data: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    ja_kodas: Plain,
    ja_pavadinimas: String,
}

fn read(search: Search, code: &str) -> Result<Option<Raw>, Reason> {
    let Some(entity) = search.data.into_iter().next() else { return Ok(None) };
    if !entity.ja_kodas.is(code) {
        return Err(Reason::OtherNumber);
    }
    let (name, registration_number) = (Some(entity.ja_pavadinimas), Some(code.to_owned()));
    Ok(Some(Raw { name, registration_number, ..Raw::default() }))
}
