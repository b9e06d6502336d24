//! `ua-dps`: Ukraine's registers of taxpayers and of VAT payers, of the State Tax Service. A token dies past 1,000
//! requests a day; trouble of any kind comes with status 400.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use web_client::reqwest::StatusCode;

/// The register.
pub(crate) struct UaDps;

const FACTS: Facts = Facts {
    name: "ua-dps",
    url: "https://cabinet.tax.gov.ua",
    key: true,
    fills: &[Fills::Name, Fills::Address, Fills::Vat],
    per_day: Some(900),
    requests: 2,
    hours: 2,
    sample: ("UA", Some("32855961"), None),
    ..Facts::USUAL
};

impl Register for UaDps {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// EDRPOU, or RNOKPP of an entrepreneur; nobody's passport.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let (number, kind) = wanted.tin.filter(|_| wanted.country.code() == "UA")?;
        let number = digits(number, "", 8).or_else(|| digits(number, "", 10))?;
        (!kind.contains("passport")).then(|| number.to_owned())
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let body = json!({"tins": asked.number, "name": null, "token": web.key()});
            let taxpayers = rows(web.post("/ws/api/public/registers/registration", &body).await?)?;
            let Some(raw) = read(taxpayers, &asked.number)? else { return Ok(None) };
            let body = json!({"kodPdvList": null, "tinList": asked.number, "name": null, "token": web.key()});
            // Without the other register's answer the number for VAT stays empty, and the rest is as good.
            let payers = web.post("/ws/api/public/registers/pdv_act/list", &body).await.and_then(rows);
            Ok(Some(Raw { vat_number: payers.ok().and_then(|payers| vat(payers, &asked.number)), ..raw }))
        })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rows<T> {
    Many(Vec<T>),
    One(T),
}

#[derive(Deserialize)]
struct Trouble {
    error_description: Option<String>,
}

/// What a register says: rows, or one of them without its list.
fn rows<T: DeserializeOwned>(reply: Reply) -> Result<Vec<T>, Reason> {
    if reply.status != StatusCode::OK {
        let trouble = reply.json::<Trouble>().ok().and_then(|trouble| trouble.error_description);
        return Err(trouble.map_or(Reason::Status(reply.status.as_u16()), |said| Reason::said(&said)));
    }
    match reply.json()? {
        Rows::Many(rows) => Ok(rows),
        Rows::One(row) => Ok(vec![row]),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Taxpayer {
    full_name: String,
    tin_s: Plain,
    adress: Option<String>,
    d_zakr_sti: Option<Plain>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payer {
    kod_pdv: Option<Plain>,
    tin: Option<Plain>,
    dat_anul: Option<Plain>,
}

fn read(taxpayers: Vec<Taxpayer>, number: &str) -> Result<Option<Raw>, Reason> {
    if taxpayers.is_empty() {
        return Ok(None);
    }
    let taxpayer = taxpayers.into_iter().find(|taxpayer| taxpayer.tin_s.is(number)).ok_or(Reason::OtherNumber)?;
    Ok(Some(Raw {
        name: Some(taxpayer.full_name),
        address: taxpayer.adress,
        inactive: text(&taxpayer.d_zakr_sti).is_some(),
        ..Raw::default()
    }))
}

/// The number of whoever pays VAT still.
fn vat(payers: Vec<Payer>, number: &str) -> Option<String> {
    let is_meant = |payer: &Payer| payer.tin.as_ref().is_none_or(|tin| tin.is(number));
    let pays = |payer: &Payer| text(&payer.dat_anul).is_none();
    payers.into_iter().find(|payer| is_meant(payer) && pays(payer))?.kod_pdv.map(|number| number.0)
}
