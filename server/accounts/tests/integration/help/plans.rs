//! How the databases would run a statement of the program where there are many rows: each text that a story has made the
//! program send is explained once the story is told, on a database with some thousand users.

use super::{World, heard, million};
use sqlx::{AnyConnection, AssertSqlSafe, Executor, Row};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use tokio::sync::{Mutex, OnceCell};

/// Tables that stay small, whatever comes.
const SMALL: [&str; 6] = [
    // As many as the operator registers, and two keys or four.
    "applications",
    "signing_keys",
    // 4,096 places.
    "addresses",
    // One row a chore.
    "chores",
    // One row for each register and day, of the last three days.
    "register_days",
    // The files of a database.
    "pragma_database_list",
];

/// Indexes of the few rows of a table that something has still to be done with, or that have a ceiling.
const FEW: [&str; 16] = [
    "application_sessions_ended",
    "email_changes_waiting",
    "memberships_unlisted",
    "outbox_due",
    "outbox_failed_whole",
    "outbox_key",
    "outbox_strangers",
    "outbox_unsettled",
    "outbox_urgent",
    "outbox_waiting",
    "recovery_sets_made",
    "registrations_open",
    "resets_strangers",
    "sessions_half",
    "users_delete",
    "users_named_before",
];

/// Texts that read a whole table, and why they may.
const ALLOWED: [(&str, &str); 12] = [
    ("sum(600 + octet_length(name)", "a ceiling holds registrations that strangers began below 9 MiB"),
    ("octet_length(content)), 0) as bigint) from form_rows", "a ceiling holds them below 4 MiB"),
    ("), 0) as bigint) from limits", "a ceiling holds them below 5 MiB"),
    ("), 0) as bigint) from failures", "a ceiling holds them below 2 MiB"),
    ("), 0) as bigint) from letter_counts", "a ceiling holds them below 2 MiB"),
    ("), 0) as bigint) from unlocks", "a ceiling holds them below 1 MiB"),
    (") as all_of_them where total > $1", "what is above a ceiling is read once, and goes"),
    ("like '%@%xn--%'", "once in the life of a database"),
    ("set email = $1 where email = $2", "the same"),
    ("set old_email = $1 where old_email = $2", "the same"),
    ("from codes where created_at <= $1 and not exists", "codes go after ten minutes"),
    (
        "select count(distinct user_id) from recovery_codes",
        "the operator's `keys reseal`, which goes through all that is sealed",
    ),
];

static SQLITE: OnceCell<String> = OnceCell::const_new();
static SQLITE_ANALYZED: OnceCell<String> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();
/// One story looks at a time.
static LOOKING: Mutex<()> = Mutex::const_new(());

/// Explains all texts that were not explained yet.
///
/// # Panics
/// When one of them reads a table whole that grows.
pub async fn look() {
    let _looking = LOOKING.lock().await;
    let (mut bad, texts) = (BTreeSet::new(), heard::new_texts());
    for postgres in [false, true] {
        let of = texts.iter().filter(|(is, _)| *is == postgres).map(|(_, text)| text).collect::<Vec<_>>();
        let places = if of.is_empty() { Vec::new() } else { Plans::all(postgres).await };
        for mut plans in places {
            for text in &of {
                bad.extend(plans.whole(text).await.into_iter().map(|what| (what, (*text).clone())));
            }
        }
    }
    assert!(bad.is_empty(), "these statements read a table whole that grows (help/plans.rs): {bad:#?}");
}

/// A database with many rows, to be asked how it would run something.
pub struct Plans {
    pub connection: AnyConnection,
    postgres: bool,
    /// On PostgreSQL what each index begins with, without blanks and parentheses.
    begins: BTreeMap<String, String>,
}

impl Plans {
    pub async fn open(postgres: bool) -> Plans {
        let url = if postgres { POSTGRES.get_or_init(on_postgres).await } else { SQLITE.get_or_init(on_sqlite).await };
        Plans::at(url, postgres).await
    }

    /// On SQLite one as the program has it, without statistics, and one where an operator has had them made.
    async fn all(postgres: bool) -> Vec<Plans> {
        let mut all = vec![Plans::open(postgres).await];
        if !postgres {
            let url = SQLITE_ANALYZED.get_or_init(|| async { analyzed(&mut all[0].connection).await }).await;
            all.push(Plans::at(url, false).await);
        }
        all
    }

    async fn at(url: &str, postgres: bool) -> Plans {
        let mut connection = super::connect(url).await;
        if postgres {
            // Whether an index could be used at all, whatever it is worth for a few rows.
            let asked = "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off;
                set max_parallel_workers_per_gather = 0; set plan_cache_mode = force_generic_plan";
            connection.execute(asked).await.expect("set");
        }
        let mut begins = BTreeMap::new();
        if postgres {
            let indexes = "select cast(relname as text), pg_get_indexdef(indexrelid, 1, true) from pg_index join pg_class on oid = indexrelid";
            for row in connection.fetch_all(indexes).await.expect("it answers") {
                begins.insert(row.get(0), bare(row.get(1)));
            }
        }
        Plans { connection, postgres, begins }
    }

    /// What it would read whole.
    pub async fn whole(&mut self, text: &str) -> Vec<String> {
        if ALLOWED.iter().any(|(part, _)| text.contains(part)) {
            return Vec::new();
        }
        let lines = if self.postgres { self.of_postgres(text).await } else { self.of_sqlite(text).await };
        // All roles of a large account are many, though they are not all of the table.
        if text.contains(" as owning ") && !lines.iter().any(|line| line.contains("roles_owner")) {
            return vec!["the owner among all roles of an account".to_owned()];
        }
        // So does an application have many tokens.
        let ends_it = text.starts_with("delete from applications");
        if !ends_it && lines.iter().any(|line| line.ends_with("(application_id=?)")) {
            return vec!["all that an application has".to_owned()];
        }
        let found = if self.postgres { scans_of_postgres(&lines, &self.begins) } else { scans_of_sqlite(&lines) };
        found
            .into_iter()
            .filter(|scan| !SMALL.contains(&&*scan.table) && !FEW.contains(&&*scan.index))
            .map(|scan| format!("{scan:?}"))
            .collect()
    }

    async fn of_sqlite(&mut self, text: &str) -> Vec<String> {
        let rows = self.connection.fetch_all(AssertSqlSafe(format!("explain query plan {text}"))).await;
        rows.unwrap_or_else(|error| panic!("{error}: {text}")).iter().map(|row| row.get::<String, _>(3)).collect()
    }

    async fn of_postgres(&mut self, text: &str) -> Vec<String> {
        let places = (1..=200).take_while(|n| text.contains(&format!("${n}"))).count();
        // What the text alone does not tell is a text, or a number where something is added.
        let is_added = |n: usize| [format!("${n} + "), format!("+ ${n}")].iter().any(|sum| text.contains(sum));
        let mut kinds: Vec<_> = (1..=places).map(|n| if is_added(n) { "bigint" } else { "unknown" }).collect();
        let mut asked = String::new();
        for _ in 0..10 {
            let kinds_said = if places == 0 { String::new() } else { format!("({})", kinds.join(", ")) };
            let Err(error) =
                self.connection.execute(AssertSqlSafe(format!("prepare asked{kinds_said} as {text}"))).await
            else {
                asked.clear();
                break;
            };
            asked = error.to_string();
            let unknown =
                asked.split("data type of parameter $").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
            let Some(unknown): Option<usize> = unknown else { break };
            kinds[unknown - 1] = "text";
        }
        assert!(asked.is_empty(), "{asked}: {text}");
        let nulls = if places == 0 { String::new() } else { format!("({})", vec!["null"; places].join(", ")) };
        let rows = self.connection.fetch_all(AssertSqlSafe(format!("explain (costs off) execute asked{nulls}"))).await;
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {text}"));
        self.connection.execute("deallocate asked").await.expect("it was there");
        rows.iter().map(|row| row.get::<String, _>(0)).collect()
    }
}

/// A table that is read from one end to the other, by an index or without.
#[derive(Debug)]
struct Scan {
    table: String,
    index: String,
}

fn bare(text: &str) -> String {
    text.replace(['(', ')', ' '], "")
}

/// `SCAN table USING INDEX name`, or `SEARCH` with `ANY` of what the index begins with; what is made on the way is named before.
fn scans_of_sqlite(lines: &[String]) -> Vec<Scan> {
    let made = |name: &str| {
        lines
            .iter()
            .any(|line| ["CO-ROUTINE", "MATERIALIZE"].iter().any(|begin| line.starts_with(&format!("{begin} {name}"))))
    };
    let scan = |line: &String| {
        let skips = line.starts_with("SEARCH ") && line.contains("ANY(");
        let words: Vec<&str> = line.strip_prefix(if skips { "SEARCH " } else { "SCAN " })?.split(' ').collect();
        let index = words.iter().position(|word| *word == "INDEX").and_then(|at| words.get(at + 1));
        let is_table = !words[0].starts_with(['(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            && words[0] != "CONSTANT"
            && !made(words[0]);
        is_table.then(|| Scan { table: words[0].to_owned(), index: index.unwrap_or(&"").to_string() })
    };
    lines.iter().filter_map(scan).collect()
}

/// `Seq Scan on table`, or `Index Scan using name on table` without an `Index Cond` on what the index begins with in the
/// lines before the next step.
fn scans_of_postgres(lines: &[String], begins: &BTreeMap<String, String>) -> Vec<Scan> {
    let mut scans = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let step = line.trim_start().trim_start_matches("->").trim_start();
        let after =
            |word: &str| step.split(&format!(" {word} ")).nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("");
        let index = after(if step.starts_with("Bitmap") { "on" } else { "using" });
        let begin = begins.get(index).map_or("?", String::as_str);
        let of_step = lines[at + 1..].iter().take_while(|line| !line.trim_start().starts_with("->"));
        let bounded = of_step.into_iter().any(|line| line.contains("Index Cond:") && bare(line).contains(begin));
        if step.starts_with("Seq Scan") {
            scans.push(Scan { table: after("on").to_owned(), index: String::new() });
        } else if step.starts_with("Index") && step.contains(" using ") && !bounded {
            scans.push(Scan { table: after("on").to_owned(), index: index.to_owned() });
        } else if step.starts_with("Bitmap Index Scan") && !bounded {
            scans.push(Scan { table: String::new(), index: index.to_owned() });
        }
    }
    scans
}

async fn on_sqlite() -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plans");
    let _gone = std::fs::remove_dir_all(&folder);
    let url = format!("sqlite:{}/ocpanel.db", folder.display());
    filled(&url, false).await;
    url
}

/// A copy of this database, with statistics.
async fn analyzed(connection: &mut AnyConnection) -> String {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plans/analyzed.db");
    connection.execute(AssertSqlSafe(format!("vacuum into '{}'", file.display()))).await.expect("copied");
    let url = format!("sqlite:{}", file.display());
    super::connect(&url).await.execute("analyze").await.expect("analyzed");
    url
}

async fn on_postgres() -> String {
    let admin = std::env::var("TEST_POSTGRES_URL").expect("tests have one");
    super::execute(&admin, "drop database if exists ocpanel_test_plans with (force)").await;
    super::execute(&admin, "create database ocpanel_test_plans").await;
    let (server, _) = admin.rsplit_once('/').expect("an address with a database");
    let url = format!("{server}/ocpanel_test_plans");
    filled(&url, true).await;
    url
}

async fn filled(url: &str, postgres: bool) {
    let world = World::new(url, postgres).await;
    million::fill(&world, 3_000).await;
    world.accounts.db().close().await;
}
