//! The registers, each with answers as they were recorded, or as its description says.

mod open;

use super::stand_in::{Reply, reply};
use registers::{Number, Reason};

/// One register.
pub struct Case {
    pub name: &'static str,
    pub country: &'static str,
    pub tin: Option<Number<'static>>,
    pub registration: Option<Number<'static>>,
    /// What each of its requests must hold.
    pub asks: &'static [&'static [&'static str]],
    /// The answers that say who it is.
    pub found: Vec<Reply>,
    /// Name, address, city, postal code, number in a register, number for value added tax.
    pub fields: [&'static str; 6],
    /// The number within the answer, and another one.
    pub number: [&'static str; 2],
    /// The answers that say that there is none.
    pub none: Vec<Vec<Reply>>,
    /// Other answers, and what they mean.
    pub trouble: Vec<(Vec<Reply>, Reason)>,
}

/// What was recorded under this name.
macro_rules! answer {
    ($name:literal) => {
        reply(200, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/answers/", $name)))
    };
}
pub(crate) use answer;

fn said(text: &str) -> Reason {
    Reason::Said(text.to_owned())
}

fn other(number: &'static str, other: &'static str) -> [&'static str; 2] {
    [number, other]
}

/// All of them.
pub fn all() -> Vec<Case> {
    [european(), polish(), open::open(), keyed()].into_iter().flatten().collect()
}

/// What stands for words that are no code.
pub const OWN_WORDS: &str = "trouble it put in its own words";

/// Every code that VIES's description names, with every status that it may come with.
fn vies_trouble() -> Vec<(Vec<Reply>, Reason)> {
    let often = ["GLOBAL_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ_TIME", "IP_BLOCKED"]
        .into_iter()
        .map(|code| (code, Reason::Busy(None)));
    // One state that is asked too often says nothing of the others.
    let others = ["MS_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "MS_MAX_CONCURRENT_REQ_TIME", "TIMEOUT"]
        .into_iter()
        .chain(["SERVICE_UNAVAILABLE", "VAT_BLOCKED", "INVALID_INPUT"])
        .map(|code| (code, said(code)));
    let words = ["of Ivan Petrenko", "IVAN PETRENKO", "PETRENKO"].map(|words| (words, said(OWN_WORDS)));
    let reply = |status, code| {
        let body = answer!("vies.trouble.json").body.replace("MS_UNAVAILABLE", code);
        vec![Reply { status, body, ..answer!("vies.trouble.json") }]
    };
    let all = often.chain(others).chain(words);
    all.flat_map(|(code, reason)| [200, 400, 500].map(|status| (reply(status, code), reason.clone()))).collect()
}

fn european() -> Vec<Case> {
    vec![
        Case {
            name: "vies",
            country: "PL",
            tin: Some(("5260250274", "pl-nip")),
            registration: None,
            asks: &[&[
                "POST /taxation_customs/vies/rest-api/check-vat-number ",
                "\"countryCode\":\"PL\"",
                "\"vatNumber\":\"5260250274\"",
            ]],
            found: vec![answer!("vies.json")],
            fields: ["MINISTERSTWO FINANSÓW", "UL. ŚWIĘTOKRZYSKA 12", "WARSZAWA", "00-916", "", "PL5260250274"],
            number: other("5260250274", "7740001454"),
            none: vec![vec![answer!("vies.none.json")]],
            trouble: vies_trouble(),
        },
        Case {
            name: "gleif",
            country: "DE",
            tin: Some(("DE129274202", "de-vat")),
            registration: Some(("HRB6684", "de-hrb")),
            asks: &[&[
                "GET /api/v1/lei-records?",
                "filter%5Bentity.registeredAs%5D=HRB+6684",
                "filter%5Bentity.legalAddress.country%5D=DE",
            ]],
            found: vec![answer!("gleif.json")],
            fields: ["Siemens Aktiengesellschaft", "Werner-von-Siemens-Straße 1", "München", "80333", "HRB 6684", ""],
            number: other("HRB 6684", "HRB 6685"),
            none: vec![vec![reply(200, "{\"data\":[]}")]],
            trouble: vec![
                (vec![reply(200, answer!("gleif.json").body.replace("ACTIVE", "INACTIVE"))], Reason::Unclear),
                (vec![reply(400, "{\"errors\":[]}")], Reason::Status(400)),
            ],
        },
    ]
}

fn polish() -> Vec<Case> {
    let whitelist = |status, code: &str| vec![reply(status, format!("{{\"code\":\"{code}\",\"message\":\"x\"}}"))];
    vec![
        Case {
            name: "pl-whitelist",
            country: "PL",
            tin: Some(("7740001454", "pl-nip")),
            registration: None,
            asks: &[&["GET /api/search/nip/7740001454?date=2026-11-29 "]],
            found: vec![answer!("pl-whitelist.json")],
            fields: ["ORLEN SPÓŁKA AKCYJNA", "CHEMIKÓW 7", "PŁOCK", "09-411", "0000028860", "PL7740001454"],
            number: other("7740001454", "5260250274"),
            none: vec![vec![answer!("pl-whitelist.none.json")]],
            trouble: vec![
                (whitelist(400, "WL-115"), said("WL-115")),
                (whitelist(400, "WL-191"), Reason::Busy(None)),
                (whitelist(429, "WL-191"), Reason::Busy(None)),
                (vec![reply(200, "{\"result\":{}}")], Reason::Unreadable),
            ],
        },
        Case {
            name: "pl-krs",
            country: "PL",
            tin: Some(("7740001454", "pl-nip")),
            registration: Some(("0000028860", "pl-krs")),
            asks: &[
                &["GET /api/krs/OdpisAktualny/0000028860?rejestr=P&format=json "],
                &["GET /api/krs/OdpisAktualny/0000028860?rejestr=S&format=json "],
            ],
            found: vec![reply(404, ""), answer!("pl-krs.json")],
            fields: ["ORLEN SPÓŁKA AKCYJNA", "UL. CHEMIKÓW 7", "PŁOCK", "09-411", "0000028860", ""],
            number: other("7740001454", "5260250274"),
            none: vec![vec![reply(404, "")]],
            trouble: vec![
                (vec![reply(500, "")], Reason::Status(500)),
                (vec![reply(404, "404 page not found")], Reason::Status(404)),
            ],
        },
        Case {
            name: "pl-regon",
            country: "PL",
            tin: Some(("5260250274", "pl-nip")),
            registration: None,
            asks: &[
                &["POST /wsBIR/UslugaBIRzewnPubl.svc ", "<ns:pKluczUzytkownika>the-key</ns:pKluczUzytkownika>"],
                &["sid: a-session", "<dat:Nip>5260250274</dat:Nip>"],
                &["sid: a-session", "<ns:pIdentyfikatorSesji>a-session</ns:pIdentyfikatorSesji>"],
            ],
            found: vec![answer!("pl-regon.login.txt"), answer!("pl-regon.txt")],
            fields: ["MINISTERSTWO FINANSÓW", "ul. Test-Świętokrzyska 12", "Warszawa", "00-916", "000002217", ""],
            number: other("5260250274", "7740001454"),
            none: vec![vec![answer!("pl-regon.login.txt"), answer!("pl-regon.none.txt")]],
            trouble: vec![
                (
                    vec![reply(200, answer!("pl-regon.login.txt").body.replace("a-session", ""))],
                    said("the key opens nothing"),
                ),
                (
                    vec![
                        answer!("pl-regon.login.txt"),
                        reply(200, answer!("pl-regon.none.txt").body.replace("&gt;4&lt;", "&gt;7&lt;")),
                    ],
                    said("ERRORCODE:7"),
                ),
            ],
        },
    ]
}

fn keyed() -> Vec<Case> {
    let trouble = || vec![Reply { status: 400, ..answer!("ua-dps.trouble.json") }];
    vec![
        Case {
            name: "ua-dps",
            country: "UA",
            tin: Some(("32855961", "ua-edrpou")),
            registration: None,
            asks: &[
                &[
                    "POST /ws/api/public/registers/registration ",
                    "\"tins\":\"32855961\"",
                    "\"token\":\"the-key\"",
                    "\"name\":null",
                ],
                &["POST /ws/api/public/registers/pdv_act/list ", "\"tinList\":\"32855961\"", "\"token\":\"the-key\""],
            ],
            found: vec![answer!("ua-dps.json"), answer!("ua-dps.vat.json")],
            fields: [
                "ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ \"ХМАРА\"",
                "УКРАЇНА, 01001, М.КИЇВ, ВУЛ. ХРЕЩАТИК, БУД. 22",
                "",
                "",
                "",
                "328559626550",
            ],
            number: other("\"TIN_S\":\"32855961\"", "\"TIN_S\":\"14360570\""),
            none: vec![vec![reply(200, "[]")]],
            trouble: vec![(trouble(), said("technical work")), (vec![reply(401, "")], Reason::Status(401))],
        },
        Case {
            name: "gb-companies-house",
            country: "GB",
            tin: None,
            registration: Some(("00445790", "gb-company")),
            // The key, a colon, nothing: in base64.
            asks: &[&["GET /company/00445790 ", "authorization: Basic dGhlLWtleTo="]],
            found: vec![answer!("gb-companies-house.json")],
            fields: [
                "TESCO PLC",
                "Tesco House, Shire Park, Kestrel Way",
                "Welwyn Garden City",
                "AL7 1GA",
                "00445790",
                "",
            ],
            number: other("00445790", "00102498"),
            none: vec![vec![reply(404, "{\"errors\":[{\"error\":\"company-profile-not-found\"}]}")]],
            trouble: vec![
                (vec![reply(401, "{\"error\":\"Invalid Authorization\"}")], Reason::Status(401)),
                (vec![reply(404, "")], Reason::Status(404)),
                (vec![reply(404, "{\"error\":\"no route\"}")], Reason::Status(404)),
                (vec![reply(404, "company-profile-not-found")], Reason::Status(404)),
            ],
        },
    ]
}
