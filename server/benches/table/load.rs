//! Loads: a page, the first load of a browser, whole registrations, a long list.

use crate::{
    http::Connection,
    program::{Mail, Program},
};
use std::{
    collections::{BTreeSet, HashMap},
    fmt::{self, Display, Formatter},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const PASSWORD: &str = "four plain words together";
/// People who register at once: most of the time each waits for a letter.
pub(crate) const PEOPLE: usize = 24;

/// What rounds of asking for one address gave, each time as a stranger.
#[derive(Default)]
pub(crate) struct Answers {
    a_second: Vec<f64>,
    p99_ms: Vec<f64>,
    count: usize,
    cpu: Duration,
}

impl Answers {
    /// One more round: asks on several connections for a while.
    pub(crate) async fn ask(&mut self, program: &Program, path: &'static str, connections: usize, span: Duration) {
        self.ask_as(program, path, connections, span, &HashMap::new()).await;
    }

    /// The same as whoever has these cookies.
    pub(crate) async fn ask_as(
        &mut self,
        program: &Program,
        path: &'static str,
        connections: usize,
        span: Duration,
        cookies: &HashMap<String, String>,
    ) {
        let (end, cpu) = (Instant::now() + span, program.cpu());
        let asking = |_| tokio::spawn(get_until(program.host.clone(), path, end, cookies.clone()));
        let tasks: Vec<_> = (0..connections).map(asking).collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.unwrap());
        }
        times.sort_unstable();
        self.a_second.push(times.len() as f64 / span.as_secs_f64());
        self.p99_ms.push(milli(times[times.len() * 99 / 100]));
        self.count += times.len();
        self.cpu += program.cpu() - cpu;
    }

    /// How many there were in a second of the middle round.
    pub(crate) fn a_second(&self) -> f64 {
        middle(&self.a_second)
    }

    /// The 99th percentile of the middle round, which one hiccup of the machine does not move.
    pub(crate) fn p99_ms(&self) -> f64 {
        middle(&self.p99_ms)
    }

    /// The server's time of the processor for one answer, over all rounds: the kernel counts it in hundredths of a second.
    pub(crate) fn cpu_ms(&self) -> f64 {
        milli(self.cpu) / self.count as f64
    }
}

/// How often something was done in a second, and the server's time of the processor for each.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) a_second: f64,
    pub(crate) cpu_ms: f64,
}

fn middle(figures: &[f64]) -> f64 {
    let mut figures = figures.to_vec();
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn milli(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

async fn get_until(host: String, path: &str, end: Instant, cookies: HashMap<String, String>) -> Vec<Duration> {
    let mut connection = Connection::open(&host).await;
    let mut times = Vec::new();
    while Instant::now() < end {
        connection.cookies.clone_from(&cookies);
        let began = Instant::now();
        assert_eq!(connection.get(path).await.status, 200, "{path}");
        times.push(began.elapsed());
    }
    times
}

/// The bytes a browser loads for `/register`, by kind, as they were sent.
pub(crate) struct FirstLoad(Vec<(&'static str, usize)>);

impl FirstLoad {
    pub(crate) async fn of(program: &Program) -> FirstLoad {
        let mut connection = Connection::open(&program.host).await;
        let mut kinds = vec![("HTML", connection.get("/register").await.body.len())];
        let page = connection.read("/register").await;
        for (kind, end) in [("CSS", ".css"), ("JavaScript", ".js"), ("WebAssembly", ".wasm"), ("icon", ".svg")] {
            let is_one = |part: &&str| part.starts_with('/') && part.ends_with(end);
            let files: BTreeSet<_> = page.split(['"', '\'', ' ']).filter(is_one).collect();
            assert!(!files.is_empty(), "{kind}");
            let mut size = 0;
            for file in files {
                size += connection.get(file).await.body.len();
            }
            kinds.push((kind, size));
        }
        FirstLoad(kinds)
    }

    /// In kB: of these kinds.
    pub(crate) fn of_kinds(&self, wanted: &[&str]) -> f64 {
        self.0.iter().filter(|(kind, _)| wanted.contains(kind)).map(|(_, size)| kilo(*size)).sum()
    }

    /// In kB: all.
    pub(crate) fn all(&self) -> f64 {
        self.0.iter().map(|(_, size)| kilo(*size)).sum()
    }
}

impl Display for FirstLoad {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        let kinds: Vec<_> = self.0.iter().map(|(kind, size)| format!("{kind} {:.1}", kilo(*size))).collect();
        write!(to, "{:.1} kB: {}", self.all(), kinds.join(", "))
    }
}

fn kilo(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// Whole registrations a second: three forms and a letter each.
pub(crate) async fn registrations(program: &Program, span: Duration) -> Rate {
    let mail = Mail::watch(program);
    a_second(program, span, move |host, worker, number| {
        let mail = Arc::clone(&mail);
        async move { register(&host, &mail, &format!("p{worker}x{number}@example.com")).await }
    })
    .await
}

/// Sign-ins a second, with address and password, of people who registered before.
pub(crate) async fn sign_ins(program: &Program, span: Duration) -> Rate {
    a_second(program, span, |host, worker, _| async move { drop(signed_in(&host, worker).await) }).await
}

/// The first person of this worker, signed in.
pub(crate) async fn signed_in(host: &str, worker: usize) -> Connection {
    let mut person = Connection::open(host).await;
    sign_in(&mut person, worker, 0).await;
    person
}

/// Signs in the person of this number that this worker has registered.
pub(crate) async fn sign_in(person: &mut Connection, worker: usize, number: usize) {
    let email = format!("p{worker}x{number}@example.com");
    taken(person, "/api/sign_in", &[("email", &*email), ("password", PASSWORD)]).await;
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
pub(crate) async fn a_second<F: Future<Output = ()> + Send + 'static>(
    program: &Program,
    span: Duration,
    act: impl Fn(String, usize, u32) -> F + Send + Sync + 'static,
) -> Rate {
    let (act, cpu) = (Arc::new(act), program.cpu());
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
    let done = f64::from(done.load(Ordering::Relaxed));
    Rate { a_second: done / span.as_secs_f64(), cpu_ms: milli(program.cpu() - cpu) / done }
}

/// Somebody who has just registered: what their browser keeps.
pub(crate) async fn signed_up(program: &Program) -> HashMap<String, String> {
    let mail = Mail::watch(program);
    register(&program.host, &mail, "p0x0@example.com").await;
    signed_in(&program.host, 0).await.cookies
}

async fn register(host: &str, mail: &Mail, email: &str) {
    let mut person = Connection::open(host).await;
    let form =
        [("name", "Anna"), ("surname", "K"), ("email", email), ("password", PASSWORD), ("confirm_password", PASSWORD)];
    taken(&mut person, "/api/register", &form).await;
    let page = person.read("/register/details").await;
    let id = page
        .split("name=\"registration\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the page names the registration");
    let form = [
        ("registration", id),
        ("language", "en"),
        ("country", "UA"),
        ("phone", "0445370222"),
        ("account_type", "personal"),
    ];
    taken(&mut person, "/api/details", &form).await;
    let code = mail.code(email).await;
    taken(&mut person, "/api/confirm", &[("registration", id), ("code", &code)]).await;
}

/// Posts a form; the answer is where to go on, which older builds write with a capital letter.
pub(crate) async fn taken(person: &mut Connection, path: &str, form: &[(&str, &str)]) {
    let body = person.post(path, form).await.body;
    let answer = String::from_utf8_lossy(&body).to_lowercase();
    assert!(answer.starts_with("{\"go\"") || answer.starts_with("{\"load\""), "{path}: {answer}");
}
