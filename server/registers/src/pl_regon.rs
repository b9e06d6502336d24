//! `pl-regon`: Poland's register REGON, of Statistics Poland, by its service BIR 1.2 (SOAP 1.2). The operator's key opens
//! a session, which is closed again after one search.

use crate::{
    answer::{Raw, Reason},
    pl_whitelist::nip,
    plain::joined,
    query::{Asked, CompanyQuery, digits},
    register::{Facts, Fills, Finding, Register},
    web::{Reply, Web},
    xml,
};
use roxmltree::Node;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The register.
pub(crate) struct PlRegon;

const FACTS: Facts = Facts {
    name: "pl-regon",
    url: "https://wyszukiwarkaregon.stat.gov.pl",
    key: true,
    fills: &[Fills::Name, Fills::Address, Fills::City, Fills::PostalCode, Fills::Registration],
    requests: 3,
    sample: ("PL", Some("5260250274"), None),
    ..Facts::USUAL
};
const PATH: &str = "/wsBIR/UslugaBIRzewnPubl.svc";
const ACTION: &str = "http://CIS/BIR/PUBL/2014/07/IUslugaBIRzewnPubl/";
/// What the service calls "none".
const NONE: &str = "4";
/// Longest time for the end of a session; one that stays open ends by itself.
const GOODBYE: Duration = Duration::from_millis(300);

impl Register for PlRegon {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn number(&self, wanted: &CompanyQuery<'_>) -> Option<String> {
        wanted.of(&["PL"], nip).map(str::to_owned)
    }

    fn find<'a>(&'a self, web: &'a Web, asked: &'a Asked) -> Finding<'a> {
        Box::pin(async move {
            let begun = Instant::now();
            let login = format!("<ns:pKluczUzytkownika>{}</ns:pKluczUzytkownika>", escaped(web.key()));
            let session = result(&post(web, "Zaloguj", &login, "").await?, "ZalogujResult")?;
            let session = session.ok_or_else(|| Reason::words("the key opens nothing"))?;
            let search =
                format!("<ns:pParametryWyszukiwania><dat:Nip>{}</dat:Nip></ns:pParametryWyszukiwania>", asked.number);
            let searched = post(web, "DaneSzukajPodmioty", &search, &session).await;
            let found = searched.and_then(|reply| found(&reply, &asked.number));
            let goodbye = format!("<ns:pIdentyfikatorSesji>{}</ns:pIdentyfikatorSesji>", escaped(&session));
            drop(timeout(FACTS.spare(begun, GOODBYE), post(web, "Wyloguj", &goodbye, &session)).await);
            found
        })
    }
}

async fn post(web: &Web, verb: &str, body: &str, session: &str) -> Result<Reply, Reason> {
    let (action, to) = (format!("{ACTION}{verb}"), web.url(PATH));
    let envelope = format!(
        "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:ns=\"http://CIS/BIR/PUBL/2014/07\" \
         xmlns:dat=\"http://CIS/BIR/PUBL/2014/07/DataContract\" xmlns:wsa=\"http://www.w3.org/2005/08/addressing\">\
         <soap:Header><wsa:To>{to}</wsa:To><wsa:Action>{action}</wsa:Action></soap:Header>\
         <soap:Body><ns:{verb}>{body}</ns:{verb}></soap:Body></soap:Envelope>"
    );
    let kind = format!("application/soap+xml; charset=utf-8; action=\"{action}\"");
    let headers = [("content-type", kind.as_str()), ("sid", session)];
    let headers = if session.is_empty() { &headers[..1] } else { &headers[..] };
    web.post_xml(PATH, headers, envelope).await?.ok()
}

/// The text of a result. The service wraps its envelope into a message of several parts (MTOM).
fn result(reply: &Reply, name: &str) -> Result<Option<String>, Reason> {
    let text = reply.text.as_str();
    let end = text.rfind("Envelope>").map(|at| at + "Envelope>".len()).ok_or(Reason::Unreadable)?;
    let start = text.find("Envelope").and_then(|at| text[..at].rfind('<')).ok_or(Reason::Unreadable)?;
    let document = xml::document(text.get(start..end).ok_or(Reason::Unreadable)?)?;
    if xml::below(document.root(), name).is_none() {
        return Err(Reason::Unreadable);
    }
    Ok(xml::text(document.root(), name).map(str::to_owned))
}

fn found(reply: &Reply, nip: &str) -> Result<Option<Raw>, Reason> {
    let inner = result(reply, "DaneSzukajPodmiotyResult")?.ok_or(Reason::Unreadable)?;
    let document = xml::document(&inner)?;
    let rows: Vec<_> = document.root_element().children().filter(|node| node.has_tag_name("dane")).collect();
    match xml::text(*rows.first().ok_or(Reason::Unreadable)?, "ErrorCode") {
        Some(NONE) => return Ok(None),
        Some(code) => return Err(Reason::said(&format!("ERRORCODE:{code}"))),
        None => {}
    }
    let same = rows.into_iter().filter(|row| xml::text(*row, "Nip") == Some(nip));
    // Local units, whose REGON has 14 digits, and former entries come as rows of their own.
    let row = same.min_by_key(|row| (!is_whole(*row), has_ended(*row))).ok_or(Reason::OtherNumber)?;
    read(row).map(Some)
}

fn is_whole(row: Node<'_, '_>) -> bool {
    xml::text(row, "Regon").is_some_and(|regon| digits(regon, "", 9).is_some())
}

fn has_ended(row: Node<'_, '_>) -> bool {
    xml::text(row, "DataZakonczeniaDzialalnosci").is_some()
}

fn read(row: Node<'_, '_>) -> Result<Raw, Reason> {
    let of = |name| xml::text(row, name);
    let house = joined([of("NrNieruchomosci"), of("NrLokalu")], "/");
    Ok(Raw {
        name: Some(of("Nazwa").ok_or(Reason::Unreadable)?.to_owned()),
        address: joined([of("Ulica").or(of("Miejscowosc")), house.as_deref()], " "),
        city: of("Miejscowosc").map(str::to_owned),
        postal_code: of("KodPocztowy").map(str::to_owned),
        registration_number: of("Regon").map(str::to_owned),
        vat_number: None,
        inactive: has_ended(row),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
