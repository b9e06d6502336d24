//! A PostgreSQL with a replica that takes its place, and both in the program's address.

use crate::{
    ANSWERS_WITHIN, comes_back,
    front::Front,
    is_ready,
    person::{Person, between},
    program::{Folder, Program, free_port},
};
use std::{
    fs::File,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

/// A server of its own. It ends with this value.
struct Server {
    bin: PathBuf,
    folder: Folder,
    port: u16,
}

impl Server {
    fn first(bin: &Path) -> Server {
        let server = Server::new(bin);
        server.run("initdb", &["-D", "data", "-U", "postgres", "--auth=trust", "--no-sync"]);
        server.start();
        server
    }

    /// A copy that follows another, and can take its place.
    fn replica_of(first: &Server) -> Server {
        let server = Server::new(&first.bin);
        let port = first.port.to_string();
        server.run(
            "pg_basebackup",
            &["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-D", "data", "-R", "-c", "fast"],
        );
        server.start();
        server
    }

    fn new(bin: &Path) -> Server {
        let folder = Folder::new();
        let port = free_port();
        if let Some(user) = unprivileged() {
            chown(&folder.0, Some(user), None).expect("root may");
        }
        Server { bin: bin.to_owned(), folder, port }
    }

    fn start(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off",
            self.port,
            self.folder.0.display()
        );
        self.run("pg_ctl", &["start", "-w", "-D", "data", "-l", "log", "-o", &options]);
    }

    fn control(&self, what: &[&str]) {
        self.run("pg_ctl", &[what, &["-D", "data"]].concat());
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        assert!(self.command(program, arguments).status().is_ok_and(|done| done.success()), "{program} {arguments:?}");
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let captured =
            || File::options().create(true).append(true).open(self.folder.0.join("said")).expect("our folder");
        let mut command = Command::new(self.bin.join(program));
        command.args(arguments).current_dir(&self.folder.0).stdout(captured()).stderr(captured());
        if let Some(user) = unprivileged() {
            command.uid(user).gid(user);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.command("pg_ctl", &["stop", "-D", "data", "-m", "immediate"]).status());
    }
}

/// PostgreSQL does not run as root.
fn unprivileged() -> Option<u32> {
    const NOBODY: u32 = 65_534;
    rustix::process::geteuid().is_root().then_some(NOBODY)
}

/// The servers' programs, where there is all that a replica needs.
fn replicating() -> Option<PathBuf> {
    let bin = PathBuf::from(std::env::var_os("TEST_POSTGRES_BIN").expect("end2end/postgres.sh names it"));
    let there = bin.join("pg_basebackup").exists();
    if !there {
        eprintln!("left out: this PostgreSQL makes no replicas");
    }
    there.then_some(bin)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_takes_the_place_of_its_server() {
    let Some(bin) = replicating() else { return };
    let first = Server::first(&bin);
    let replica = Server::replica_of(&first);
    // The replica stands first: it is passed over, because it takes no writing.
    let hosts = format!("127.0.0.1:{},127.0.0.1:{}", replica.port, first.port);
    is_taken_over(&first, &replica, &hosts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_takes_the_place_of_its_server_behind_a_balancer() {
    let Some(bin) = replicating() else { return };
    let first = Server::first(&bin);
    let replica = Server::replica_of(&first);
    let folder = Folder::new();
    let balancer = Front::haproxy(&folder.0, |at| documented(at, &first, &replica)).await;
    is_taken_over(&first, &replica, &balancer.at).await;
}

/// The section that docs/postgresql.md gives, for these servers.
fn documented(at: &str, first: &Server, replica: &Server) -> String {
    let text = include_str!("../../../docs/postgresql.md");
    let section = between(text, "```haproxy\n", "```").expect("the page has it");
    let asked = section.replace("127.0.0.1:5000", at).replace("user ocpanel", "user postgres");
    [("10.0.0.1:5432", first), ("10.0.0.2:5432", replica)].into_iter().fold(asked, |text, (documented, server)| {
        assert!(text.contains(documented), "{text}");
        text.replace(documented, &format!("127.0.0.1:{}", server.port))
    })
}

async fn is_taken_over(first: &Server, replica: &Server, hosts: &str) {
    let folder = Folder::new();
    let url = format!("postgres://postgres@{hosts}/postgres");
    let program = Program::start(&folder.0, &[("DATABASE_URL", &url)]).await;
    let mut anna = Person::at(&program.host);
    anna.sign_up(&folder.0.join("mail"), "anna@example.com").await;
    let follows = async || {
        // Only what has reached the replica outlives its server.
        let at = format!("postgres://postgres@127.0.0.1:{}/postgres", replica.port);
        let mut there = <sqlx::AnyConnection as sqlx::Connection>::connect(&at).await.expect("it can be read");
        let users = sqlx::query_scalar::<_, i64>("select count(*) from users").fetch_one(&mut there).await;
        users.is_ok_and(|users| users == 1)
    };
    sqlx::any::install_default_drivers();
    comes_back("the replica", follows).await;

    first.control(&["stop", "-m", "immediate"]);
    for nth in 0..5 {
        let answer = Person::at(&program.host).register(&format!("p{nth}@example.com")).await;
        assert!(answer.is_later() && answer.took < ANSWERS_WITHIN, "{answer:?}");
    }
    assert!(!is_ready(&program.host).await);
    replica.control(&["promote", "-w"]);
    comes_back("writing", async || Person::at(&program.host).register("berta@example.com").await.goes_on()).await;
    comes_back("readiness", async || is_ready(&program.host).await).await;
    assert!(anna.get("/api/whoami").await.body.contains("anna@example.com"), "she is signed in as before");
}
