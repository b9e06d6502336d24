//! A million users against a thousand, in one run: `make million`. Not one of the tests, since it takes an hour's part and
//! its figures are the machine's; docs/scaling.md has them.

#![expect(clippy::unwrap_used, reason = "a measurement may stop anywhere")]

use crate::help::{KEY, PASSWORD, Postgres, Sqlite, World, connect, million, million::Crowd, sign_in, with};
use accounts::{At, Db, MembersOf, Reach, RequestContext, Sort, Token};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::{
    future::Future,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

const TIMES: usize = 200;

/// What was measured, in milliseconds; of a memory in MB.
type Figures = Vec<(&'static str, f64, f64)>;

#[test]
#[ignore = "it takes long, and measures"]
fn a_million_users_against_a_thousand() {
    let million = std::env::var("USERS").ok().and_then(|users| users.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        println!(
            "| what | 1,000: p50 | p99 | {million}: p50 | p99 | p50 ratio | p99 ratio |\n|---|---|---|---|---|---|---|"
        );
        let (few, many) = (Sqlite::new(), Sqlite::new());
        let figures = [measure(&few.url(), false, 1_000).await, measure(&many.url(), false, million).await];
        print("SQLite", &figures);
        let (few, many) = (Postgres::new().await, Postgres::new().await);
        let figures = [measure(&few.url, true, 1_000).await, measure(&many.url, true, million).await];
        print("PostgreSQL", &figures);
        few.drop().await;
        many.drop().await;
    });
}

fn print(database: &str, [few, many]: &[Figures; 2]) {
    for ((what, few50, few99), (_, many50, many99)) in few.iter().zip(many) {
        println!(
            "| {database}: {what} | {few50:.2} | {few99:.2} | {many50:.2} | {many99:.2} | {:.2} | {:.2} |",
            many50 / few50,
            many99 / few99
        );
    }
}

async fn measure(url: &str, postgres: bool, users: i64) -> Figures {
    let world = World::new(url, postgres).await;
    let begun = Instant::now();
    let crowd = million::fill(&world, users).await;
    eprintln!("{users} users made in {:.0} s", begun.elapsed().as_secs_f64());
    // What is new is settled before anything is measured.
    world.accounts.retention.tidy_up().await.unwrap();
    let mut figures = pages(&world, &crowd, users).await;
    figures.extend(acts(&world, &crowd, users).await);
    figures.push(opened(url).await);
    figures.extend(program(url, &crowd).await);
    figures.push(storm(&world, &crowd).await);
    figures.push(pause(&world).await);
    world.accounts.db().close().await;
    figures
}

/// The middle and the 99th percentile of so many times, in milliseconds.
async fn timed<T, F: Future<Output = T>>(
    what: &'static str,
    times: usize,
    act: impl Fn(usize) -> F,
) -> (&'static str, f64, f64) {
    let mut took = Vec::new();
    for n in 0..times + 5 {
        let begun = Instant::now();
        act(n).await;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    // The first ones prepare statements.
    percentiles(what, took.split_off(5))
}

fn percentiles(what: &'static str, mut took: Vec<f64>) -> (&'static str, f64, f64) {
    took.sort_unstable_by(f64::total_cmp);
    (what, took[took.len() / 2], took[took.len() * 99 / 100])
}

async fn pages(world: &World, crowd: &Crowd, users: i64) -> Figures {
    let (reading, session) = (world.reading(), crowd.owner.context.session.as_ref());
    let list = async |of: MembersOf| reading.members(session, &crowd.number, &of).await.unwrap();
    let search = |words: &str| MembersOf { search: words.to_owned(), ..MembersOf::default() };
    let middle = move |n: usize| At::After(format!("u{}", 1 + (n as i64 * 7919) % (users / 10)));
    let busy = crowd.busy.context.session.as_ref();
    let own = reading.activity(busy, &At::First).await.unwrap().older.map_or(At::First, At::After);
    let log =
        reading.account_activity(session, &crowd.number, &At::First).await.unwrap().older.map_or(At::First, At::After);
    vec![
        timed("list of users, first page", TIMES, |_| list(MembersOf::default())).await,
        timed("list of users, a page within", TIMES, |n| list(MembersOf { at: middle(n), ..MembersOf::default() }))
            .await,
        timed("list of users by name, a page within", TIMES, |n| {
            list(MembersOf { at: middle(n), sort: Sort::Name, ..MembersOf::default() })
        })
        .await,
        timed("search, an address", TIMES, |_| list(search("u77@crowd"))).await,
        timed("search, two words", TIMES, |_| list(search("шевченко олен"))).await,
        timed("search, a word of every second member", TIMES, |_| list(search("crowd.exa"))).await,
        timed("activity log of the account", TIMES, |_| reading.account_activity(session, &crowd.number, &log)).await,
        timed("activity log of a busy user", TIMES, |_| reading.activity(busy, &own)).await,
        timed("Your data", TIMES, |_| reading.deletion(session)).await,
        timed("Clients", TIMES, |_| world.accounts.sessions.current_user(session)).await,
    ]
}

async fn acts(world: &World, crowd: &Crowd, users: i64) -> Figures {
    // Of those whose address has not changed lately: they wait for the way back to end.
    let due = async |n: i64| {
        let text = format!("update users set delete_at = 1 where id = 'u{}'", users - n);
        let mut connection = connect(&world.url).await;
        connection.execute(AssertSqlSafe(text)).await.unwrap();
        connection.close().await.unwrap();
    };
    for n in 0..55 {
        due(n).await;
    }
    let deleted = Instant::now();
    world.accounts.deletions.delete_due().await.unwrap();
    let deleted = deleted.elapsed().as_secs_f64() * 1000.0 / 55.0;
    let email = &crowd.owner.email;
    vec![
        timed("sign-in, with little hash cost", 100, async |_| {
            drop(world.accounts.sign_in.sign_in(&sign_in(email, PASSWORD), &RequestContext::default()).await.unwrap());
        })
        .await,
        timed("a new user with an account", 50, async |n| {
            world.wait(61);
            drop(world.sign_up(&format!("new{n}@example.org")).await);
        })
        .await,
        ("deletion of a user, each of 55", deleted, deleted),
    ]
}

async fn opened(url: &str) -> (&'static str, f64, f64) {
    timed("opening the database", 20, async |_| Db::open(url, Reach::default()).await.unwrap().close().await).await
}

/// How long others wait for the database while much is removed.
async fn pause(world: &World) -> (&'static str, f64, f64) {
    world.wait(3_600);
    let done = AtomicBool::new(false);
    let writing = async {
        let (mut took, context) = (Vec::new(), with(&Token::parse(&"A".repeat(43)).unwrap()));
        while !done.load(Ordering::Relaxed) {
            let begun = Instant::now();
            world.accounts.sessions.sign_out(&context).await.unwrap();
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        took
    };
    let tidying = async {
        let begun = Instant::now();
        world.accounts.retention.tidy_up().await.unwrap();
        done.store(true, Ordering::Relaxed);
        eprintln!("tidied up in {:.1} s", begun.elapsed().as_secs_f64());
    };
    let (mut took, ()) = tokio::join!(writing, tidying);
    took.sort_unstable_by(f64::total_cmp);
    ("a writer while it is tidied up: p50 and the longest", took[took.len() / 2], took[took.len() - 1])
}

/// Sign-ins while others read lists all the time and what has run out is removed again and again.
async fn storm(world: &World, crowd: &Crowd) -> (&'static str, f64, f64) {
    let (done, session) = (AtomicBool::new(false), world.sign_in(&crowd.owner.email).await.session);
    let reading = async || {
        while !done.load(Ordering::Relaxed) {
            world.reading().members(Some(&session), &crowd.number, &MembersOf::default()).await.unwrap();
        }
    };
    let tidying = async {
        while !done.load(Ordering::Relaxed) {
            world.accounts.retention.tidy_up().await.unwrap();
        }
    };
    let signing_in = async {
        let form = sign_in(&crowd.busy.email, PASSWORD);
        let took = timed("sign-in while two read lists and it is tidied up", 200, async |_| {
            drop(world.accounts.sign_in.sign_in(&form, &RequestContext::default()).await.unwrap());
        })
        .await;
        done.store(true, Ordering::Relaxed);
        took
    };
    let (took, (), (), ()) = tokio::join!(signing_in, tidying, reading(), reading());
    took
}

/// The program itself: its start, and its memory after every page.
async fn program(url: &str, crowd: &Crowd) -> Figures {
    let program = std::env::var("OCPANEL")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/ocpanel").to_owned());
    let mut starts = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let running = Running::start(&program, url);
        starts.push(begun.elapsed().as_secs_f64() * 1000.0);
        drop(running);
    }
    let running = Running::start(&program, url);
    let number = &crowd.number;
    let session = crowd.owner.context.session.as_ref().unwrap().expose();
    for page in ["/panel", "/clients", "/activity", "/settings/data", "/settings/security"]
        .map(str::to_owned)
        .into_iter()
        .chain(
            ["users", "users?search=olena", "users?sort=name", "activity"]
                .map(|page| format!("/clients/{number}/{page}")),
        )
    {
        for _ in 0..50 {
            running.get(&page, session);
        }
    }
    // It has tidied up by then.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let memory = running.peak();
    starts.sort_unstable_by(f64::total_cmp);
    vec![
        ("start of the program, middle and longest of 5", starts[2], starts[4]),
        ("memory at its peak, MB", memory, memory),
    ]
}

struct Running {
    host: String,
    child: Child,
    _folder: Sqlite,
}

impl Running {
    fn start(program: &str, url: &str) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (host, folder) = (format!("127.0.0.1:{port}"), Sqlite::new());
        std::fs::set_permissions(folder.folder(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let child = Command::new(program)
            .args(["serve", "--addr", &host])
            .env("OCPANEL_DATA_DIR", folder.folder())
            .env("DATABASE_URL", url)
            .env("OCPANEL_SECRET_KEY", KEY)
            .env("OCPANEL_LOG", "warn")
            .env("OCPANEL_RATE_LIMITS", "off")
            .spawn()
            .unwrap();
        let running = Running { host, child, _folder: folder };
        let end = Instant::now() + Duration::from_secs(120);
        while TcpStream::connect(&running.host).is_err() {
            assert!(Instant::now() < end, "the program does not listen");
            std::thread::sleep(Duration::from_millis(1));
        }
        running
    }

    fn get(&self, page: &str, session: &str) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let request = format!(
            "GET {page} HTTP/1.1\r\nHost: {}\r\nCookie: ocpanel={session}\r\nConnection: close\r\n\r\n",
            self.host
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{page}: {}",
            String::from_utf8_lossy(&answer[..answer.len().min(300)])
        );
    }

    fn peak(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}
