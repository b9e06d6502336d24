//! Databases of tests' own. One of PostgreSQL is emptied and used again: to make it takes longer than most tests.

use accounts::{Db, Reach};
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions, Connection, Executor, any::AnyConnectOptions};
use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Databases that tests left behind with the tables that they found.
static LEFT: Mutex<Vec<Postgres>> = Mutex::new(Vec::new());

/// Whoever still holds a connection is put out first; without triggers no row waits for another. What is large leaves
/// nothing behind, so that plans stay those of a new table.
const EMPTY: &str = "do $$ declare name text; begin
    perform pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend';
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations' loop
        if pg_relation_size(quote_ident(name)::regclass) > 100000 then
            execute format('truncate %I cascade', name);
        else
            execute format('delete from %I', name);
        end if;
    end loop;
end $$";

/// Everything that was made in a database, by number; other again once its rows were counted for plans.
const SHAPE: &str = "select coalesce(string_agg(cast(oid as text), ' ' order by oid), '') from (
    select oid from pg_class where relnamespace = 'public'::regnamespace
    union all select oid from pg_proc where pronamespace = 'public'::regnamespace
    union all select oid from pg_trigger where not tgisinternal
    union all select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
        where relnamespace = 'public'::regnamespace
    union all select oid from pg_constraint where connamespace = 'public'::regnamespace
    union all select starelid from pg_statistic join pg_class on pg_class.oid = starelid
        where relnamespace = 'public'::regnamespace) as made";

/// A number that no other test of this program has.
pub fn next_number() -> u32 {
    COUNTER.fetch_add(1, Ordering::SeqCst)
}

fn unique() -> String {
    format!("ocpanel_test_{}_{}", std::process::id(), next_number())
}

/// A folder with a database, which goes with it.
pub struct Sqlite(PathBuf);

impl Sqlite {
    pub fn new() -> Sqlite {
        let folder = std::env::temp_dir().join(unique());
        std::fs::create_dir_all(&folder).expect("it is new");
        Sqlite(folder)
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    pub fn url(&self) -> String {
        format!("sqlite:{}/ocpanel.db", self.0.display())
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

pub struct Postgres {
    admin: String,
    name: String,
    pub url: String,
    /// Of its tables when they were new; of none where it was made without.
    shape: String,
}

impl Postgres {
    /// One without any tables.
    pub async fn new() -> Postgres {
        let admin = std::env::var("TEST_POSTGRES_URL")
            .expect("TEST_POSTGRES_URL names a PostgreSQL to test on; `make test` starts one");
        let name = unique();
        sqlx::any::install_default_drivers();
        execute(&admin, &format!("create database {name}")).await;
        let (server, _) = admin.rsplit_once('/').expect("an address with a database");
        Postgres { url: format!("{server}/{name}"), admin, name, shape: String::new() }
    }

    /// One with tables, and nothing in them. Who is done with it leaves it.
    pub async fn empty() -> Postgres {
        let left = LEFT.lock().expect("nobody panicked").pop();
        if let Some(left) = left {
            execute(&left.url, EMPTY).await;
            return left;
        }
        let mut made = Postgres::new().await;
        drop(Db::open(&made.url, Reach::default()).await.expect("the database opens and migrates"));
        made.shape = made.shape().await;
        made
    }

    /// Leaves it to another test, unless its tables are others now.
    pub async fn leave(self) {
        if self.shape == self.shape().await {
            LEFT.lock().expect("nobody panicked").push(self);
        } else {
            self.drop().await;
        }
    }

    pub async fn drop(self) {
        execute(&self.admin, &format!("drop database {} with (force)", self.name)).await;
    }

    async fn shape(&self) -> String {
        let mut connection = connect(&self.url).await;
        let shape = sqlx::query_scalar(SHAPE).fetch_one(&mut connection).await.expect("it answers");
        connection.close().await.expect("it ends");
        shape
    }
}

/// A connection of a test's own, of which nobody hears.
pub async fn connect(url: &str) -> AnyConnection {
    let options: AnyConnectOptions = url.parse().expect("an address");
    options.disable_statement_logging().connect().await.expect("the database answers")
}

pub async fn execute(url: &str, text: &str) {
    let mut connection = connect(url).await;
    connection.execute(AssertSqlSafe(text)).await.expect(text);
    connection.close().await.expect("it ends");
}
