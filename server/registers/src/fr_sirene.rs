//! `fr-sirene`: France's directory of enterprises, by the state's search "Recherche d'entreprises".

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined, text},
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;
use std::time::Duration;

/// The register.
pub(crate) struct FrSirene;

const FACTS: Facts = Facts {
    name: "fr-sirene",
    url: "https://recherche-entreprises.api.gouv.fr",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    every: Duration::from_millis(150),
    sample: ("FR", Some("552081317"), None),
    ..Facts::USUAL
};

impl Register for FrSirene {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A SIREN, the one within a SIRET, or the one within a VAT number.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let siren = |number| {
            let siret = || digits(number, "", 14).map(|siret| &siret[..9]);
            let vat = || number.strip_prefix("FR")?.get(2..).and_then(|siren| digits(siren, "", 9));
            digits(number, "", 9).or_else(siret).or_else(vat)
        };
        wanted.of(&["FR"], siren).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let reply = web.get("/search", &[("q", &asked.number), ("per_page", "1")]).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    results: Vec<Enterprise>,
}

#[derive(Deserialize)]
struct Enterprise {
    siren: Plain,
    nom_complet: Option<String>,
    nom_raison_sociale: Option<String>,
    etat_administratif: Option<String>,
    siege: Option<Seat>,
}

#[derive(Deserialize)]
struct Seat {
    siret: Option<Plain>,
    numero_voie: Option<Plain>,
    type_voie: Option<String>,
    libelle_voie: Option<String>,
    code_postal: Option<Plain>,
    libelle_commune: Option<String>,
}

fn read(search: Search, siren: &str) -> Result<Option<Raw>, Reason> {
    // It searches in all texts: another enterprise that is near is no answer to the question.
    let Some(enterprise) = search.results.into_iter().find(|enterprise| enterprise.siren.is(siren)) else {
        return Ok(None);
    };
    let raw = Raw {
        name: shown(enterprise.nom_raison_sociale).or_else(|| shown(enterprise.nom_complet)),
        inactive: enterprise.etat_administratif.is_some_and(|state| state != "A"),
        ..Raw::default()
    };
    let Some(seat) = enterprise.siege else { return Ok(Some(raw)) };
    let (kind, street) = (shown(seat.type_voie), shown(seat.libelle_voie));
    let number = text(&seat.numero_voie).filter(|number| !is_withheld(number));
    Ok(Some(Raw {
        address: joined([number, kind.as_deref(), street.as_deref()], " "),
        city: shown(seat.libelle_commune),
        postal_code: shown(seat.code_postal.map(|code| code.0)),
        registration_number: seat.siret.map(|siret| siret.0),
        ..raw
    }))
}

/// Some people's entries are withheld: `[NON-DIFFUSIBLE]`, `[ND]`.
fn is_withheld(text: &str) -> bool {
    text.starts_with('[') || text.contains("NON-DIFFUSIBLE")
}

fn shown(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty() && !is_withheld(text))
}
