//! A database as it is: opened, looked at and copied without changing anything in it.

use super::{Db, Kind, Pool, Reach, migrations, source::Source, sqlite_path};
use crate::error::InternalError;
use prometheus_client::metrics::counter::Counter;
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{cmp::Ordering, path::Path, time::Duration};

/// How the tables of a database stand to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// They are what this program works with.
    UpToDate,
    /// There are none yet.
    Missing,
    /// An earlier version of the program made them.
    Older,
    /// A later version of the program made them.
    Newer,
}

/// What there is to say of a database that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseLook {
    /// Its name and version.
    pub version: String,
    /// How its tables are.
    pub tables: Tables,
    /// Why nothing can be written, if that is so.
    pub closed: Option<String>,
    /// How large it is, in bytes.
    pub bytes: i64,
    /// What it takes for the time, in unix seconds, where it has a clock of its own.
    pub clock: Option<i64>,
}

impl Db {
    /// Opens the database at `sqlite:…` or `postgres:…` for a command, without bringing its tables up to date.
    ///
    /// # Errors
    /// When there is none, it does not answer, or its tables are not those that this program works with.
    pub async fn open_as_it_is(url: &str, reach: Reach) -> Result<Db, InternalError> {
        let source = looked_at(url, reach).await?;
        Db::on(source, url, reach).await
    }

    /// The same, for reading alone: not a byte of SQLite's file changes.
    ///
    /// # Errors
    /// As [`Db::open_as_it_is`].
    pub async fn open_to_read(url: &str, reach: Reach) -> Result<Db, InternalError> {
        let kind = looked_at(url, reach).await?.kind();
        let read = Pool::new(Source::to_read(url, reach.pooler)?, 1, &Counter::default());
        Ok(Db { kind, write: read.clone(), read })
    }
}

/// Where the database is, if its tables are those of this program.
async fn looked_at(url: &str, reach: Reach) -> Result<Source, InternalError> {
    sqlx::any::install_default_drivers();
    there(url)?;
    let reading = Source::to_read(url, reach.pooler)?;
    let mut connection = reading.connect().await?;
    let tables = tables(reading.kind(), &mut connection).await;
    connection.close().await?;
    fit(tables?)?;
    Source::of(url, reach.pooler)
}

/// Looks at the database at this address.
///
/// # Errors
/// When there is none, or it does not answer.
pub async fn look_at_database(url: &str, reach: Reach) -> Result<DatabaseLook, InternalError> {
    sqlx::any::install_default_drivers();
    there(url)?;
    let source = Source::to_read(url, reach.pooler)?;
    let mut connection = source.connect().await?;
    let look = match source.kind() {
        Kind::Sqlite => look_at_sqlite(url, &mut connection).await,
        Kind::Postgres => look_at_postgres(&mut connection).await,
    };
    connection.close().await?;
    look
}

async fn look_at_sqlite(url: &str, connection: &mut AnyConnection) -> Result<DatabaseLook, InternalError> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&mut *connection).await?;
    let file = sqlite_path(url);
    let bytes = ["", "-wal"].map(|end| std::fs::metadata(format!("{file}{end}")).map_or(0, |file| file.len()));
    Ok(DatabaseLook {
        version: format!("SQLite {version}"),
        tables: tables(Kind::Sqlite, connection).await?,
        closed: closed(url).await.err().map(|broken| broken.to_string()),
        bytes: i64::try_from(bytes.iter().sum::<u64>()).unwrap_or(i64::MAX),
        clock: None,
    })
}

/// Whether somebody could write now: takes the lock that a writer takes, and gives it back.
async fn closed(url: &str) -> Result<(), InternalError> {
    let options = SqliteConnectOptions::new().filename(sqlite_path(url)).busy_timeout(Duration::from_secs(5));
    let mut connection = options.connect().await?;
    connection.execute("begin immediate").await?;
    connection.execute("rollback").await?;
    Ok(())
}

/// One that takes no writes does not answer at all: it is no place for the program.
async fn look_at_postgres(connection: &mut AnyConnection) -> Result<DatabaseLook, InternalError> {
    let version = "select split_part(version(), ' ', 1) || ' ' || current_setting('server_version')";
    let version = sqlx::query_scalar(version).persistent(false).fetch_one(&mut *connection).await?;
    let mut numbers = [0; 2];
    for (number, text) in numbers.iter_mut().zip([
        "select cast(pg_database_size(current_database()) as bigint)",
        "select cast(extract(epoch from clock_timestamp()) as bigint)",
    ]) {
        *number = sqlx::query_scalar(text).persistent(false).fetch_one(&mut *connection).await?;
    }
    let [bytes, clock] = numbers;
    let tables = tables(Kind::Postgres, connection).await?;
    Ok(DatabaseLook { version, tables, closed: None, bytes, clock: Some(clock) })
}

/// Copies the SQLite database at this address, as it is at one moment, into an empty file, while others write to it.
///
/// By `vacuum into`, which reads in one transaction: SQLite's own backup begins anew whenever another process writes, so
/// under steady writes it never ends. Until it is done the log beside the database keeps what is written meanwhile.
///
/// # Errors
/// When the database cannot be read, the file not written, or the copy is not whole.
pub async fn copy_database(url: &str, into: &Path) -> Result<(), InternalError> {
    there(url)?;
    let into = into.to_str().ok_or_else(|| InternalError::new("the name of the copy is no text"))?;
    // It is meant to take long.
    let quiet = || SqliteConnectOptions::new().read_only(true).disable_statement_logging();
    let options = quiet().filename(sqlite_path(url)).busy_timeout(Duration::from_secs(30));
    let mut connection = options.connect().await?;
    sqlx::query("vacuum into ?").bind(into).execute(&mut connection).await?;
    connection.close().await?;
    let mut copy: SqliteConnection = quiet().filename(into).connect().await?;
    let found: Vec<String> = sqlx::query_scalar("pragma integrity_check(3)").fetch_all(&mut copy).await?;
    copy.close().await?;
    match found.iter().all(|line| line == "ok") {
        true => Ok(()),
        false => Err(InternalError::new(format_args!("the database is damaged: {}", found.join("; ")))),
    }
}

/// A file of SQLite's is not made by looking for it.
fn there(url: &str) -> Result<(), InternalError> {
    match Db::file(url) {
        Some(file) if !file.exists() => Err(InternalError::new(format_args!(
            "there is no database {} yet; `ocpanel migrate` makes it",
            file.display()
        ))),
        _ => Ok(()),
    }
}

fn fit(tables: Tables) -> Result<(), InternalError> {
    match tables {
        Tables::UpToDate => Ok(()),
        Tables::Missing => Err(InternalError::new("the database has no tables yet; `ocpanel migrate` makes them")),
        Tables::Older => {
            Err(InternalError::new("the database is older than this program; `ocpanel migrate` brings it up to date"))
        }
        Tables::Newer => {
            Err(InternalError::new("the database is newer than this program; use the program that made it"))
        }
    }
}

async fn tables(kind: Kind, connection: &mut AnyConnection) -> Result<Tables, InternalError> {
    let there = match kind {
        Kind::Sqlite => "select count(*) from sqlite_master where name = '_sqlx_migrations'",
        Kind::Postgres => "select count(*) from pg_class where oid = to_regclass('_sqlx_migrations')",
    };
    let there: i64 = sqlx::query_scalar(there).persistent(false).fetch_one(&mut *connection).await?;
    if there == 0 {
        return Ok(Tables::Missing);
    }
    let newest = sqlx::query_scalar("select max(version) from _sqlx_migrations").persistent(false);
    let newest: Option<i64> = newest.fetch_one(connection).await?;
    let ours = migrations().iter().map(|migration| migration.version).max();
    Ok(match newest.cmp(&ours) {
        Ordering::Less => Tables::Older,
        Ordering::Equal => Tables::UpToDate,
        Ordering::Greater => Tables::Newer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_is_looked_at_as_it_is_and_opened_only_where_it_fits() {
        let folder = std::env::temp_dir().join(format!("ocpanel-look-{}", crate::Random::SYSTEM.id()));
        let file = folder.join("x.db");
        let (url, reach) = (format!("sqlite:{}", file.display()), Reach::default());
        assert!(
            Db::open_as_it_is(&url, reach)
                .await
                .is_err_and(|broken| broken.to_string().contains("there is no database"))
        );
        assert!(look_at_database(&url, reach).await.is_err() && !folder.exists(), "looking makes nothing");
        Db::open(&url, reach).await.expect("it opens").close().await;
        let before = std::fs::read(&file).expect("it is there");
        let look = look_at_database(&url, reach).await.expect("it answers");
        assert_eq!((look.tables, look.closed, look.clock), (Tables::UpToDate, None, None));
        assert!(look.version.starts_with("SQLite 3.") && look.bytes > 10_000);
        Db::open_to_read(&url, reach).await.expect("it opens").close().await;
        for (text, tables, sentence) in [
            (
                "insert into _sqlx_migrations select 9999, '', installed_on, success, checksum, 0 from _sqlx_migrations limit 1",
                Tables::Newer,
                "newer",
            ),
            ("delete from _sqlx_migrations where version > 5", Tables::Older, "`ocpanel migrate`"),
            ("drop table _sqlx_migrations", Tables::Missing, "no tables"),
        ] {
            assert_eq!(std::fs::read(&file).expect("it is there") == before, tables == Tables::Newer, "{sentence}");
            let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.expect("it opens");
            connection.execute(text).await.expect("it is done");
            connection.close().await.expect("it closes");
            assert_eq!(look_at_database(&url, reach).await.expect("it answers").tables, tables);
            for opened in [Db::open_as_it_is(&url, reach).await, Db::open_to_read(&url, reach).await] {
                assert!(opened.is_err_and(|broken| broken.to_string().contains(sentence)), "{sentence}");
            }
        }
        std::fs::remove_dir_all(folder).expect("it is there");
    }
}
