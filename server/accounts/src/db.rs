//! The database: SQLite or PostgreSQL through sqlx Any, one SQL text for both.
//!
//! Rules for every text: `$n` placeholders; only `i64`, `Option<i64>`, `&str`, `String` and `Option<String>` are bound,
//! one type at one place; no `select *`; a change of state is one conditional statement, never a read and then a write;
//! a conflict is met with `on conflict`, because an error ends a PostgreSQL transaction; `exists` and `sum` are cast.

mod as_it_is;
mod connection;
mod kind;
mod log;
mod migrate;
mod pool;
mod shrink;
mod source;

pub use as_it_is::{DatabaseLook, Tables, copy_database, look_at_database};
pub use source::Pooler;

pub(crate) use connection::{Connection, Pipeline, Tx};
/// A statement with what is bound to it.
pub(crate) type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;
pub(crate) use pool::Pool;

use crate::error::{Error, InternalError};
use kind::{Kind, sqlite_path};
use migrate::{migrate, migrations};
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use source::Source;
use std::path::PathBuf;

/// Readers of SQLite, which has one writer.
const READERS: usize = 4;

/// The pools of one database.
#[derive(Clone, Debug)]
pub struct Db {
    kind: Kind,
    /// Every write goes through here; on SQLite it is a single connection.
    write: Pool,
    /// Reads never wait behind a write.
    read: Pool,
}

/// How the database is reached.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Connections to PostgreSQL at most.
    pub connections: usize,
    /// What stands between.
    pub pooler: Pooler,
}

impl Default for Reach {
    fn default() -> Reach {
        Reach { connections: 16, pooler: Pooler::Session }
    }
}

impl Db {
    /// Opens the database at `sqlite:…` or `postgres:…` and brings its tables up to date.
    ///
    /// # Errors
    /// When the address is of neither kind, or the database does not answer, migrate or take what is written.
    pub async fn open(url: &str, reach: Reach) -> Result<Db, InternalError> {
        sqlx::any::install_default_drivers();
        let source = Source::of(url, reach.pooler)?;
        let kind = source.kind();
        let _lock = kind.lock(url)?;
        migrate(&source).await?;
        let db = Db::on(source, url, reach).await?;
        db.write_once().await.map_err(|error| kind.refusal(&error))?;
        Ok(db)
    }

    /// With pools of connections.
    async fn on(source: Source, url: &str, reach: Reach) -> Result<Db, InternalError> {
        let (kind, asked) = (source.kind(), Counter::default());
        Ok(match kind {
            Kind::Sqlite => {
                let read = Pool::new(Source::of(url, reach.pooler)?, READERS, &asked);
                // As SQLite itself names it, which follows links.
                let named = sqlx::query_scalar("select file from pragma_database_list where name = 'main'");
                let file: String = named.fetch_one(&read).await?;
                Db { kind, write: Pool::new(source, 1, &asked).flushing(&file), read }
            }
            Kind::Postgres => {
                let pool = Pool::new(source, reach.connections, &asked);
                Db { kind, write: pool.clone(), read: pool }
            }
        })
    }

    /// The file of the database at this address, if it is one of SQLite.
    pub fn file(url: &str) -> Option<PathBuf> {
        (Kind::of(url).ok()? == Kind::Sqlite).then(|| sqlite_path(url).into())
    }

    /// Where plain reads go.
    pub(crate) fn read(&self) -> &Pool {
        &self.read
    }

    /// Where a single writing statement goes.
    pub(crate) fn write(&self) -> &Pool {
        &self.write
    }

    /// Where one goes that may be lost when the machine stops, though not when the program does.
    pub(crate) fn write_without_flush(&self) -> Pool {
        self.write.without_flush()
    }

    /// Begins a writing transaction. The database hears of it with the first statement whose answer is read.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(Tx::begin(self.write.acquire().await?))
    }

    /// What lets several servers lease different rows at once, on PostgreSQL; SQLite has one writer anyway.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "",
            Kind::Postgres => "for update skip locked",
        }
    }

    /// Whether the database takes what is written, and keeps it: a row of its own, since one that was undone would never
    /// have reached a disk that is full.
    ///
    /// # Errors
    /// When it does not.
    pub async fn try_to_write(&self) -> Result<(), Error> {
        Ok(self.write_once().await?)
    }

    async fn write_once(&self) -> Result<(), sqlx::Error> {
        sqlx::query(
            "insert into limits (key, full_at) values ('written', 1)
             on conflict (key) do update set full_at = limits.full_at + 1",
        )
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Of each pool: its name, how many connections are in use, and how many are open and at rest.
    pub fn connections(&self) -> Vec<(&'static str, usize, usize)> {
        let of = |name, pool: &Pool| {
            let (used, idle) = pool.in_use();
            (name, used, idle)
        };
        match self.kind {
            Kind::Sqlite => vec![of("write", &self.write), of("read", &self.read)],
            Kind::Postgres => vec![of("all", &self.write)],
        }
    }

    /// Makes its numbers readable for the operator.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("database_round_trips", "Times that the database was asked", self.write.asked().clone());
        if let Some(log) = self.write.log() {
            registry.register("database_flushes", "Times that SQLite's log was flushed", log.flushes().clone());
        }
    }

    /// Closes all connections, so that SQLite folds its log into the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{AnyConnection, Connection as _, Executor};
    use std::{os::unix::fs::PermissionsExt, path::Path};

    #[tokio::test]
    async fn nobody_else_can_open_what_is_made_for_sqlite() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", crate::Random::SYSTEM.id()));
        let file = folder.join("inner/x.db");
        let db = Db::open(&format!("sqlite:{}", file.display()), Reach::default()).await.expect("it opens");
        let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("inner"))), (0o700, 0o700));
        for name in ["x.db", "x.db-wal", "x.db-shm", "x.db.lock"] {
            assert_eq!(mode(&folder.join("inner").join(name)), 0o600, "{name}");
        }
        db.close().await;
        std::fs::remove_dir_all(&folder).expect("it is there");
    }

    #[test]
    fn every_way_of_writing_a_sqlite_address_names_the_same_file() {
        for (url, path) in [
            ("sqlite:/var/x.db", "/var/x.db"),
            ("sqlite:///var/x.db", "/var/x.db"),
            ("sqlite://./data/x.db", "./data/x.db"),
            ("sqlite:data/x.db?mode=rwc", "data/x.db"),
        ] {
            assert_eq!(sqlite_path(url), path, "{url}");
        }
        assert!(Kind::of("mysql://x").is_err());
        assert_eq!(Db::file("sqlite:/var/x.db").as_deref(), Some(Path::new("/var/x.db")));
        assert_eq!(Db::file("postgres://x"), None);
    }

    #[tokio::test]
    async fn a_file_of_before_can_shrink_after_the_start_and_holds_nothing_of_what_was_deleted() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("old.db");
        let url = format!("sqlite:{}", file.display());
        sqlx::any::install_default_drivers();
        let mut old = AnyConnection::connect(&format!("{url}?mode=rwc")).await.expect("a file");
        let made =
            "pragma journal_mode = wal; create table old (what text); insert into old values ('a marker of before');
            delete from old";
        old.execute(made).await.expect("made");
        old.close().await.expect("closed");
        let holds = || String::from_utf8_lossy(&std::fs::read(&file).expect("a file")).contains("a marker");
        assert!(holds(), "the way it was");

        let db = Db::open(&url, Reach::default()).await.expect("it opens");
        let mode: i64 = sqlx::query_scalar("pragma auto_vacuum").fetch_one(db.read()).await.expect("it answers");
        assert_eq!(mode, 2);
        assert!(!holds());
        let size = || std::fs::metadata(&file).expect("a file").len();
        let fill = "insert into old select 'a marker' || hex(randomblob(500)) from (with recursive n(i) as
            (select 1 union all select i + 1 from n where i < 4000) select i from n)";
        for text in [fill, "delete from old"] {
            sqlx::query(text).execute(db.write()).await.expect("done");
        }
        sqlx::query("pragma wal_checkpoint(truncate)").execute(db.write()).await.expect("done");
        let grown = size();
        db.shrink().await.expect("it shrinks");
        assert!(grown > 4_000_000 && size() < grown / 4, "{grown} to {}", size());
        assert!(!holds());
        db.close().await;
        std::fs::remove_dir_all(folder).expect("it goes");
    }

    /// There is a reader at any moment, each for a short while.
    #[tokio::test]
    async fn the_log_is_cut_while_readers_live_elsewhere() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", crate::Random::SYSTEM.id()));
        let url = format!("sqlite:{}", folder.join("x.db").display());
        let db = Db::open(&url, Reach::default()).await.expect("it opens");
        let log = || std::fs::metadata(folder.join("x.db-wal")).expect("it is there").len();
        let readers: Vec<_> = (0..2).map(|nth| tokio::spawn(read_on(url.clone(), nth * 20))).collect();
        let fill =
            "insert or replace into limits (key, full_at) select hex(randomblob(400)), i from (with recursive n(i) as
            (select 1 union all select i + 1 from n where i < 4000) select i from n)";
        let mut longest = 0;
        for _ in 0..15 {
            sqlx::query(fill).execute(db.write()).await.expect("written");
            longest = longest.max(log());
            db.shrink().await.expect("it shrinks");
        }
        let end = log();
        for reader in &readers {
            assert!(!reader.is_finished(), "they read to the end");
            reader.abort();
        }
        // All that was written is some 200 MB.
        assert!(longest > 4_000_000 && longest < 80_000_000 && end < longest / 2, "{longest}, at the end {end}");
        db.close().await;
        std::fs::remove_dir_all(folder).expect("it goes");
    }

    /// Reads, each time from a moment of its own, for 40 ms.
    async fn read_on(url: String, after: u64) {
        let mut connection = AnyConnection::connect(&url).await.expect("it opens");
        tokio::time::sleep(std::time::Duration::from_millis(after)).await;
        loop {
            connection.execute("begin; select count(*) from limits").await.expect("it reads");
            tokio::time::sleep(std::time::Duration::from_millis(40)).await;
            connection.execute("commit").await.expect("it ends");
        }
    }

    /// Undoing it takes a task, and a runtime that ends drops each new one at once.
    #[test]
    fn a_program_that_ends_in_the_middle_of_a_transaction_ends() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", crate::Random::SYSTEM.id()));
        let url = format!("sqlite:{}", folder.join("x.db").display());
        let runtime = runtime_of_one();
        runtime.block_on(async {
            let db = Db::open(&url, Reach::default()).await.expect("it opens");
            let (begun, told) = tokio::sync::oneshot::channel();
            tokio::spawn(async move {
                let mut tx = db.begin().await.expect("it begins");
                let insert = sqlx::query("insert into limits (key, full_at) values ('half', 1)");
                insert.execute(&mut *tx).await.expect("the first");
                begun.send(()).expect("somebody waits");
                std::future::pending::<()>().await;
            });
            told.await.expect("it has begun");
        });
        drop(runtime);
        let left = runtime_of_one().block_on(async {
            let db = Db::open(&url, Reach::default()).await.expect("nobody holds it");
            let kept = sqlx::query_scalar::<_, i64>("select count(*) from limits where key = 'half'");
            let kept = kept.fetch_one(db.read()).await.expect("it answers");
            db.close().await;
            kept
        });
        assert_eq!(left, 0);
        std::fs::remove_dir_all(&folder).expect("it is there");
    }

    fn runtime_of_one() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    /// PostgreSQL would keep nothing of it and say that all is well; SQLite would keep half.
    #[tokio::test]
    async fn a_transaction_of_which_a_statement_was_refused_or_that_was_left_is_not_kept() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", crate::Random::SYSTEM.id()));
        let url = format!("sqlite:{}", folder.join("x.db").display());
        let db = Db::open(&url, Reach::default()).await.expect("it opens");
        let insert = "insert into limits (key, full_at) values ('once', 1)";
        let mut tx = db.begin().await.expect("it begins");
        sqlx::query(insert).execute(&mut *tx).await.expect("the first");
        sqlx::query(insert).execute(&mut *tx).await.expect_err("there is one");
        tx.commit().await.expect_err("it was refused");
        let mut left = db.begin().await.expect("it begins");
        sqlx::query(insert).execute(&mut *left).await.expect("the first");
        drop(left);
        let mut given_up = db.begin().await.expect("it begins");
        sqlx::query(insert).execute(&mut *given_up).await.expect("the first");
        let long =
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) from n";
        let counting = sqlx::query(long).execute(&mut *given_up);
        tokio::time::timeout(std::time::Duration::from_millis(5), counting).await.expect_err("it takes longer");
        drop(given_up);
        let tx = db.begin().await.expect("the only connection that writes is free again");
        tx.commit().await.expect("nothing was refused");
        let kept: i64 = sqlx::query_scalar("select count(*) from limits where key = 'once'")
            .fetch_one(db.read())
            .await
            .expect("it answers");
        assert_eq!(kept, 0);
        db.close().await;
        std::fs::remove_dir_all(&folder).expect("it is there");
    }
}
