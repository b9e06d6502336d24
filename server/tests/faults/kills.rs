//! The program is killed while people register, again and again: what it said was done is done, and nothing is half done.

use crate::{
    is_long,
    person::{Person, between, code},
    postgres::Database,
    program::{Folder, Program},
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// What must be so at any moment, each a count of rows that are wrong.
const WRONG: [(&str, &str); 6] = [
    (
        "an account has one owner",
        "select count(*) from accounts where (select count(*) from roles where account_id = accounts.id and role = 'account_owner') <> 1",
    ),
    (
        "a user has an account",
        "select count(*) from users where not exists (select 1 from memberships where user_id = users.id)",
    ),
    (
        "an account is somebody's",
        "select count(*) from accounts where not exists (select 1 from memberships where account_id = accounts.id)",
    ),
    (
        "a finished registration has a user",
        "select count(*) from registrations where finished_at is not null and not exists (select 1 from users where users.email_key = registrations.email_key)",
    ),
    (
        "a user was written down",
        "select count(*) from users where not exists (select 1 from activity where user_id = users.id)",
    ),
    (
        "a code has a letter",
        "select count(*) from codes where not exists (select 1 from outbox where about = registration_id)",
    ),
];

/// What was promised so far.
#[derive(Default)]
struct Promises {
    users: BTreeSet<String>,
    registrations: BTreeSet<String>,
}

type Promised = Arc<Mutex<Promises>>;

/// Registers as far as the program lives, and keeps what it said.
async fn register(host: String, mail: PathBuf, email: String, promised: Promised) {
    let mut person = Person::at(&host);
    let Some(answer) = person.try_register(&email).await else { return };
    if !answer.goes_on() {
        assert!(answer.is_later(), "{answer:?}");
        return;
    }
    promised.lock().expect("nobody panics").registrations.insert(email.clone());
    let Some(page) = person.try_get("/register/details").await else { return };
    let Some(id) = between(&page.body, "name=\"registration\" value=\"", "\"") else { return };
    let Some(answer) = person.try_details(&id).await else { return };
    if !answer.goes_on() {
        return;
    }
    let code = code(&mail, &email).await;
    if let Some(answer) = person.try_confirm(&id, &code).await
        && answer.goes_on()
    {
        promised.lock().expect("nobody panics").users.insert(email);
    }
}

async fn count(url: &str, text: &str) -> i64 {
    let mut connection = AnyConnection::connect(url).await.expect("it answers");
    let count = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut connection).await.expect(text);
    connection.close().await.expect("it closes");
    count
}

async fn keeps_its_word(url: &str, promised: &Promised) {
    for (rule, text) in WRONG {
        assert_eq!(count(url, text).await, 0, "{rule}");
    }
    let (users, registrations) = {
        let promised = promised.lock().expect("nobody panics");
        (promised.users.clone(), promised.registrations.clone())
    };
    for (table, emails) in [("users", users), ("registrations", registrations)] {
        for emails in emails.into_iter().collect::<Vec<_>>().chunks(200) {
            let list = emails.iter().map(|email| format!("'{email}'")).collect::<Vec<_>>().join(", ");
            let there =
                count(url, &format!("select count(distinct email_key) from {table} where email_key in ({list})")).await;
            assert_eq!(usize::try_from(there), Ok(emails.len()), "{table} that were promised");
        }
    }
}

async fn is_killed_again_and_again(folder: &Path, settings: &[(&str, &str)], url: &str, kills: u32) {
    sqlx::any::install_default_drivers();
    let promised = Promised::default();
    for kill in 0..kills {
        let program = Program::start(folder, settings).await;
        let mut crowd = JoinSet::new();
        for nth in 0..6 {
            let email = format!("k{kill}n{nth}@example.com");
            crowd.spawn(register(program.host.clone(), folder.join("mail"), email, Arc::clone(&promised)));
        }
        // Not the same moment twice; the same in each run.
        sleep(Duration::from_millis(u64::from(kill * 7_919 % 397))).await;
        if kill + 1 == kills {
            somebody_got_through(&promised).await;
        }
        drop(program);
        crowd.shutdown().await;
        if kill % 20 == 19 || kill + 1 == kills {
            keeps_its_word(url, &promised).await;
        }
    }
}

/// Waits until there is a user to be lost, however busy the machine is.
async fn somebody_got_through(promised: &Promised) {
    for _ in 0..600 {
        if !promised.lock().expect("nobody panics").users.is_empty() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody got through");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_to_a_kill_on_sqlite() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.0.join("ocpanel.db").display());
    is_killed_again_and_again(&folder.0, &[], &url, if is_long() { 500 } else { 12 }).await;
    let mut connection = AnyConnection::connect(&url).await.expect("it opens");
    let sound: String =
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.expect("an answer");
    assert_eq!(sound, "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_to_a_kill_on_postgresql() {
    let (folder, database) = (Folder::new(), Database::new().await);
    let url = database.url();
    is_killed_again_and_again(&folder.0, &[("DATABASE_URL", &url)], &url, if is_long() { 500 } else { 12 }).await;
}
