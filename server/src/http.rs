//! The router asked directly: what needs neither a page nor a browser. Each test is told on both databases.

use crate::{config::Config, router::router, serve, state::AppState};
use accounts::Random;
use app::{FORM_ENDPOINTS, READS};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use clap::Parser;
use std::{fs, net::SocketAddr, os::unix::fs::DirBuilderExt, path::PathBuf, sync::Arc};
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:3000";
const OURS: &str = "http://127.0.0.1:3000";
const FORM: &str = "application/x-www-form-urlencoded";
const ACCEPTS: [&str; 2] = ["text/html", "application/json"];

/// The program without its listener, on a folder and a database of its own.
struct App {
    router: Router,
    folder: PathBuf,
}

impl Drop for App {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl App {
    async fn on(database: &str) -> App {
        let folder = std::env::temp_dir().join(format!("ocpanel-http-{}", Random::SYSTEM.id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).expect("it is new");
        let at = folder.display().to_string();
        let said = ["ocpanel", "--data-dir", &at, "--argon2", "m=8,t=1,p=1", "--rate-limits", "off"];
        let mut config = Config::parse_from(said);
        config.secrets.database_url = (database != "sqlite").then(|| database.to_owned());
        let accounts = Arc::new(serve::accounts(&config).await.expect("the database opens"));
        App { router: router(AppState::new(&config, accounts).expect("the settings fit")), folder }
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        let body: Bytes = body.into();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let peer: SocketAddr = ([127, 0, 0, 1], 4711).into();
        let mut request = request.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1_000_000).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// Posts to a server function from a page of ours; `headers` go before the usual ones.
    async fn post(&self, endpoint: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        let usual = [("origin", OURS), ("content-type", FORM), ("accept", "text/html")];
        let others = usual.into_iter().filter(|(name, _)| !headers.iter().any(|(given, _)| given == name));
        let headers: Vec<_> = headers.iter().copied().chain(others).collect();
        self.ask(Method::POST, &format!("/api/{endpoint}"), &headers, body).await
    }
}

/// Tells it on SQLite, and on the PostgreSQL that the tests were given.
async fn on_both<F: Future<Output = ()>>(told: impl Fn(App) -> F) {
    told(App::on("sqlite").await).await;
    let admin = std::env::var("TEST_POSTGRES_URL").expect("end2end/postgres.sh names one");
    let name = format!("ocpanel_http_{}", Random::SYSTEM.id().replace(['-', '_'], "").to_lowercase());
    sqlx::any::install_default_drivers();
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&admin).await.expect("it answers");
    let made = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::Executor::execute(&mut connection, made).await.expect("it is new");
    let (server, _) = admin.rsplit_once('/').expect("an address with a database");
    told(App::on(&format!("{server}/{name}")).await).await;
}

/// Every server function, with the name of one of its fields.
fn endpoints() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_form =
        FORM_ENDPOINTS.iter().map(|form| (form.endpoint, form.fields.first().map_or("email", |it| it.name())));
    of_form.chain(READS.iter().map(|(name, fields)| (*name, fields.first().copied().unwrap_or("email"))))
}

/// It is refused with this status, by a page that says in words what did not work.
fn expect_refusal(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    assert!(answer.body.contains("<h1"), "{what}: {}", answer.body);
    assert!(answer.headers.contains_key("x-request-id"), "{what}");
    for name in [header::LOCATION, header::SET_COOKIE] {
        assert!(!answer.headers.contains_key(&name), "{what}: {name}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_strange_fields_and_repeated_ones_are_refused_everywhere() {
    on_both(|app| async move {
        for (endpoint, field) in endpoints() {
            let hex = format!("%{:x}{}", field.as_bytes()[0], &field[1..]);
            let bodies: [Vec<u8>; 14] = [
                format!("{field}=a%ff").into(),
                format!("{field}=%c0%80").into(),
                format!("{field}=%ed%a0%80").into(),
                format!("{field}=a%00b").into(),
                format!("%00{field}=a").into(),
                [field.as_bytes(), b"=a\xff"].concat(),
                [field.as_bytes(), b"=a\0b"].concat(),
                format!("{field}=a&{field}=a").into(),
                format!("{field}=a&{hex}=b").into(),
                format!("{field}=a&role=account_owner").into(),
                format!("{field}[]=a").into(),
                format!("form[{field}]=a").into(),
                "__proto__=a".into(),
                "{}".into(),
            ];
            for accept in ACCEPTS {
                for body in &bodies {
                    let what = format!("{endpoint} {accept} {}", String::from_utf8_lossy(body));
                    let answer = app.post(endpoint, &[("accept", accept)], body.clone()).await;
                    expect_refusal(&answer, StatusCode::BAD_REQUEST, &what);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_everywhere() {
    on_both(|app| async move {
        for (endpoint, field) in endpoints() {
            for accept in ACCEPTS {
                let body = format!("{field}={}", "a".repeat(65_537));
                let answer = app.post(endpoint, &[("accept", accept)], body).await;
                expect_refusal(&answer, StatusCode::PAYLOAD_TOO_LARGE, endpoint);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_content_type_but_that_of_a_form_is_taken() {
    let of_two = format!("text/plain; {FORM}");
    let kinds = [
        "",
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/html",
        "application/xml",
        "application/octet-stream",
        "application/cbor",
        "application/x-www-form-urlencodedx",
        "application/x-www-form-urlencoded, text/plain",
        &of_two,
    ];
    on_both(|app| async move {
        for (endpoint, _) in endpoints() {
            for accept in ACCEPTS {
                for kind in kinds {
                    let answer = app.post(endpoint, &[("accept", accept), ("content-type", kind)], "a=b").await;
                    let what = format!("{endpoint} {accept} {kind}");
                    expect_refusal(&answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, &what);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_taken_from_a_foreign_page_nor_by_another_method() {
    let foreign: [&[(&str, &str)]; 7] = [
        &[("origin", "")],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://127.0.0.1:3000.evil.example")],
        &[("origin", "https://127.0.0.1:3000")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ];
    on_both(|app| async move {
        for (endpoint, field) in endpoints() {
            for accept in ACCEPTS {
                for headers in foreign {
                    let headers = [headers, &[("accept", accept)]].concat();
                    let answer = app.post(endpoint, &headers, format!("{field}=a")).await;
                    expect_refusal(&answer, StatusCode::FORBIDDEN, &format!("{endpoint} {headers:?}"));
                }
            }
            for method in [Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
                let answer = app.ask(method.clone(), &format!("/api/{endpoint}"), &[("origin", OURS)], "").await;
                assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {endpoint}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_answer_has_the_headers_of_all_answers() {
    on_both(|app| async move {
        let html = [("accept", "text/html")];
        for path in [
            "/",
            "/register",
            "/panel",
            "/nowhere",
            "//",
            "/sign-in/",
            "/api/whoami",
            "/healthz",
            "/readyz",
            "/robots.txt",
        ] {
            let answer = app.ask(Method::GET, path, &html, "").await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "referrer-policy",
                "permissions-policy",
                "cross-origin-opener-policy",
                "x-request-id",
            ] {
                assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{path}: {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_stranger_is_nobody_and_health_is_told_to_whoever_names_no_host() {
    on_both(|app| async move {
        let whoami = app.ask(Method::GET, "/api/whoami", &[("cookie", "ocpanel=AAAA")], "").await;
        assert_eq!((whoami.status, whoami.body.as_str()), (StatusCode::UNAUTHORIZED, ""));
        for (path, said) in [("/healthz", "ok"), ("/readyz", "ready")] {
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let answer = app.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
            let status = answer.status();
            let body = to_bytes(answer.into_body(), 100).await.expect("a body");
            assert_eq!((status, &body[..]), (StatusCode::OK, said.as_bytes()), "{path}");
        }
        let led = app.ask(Method::GET, "/panel", &[("accept", "text/html")], "").await;
        assert_eq!(led.headers.get(header::LOCATION).map(|to| to.as_bytes()), Some(&b"/sign-in?next=/panel"[..]));
    })
    .await;
}
