//! PgBouncer before PostgreSQL, HAProxy before two of them.

use crate::{
    person::Person,
    postgres::Database,
    program::{Folder, Program},
};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, task::JoinSet, time::sleep};

/// A program that stands in front; it ends with this value.
struct Front {
    at: String,
    child: Child,
}

impl Drop for Front {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Front {
    async fn begin(mut command: Command, at: String) -> Front {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let front = Front { at, child };
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(&front.at).await.is_err() {
            assert!(Instant::now() < end, "{command:?} does not listen");
            sleep(Duration::from_millis(20)).await;
        }
        front
    }

    /// As docs/postgresql.md has it, with two connections of the database alone.
    async fn pgbouncer(folder: &Path, database: &Database, mode: &str) -> Front {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
        let server = database.server();
        let (host, server_port) = server.split_once(':').expect("a port");
        let settings = format!(
            "[databases]\n* = host={host} port={server_port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {size}\nmax_client_conn = 500\n\
             ignore_startup_parameters = extra_float_digits\n",
            size = if mode == "transaction" { 2 } else { 60 },
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, settings).expect("a folder");
        let mut command = Command::new("pgbouncer");
        // It does not run as root.
        if rustix::process::geteuid().is_root() {
            command = Command::new("setpriv");
            let read = Command::new("chmod").args(["-R", "a+rX"]).arg(folder).status();
            assert!(read.is_ok_and(|done| done.success()));
            command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "pgbouncer"]);
        }
        command.arg(file);
        Front::begin(command, format!("127.0.0.1:{port}")).await
    }
}

async fn sign_up_many(program: &Program, folder: &Folder, people: usize) {
    let mut crowd = JoinSet::new();
    for nth in 0..people {
        let (mut person, mail) = (Person::at(&program.host), folder.0.join("mail"));
        crowd.spawn(async move {
            person.sign_up(&mail, &format!("p{nth}@example.com")).await;
            let page = person.get("/settings/profile").await;
            assert_eq!(page.status, 200, "{page:?}");
        });
    }
    crowd.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pgbouncer_stands_between_in_both_modes_from_the_first_start_on() {
    for mode in ["session", "transaction"] {
        let (database, settings) = (Database::new().await, Folder::new());
        let front = Front::pgbouncer(&settings.0, &database, mode).await;
        let url = database.url_at(&front.at);
        let reach = [("DATABASE_URL", url.as_str()), ("OCPANEL_DATABASE_POOLER", mode)];
        // All at once make the tables.
        let folders: Vec<_> = (0..4).map(|_| Folder::new()).collect();
        // Any of them sends a letter.
        let mail = settings.0.join("mail").display().to_string();
        let shared =
            [("OCPANEL_SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), ("OCPANEL_MAIL_DIR", &mail)];
        let reach = [&reach[..], &shared].concat();
        let starts = folders.iter().map(|folder| Program::start(&folder.0, &reach));
        let programs = futures_util::future::join_all(starts).await;
        sign_up_many(&programs[0], &settings, 12).await;
        for program in &programs {
            assert!(!program.log().contains("prepared statement"), "{}", program.log());
        }
    }
}
