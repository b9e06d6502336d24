//! The router asked directly: what needs neither a page nor a browser. Each test is told on both databases.

mod answers;
mod browser;
mod crowd;
#[path = "../../accounts/tests/integration/help/databases.rs"]
#[expect(dead_code, reason = "the stories of accounts use more of it")]
mod databases;
mod fields;
mod hostile;
mod invite;
mod limits;
mod openid;
mod proof;
mod timing;
#[path = "../../accounts/tests/integration/help/totp.rs"]
mod totp;

use accounts::{Accounts, Clock, Mailer, Random};
use app::{FORM_ENDPOINTS, READS};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use browser::Browser;
use databases::Postgres;
use ocpanel::Config;
use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};
use tower::ServiceExt;

const HOST: &str = "localhost:3000";
const OURS: &str = "http://localhost:3000";
const FORM: &str = "application/x-www-form-urlencoded";
const ACCEPTS: [&str; 2] = ["text/html", "application/json"];
/// Limits as they are by default, and one proxy before the program.
const LIMITED: &[&str] = &["--trusted-proxies", "1"];
/// No limits of networks.
const FREE: &[&str] = &["--rate-limits", "off"];

/// The program without its listener, on a folder and a database of its own; time stands still until somebody waits.
struct App {
    router: Router,
    accounts: Arc<Accounts>,
    mailer: Mailer,
    folder: PathBuf,
    database: String,
    clock: Arc<AtomicI64>,
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

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII")).unwrap_or_default()
    }

    /// Where a redirect leads; nothing where it is none.
    fn location(&self) -> &str {
        self.header("location")
    }
}

impl App {
    async fn on(database: &str, settings: &[&str]) -> App {
        App::sharing(database, settings, Arc::new(AtomicI64::new(1_800_000_000))).await
    }

    /// Another server on the same database, started at the same moment.
    async fn beside(&self, settings: &[&str]) -> App {
        App::sharing(&self.database, settings, Arc::clone(&self.clock)).await
    }

    async fn sharing(database: &str, settings: &[&str], clock: Arc<AtomicI64>) -> App {
        let folder = std::env::temp_dir().join(format!("ocpanel-http-{}", Random::SYSTEM.id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).expect("it is new");
        let at = folder.display().to_string();
        let own = format!("sqlite:{at}/ocpanel.db");
        let database = if database == "sqlite" { own } else { database.to_owned() };
        let usual = ["ocpanel", "--data-dir", &at];
        let cheap: &[_] = if settings.contains(&"--argon2") { &[] } else { &["--argon2", "m=8,t=1,p=1"] };
        let secrets = |name: &str| match name {
            "OCPANEL_SECRET_KEY" => Some("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".into()),
            "DATABASE_URL" => Some(database.clone().into()),
            _ => None,
        };
        let config = Config::read(usual.iter().chain(cheap).chain(settings), secrets).expect("the settings fit");
        let clock_of_ours = Clock::Set(Arc::clone(&clock));
        let (accounts, router) = ocpanel::without_listener(&config, clock_of_ours).await.expect("the settings fit");
        App { router, accounts, mailer: Mailer::Memory(Mutex::default()), folder, database, clock }
    }

    /// Time goes by.
    fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// All letters that were written so far.
    async fn letters(&self) -> Vec<String> {
        while self.accounts.outbox.send_next(&self.mailer).await.expect("the outbox answers") {}
        let Mailer::Memory(letters) = &self.mailer else { unreachable!("letters go to memory") };
        letters.lock().expect("nobody panicked").clone()
    }

    /// The text of the newest letter of this kind to this address.
    async fn letter(&self, kind: &str, email: &str) -> String {
        let letters = self.letters().await;
        let head = format!("X-Ocpanel-Letter: {kind}");
        let letter = letters.iter().rfind(|letter| letter.contains(email) && letter.contains(&head));
        let letter = mail_parser::MessageParser::new().parse(letter.expect("a letter")).expect("a letter");
        letter.body_text(0).expect("a text part").into_owned()
    }

    /// The code of the newest letter to this address.
    async fn code(&self, email: &str) -> String {
        let text = self.letter("verification-code", email).await;
        text.lines().find(|line| line.len() == 7 && rules::Code::parse(line).is_ok()).expect("a code").to_owned()
    }

    /// The path of the link in the newest letter of this kind to this address.
    async fn link(&self, kind: &str, email: &str) -> String {
        let text = self.letter(kind, email).await;
        text.lines().find_map(|line| line.strip_prefix(OURS)).expect("a link").to_owned()
    }

    /// What an authenticator app with this key shows now.
    fn totp(&self, key: &str) -> String {
        totp::code(key, self.clock.load(Ordering::SeqCst))
    }

    /// Somebody at this network address, with a browser of their own.
    fn browser(&self, address: &str) -> Browser<'_> {
        Browser::at(self, address)
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
async fn on_both<F: Future<Output = ()>>(settings: &[&str], told: impl Fn(App) -> F) {
    told(App::on("sqlite", settings).await).await;
    let postgres = Postgres::empty().await;
    told(App::on(&postgres.url, settings).await).await;
    postgres.leave().await;
}

/// Every server function, with the name of one of its fields.
fn endpoints() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_form =
        FORM_ENDPOINTS.iter().map(|form| (form.endpoint, form.fields.first().map_or("email", |it| it.name())));
    of_form.chain(READS.iter().map(|(name, fields)| (*name, fields.first().copied().unwrap_or("email"))))
}
