//! `kz-stat`: Kazakhstan's register of legal entities, of its Bureau of National Statistics. An old server, which may go
//! away.

use crate::{
    answer::{Raw, Reason},
    plain::Plain,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::Web,
};
use serde::Deserialize;

/// The register.
pub(crate) struct KzStat;

const FACTS: Facts = Facts {
    name: "kz-stat",
    url: "https://old.stat.gov.kz",
    fills: &[Fills::Name, Fills::Address],
    sample: ("KZ", Some("020240000555"), None),
    ..Facts::USUAL
};

impl Register for KzStat {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A BIN, whose fifth digit is 4 to 6; a person's IIN has the day of birth there.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let bin = |number| digits(number, "", 12).filter(|number| matches!(number.as_bytes()[4], b'4'..=b'6'));
        wanted.of(&["KZ"], bin).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let query = [("bin", asked.number.as_str()), ("lang", "ru")];
            let reply = web.get("/api/juridical/counter/api/", &query).await?.ok()?;
            read(reply.json()?, &asked.number)
        })
    }
}

#[derive(Deserialize)]
struct Search {
    success: bool,
    obj: Option<Entity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    bin: Plain,
    name: String,
    kato_address: Option<String>,
}

fn read(search: Search, bin: &str) -> Result<Option<Raw>, Reason> {
    if !search.success {
        return Ok(None);
    }
    let entity = search.obj.ok_or(Reason::Unreadable)?;
    if !entity.bin.is(bin) {
        return Err(Reason::OtherNumber);
    }
    Ok(Some(Raw { name: Some(entity.name), address: entity.kato_address, ..Raw::default() }))
}
