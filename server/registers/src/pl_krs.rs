//! `pl-krs`: Poland's National Court Register, of the Ministry of Justice. By its own number alone.

use crate::{
    answer::{Raw, Reason},
    pl_whitelist::nip,
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;

/// The register.
pub(crate) struct PlKrs;

const FACTS: Facts = Facts {
    name: "pl-krs",
    url: "https://api-krs.ms.gov.pl",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    sample: ("PL", None, Some("0000028860")),
    ..Facts::USUAL
};

impl Register for PlKrs {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let krs = |number| digits(number, "", 10).filter(|number| number.starts_with("000"));
        wanted.of(&["PL"], krs).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let path = format!("/api/krs/OdpisAktualny/{}", asked.number);
            // Entrepreneurs, then associations.
            for part in ["P", "S"] {
                let reply = web.get(&path, &[("rejestr", part), ("format", "json")]).await?;
                if !reply.is_unknown() {
                    return read(reply, asked).map(Some);
                }
            }
            Ok(None)
        })
    }
}

#[derive(Deserialize)]
struct Copy {
    odpis: Extract,
}

#[derive(Deserialize)]
struct Extract {
    #[serde(rename = "naglowekA")]
    head: Head,
    dane: Data,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "numerKRS")]
    krs: Plain,
}

#[derive(Deserialize)]
struct Data {
    dzial1: Part,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    dane_podmiotu: Entity,
    #[serde(rename = "siedzibaIAdres")]
    seat: Option<Seat>,
}

#[derive(Deserialize)]
struct Entity {
    nazwa: String,
    identyfikatory: Option<Numbers>,
}

#[derive(Deserialize)]
struct Numbers {
    nip: Option<Plain>,
}

#[derive(Deserialize)]
struct Seat {
    adres: Option<Place>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    ulica: Option<String>,
    nr_domu: Option<Plain>,
    nr_lokalu: Option<Plain>,
    kod_pocztowy: Option<String>,
    miejscowosc: Option<String>,
}

fn read(reply: Reply, asked: &Asked) -> Result<Raw, Reason> {
    let Extract { head, dane: Data { dzial1 } } = reply.ok()?.json::<Copy>()?.odpis;
    let theirs = dzial1.dane_podmiotu.identyfikatory.and_then(|numbers| numbers.nip);
    let typed = asked.tin.as_deref().and_then(nip);
    let same = typed.is_none_or(|typed| theirs.is_none_or(|theirs| theirs.is(typed)));
    if !head.krs.is(&asked.number) || !same {
        return Err(Reason::OtherNumber);
    }
    let raw = Raw {
        name: Some(dzial1.dane_podmiotu.nazwa),
        registration_number: Some(asked.number.clone()),
        ..Raw::default()
    };
    let Some(place) = dzial1.seat.and_then(|seat| seat.adres) else { return Ok(raw) };
    let house = joined([text(&place.nr_domu), text(&place.nr_lokalu)], "/");
    // A village has no streets.
    let street = place.ulica.as_deref().or(place.miejscowosc.as_deref());
    Ok(Raw {
        address: joined([street, house.as_deref()], " "),
        city: place.miejscowosc,
        postal_code: place.kod_pocztowy,
        ..raw
    })
}
