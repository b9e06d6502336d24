//! `cz-ares`: the Czech register of economic subjects, of the Ministry of Finance.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;
use web_client::reqwest::StatusCode;

/// The register.
pub(crate) struct CzAres;

const FACTS: Facts = Facts {
    name: "cz-ares",
    url: "https://ares.gov.cz",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration, Fills::Vat],
    sample: ("CZ", None, Some("45274649")),
    ..Facts::USUAL
};

impl Register for CzAres {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A legal entity's DIČ is its IČO with CZ in front; a person's is longer.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.of(&["CZ"], |number| digits(number, "CZ", 8)).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let path = format!("/ekonomicke-subjekty-v-be/rest/ekonomicke-subjekty/{}", asked.number);
            read(web.get(&path, &[]).await?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Trouble {
    kod: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    ico: Plain,
    obchodni_jmeno: String,
    dic: Option<String>,
    sidlo: Option<Seat>,
    datum_zaniku: Option<String>,
    seznam_registraci: Option<Registers>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registers {
    stav_zdroje_dph: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seat {
    nazev_ulice: Option<String>,
    cislo_domovni: Option<Plain>,
    cislo_orientacni: Option<Plain>,
    nazev_obce: Option<String>,
    psc: Option<Plain>,
    textova_adresa: Option<String>,
}

fn read(reply: Reply, ico: &str) -> Result<Option<Raw>, Reason> {
    if reply.status != StatusCode::OK {
        // A 404 without this word is another server's.
        return match reply.json::<Trouble>() {
            Ok(trouble) if reply.status == StatusCode::NOT_FOUND && trouble.kod == "NENALEZENO" => Ok(None),
            Ok(trouble) => Err(Reason::said(&trouble.kod)),
            Err(_) => Err(Reason::Status(reply.status.as_u16())),
        };
    }
    let subject: Subject = reply.json()?;
    if !subject.ico.is(ico) {
        return Err(Reason::OtherNumber);
    }
    // Whoever pays taxes has a DIČ; whether it is one for VAT stands elsewhere.
    let state = subject.seznam_registraci.and_then(|registers| registers.stav_zdroje_dph);
    let pays = state.is_some_and(|state| state == "AKTIVNI");
    let raw = Raw {
        name: Some(subject.obchodni_jmeno),
        registration_number: Some(ico.to_owned()),
        vat_number: subject.dic.filter(|dic| pays && dic.starts_with("CZ")),
        inactive: subject.datum_zaniku.is_some(),
        ..Raw::default()
    };
    Ok(Some(match subject.sidlo {
        Some(seat) => {
            Raw { address: street(&seat), city: seat.nazev_obce, postal_code: seat.psc.map(|psc| psc.0), ..raw }
        }
        None => raw,
    }))
}

/// `Duhová 1444/2`; in a village without streets its name and the house.
fn street(seat: &Seat) -> Option<String> {
    let Some(house) = joined([text(&seat.cislo_domovni), text(&seat.cislo_orientacni)], "/") else {
        return seat.textova_adresa.clone();
    };
    joined([seat.nazev_ulice.as_deref().or(seat.nazev_obce.as_deref()), Some(&house)], " ")
}
