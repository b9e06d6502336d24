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
use std::time::{Duration, Instant};
use tokio::time::timeout;
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
/// Longest time for the number for VAT, without which the rest is as good.
const VAT: Duration = Duration::from_secs(1);
/// Parts of words in its descriptions of trouble, and what they mean. Nothing else of a description is shown: it may
/// repeat the token, or name somebody.
const TROUBLE: [(&str, &str); 4] = [
    ("технічн", "technical work"),
    ("воєнн", "closed under martial law"),
    ("токен", "trouble with the token"),
    ("token", "trouble with the token"),
];

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
            web.owed()?;
            let begun = Instant::now();
            let body = json!({"tins": asked.number, "name": null, "token": web.key()});
            let taxpayers = rows(web.post("/ws/api/public/registers/registration", &body).await?)?;
            let Some(raw) = read(taxpayers, &asked.number)? else { return Ok(None) };
            let payers = timeout(FACTS.spare(begun, VAT), payers(web, &asked.number)).await.unwrap_or_default();
            Ok(Some(Raw { vat_number: vat(payers, &asked.number), ..raw }))
        })
    }
}

/// What the register of VAT payers says; nothing where it gives no answer.
async fn payers(web: &Web, number: &str) -> Vec<Payer> {
    let body = json!({"kodPdvList": null, "tinList": number, "name": null, "token": web.key()});
    let reply = web.post("/ws/api/public/registers/pdv_act/list", &body).await;
    if let Err(Reason::Busy(peace)) = reply {
        web.owe(peace);
    }
    reply.and_then(rows).unwrap_or_default()
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
        return Err(trouble.map_or(Reason::Status(reply.status.as_u16()), |said| meant(&said)));
    }
    match reply.json()? {
        Rows::Many(rows) => Ok(rows),
        Rows::One(row) => Ok(vec![row]),
    }
}

fn meant(said: &str) -> Reason {
    let said = said.to_lowercase();
    let known = TROUBLE.iter().find(|(part, _)| said.contains(part));
    Reason::words(known.map_or(Reason::OWN_WORDS, |(_, meaning)| meaning))
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

/// The number of whoever pays VAT still. An entity's has 12 digits, and as a whole number it has lost its zeros.
fn vat(payers: Vec<Payer>, number: &str) -> Option<String> {
    let is_meant = |payer: &Payer| payer.tin.as_ref().is_some_and(|tin| tin.is(number));
    let pays = |payer: &Payer| text(&payer.dat_anul).is_none();
    let payer = payers.into_iter().find(|payer| is_meant(payer) && pays(payer))?;
    let vat = text(&payer.kod_pdv)?;
    Some(if number.len() == 8 { format!("{vat:0>12}") } else { vat.to_owned() })
}
