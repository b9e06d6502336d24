//! A crowd of strangers who post whatever they can, as large as it may be, leaves little behind.

use super::{
    App, LIMITED,
    browser::{PASSWORD, person},
};
use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt};
use std::fs;

/// Strangers, each at an address of their own; each posts ten times.
const CROWD: usize = 1_000;
/// So many at once.
const AT_ONCE: usize = 24;
/// Bytes that the database may have in the end.
const MOST: u64 = 20 * 1024 * 1024;

#[tokio::test]
async fn a_crowd_that_posts_whatever_it_can_leaves_little_behind_and_a_visitor_registers_meanwhile() {
    let app = App::on("sqlite", LIMITED).await;
    let mut visitor = app.browser("192.0.2.1");
    assert_eq!(visitor.register("visitor@example.org").await.location(), "/register/details");
    come(&app, 0..CROWD / 2).await;
    assert!(visitor.details().await.location().starts_with("/register/verify"));
    come(&app, CROWD / 2..CROWD).await;
    let code = app.code("visitor@example.org").await;
    assert_eq!(visitor.confirm(&code).await.location(), "/register/two-step");
    // The write-ahead log beside it grows as far as the machine is slow, and is used again.
    let bytes = fs::metadata(app.folder.join("ocpanel.db")).expect("it is there").len();
    assert!((1..MOST).contains(&bytes), "{bytes}");
}

/// These strangers come, many at once; each is answered.
async fn come(app: &App, strangers: std::ops::Range<usize>) {
    let answered = stream::iter(strangers).map(|nth| stranger(app, nth)).buffer_unordered(AT_ONCE);
    let statuses: Vec<_> = answered.collect().await;
    for status in statuses.into_iter().flatten() {
        assert!(!status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{status}");
    }
}

/// Everything that somebody unknown can cause a row by.
async fn stranger(app: &App, nth: usize) -> Vec<StatusCode> {
    let mut browser = app.browser(&format!("10.{}.{}.{}", nth / 65_536, nth / 256 % 256, nth % 256));
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|at| format!("{at}{nth}@{}.example.com", "d".repeat(60)));
    let (name, surname, long) = ("ї".repeat(100), "ґ".repeat(100), "щ".repeat(500));
    let (company, street, city) = ("ж".repeat(200), "ш".repeat(200), "щ".repeat(100));
    let huge = "x".repeat(60_000);
    let named = |email, surname| {
        let [_, _, _, password, again] = person(email);
        [("name", name.as_str()), ("surname", surname), ("email", email), password, again]
    };
    let mut seen = vec![
        browser.post("register", &named(&a, &surname)).await.status,
        browser.post("register", &named(&b, &surname)).await.status,
    ];
    let page = browser.get("/register/details").await;
    let registration = super::browser::hidden(&page.body, "registration").unwrap_or_default();
    let of = ("registration", registration.as_str());
    let place = [of, ("language", "uk"), ("country", "UA"), ("phone", "0445370222"), ("account_type", "business")];
    let kind = ("organisation_type", "legal_entity");
    let business = [kind, ("company_name", &company), ("tin", "14360570"), ("address", &street), ("city", &city)];
    let longest = ["tin", "registration_number", "vat_number", "company_name", "address", "city", "postal_code"];
    let longest = longest.map(|field| (field, long.as_str()));
    let posts: [(&str, Vec<(&str, &str)>); 8] = [
        ("details", [&place[..], &business].concat()),
        ("resend", vec![of, ("version", "0")]),
        ("confirm", vec![of, ("code", "ABC-DEF")]),
        ("sign_in", vec![("email", &c), ("password", "not the password at all")]),
        ("forgot", vec![("email", &d)]),
        ("ask_unlock", vec![("email", &e)]),
        ("register", vec![("name", &name), ("surname", &huge), ("email", "not an address"), ("password", PASSWORD)]),
        ("details", [&place[..], &[kind], &longest].concat()),
    ];
    for (endpoint, fields) in &posts {
        seen.push(browser.post(endpoint, fields).await.status);
    }
    seen
}
