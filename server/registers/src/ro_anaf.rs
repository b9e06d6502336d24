//! `ro-anaf`: Romania's register of taxpayers, of its tax agency. One request a second.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use web_client::reqwest::StatusCode;

/// The register.
pub(crate) struct RoAnaf;

const FACTS: Facts = Facts {
    name: "ro-anaf",
    url: "https://webservicesp.anaf.ro",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration, Fills::Vat],
    every: Duration::from_millis(1_100),
    hours: 2,
    sample: ("RO", Some("1590082"), None),
    ..Facts::USUAL
};

impl Register for RoAnaf {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let cui = |number| (2..=10).find_map(|count| digits(number, "RO", count));
        wanted.of(&["RO"], cui).map(|number| number.trim_start_matches('0').to_owned())
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let cui = asked.number.parse::<u64>().map_err(|_| Reason::Unreadable)?;
            let body = json!([{"cui": cui, "data": asked.today}]);
            read(web.post("/api/PlatitorTvaRest/v9/tva", &body).await?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    found: Vec<Taxpayer>,
    #[serde(default)]
    not_found: Vec<Plain>,
}

#[derive(Deserialize)]
struct Taxpayer {
    date_generale: General,
    adresa_sediu_social: Option<Seat>,
    #[serde(rename = "inregistrare_scop_Tva")]
    vat: Option<Vat>,
    stare_inactiv: Option<State>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct General {
    cui: Plain,
    denumire: String,
    nr_reg_com: Option<String>,
    adresa: Option<String>,
    cod_postal: Option<Plain>,
}

#[derive(Deserialize)]
struct Seat {
    #[serde(rename = "sdenumire_Strada")]
    street: Option<String>,
    #[serde(rename = "snumar_Strada")]
    house: Option<Plain>,
    #[serde(rename = "sdenumire_Localitate")]
    city: Option<String>,
    #[serde(rename = "scod_Postal")]
    postal_code: Option<Plain>,
}

#[derive(Deserialize)]
struct Vat {
    #[serde(rename = "scpTVA")]
    pays: bool,
}

#[derive(Deserialize)]
struct State {
    #[serde(rename = "statusInactivi", default)]
    inactive: bool,
}

fn read(reply: Reply, cui: &str) -> Result<Option<Raw>, Reason> {
    // With which status it says "not found" is not written down anywhere.
    if reply.status != StatusCode::OK && reply.status != StatusCode::NOT_FOUND {
        return Err(Reason::Status(reply.status.as_u16()));
    }
    let search: Search = reply.json()?;
    let Some(taxpayer) = search.found.into_iter().next() else {
        return if search.not_found.iter().any(|number| number.is(cui)) { Ok(None) } else { Err(Reason::Unreadable) };
    };
    let General { cui: number, denumire, nr_reg_com, adresa, cod_postal } = taxpayer.date_generale;
    if !number.is(cui) {
        return Err(Reason::OtherNumber);
    }
    let seat = taxpayer.adresa_sediu_social;
    let street = seat.as_ref().filter(|seat| seat.street.as_deref().is_some_and(|street| !street.trim().is_empty()));
    let apart = street.and_then(|seat| joined([seat.street.as_deref(), text(&seat.house)], " "));
    let code = seat.as_ref().and_then(|seat| text(&seat.postal_code)).or_else(|| text(&cod_postal));
    Ok(Some(Raw {
        name: Some(denumire),
        postal_code: code.map(str::to_owned),
        address: apart.or(adresa),
        city: seat.and_then(|seat| seat.city),
        registration_number: nr_reg_com,
        vat_number: taxpayer.vat.filter(|vat| vat.pays).map(|_| format!("RO{cui}")),
        inactive: taxpayer.stare_inactiv.is_some_and(|state| state.inactive),
    }))
}
