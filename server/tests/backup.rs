//! `ocpanel backup`, run as it is built on a database of some size.

use rustix::process::{Pid, Signal, kill_process};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};
use tokio::time::sleep;

/// A folder with a database, removed afterwards.
struct Scratch(PathBuf);

impl Scratch {
    /// With so many rows of a kilobyte, made by no version of the program: a copy is taken of any.
    async fn with_rows(name: &str, rows: u32) -> Scratch {
        let scratch = Scratch(std::env::temp_dir().join(format!("ocpanel-{name}-{}", std::process::id())));
        fs::create_dir_all(&scratch.0).expect("a folder");
        fs::set_permissions(&scratch.0, fs::Permissions::from_mode(0o700)).expect("it is ours");
        let mut database = scratch.open("ocpanel.db").await;
        let made = format!(
            "pragma journal_mode = wal; create table purses (id integer primary key, held bigint);
             insert into purses values (1, 500), (2, 500); create table ballast (what blob);
             with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows})
             insert into ballast select randomblob(1000) from n"
        );
        database.execute(sqlx::AssertSqlSafe(made)).await.expect("rows");
        database.close().await.expect("it closes");
        fs::set_permissions(scratch.0.join("ocpanel.db"), fs::Permissions::from_mode(0o600)).expect("it is ours");
        scratch
    }

    async fn open(&self, name: &str) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.0.join(name)).create_if_missing(true);
        options.busy_timeout(Duration::from_secs(10)).connect().await.expect("it opens")
    }

    fn backup(&self, to: &Path) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ocpanel"));
        command.arg("backup").arg(to).current_dir(&self.0).env_clear().env("OCPANEL_DATA_DIR", &self.0);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// The names of what does not belong to the database.
    fn others(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).expect("it is there").map(|entry| entry.expect("a name").file_name());
        let names = names.map(|name| name.into_string().expect("text"));
        names.filter(|name| !name.starts_with("ocpanel.db")).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _removed = fs::remove_dir_all(&self.0);
    }
}

fn ended(child: Child) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[tokio::test]
async fn it_ends_while_others_write_and_holds_one_moment() {
    let scratch = Scratch::with_rows("steady", 150_000).await;
    let copy = scratch.0.join("copy.db");
    let mut child = scratch.backup(&copy);
    let (mut writer, mut writes) = (scratch.open("ocpanel.db").await, 0);
    let status = loop {
        let moved = "begin immediate; update purses set held = held - 1 where id = 1;
             update purses set held = held + 1 where id = 2; commit";
        writer.execute(moved).await.expect("it is written");
        writes += 1;
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
    };
    assert!(status.success() && writes > 10, "{writes} writes: {:?}", ended(child));
    assert_eq!(fs::metadata(&copy).expect("it is there").permissions().mode() & 0o777, 0o600);
    assert_eq!(scratch.others(), ["copy.db"]);
    let mut copied = scratch.open("copy.db").await;
    let held: i64 = sqlx::query_scalar("select sum(held) from purses").fetch_one(&mut copied).await.expect("a sum");
    let rows: i64 = sqlx::query_scalar("select count(*) from ballast").fetch_one(&mut copied).await.expect("a count");
    assert_eq!((held, rows), (1_000, 150_000));
    let (code, said) = ended(scratch.backup(&copy));
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
}

#[tokio::test]
async fn whoever_stops_it_finds_nothing_left() {
    let scratch = Scratch::with_rows("stopped", 250_000).await;
    for signal in [Signal::TERM, Signal::INT] {
        let child = scratch.backup(&scratch.0.join("copy.db"));
        let written =
            || scratch.others().iter().any(|name| fs::metadata(scratch.0.join(name)).is_ok_and(|file| file.len() > 0));
        while !written() {
            sleep(Duration::from_millis(2)).await;
        }
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let (code, said) = ended(child);
        assert!(code == Some(1) && said.contains("there is no copy"), "{code:?}: {said}");
        assert_eq!(scratch.others(), [""; 0], "{signal:?}");
    }
}

#[tokio::test]
async fn where_it_cannot_be_whole_there_is_none() {
    let scratch = Scratch::with_rows("damaged", 2_000).await;
    let file = scratch.0.join("ocpanel.db");
    let mut bytes = fs::read(&file).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xff);
    fs::write(&file, bytes).expect("it is written");
    let (code, said) = ended(scratch.backup(&scratch.0.join("copy.db")));
    assert!(code == Some(1) && !said.is_empty(), "{said}");
    assert_eq!(scratch.others(), [""; 0]);
}

#[test]
fn postgresql_has_its_own_tools() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocpanel"));
    command.args(["backup", "copy.db"]).env_clear().env("DATABASE_URL", "postgres://name:canary@localhost/x");
    let refused = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && said.contains("pg_dump") && !said.contains("canary"), "{said}");
}
