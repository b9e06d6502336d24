//! The database: SQLite or PostgreSQL through sqlx Any, one SQL text for both.
//!
//! Rules for every text: `$n` placeholders; only `i64`, `Option<i64>`, `&str`, `String` and `Option<String>` are bound,
//! one type at one place; no `select *`; a change of state is one conditional statement, never a read and then a write;
//! a conflict is met with `on conflict`, because an error ends a PostgreSQL transaction; `exists` and `sum` are cast.

use crate::{
    error::{Broken, Error},
    names,
};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Transaction, any::AnyPoolOptions, migrate::Migrator};
use std::{
    fs::{DirBuilder, File, OpenOptions},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

pub(crate) type Tx = Transaction<'static, Any>;

/// The pools of one database.
#[derive(Clone, Debug)]
pub struct Db {
    kind: Kind,
    /// Every write goes through here; on SQLite it is a single connection.
    write: AnyPool,
    /// Reads never wait behind a write.
    read: AnyPool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

impl Db {
    /// Opens the database at `sqlite:…` or `postgres:…` and brings its tables up to date.
    ///
    /// # Errors
    /// When the address is of neither kind, or the database does not answer or migrate.
    pub async fn open(url: &str) -> Result<Db, Broken> {
        sqlx::any::install_default_drivers();
        let kind = Kind::of(url)?;
        let _lock = kind.lock(url)?;
        migrate(&kind.address(url)).await?;
        let (write, read) = kind.pools(&kind.address(url)).await?;
        names::fill(&write).await?;
        Ok(Db { kind, write, read })
    }

    /// The file of the database at this address, if it is one of SQLite.
    pub fn file(url: &str) -> Option<PathBuf> {
        (Kind::of(url).ok()? == Kind::Sqlite).then(|| sqlite_path(url).into())
    }

    /// Where plain reads go.
    pub(crate) fn read(&self) -> &AnyPool {
        &self.read
    }

    /// Where a single writing statement goes.
    pub(crate) fn write(&self) -> &AnyPool {
        &self.write
    }

    /// Begins a writing transaction.
    ///
    /// In a task of its own: a caller that is dropped while PostgreSQL begins would leave the connection inside an open
    /// transaction. On SQLite immediate, since a transaction that starts by reading cannot wait for the write lock later.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        let (kind, pool) = (self.kind, self.write.clone());
        let begun = tokio::spawn(async move {
            match kind {
                Kind::Sqlite => pool.begin_with("BEGIN IMMEDIATE").await,
                Kind::Postgres => pool.begin().await,
            }
        });
        Ok(begun.await??)
    }

    /// What lets several servers lease different rows at once, on PostgreSQL; SQLite has one writer anyway.
    pub(crate) fn skip_locked(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "",
            Kind::Postgres => "for update skip locked",
        }
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> bool {
        sqlx::query("select 1").execute(&self.read).await.is_ok()
    }

    /// Closes all connections, so that SQLite folds its log into the file.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

impl Kind {
    fn of(url: &str) -> Result<Kind, Broken> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Kind::Sqlite),
            Some("postgres" | "postgresql") => Ok(Kind::Postgres),
            _ => Err(Broken::new("DATABASE_URL must begin with sqlite: or postgres:")),
        }
    }

    /// The address in the one form sqlx takes: `sqlite:/path?mode=rwc`.
    fn address(self, url: &str) -> String {
        match self {
            Kind::Sqlite => format!("sqlite:{}?mode=rwc", sqlite_path(url)),
            Kind::Postgres => with_time_limits(url),
        }
    }

    /// SQLite's migrations take no lock of their own; several processes starting at once need one.
    fn lock(self, url: &str) -> Result<Option<File>, Broken> {
        if self == Kind::Postgres {
            return Ok(None);
        }
        let path = format!("{}.lock", sqlite_path(url));
        if let Some(folder) = Path::new(&path).parent() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|error| Broken::new(format_args!("{}: {error}", folder.display())))?;
        }
        // SQLite gives the files beside the database the mode of the database.
        private_file(sqlite_path(url))?;
        let file = private_file(&path)?;
        file.lock().map_err(|error| Broken::new(format_args!("{path}: {error}")))?;
        Ok(Some(file))
    }

    async fn pools(self, address: &str) -> Result<(AnyPool, AnyPool), Broken> {
        match self {
            Kind::Sqlite => {
                let write = sqlite_options(1).connect(address).await?;
                Ok((write, sqlite_options(4).connect(address).await?))
            }
            Kind::Postgres => {
                let pool = AnyPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(8))
                    .connect(address)
                    .await?;
                Ok((pool.clone(), pool))
            }
        }
    }
}

/// A statement that takes too long ends, unless the operator's address says otherwise.
fn with_time_limits(url: &str) -> String {
    if url.contains("options") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options[statement_timeout]=8s&options[lock_timeout]=5s&application_name=ocpanel")
}

/// A file that only the program's user can open, made if it is not there.
fn private_file(path: &str) -> Result<File, Broken> {
    let opened = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    opened.map_err(|error| Broken::new(format_args!("{path}: {error}")))
}

fn sqlite_path(url: &str) -> &str {
    let path = url.trim_start_matches("sqlite:");
    let path = if path.starts_with("///") { &path[2..] } else { path.trim_start_matches("//") };
    path.split('?').next().unwrap_or(path)
}

fn sqlite_options(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(8))
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on")
                    .await?;
                Ok(())
            })
        })
}

/// On a connection of its own: after a failure PostgreSQL would keep the migrations' lock with a pooled one.
async fn migrate(address: &str) -> Result<(), Broken> {
    let mut connection = AnyConnection::connect(address).await?;
    let done = MIGRATIONS.run(&mut connection).await;
    connection.close().await?;
    done.map_err(|error| Broken::new(format_args!("migrations: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn nobody_else_can_open_what_is_made_for_sqlite() {
        let folder = std::env::temp_dir().join(format!("ocpanel-db-{}", crate::Random::SYSTEM.id()));
        let file = folder.join("inner/x.db");
        let db = Db::open(&format!("sqlite:{}", file.display())).await.expect("it opens");
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
}
