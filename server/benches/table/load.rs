//! Loads: a page, the first load of a browser, whole registrations, a long list.

use crate::{
    http::Connection,
    program::{Mail, Program},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const CONNECTIONS: usize = 8;
const PASSWORD: &str = "four plain words together";
/// People who register at once: most of the time each waits for a letter.
const PEOPLE: usize = 24;

/// What a load of one address gave.
pub(crate) struct Rate {
    pub(crate) a_second: f64,
    pub(crate) p99_ms: f64,
}

/// Asks for one address on several connections.
pub(crate) async fn get(program: &Program, path: &'static str, span: Duration) -> Rate {
    let end = Instant::now() + span;
    let tasks: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(get_until(program.host.clone(), path, end))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    times.sort_unstable();
    let p99 = times[times.len() * 99 / 100];
    Rate { a_second: times.len() as f64 / span.as_secs_f64(), p99_ms: p99.as_secs_f64() * 1000.0 }
}

async fn get_until(host: String, path: &str, end: Instant) -> Vec<Duration> {
    let mut connection = Connection::open(&host).await;
    let mut times = Vec::new();
    while Instant::now() < end {
        let began = Instant::now();
        assert_eq!(connection.get(path).await.status, 200, "{path}");
        times.push(began.elapsed());
    }
    times
}

/// The bytes a browser loads for `/register`, by kind.
pub(crate) async fn first_load(program: &Program) -> String {
    let mut connection = Connection::open(&program.host).await;
    let page = String::from_utf8(connection.get("/register").await.body).unwrap();
    let mut all = page.len();
    let mut kinds = vec![format!("HTML {:.1}", kilo(page.len()))];
    for (kind, end) in [("CSS", ".css"), ("JavaScript", ".js"), ("WebAssembly", ".wasm"), ("icon", ".svg")] {
        let path = page.split(['"', '\'']).find(|part| part.starts_with('/') && part.ends_with(end)).expect(kind);
        let size = connection.get(path).await.body.len();
        all += size;
        kinds.push(format!("{kind} {:.1}", kilo(size)));
    }
    format!("{:.1} kB: {}", kilo(all), kinds.join(", "))
}

fn kilo(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// Whole registrations a second: three forms and a letter each.
pub(crate) async fn registrations(program: &Program, span: Duration) -> f64 {
    let mail = Mail::watch(program);
    a_second(program, span, move |host, worker, number| {
        let mail = Arc::clone(&mail);
        async move { register(&host, &mail, &format!("p{worker}x{number}@example.com")).await }
    })
    .await
}

/// Sign-ins a second, with address and password, of people who registered before.
pub(crate) async fn sign_ins(program: &Program, span: Duration) -> f64 {
    a_second(program, span, |host, worker, _| async move { drop(signed_in(&host, worker).await) }).await
}

/// The first person of this worker, signed in.
async fn signed_in(host: &str, worker: usize) -> Connection {
    let mut person = Connection::open(host).await;
    let email = format!("p{worker}x0@example.com");
    let form = [("email", &*email), ("password", PASSWORD)];
    assert!(person.post("/api/sign_in", &form).await.body.starts_with(b"{\"Load\""), "signed in");
    person
}

/// How long a page of an account's users takes: alone, and with 5,000 members more.
pub(crate) async fn users(program: &Program) -> [Duration; 2] {
    let mut owner = signed_in(&program.host, 0).await;
    let who = String::from_utf8(owner.get("/api/whoami").await.body).unwrap();
    let number = who.split("\"number\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an account");
    let page = format!("/clients/{number}/users");
    let alone = median(&mut owner, &page).await;
    program.crowd(number).await;
    [alone, median(&mut owner, &page).await]
}

async fn median(person: &mut Connection, path: &str) -> Duration {
    let mut times = Vec::new();
    for _ in 0..51 {
        let began = Instant::now();
        assert_eq!(person.get(path).await.status, 200, "{path}");
        times.push(began.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// How often it is done in a second by several at once, each again and again: with the host, which one, and how often so far.
async fn a_second<F: Future<Output = ()> + Send + 'static>(
    program: &Program,
    span: Duration,
    act: impl Fn(String, usize, u32) -> F + Send + Sync + 'static,
) -> f64 {
    let act = Arc::new(act);
    let done = Arc::new(AtomicU32::new(0));
    let end = Instant::now() + span;
    let worker = |worker| {
        let (host, act, done) = (program.host.clone(), Arc::clone(&act), Arc::clone(&done));
        tokio::spawn(async move {
            for number in 0.. {
                act(host.clone(), worker, number).await;
                if Instant::now() >= end {
                    return;
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let workers: Vec<_> = (0..PEOPLE).map(worker).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    f64::from(done.load(Ordering::Relaxed)) / span.as_secs_f64()
}

async fn register(host: &str, mail: &Mail, email: &str) {
    let mut person = Connection::open(host).await;
    let form =
        [("name", "Anna"), ("surname", "K"), ("email", email), ("password", PASSWORD), ("confirm_password", PASSWORD)];
    assert!(person.post("/api/register", &form).await.body.starts_with(b"{\"Go\""), "registered");
    let page = String::from_utf8(person.post("/api/page", &[("path", "/register/details")]).await.body).unwrap();
    let id = page
        .split("[\"registration\",\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the page names the registration")
        .to_owned();
    let form = [
        ("registration", &*id),
        ("language", "en"),
        ("country", "UA"),
        ("phone", "0445370222"),
        ("account_type", "personal"),
    ];
    assert!(person.post("/api/details", &form).await.body.starts_with(b"{\"Go\""), "details taken");
    let code = mail.code(email).await;
    assert!(
        person.post("/api/confirm", &[("registration", &*id), ("code", &*code)]).await.body.starts_with(b"{\"Load\""),
        "confirmed"
    );
}
