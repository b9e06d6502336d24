//! `no-brreg`: Norway's register of legal entities, of Brønnøysund.

use crate::{
    answer::{Raw, Reason},
    plain::Plain,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;

/// The register.
pub(crate) struct NoBrreg;

const FACTS: Facts = Facts {
    name: "no-brreg",
    url: "https://data.brreg.no",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration, Fills::Vat],
    sample: ("NO", Some("923609016"), None),
    ..Facts::USUAL
};

impl Register for NoBrreg {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.of(&["NO"], |number| digits(number.trim_end_matches("MVA"), "NO", 9)).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let reply = web.get(&format!("/enhetsregisteret/api/enheter/{}", asked.number), &[]).await?;
            if reply.is_unknown() { Ok(None) } else { read(reply, &asked.number).map(Some) }
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    organisasjonsnummer: Plain,
    navn: String,
    forretningsadresse: Option<Address>,
    #[serde(rename = "registrertIMvaregisteret", default)]
    pays_vat: bool,
    #[serde(default)]
    konkurs: bool,
    #[serde(default)]
    under_avvikling: bool,
    slettedato: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    adresse: Vec<Option<String>>,
    postnummer: Option<Plain>,
    poststed: Option<String>,
}

fn read(reply: Reply, number: &str) -> Result<Raw, Reason> {
    let entity: Entity = reply.ok()?.json()?;
    if !entity.organisasjonsnummer.is(number) {
        return Err(Reason::OtherNumber);
    }
    let raw = Raw {
        name: Some(entity.navn),
        registration_number: Some(number.to_owned()),
        vat_number: entity.pays_vat.then(|| format!("NO{number}")),
        inactive: entity.konkurs || entity.under_avvikling || entity.slettedato.is_some(),
        ..Raw::default()
    };
    let Some(address) = entity.forretningsadresse else { return Ok(raw) };
    let lines: Vec<String> = address.adresse.into_iter().flatten().collect();
    let postal_code = address.postnummer.map(|code| code.0);
    Ok(Raw { address: Some(lines.join(", ")), city: address.poststed, postal_code, ..raw })
}
