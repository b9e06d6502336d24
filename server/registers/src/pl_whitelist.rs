//! `pl-whitelist`: Poland's list of VAT taxpayers, of the Ministry of Finance. It blocks an address until midnight after
//! 100 searches.

use crate::{
    address,
    answer::{Raw, Reason},
    plain::{Plain, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;
use std::time::Duration;

/// The register.
pub(crate) struct PlWhitelist;

const FACTS: Facts = Facts {
    name: "pl-whitelist",
    url: "https://wl-api.mf.gov.pl",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration, Fills::Vat],
    per_day: Some(90),
    pause: Duration::from_secs(3_600),
    sample: ("PL", Some("5260250274"), None),
    ..Facts::USUAL
};

impl Register for PlWhitelist {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.of(&["PL"], nip).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let path = format!("/api/search/nip/{}", asked.number);
            read(web.get(&path, &[("date", &asked.today)]).await?, &asked.number)
        })
    }
}

/// A NIP; a KRS number has as many digits, and begins with a zero.
pub(crate) fn nip(number: &str) -> Option<&str> {
    digits(number, "PL", 10).filter(|number| !number.starts_with('0'))
}

#[derive(Deserialize)]
struct Listed {
    result: Option<Searched>,
    code: Option<String>,
}

#[derive(Deserialize)]
struct Searched {
    // Null where nobody is meant; missing where this is not the list.
    #[serde(deserialize_with = "Option::deserialize")]
    subject: Option<Subject>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    name: String,
    nip: Plain,
    regon: Option<Plain>,
    krs: Option<Plain>,
    status_vat: Option<String>,
    working_address: Option<String>,
    residence_address: Option<String>,
}

fn read(reply: Reply, nip: &str) -> Result<Option<Raw>, Reason> {
    let listed: Listed = reply.json()?;
    if let Some(code) = &listed.code {
        // WL-191: the searches of today are used up.
        return Err(if code == "WL-191" { Reason::Busy(None) } else { Reason::said(code) });
    }
    reply.ok()?;
    let Some(subject) = listed.result.ok_or(Reason::Unreadable)?.subject else { return Ok(None) };
    if !subject.nip.is(nip) {
        return Err(Reason::OtherNumber);
    }
    let krs = text(&subject.krs).map(str::to_owned);
    // Without a KRS number it is a person, who may live there.
    let residence = subject.residence_address.filter(|_| krs.is_some());
    let address = address::of_line(&subject.working_address.or(residence).unwrap_or_default());
    let pays = subject.status_vat.is_some_and(|status| status == "Czynny");
    Ok(Some(Raw {
        name: Some(subject.name),
        address: address.street,
        city: address.city,
        postal_code: address.postal_code,
        registration_number: krs.or_else(|| text(&subject.regon).map(str::to_owned)),
        vat_number: pays.then(|| format!("PL{nip}")),
        inactive: false,
    }))
}
