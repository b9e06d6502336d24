//! Loads: a page, the first load of a browser, a long list.

use crate::{http::Connection, people::signed_in, program::Program};
use std::{
    collections::{BTreeSet, HashMap},
    fmt::{self, Display, Formatter},
    time::{Duration, Instant},
};

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

/// The one in the middle.
pub(crate) fn middle(figures: &[f64]) -> f64 {
    let mut figures = figures.to_vec();
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}

pub(crate) fn milli(time: Duration) -> f64 {
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
