//! Single registers' own ways.

use super::{
    Case, NOW,
    cases::{OWN_WORDS, all, answer},
    no_answer,
    stand_in::{Reply, StandIn, reply},
};
use registers::{Answer, CompanyQuery, Found, Number, Reason, Source};
use rules::Country;
use std::time::{Duration, Instant};

const KEY: &str = "8f3a1c77-0b5e-4d21-9a6c-5e2f7b9d0c13";
const LONG: Duration = Duration::from_secs(10);

fn case(name: &str) -> Case {
    all().into_iter().find(|case| case.name == name).expect(name)
}

async fn found(name: &str, replies: Vec<Reply>) -> Found {
    is_found(case(name).answers(replies).await)
}

fn is_found(answer: Answer) -> Found {
    let Answer::Found(found) = answer else { panic!("{answer:?}") };
    *found
}

fn later(after: Duration, reply: Reply) -> Reply {
    Reply { after, ..reply }
}

fn busy(head: &str) -> Reply {
    Reply { head: head.to_owned(), ..reply(429, "{}") }
}

/// The answers of a register with something else in one of them.
fn with(name: &str, place: usize, from: &str, to: &str) -> Vec<Reply> {
    let mut replies = case(name).found;
    let body = replies[place].body.replace(from, to);
    assert_ne!(body, replies[place].body, "{name}: {from}");
    replies[place].body = body;
    replies
}

#[tokio::test]
async fn what_ua_dps_says_of_its_trouble_is_known_or_not_shown() {
    let key = KEY.to_uppercase();
    for (description, meaning) in [
        ("Ведуться технічні роботи", "technical work"),
        ("Доступ обмежено на період ВОЄННОГО стану", "closed under martial law"),
        (&format!("Невірний токен {KEY}"), "trouble with the token"),
        (&format!("Token {KEY} is not valid"), "trouble with the token"),
        (KEY, OWN_WORDS),
        (&key, OWN_WORDS),
        ("Петренко Іван Іванович не знайдено", OWN_WORDS),
        ("PETRENKO IVAN", OWN_WORDS),
        ("526-025-02-74", OWN_WORDS),
    ] {
        let body = format!("{{\"error\":\"Помилка\",\"error_description\":\"{description}\"}}");
        let answer = case("ua-dps").answers(vec![reply(400, body)]).await;
        assert_eq!(answer, no_answer(Reason::Said(meaning.to_owned())), "{description}");
    }
}

#[tokio::test]
async fn the_taxpayer_stands_though_the_list_of_vat_payers_is_slow_or_broken() {
    for second in [later(LONG, reply(200, "[]")), reply(500, ""), reply(200, "<html>"), busy("")] {
        let begun = Instant::now();
        let found = found("ua-dps", vec![answer!("ua-dps.json"), second.clone()]).await;
        assert_eq!((found.name.as_deref(), found.vat_number), (Some(case("ua-dps").fields[0]), None), "{second:?}");
        assert!(begun.elapsed() < Duration::from_millis(2_500), "{second:?}");
    }
}

#[tokio::test]
async fn the_taxpayer_stands_though_it_came_late_and_the_list_comes_later() {
    let replies = vec![later(Duration::from_millis(3_200), answer!("ua-dps.json")), later(LONG, reply(200, "[]"))];
    let stand_in = StandIn::with(replies).await;
    let source = Source::open("ua-dps", Some(&stand_in.url()), Some("the-key")).expect("ua-dps");
    let asked = source.sample(NOW).expect("a sample");
    assert_eq!(is_found(source.find(&asked).await).name.as_deref(), Some(case("ua-dps").fields[0]));
}

#[tokio::test]
async fn the_list_of_vat_payers_asks_for_peace_by_the_next_answer() {
    let taxpayer = answer!("ua-dps.json");
    let replies = vec![taxpayer.clone(), busy("Retry-After: 30\r\n"), taxpayer, answer!("ua-dps.vat.json")];
    let stand_in = StandIn::with(replies).await;
    let source = case("ua-dps").source(&stand_in.url());
    let asked = source.sample(NOW).expect("a sample");
    assert_eq!(is_found(source.find(&asked).await).vat_number, None);
    let answer = source.find(&asked).await;
    assert!(matches!(answer, Answer::NoAnswer(Reason::Busy(Some(20..=30)))), "{answer:?}");
    assert_eq!(stand_in.asked().len(), 2);
    assert!(is_found(source.find(&asked).await).vat_number.is_some());
}

#[tokio::test]
async fn the_list_of_vat_payers_is_forgiven_when_its_peace_is_over() {
    let taxpayer = answer!("ua-dps.json");
    let stand_in = StandIn::with(vec![taxpayer.clone(), busy("Retry-After: 0\r\n"), taxpayer]).await;
    let source = case("ua-dps").source(&stand_in.url());
    let asked = source.sample(NOW).expect("a sample");
    for _ in 0..2 {
        is_found(source.find(&asked).await);
    }
}

#[tokio::test]
async fn a_number_for_vat_is_the_taxpayers_own_and_has_all_its_zeros() {
    for (from, to, vat) in [
        ("\"tin\":32855961,", "", None),
        ("\"tin\":32855961", "\"tin\":14360570", None),
        ("328559626550", "1234567890", Some("001234567890")),
        ("328559626550", "\"012345678901\"", Some("012345678901")),
    ] {
        assert_eq!(found("ua-dps", with("ua-dps", 1, from, to)).await.vat_number.as_deref(), vat, "{to}");
    }
    let dph = "\"stavZdrojeDph\":\"AKTIVNI\"";
    for other in ["\"x\":\"AKTIVNI\"", "\"stavZdrojeDph\":\"NEEXISTUJICI\""] {
        assert_eq!(found("cz-ares", with("cz-ares", 0, dph, other)).await.vat_number, None, "{other}");
    }
}

#[tokio::test]
async fn a_state_that_is_not_told_is_not_the_end() {
    let told = "<uidregStatusEnterpriseDetail>3</uidregStatusEnterpriseDetail>";
    for (other, inactive) in [("", false), (&told.replace('3', "4"), false), (&told.replace('3', "5"), true)] {
        assert_eq!(found("ch-uid", with("ch-uid", 0, told, other)).await.inactive, inactive, "{other}");
    }
}

#[tokio::test]
async fn the_end_of_a_session_changes_nothing() {
    for goodbye in [later(LONG, reply(200, "")), reply(500, ""), reply(200, "<html>"), busy("")] {
        let begun = Instant::now();
        let found = found("pl-regon", [case("pl-regon").found, vec![goodbye.clone()]].concat()).await;
        assert_eq!(found.name.as_deref(), Some(case("pl-regon").fields[0]), "{goodbye:?}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{goodbye:?}");
    }
}

#[tokio::test]
async fn an_answer_that_came_late_stands_though_the_session_does_not_end() {
    let mut replies = case("pl-regon").found;
    replies[1].after = Duration::from_millis(3_550);
    replies.push(later(LONG, reply(200, "")));
    let stand_in = StandIn::with(replies).await;
    let source = Source::open("pl-regon", Some(&stand_in.url()), Some("the-key")).expect("pl-regon");
    let asked = source.sample(NOW).expect("a sample");
    assert_eq!(is_found(source.find(&asked).await).name.as_deref(), Some(case("pl-regon").fields[0]));
}

#[tokio::test]
async fn of_several_rows_the_one_of_the_whole_that_exists_is_taken() {
    let row = |nip: &str, regon: &str, ended: &str| {
        let parts = [("Regon", regon), ("Nip", nip), ("Nazwa", "ANOTHER"), ("DataZakonczeniaDzialalnosci", ended)];
        let parts = parts.map(|(name, text)| format!("&lt;{name}&gt;{text}&lt;/{name}&gt;")).concat();
        format!("&lt;root&gt;&lt;dane&gt;{parts}&lt;/dane&gt;")
    };
    for first in [
        row("5260250274", "00000221700015", ""),
        row("5260250274", "000002218", "2001-01-01"),
        row("7740001454", "610188201", ""),
    ] {
        let found = found("pl-regon", with("pl-regon", 1, "&lt;root&gt;", &first)).await;
        let expected = (Some("MINISTERSTWO FINANSÓW"), Some("000002217"), false);
        let taken = (found.name.as_deref(), found.registration_number.as_deref(), found.inactive);
        assert_eq!(taken, expected, "{first}");
    }
}

#[tokio::test]
async fn an_address_of_vies_is_told_apart_as_its_country_writes_it() {
    for (country, number, address, code, city) in [
        ("BE", "BE0403170701", "RUE HAUTE 1\\n7070 LE ROEULX", "7070", "LE ROEULX"),
        ("NL", "NL123456789B01", "DAM 1\\n1012 JS AMSTERDAM", "1012 JS", "AMSTERDAM"),
        ("GR", "EL094259216", "ΚΗΦΙΣΙΑΣ 1\\n15124 - ΜΑΡΟΥΣΙ", "15124", "ΜΑΡΟΥΣΙ"),
    ] {
        let (prefix, body) = number.split_at(2);
        let stand_in = StandIn::with(vec![reply(
            200,
            format!(
                "{{\"valid\":true,\"countryCode\":\"{prefix}\",\"vatNumber\":\"{body}\",\"name\":\"ACME\",\
                 \"address\":\"{address}\"}}"
            ),
        )])
        .await;
        let found = is_found(asked(&stand_in, "vies", country, None, Some((number, ""))).await);
        assert_eq!((found.postal_code.as_deref(), found.city.as_deref()), (Some(code), Some(city)), "{country}");
    }
}

#[tokio::test]
async fn gleif_is_asked_twice_at_most_first_as_the_country_writes_it() {
    for (country, registration, written) in [
        ("FI", ("01120389", "fi-ytunnus"), ["0112038-9", "01120389"]),
        ("BE", ("0403170701", "be-ondernemingsnummer"), ["0403.170.701", "0403170701"]),
        ("AT", ("93363Z", "at-fn"), ["FN+93363z", "93363z"]),
        ("SE", ("5567037485", "se-orgnr"), ["556703-7485", "5567037485"]),
    ] {
        let stand_in = StandIn::with(vec![reply(200, "{\"data\":[]}")]).await;
        assert_eq!(asked(&stand_in, "gleif", country, Some(registration), None).await, Answer::NotFound);
        let requests = stand_in.asked();
        assert_eq!(requests.len(), 2, "{requests:#?}");
        for (request, number) in requests.iter().zip(written) {
            assert!(request.contains(&format!("registeredAs%5D={number}&")), "{number} is not in {request}");
        }
    }
    let every = Source::open("gleif", None, None).expect("gleif").every();
    assert!(every >= Duration::from_secs(2), "two requests a look-up, 60 a minute");
}

async fn asked(
    stand_in: &StandIn,
    name: &str,
    country: &str,
    registration: Option<Number<'_>>,
    vat: Option<Number<'_>>,
) -> Answer {
    let source = Source::open(name, Some(&stand_in.url()), None).expect(name);
    let country = Country::parse(country).expect(country);
    let wanted = CompanyQuery { country, tin: None, registration, vat };
    source.find(&source.asked(&wanted, NOW).expect(name)).await
}
