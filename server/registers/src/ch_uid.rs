//! `ch-uid`: the register of enterprise numbers of Switzerland and Liechtenstein, of the Federal Statistical Office (SOAP
//! 1.1; eCH-0097 and eCH-0108). 20 requests a minute.

use crate::{
    answer::{Raw, Reason},
    plain::joined,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
    xml,
};
use roxmltree::Node;
use std::time::Duration;
use web_client::reqwest::StatusCode;

/// The register.
pub(crate) struct ChUid;

const FACTS: Facts = Facts {
    name: "ch-uid",
    url: "https://www.uid-wse.admin.ch",
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration, Fills::Vat],
    every: Duration::from_secs(3),
    sample: ("CH", Some("CHE105829940"), None),
    ..Facts::USUAL
};
const ACTION: &str = "\"http://www.uid.admin.ch/xmlns/uid-wse/IPublicServices/GetByUID\"";

impl Register for ChUid {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        let uid = |number: &str| {
            number.get(..12).filter(|_| number.starts_with("CHE")).and_then(|n| digits(n, "CHE", 9).map(str::to_owned))
        };
        wanted.of(&["CH", "LI"], uid)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", ACTION)];
            read(web.post_xml("/V5.0/PublicServices.svc", &headers, envelope(&asked.number)).await?, &asked.number)
        })
    }
}

fn envelope(uid: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:wse=\"http://www.uid.admin.ch/xmlns/uid-wse\" xmlns:ech=\"http://www.ech.ch/xmlns/eCH-0097/5\"><soap:Body>\
         <wse:GetByUID><wse:uid><ech:uidOrganisationIdCategorie>CHE</ech:uidOrganisationIdCategorie>\
         <ech:uidOrganisationId>{uid}</ech:uidOrganisationId></wse:uid></wse:GetByUID></soap:Body></soap:Envelope>"
    )
}

fn read(reply: Reply, uid: &str) -> Result<Option<Raw>, Reason> {
    let document = match xml::document(&reply.text) {
        Err(_) if reply.status != StatusCode::OK => return Err(Reason::Status(reply.status.as_u16())),
        document => document?,
    };
    let root = document.root();
    if let Some(fault) = xml::below(root, "Fault") {
        let error = xml::text(fault, "error").or(xml::text(fault, "faultstring")).unwrap_or("a fault");
        return match error {
            "Data_validation_failed" => Ok(None),
            "Request_limit_exceeded" => Err(Reason::Busy(None)),
            _ => Err(Reason::said(error)),
        };
    }
    if reply.status != StatusCode::OK {
        return Err(Reason::Status(reply.status.as_u16()));
    }
    let answer = xml::below(root, "GetByUIDResponse").ok_or(Reason::Unreadable)?;
    match xml::below(answer, "organisationType") {
        Some(organisation) => organisation_of(organisation, uid).map(Some),
        None => Ok(None),
    }
}

fn organisation_of(organisation: Node<'_, '_>, uid: &str) -> Result<Raw, Reason> {
    if xml::text(organisation, "uidOrganisationId") != Some(uid) {
        return Err(Reason::OtherNumber);
    }
    let name = xml::text(organisation, "organisationName").ok_or(Reason::Unreadable)?;
    let is_address = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "address";
    let is_legal = |node: &Node<'_, '_>| xml::text(*node, "addressCategory") == Some("LEGAL");
    let address = organisation.descendants().filter(is_address).find(is_legal);
    let of = |name| address.and_then(|address| xml::text(address, name));
    let number = format!("CHE{uid}");
    // 2: registered; 3 and 4: there, and there with a change on its way.
    let pays = xml::text(organisation, "vatStatus") == Some("2");
    let state = xml::text(organisation, "uidregStatusEnterpriseDetail");
    Ok(Raw {
        name: Some(name.to_owned()),
        address: joined([of("street"), of("houseNumber")], " "),
        city: of("town").map(str::to_owned),
        postal_code: of("swissZipCode").map(str::to_owned),
        vat_number: pays.then(|| number.clone()),
        registration_number: Some(number),
        inactive: state.is_some_and(|state| !matches!(state, "3" | "4")),
    })
}
