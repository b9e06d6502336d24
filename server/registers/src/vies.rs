//! `vies`: the European Commission's check of VAT numbers. "Valid" means registered for trade between member states, so
//! "not found" does not mean that there is no such organisation.

use crate::{
    address,
    answer::{Raw, Reason},
    query::{Asked, CompanyQuery, digits, is_of_person},
    register::{Facts, Fills, Finding, Place, Register},
    web::{Reply, Web},
};
use serde::Deserialize;
use serde_json::json;

/// The register.
pub(crate) struct Vies;

const FACTS: Facts = Facts {
    name: "vies",
    url: "https://ec.europa.eu",
    place: Place::Union,
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Vat],
    sample: ("PL", Some("5260250274"), None),
    ..Facts::USUAL
};

/// The member states, and Northern Ireland.
const PREFIXES: [&str; 28] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

impl Register for Vies {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let country = wanted.country.code();
        let prefix = prefix(country);
        if !PREFIXES.contains(&prefix) {
            return None;
        }
        let persons = wanted.tin.filter(|tin| is_of_person(country, *tin)).map(|(tin, _)| bare(tin, prefix));
        let typed = wanted.vat.and_then(|(number, _)| whole(number, prefix));
        // A number that follows from a person's may have been put there by the form.
        let typed = typed.filter(|number| persons.is_none_or(|tin| !number.contains(tin)));
        typed.or_else(|| of_tin(country, prefix, wanted.tin.filter(|_| persons.is_none())?.0))
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let (country, number) = asked.number.split_at_checked(2).ok_or(Reason::Unreadable)?;
            let body = json!({"countryCode": country, "vatNumber": number});
            let reply = web.post("/taxation_customs/vies/rest-api/check-vat-number", &body).await?;
            read(reply, country, number)
        })
    }
}

/// What VAT numbers of a country begin with; of the United Kingdom only Northern Ireland's are known.
fn prefix(country: &str) -> &str {
    match country {
        "GR" => "EL",
        "MC" => "FR",
        "GB" => "XI",
        country => country,
    }
}

fn bare<'a>(number: &'a str, prefix: &str) -> &'a str {
    number.strip_prefix(prefix).unwrap_or(number)
}

/// The number, if it begins with this and has the length of one.
fn whole(number: &str, prefix: &str) -> Option<String> {
    let fits = if prefix == "DE" { number.len() == 11 } else { (6..=14).contains(&number.len()) };
    let known = number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+*".contains(&byte));
    (fits && known && number.starts_with(prefix)).then(|| number.to_owned())
}

/// The VAT number that follows from a tax number.
fn of_tin(country: &str, prefix: &str, tin: &str) -> Option<String> {
    if let Some(number) = whole(tin, prefix) {
        return Some(number);
    }
    let all = |count| digits(tin, "", count).map(str::to_owned);
    let number = match country {
        "BE" | "PL" | "SK" => all(10),
        "BG" | "GR" | "PT" => all(9),
        "HR" | "IT" => all(11),
        // A code that begins otherwise is a person's.
        "LV" => all(11).filter(|number| number.starts_with(['4', '5', '6', '7', '8', '9'])),
        "DK" | "FI" | "SI" => all(8),
        "FR" => siren(tin).map(|siren| format!("{:02}{siren}", key(siren))),
        "HU" => all(8).or_else(|| Some(digits(tin, "", 11)?[..8].to_owned())),
        "RO" => (2..=10).find_map(all),
        "SE" => all(10).map(|number| number + "01"),
        "CY" | "ES" => {
            tin.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| tin.to_owned()).filter(|_| tin.len() == 9)
        }
        _ => None,
    };
    number.map(|number| format!("{prefix}{number}"))
}

fn siren(tin: &str) -> Option<&str> {
    digits(tin, "", 9).or_else(|| Some(&digits(tin, "", 14)?[..9]))
}

/// The two digits before a SIREN: (12 + 3 · (SIREN mod 97)) mod 97.
fn key(siren: &str) -> u32 {
    siren.parse::<u32>().map_or(0, |siren| (12 + 3 * (siren % 97)) % 97)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    valid: Option<bool>,
    country_code: Option<String>,
    vat_number: Option<String>,
    name: Option<String>,
    address: Option<String>,
    #[serde(default)]
    error_wrappers: Vec<Trouble>,
}

#[derive(Deserialize)]
struct Trouble {
    error: String,
}

fn read(reply: Reply, country: &str, number: &str) -> Result<Option<Raw>, Reason> {
    let check: Check = reply.json()?;
    if let Some(trouble) = check.error_wrappers.first() {
        let often = trouble.error.starts_with("GLOBAL_MAX_CONCURRENT_REQ") || trouble.error == "IP_BLOCKED";
        return Err(if often { Reason::Busy(None) } else { Reason::said(&trouble.error) });
    }
    reply.ok()?;
    let valid = check.valid.ok_or(Reason::Unreadable)?;
    if check.country_code.as_deref() != Some(country) || check.vat_number.as_deref() != Some(number) {
        return Err(Reason::OtherNumber);
    }
    if !valid {
        return Ok(None);
    }
    let address = address::of_lines(check.address.as_deref().unwrap_or_default(), country);
    Ok(Some(Raw {
        name: check.name,
        address: address.street,
        city: address.city,
        postal_code: address.postal_code,
        vat_number: Some(format!("{country}{number}")),
        ..Raw::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::Country;

    #[test]
    fn a_vat_number_follows_from_a_tax_number_where_the_country_makes_it_so() {
        for (country, tin, vat) in [
            ("PL", "5260250274", Some("PL5260250274")),
            ("FR", "552081317", Some("FR03552081317")),
            ("FR", "55208131766522", Some("FR03552081317")),
            ("HU", "12892312242", Some("HU12892312")),
            ("SE", "5560125790", Some("SE556012579001")),
            ("GR", "094259216", Some("EL094259216")),
            ("AT", "ATU13585627", Some("ATU13585627")),
            ("RO", "18547290", Some("RO18547290")),
            ("LV", "16117519997", None),
            ("EE", "12345678", None),
            ("UA", "32855961", None),
            ("GB", "980780684", None),
            // A W-IdNr., which ends in five digits more.
            ("DE", "DE13669597600001", None),
        ] {
            assert_eq!(asked(country, tin, None).as_deref(), vat, "{country} {tin}");
        }
    }

    #[test]
    fn a_vat_number_of_another_country_is_not_asked_for() {
        assert_eq!(asked("PL", "5260250274", Some("DE136695976")).as_deref(), Some("PL5260250274"));
        assert_eq!(asked("GB", "", Some("XI980780684")).as_deref(), Some("XI980780684"));
        assert_eq!(asked("GB", "", Some("GB980780684")), None);
        assert_eq!(asked("DE", "", Some("DE136695976")).as_deref(), Some("DE136695976"));
    }

    fn asked(country: &str, tin: &str, vat: Option<&str>) -> Option<String> {
        let country = Country::parse(country).expect(country);
        Vies.number(&CompanyQuery { country, tin: Some((tin, "")), registration: None, vat: vat.map(|vat| (vat, "")) })
    }
}
