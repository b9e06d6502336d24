//! `ocpanel doctor`, run as it is built, with a register.

#[path = "../registers/tests/asked/stand_in.rs"]
mod stand_in;

use serde_json::Value;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use stand_in::{StandIn, reply};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

/// A folder of the program's own, removed afterwards.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _removed = fs::remove_dir_all(&self.0);
    }
}

/// What the program says, asked like this in this folder with this register.
async fn ran(folder: &Path, register: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocpanel"));
    command.args(arguments).current_dir(folder).env_clear().env("OCPANEL_DATA_DIR", folder);
    command.env("OCPANEL_SECRET_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    command.env("OCPANEL_COMPANY_REGISTER", "pl-whitelist").env("OCPANEL_COMPANY_REGISTER_URL_PL_WHITELIST", register);
    let ran = tokio::task::spawn_blocking(move || command.output()).await.expect("it ends").expect("it starts");
    String::from_utf8(ran.stdout).expect("text")
}

/// How the register is by the doctor: its state, and what is said of it.
fn register_in(told: &str) -> (String, String) {
    let lines: Vec<Value> = serde_json::from_str(told).expect(told);
    let line = lines.iter().find(|line| line["name"] == "register pl-whitelist").expect(told);
    (line["state"].as_str().expect("a state").to_owned(), line["said"].as_str().expect("a sentence").to_owned())
}

#[tokio::test]
async fn requests_of_the_doctor_are_counted_with_all_others_and_none_is_made_that_cannot_be_counted() {
    let scratch = Scratch(std::env::temp_dir().join(format!("ocpanel-doctor-{}", std::process::id())));
    let folder = scratch.0.as_path();
    fs::create_dir_all(folder).expect("a folder");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("it is ours");
    let body = "{\"result\":{\"subject\":{\"name\":\"ORLEN\",\"nip\":\"5260250274\",\"statusVat\":\"Czynny\"}}}";
    let stand_in = StandIn::with(vec![reply(200, body)]).await;
    let doctor = async || register_in(&ran(folder, &stand_in.url(), &["doctor", "--json"]).await);

    let (state, said) = doctor().await;
    assert_eq!((state.as_str(), stand_in.asked().len()), ("look", 0), "{said}");
    assert!(said.starts_with("not asked, since its requests cannot be counted: "), "{said}");

    ran(folder, &stand_in.url(), &["migrate"]).await;
    assert_eq!(doctor().await, ("well".to_owned(), "it answers, with ORLEN".to_owned()));
    let database = SqliteConnectOptions::new().filename(folder.join("ocpanel.db"));
    let mut database = database.connect().await.expect("it opens");
    let counted: i64 =
        sqlx::query_scalar("select requests from register_days").fetch_one(&mut database).await.expect("a row");
    assert_eq!((counted, stand_in.asked().len()), (1, 1));

    sqlx::query("update register_days set requests = 90").execute(&mut database).await.expect("used up");
    assert_eq!(doctor().await, ("well".to_owned(), "no answer: its requests of today are used up".to_owned()));
    assert_eq!(stand_in.asked().len(), 1);
    database.close().await.expect("it closes");
}
