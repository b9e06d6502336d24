//! The registers that an operator has chosen.

use crate::{
    answer::{Answer, Reason},
    ch_uid, cz_ares,
    day::Day,
    ee_rik, fi_prh, fr_sirene, gb_companies_house, gleif, kz_stat, lt_jar, lv_ur, no_brreg, pl_krs, pl_regon,
    pl_whitelist,
    query::{Asked, CompanyQuery},
    register::{Fills, Place, Register},
    ro_anaf, sk_rpo, ua_dps, vies,
    web::Web,
};
use rules::Country;
use std::{fmt, time::Duration};
use tokio::time::timeout;

/// All registers; of one country's own the one that says most comes first.
const ALL: [&dyn Register; 18] = [
    &ua_dps::UaDps,
    &pl_regon::PlRegon,
    &pl_whitelist::PlWhitelist,
    &pl_krs::PlKrs,
    &cz_ares::CzAres,
    &sk_rpo::SkRpo,
    &fr_sirene::FrSirene,
    &no_brreg::NoBrreg,
    &fi_prh::FiPrh,
    &ee_rik::EeRik,
    &lv_ur::LvUr,
    &lt_jar::LtJar,
    &ro_anaf::RoAnaf,
    &ch_uid::ChUid,
    &kz_stat::KzStat,
    &gb_companies_house::GbCompaniesHouse,
    &vies::Vies,
    &gleif::Gleif,
];

/// The names of all registers, in the order in which they are asked.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|register| register.facts().name)
}

/// A register that can be asked.
pub struct Source {
    register: &'static dyn Register,
    rank: usize,
    web: Web,
    limit: Duration,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a register cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// There is no register of this name.
    Unknown,
    /// It wants a key.
    NoKey,
    /// It takes no key.
    NeedsNoKey,
    /// Its address cannot be one; why, in a sentence that does not repeat it.
    Address(String),
}

impl Source {
    /// The register of this name; at another address if one is given, which may be in a private network: it is the
    /// operator's choice.
    ///
    /// # Errors
    /// When there is none, its key is missing or not needed, or the address cannot be one.
    pub fn open(name: &str, url: Option<&str>, key: Option<&str>) -> Result<Source, Unusable> {
        let known = |register: &&dyn Register| register.facts().name == name;
        let rank = ALL.iter().position(known).ok_or(Unusable::Unknown)?;
        let facts = ALL[rank].facts();
        let key = match key.map(str::trim).filter(|key| !key.is_empty()) {
            None if facts.key => return Err(Unusable::NoKey),
            Some(_) if !facts.key => return Err(Unusable::NeedsNoKey),
            key => key.unwrap_or_default(),
        };
        let web = Web::at(url.unwrap_or(facts.url), url.is_some(), key).map_err(Unusable::Address)?;
        Ok(Source { register: ALL[rank], rank, web, limit: facts.limit })
    }

    /// The same register with another limit of time.
    pub fn within(self, limit: Duration) -> Source {
        Source { limit, ..self }
    }

    /// Its name in settings.
    pub fn name(&self) -> &'static str {
        self.register.facts().name
    }

    /// Its place in the order in which registers are asked.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// Whether it is a country's own.
    pub fn place(&self) -> Place {
        self.register.facts().place
    }

    /// What it can fill.
    pub fn fills(&self) -> &'static [Fills] {
        self.register.facts().fills
    }

    /// How many requests a day it takes.
    pub fn per_day(&self) -> Option<u32> {
        self.register.facts().per_day
    }

    /// How many requests one look-up may cost.
    pub fn requests(&self) -> u32 {
        self.register.facts().requests
    }

    /// How much time it wants between two look-ups.
    pub fn every(&self) -> Duration {
        self.register.facts().every
    }

    /// How long it is left alone after it was asked too often.
    pub fn pause(&self, asked_for: Option<u64>) -> Duration {
        asked_for.map_or(self.register.facts().pause, Duration::from_secs)
    }

    /// The day where the register is, in days since 1970-01-01: its count of requests begins anew with each.
    pub fn day(&self, now: i64) -> i64 {
        Day::at(now, self.register.facts().hours).number
    }

    /// What it would be asked at this moment, in unix seconds; none when it knows nothing of such organisations.
    pub fn asked(&self, wanted: &CompanyQuery<'_>, now: i64) -> Option<Asked> {
        let today = Day::at(now, self.register.facts().hours).text;
        self.register.number(wanted).map(|number| wanted.asked(number, today))
    }

    /// A public number that it must know, to try whether it answers.
    pub fn sample(&self, now: i64) -> Option<Asked> {
        let (country, tin, registration) = self.register.facts().sample;
        let number = |number| (number, "");
        let country = Country::parse(country)?;
        let wanted = CompanyQuery { country, tin: tin.map(number), registration: registration.map(number), vat: None };
        self.asked(&wanted, now)
    }

    /// Asks it, and waits no longer than its limit.
    pub async fn find(&self, asked: &Asked) -> Answer {
        let found = timeout(self.limit, self.register.find(&self.web, asked)).await;
        let looked_at = found
            .unwrap_or(Err(Reason::Slow))
            .and_then(|found| found.map(|raw| raw.looked_at(&asked.today, self.name())).transpose());
        match looked_at {
            Ok(Some(found)) => Answer::Found(Box::new(found)),
            Ok(None) => Answer::NotFound,
            Err(reason) => Answer::NoAnswer(reason),
        }
    }
}
