//! The built program on a data folder of its own, and its letters.

use crate::http::Connection as Browser;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::{
    collections::HashMap,
    fs,
    net::TcpListener,
    ops::Sub,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    process::{Child, Command},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// What `make build` made.
pub(crate) const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release/ocpanel");

/// A data folder that goes with this value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("ocpanel-bench-{}-{name}", std::process::id()));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// The running program; ends with this value.
pub(crate) struct Program {
    pub(crate) host: String,
    /// Where it tells its numbers.
    admin: String,
    data: PathBuf,
    mail: PathBuf,
    child: Child,
}

impl Program {
    pub(crate) fn start(program: &str, folder: &Folder) -> Program {
        Program::on(program, folder, None)
    }

    /// On this database; else on a SQLite of its own.
    pub(crate) fn on(program: &str, folder: &Folder, database: Option<&str>) -> Program {
        let [host, admin] = [free_address(), free_address()];
        let child = Command::new(program)
            .args(["serve", "--addr", &host])
            .env("OCPANEL_DATA_DIR", &folder.0)
            .env("OCPANEL_LOG", "warn")
            .env("OCPANEL_ADMIN_ADDR", &admin)
            // The load comes from one network address.
            .env("OCPANEL_RATE_LIMITS", "off")
            .envs(database.map(|database| ("DATABASE_URL", database)))
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let started = Program { host, admin, data: folder.0.clone(), mail: folder.0.join("mail"), child };
        started.wait();
        started
    }

    /// The origin that its pages have in a browser.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.host.replace("127.0.0.1", "localhost"))
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(&self.host).is_err() {
            assert!(Instant::now() < end, "the program does not listen");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What an operator's command says.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> String {
        let said = Command::new(program).args(arguments).env("OCPANEL_DATA_DIR", &self.data).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap()
    }

    /// Gives the account of this number 5,000 members more.
    pub(crate) async fn crowd(&self, number: &str) {
        sqlx::any::install_default_drivers();
        let mut database =
            AnyConnection::connect(&format!("sqlite://{}", self.data.join("ocpanel.db").display())).await.unwrap();
        let text = format!(
            "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at)
                 with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 5000)
                 select 'm' || n, 'm' || n || '@example.com', 'm' || n || '@example.com', 'Anna', 'K', '', 'UA', 'en', '', '', 1, 1 from numbers;
             insert into memberships (account_id, user_id, created_at)
                 select accounts.id, users.id, 1 from accounts, users where number = '{number}' and password_hash = '';
             insert into roles (account_id, user_id, role)
                 select accounts.id, users.id, 'account_observer' from accounts, users where number = '{number}' and password_hash = '';"
        );
        let roles = database.execute(AssertSqlSafe(text)).await.unwrap();
        assert!(roles.rows_affected() >= 5_000, "members with a role each");
        database.close().await.unwrap();
    }

    /// A figure of the kernel's about the process, in MB.
    pub(crate) fn memory(&self, which: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(which)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    /// The processor's time that the process has taken so far (proc(5): `utime` and `stime`).
    pub(crate) fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name before them may hold spaces.
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let ticks: u64 = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 1000 / ticks_a_second())
    }

    /// What it has spent so far, on what.
    pub(crate) async fn spent(&self) -> Spent {
        let text = Browser::open(&self.admin).await.read("/metrics").await;
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("_total "));
            line.map_or(0, |number| number.parse().unwrap())
        };
        let of = |name: &str| self.cpu_of_threads(name);
        Spent {
            cpu: self.cpu(),
            hashes: of("hashes"),
            estimates: of("estimates"),
            sql: of("sqlx-sqlite"),
            round_trips: number("ocpanel_database_round_trips"),
            flushes: number("ocpanel_database_flushes"),
        }
    }

    /// The processor's time of threads whose name begins so, of those that live (proc(5): `schedstat`, in nanoseconds).
    fn cpu_of_threads(&self, name: &str) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap().flatten();
        let read = |file: PathBuf| fs::read_to_string(file).unwrap_or_default();
        let named = threads.map(|thread| thread.path()).filter(|thread| read(thread.join("comm")).starts_with(name));
        let spent = |thread: PathBuf| read(thread.join("schedstat")).split(' ').next()?.parse::<u64>().ok();
        Duration::from_nanos(named.filter_map(spent).sum())
    }
}

/// What a program has spent: the processor's time in all, and in threads of a kind; visits to the database, and to the disk.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) cpu: Duration,
    pub(crate) hashes: Duration,
    pub(crate) estimates: Duration,
    pub(crate) sql: Duration,
    pub(crate) round_trips: u64,
    pub(crate) flushes: u64,
}

impl Sub for Spent {
    type Output = Spent;

    fn sub(self, before: Spent) -> Spent {
        Spent {
            cpu: self.cpu - before.cpu,
            hashes: self.hashes.saturating_sub(before.hashes),
            estimates: self.estimates.saturating_sub(before.estimates),
            sql: self.sql.saturating_sub(before.sql),
            round_trips: self.round_trips - before.round_trips,
            flushes: self.flushes - before.flushes,
        }
    }
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn ticks_a_second() -> u64 {
    let said = Command::new("getconf").arg("CLK_TCK").output().expect("getconf is part of every libc");
    String::from_utf8(said.stdout).unwrap().trim().parse().unwrap()
}

/// The median of five starts on a database that is there.
pub(crate) fn cold_start(folder: &Folder) -> Duration {
    drop(Program::start(BUILT, folder));
    let mut times = [(); 5].map(|()| {
        let began = Instant::now();
        let _program = Program::start(BUILT, folder);
        began.elapsed()
    });
    times.sort_unstable();
    times[2]
}

/// The letters in the mail folder: codes by address.
pub(crate) struct Mail(Mutex<HashMap<String, String>>);

impl Mail {
    /// Reads new letters as they come.
    pub(crate) fn watch(program: &Program) -> Arc<Mail> {
        let mail = Arc::new(Mail(Mutex::default()));
        let (folder, known) = (program.mail.clone(), Arc::downgrade(&mail));
        std::thread::spawn(move || {
            while let Some(mail) = known.upgrade() {
                for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                    mail.read(&entry.path());
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        mail
    }

    /// A letter is taken out of the folder, so that looking through it stays quick.
    fn read(&self, file: &PathBuf) {
        if file.extension().is_none_or(|end| end != "eml") {
            return;
        }
        let letter = fs::read_to_string(file).unwrap_or_default();
        let to = letter.lines().find_map(|line| line.strip_prefix("To: ")).unwrap_or_default();
        let is_code = |line: &&str| {
            line.len() == 7 && line.as_bytes()[3] == b'-' && line.bytes().all(|b| b == b'-' || b.is_ascii_uppercase())
        };
        if let Some(code) = letter.lines().find(is_code) {
            self.0.lock().unwrap().insert(to.to_owned(), code.to_owned());
        }
        let _gone = fs::remove_file(file);
    }

    /// Waits for the code of this address.
    pub(crate) async fn code(&self, email: &str) -> String {
        loop {
            if let Some(code) = self.0.lock().unwrap().remove(email) {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What the figures were measured on.
pub(crate) fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |line| line.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("Measured on {cores} cores of {model}, SQLite, letters to a folder.")
}
