//! `gb-companies-house`: the United Kingdom's register of companies. By its own number, not by one for VAT; 600 requests
//! in five minutes.

use crate::{
    answer::{Raw, Reason},
    plain::{Plain, joined},
    query::{Asked, CompanyQuery},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
};
use serde::Deserialize;

/// The register.
pub(crate) struct GbCompaniesHouse;

const FACTS: Facts = Facts {
    name: "gb-companies-house",
    url: "https://api.company-information.service.gov.uk",
    key: true,
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    hours: 0,
    sample: ("GB", None, Some("00445790")),
    ..Facts::USUAL
};
/// What it says where it does not know a number.
const UNKNOWN: &str = "company-profile-not-found";

impl Register for GbCompaniesHouse {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Two letters or digits, then six digits.
    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let (number, _) = wanted.registration.filter(|_| wanted.country.code() == "GB")?;
        let (area, figures) = number.split_at_checked(2)?;
        let fits = figures.len() == 6
            && figures.bytes().all(|byte| byte.is_ascii_digit())
            && area.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| number.to_owned())
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let reply = web.get_with_key(&format!("/company/{}", asked.number)).await?;
            let unknown = reply.is_unknown() && reply.text.contains(UNKNOWN);
            if unknown { Ok(None) } else { read(reply, &asked.number).map(Some) }
        })
    }
}

#[derive(Deserialize)]
struct Company {
    company_number: Plain,
    company_name: String,
    company_status: Option<String>,
    registered_office_address: Option<Address>,
}

#[derive(Deserialize)]
struct Address {
    address_line_1: Option<String>,
    address_line_2: Option<String>,
    locality: Option<String>,
    postal_code: Option<String>,
}

fn read(reply: Reply, number: &str) -> Result<Raw, Reason> {
    let company: Company = reply.ok()?.json()?;
    if !company.company_number.is(number) {
        return Err(Reason::OtherNumber);
    }
    let raw = Raw {
        name: Some(company.company_name),
        registration_number: Some(number.to_owned()),
        inactive: company.company_status.is_some_and(|status| status != "active" && status != "open"),
        ..Raw::default()
    };
    let Some(address) = company.registered_office_address else { return Ok(raw) };
    let lines = [address.address_line_1.as_deref(), address.address_line_2.as_deref()];
    Ok(Raw { address: joined(lines, ", "), city: address.locality, postal_code: address.postal_code, ..raw })
}
