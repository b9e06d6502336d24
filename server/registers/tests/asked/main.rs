//! Every register is asked over HTTP, and every way in which its answer can go wrong ends as "no answer".

mod cases;
mod numbers;
mod stand_in;
mod ways;

use cases::{Case, all};
use registers::{Answer, CompanyQuery, Found, Reason, Source, Unusable, names};
use rules::Country;
use stand_in::{Reply, StandIn, reply};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const TODAY: &str = "2026-11-29";
const NOW: i64 = 1_795_953_600;
const MARKUP: &str = "<script>alert(1)</script>";

impl Case {
    fn key(&self) -> Option<&'static str> {
        ["ua-dps", "pl-regon", "gb-companies-house"].contains(&self.name).then_some("the-key")
    }

    fn source(&self, url: &str) -> Source {
        let source = Source::open(self.name, Some(url), self.key()).expect(self.name);
        source.within(Duration::from_secs(3))
    }

    async fn answer(&self, stand_in: &StandIn) -> Answer {
        let country = Country::parse(self.country).expect(self.country);
        let Case { tin, registration, .. } = *self;
        let source = self.source(&stand_in.url());
        let asked = source.asked(&CompanyQuery { country, tin, registration, vat: None }, NOW).expect(self.name);
        source.find(&asked).await
    }

    async fn answers(&self, replies: Vec<Reply>) -> Answer {
        self.answer(&StandIn::with(replies).await).await
    }

    /// The answers that say who it is, with something else in their last one.
    fn changed(&self, from: &str, to: &str) -> Vec<Reply> {
        let mut replies = self.found.clone();
        let place = if self.name == "ua-dps" { 0 } else { replies.len() - 1 };
        let body = replies[place].body.replace(from, to);
        assert_ne!(body, replies[place].body, "{}: {from}", self.name);
        replies[place].body = body;
        replies
    }

    /// A name as it stands in an answer of this register.
    fn written(&self, name: &str) -> String {
        let escaped = name.replace('<', "&lt;").replace('>', "&gt;");
        match self.name {
            "ch-uid" => escaped,
            "pl-regon" => escaped.replace('&', "&amp;"),
            _ => {
                let quoted = serde_json::to_string(name).expect("JSON");
                quoted[1..quoted.len() - 1].to_owned()
            }
        }
    }
}

fn no_answer(reason: Reason) -> Answer {
    Answer::NoAnswer(reason)
}

#[tokio::test]
async fn it_asks_as_described_and_reads_who_it_is_and_nothing_else() {
    for case in all() {
        let stand_in = StandIn::with(case.found.clone()).await;
        let answer = case.answer(&stand_in).await;
        let Answer::Found(found) = answer else { panic!("{}: {answer:?}", case.name) };
        let Found { name, address, city, postal_code, registration_number, vat_number, .. } = &*found;
        let fields = [name, address, city, postal_code, registration_number, vat_number];
        assert_eq!(fields.map(|field| field.as_deref().unwrap_or_default()), case.fields, "{}", case.name);
        assert_eq!((found.source, found.as_of.as_str(), found.inactive), (case.name, TODAY, false));
        assert!(!format!("{found:?}").contains("never-read"), "{}", case.name);

        let asked = stand_in.asked();
        assert_eq!(asked.len(), case.asks.len(), "{}: {asked:#?}", case.name);
        for (request, must) in asked.iter().zip(case.asks) {
            assert!(request.contains(concat!("user-agent: ocpanel/", env!("CARGO_PKG_VERSION"))), "{request}");
            for part in *must {
                assert!(request.contains(part), "{}: {part} is not in {request}", case.name);
            }
        }
    }
}

#[tokio::test]
async fn what_it_does_not_know_is_not_found() {
    for case in all() {
        for replies in &case.none {
            assert_eq!(case.answers(replies.clone()).await, Answer::NotFound, "{}: {replies:?}", case.name);
        }
    }
}

#[tokio::test]
async fn its_own_trouble_is_no_answer_with_a_reason() {
    for case in all() {
        for (replies, reason) in &case.trouble {
            assert_eq!(case.answers(replies.clone()).await, no_answer(reason.clone()), "{}: {replies:?}", case.name);
        }
    }
}

#[tokio::test]
async fn being_asked_too_often_is_no_answer_and_says_for_how_long() {
    for case in all() {
        let often = |status, head: &str| vec![Reply { head: head.to_owned(), ..reply(status, "{}") }];
        for (replies, peace) in [
            (often(429, "Retry-After: 7\r\n"), Some(7)),
            (often(429, ""), None),
            (often(503, "Retry-After: 999999999\r\n"), Some(86_400)),
        ] {
            assert_eq!(case.answers(replies).await, no_answer(Reason::Busy(peace)), "{}", case.name);
        }
        assert_eq!(case.answers(often(503, "")).await, no_answer(Reason::Status(503)), "{}", case.name);
    }
}

#[tokio::test]
async fn what_takes_too_long_or_says_too_much_is_no_answer() {
    let begun = Instant::now();
    let mut all_at_once = JoinSet::new();
    for case in all() {
        all_at_once.spawn(async move {
            let slow = Reply { after: Duration::from_secs(10), ..case.found[0].clone() };
            assert_eq!(case.answers(vec![slow]).await, no_answer(Reason::Slow), "{}", case.name);
            assert!(begun.elapsed() < Duration::from_secs(8), "{}", case.name);
            let long = reply(200, "1".repeat(5_000_000));
            assert_eq!(case.answers(vec![long]).await, no_answer(Reason::TooLong), "{}", case.name);
        });
    }
    all_at_once.join_all().await;
}

#[tokio::test]
async fn another_page_is_no_answer() {
    let page = "<!doctype html><html><head><title>404</title></head><body>Maintenance</body></html>";
    for case in all() {
        for status in [200, 404, 500] {
            let answer = case.answers(vec![reply(status, page)]).await;
            assert!(
                matches!(answer, Answer::NoAnswer(Reason::Unreadable | Reason::Status(_))),
                "{}: {answer:?}",
                case.name
            );
        }
        for text in ["", "null", "[]x", "{}", "\"text\"", "\u{feff}"] {
            let answer = case.answers(vec![reply(200, text)]).await;
            assert!(matches!(answer, Answer::NoAnswer(_)), "{}: {text:?}: {answer:?}", case.name);
        }
    }
}

#[tokio::test]
async fn dashes_are_no_name_and_markup_is_no_answer() {
    for case in all() {
        let name = case.written(case.fields[0]);
        let Answer::Found(found) = case.answers(case.changed(&name, "---")).await else { panic!("{}", case.name) };
        assert_eq!(found.name, None, "{}", case.name);
        let answer = case.answers(case.changed(&name, &case.written(MARKUP))).await;
        assert_eq!(answer, no_answer(Reason::Text), "{}", case.name);
        let Answer::Found(found) = case.answers(case.changed(&name, &"x".repeat(1_000))).await else {
            panic!("{}", case.name)
        };
        assert_eq!(found.name.map(|name| name.len()), Some(200), "{}", case.name);
    }
}

#[tokio::test]
async fn what_it_says_of_another_number_is_never_taken() {
    for case in all() {
        let [number, other] = case.number;
        let expected = match case.name {
            // A search in all texts, which may find somebody near.
            "fr-sirene" => Answer::NotFound,
            _ => no_answer(Reason::OtherNumber),
        };
        assert_eq!(case.answers(case.changed(number, other)).await, expected, "{}", case.name);
    }
}

#[tokio::test]
async fn it_is_not_followed_elsewhere() {
    let inner = StandIn::with(vec![reply(200, "secret")]).await;
    for case in all() {
        for status in [301, 302, 307, 308] {
            let head = format!("Location: {}/\r\n", inner.url());
            let answer = case.answers(vec![Reply { head, ..reply(status, "") }]).await;
            assert_eq!(answer, no_answer(Reason::Status(status)), "{}", case.name);
        }
    }
    assert_eq!(inner.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn where_nobody_listens_is_no_answer() {
    for case in all() {
        let gone = StandIn::with(vec![]).await;
        assert_eq!(case.answer(&gone).await, no_answer(Reason::Unreachable), "{}", case.name);
    }
}

#[test]
fn every_register_has_its_case_and_opens_with_what_it_needs() {
    let cases = all();
    assert_eq!((names().count(), cases.len()), (18, 18));
    for name in names() {
        let case = cases.iter().find(|case| case.name == name).expect(name);
        let source = Source::open(name, None, case.key()).expect(name);
        assert!(source.sample(NOW).is_some(), "{name}");
        let wrong = match case.key() {
            Some(_) => (None, Unusable::NoKey),
            None => (Some("a key"), Unusable::NeedsNoKey),
        };
        assert_eq!(Source::open(name, None, wrong.0).err(), Some(wrong.1), "{name}");
        assert!(!format!("{source:?}").contains("the-key"));
    }
    assert_eq!(Source::open("xx", None, None).err(), Some(Unusable::Unknown));
    for address in
        ["", "register", "ftp://a.example", "https://name:word@a.example", "https://a.example/?x", "https://#"]
    {
        assert!(matches!(Source::open("vies", Some(address), None), Err(Unusable::Address(_))), "{address}");
    }
}
