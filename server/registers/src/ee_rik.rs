//! `ee-rik`: Estonia's e-Business Register, by its open search.

use crate::{
    answer::{Raw, Reason},
    plain::Plain,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;

/// The register.
pub(crate) struct EeRik;

const FACTS: Facts = Facts {
    name: "ee-rik",
    url: "https://ariregister.rik.ee",
    fills: &[Fills::Name, Fills::Address, Fills::PostalCode, Fills::Registration],
    hours: 2,
    sample: ("EE", None, Some("10238429")),
    ..Facts::USUAL
};

impl Register for EeRik {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.without_vat().of(&["EE"], |number| digits(number, "", 8)).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let reply = web.get("/est/api/autocomplete", &[("q", &asked.number)]).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    status: String,
    data: Vec<Company>,
}

#[derive(Deserialize)]
struct Company {
    reg_code: Plain,
    name: String,
    status: Option<String>,
    legal_address: Option<String>,
    zip_code: Option<Plain>,
}

fn read(search: Search, code: &str) -> Result<Option<Raw>, Reason> {
    if search.status != "OK" {
        return Err(Reason::said(&search.status));
    }
    if search.data.is_empty() {
        return Ok(None);
    }
    let company = search.data.into_iter().find(|company| company.reg_code.is(code)).ok_or(Reason::OtherNumber)?;
    Ok(Some(Raw {
        name: Some(company.name),
        address: company.legal_address,
        postal_code: company.zip_code.map(|code| code.0),
        registration_number: Some(code.to_owned()),
        // R: registered; others are in liquidation, bankrupt or deleted.
        inactive: company.status.is_some_and(|status| status != "R"),
        ..Raw::default()
    }))
}
