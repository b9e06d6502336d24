//! Where a database is, and how a connection to it is made.

use super::Kind;
use crate::error::InternalError;
use futures_util::TryStreamExt;
use sqlx::{AnyConnection, Connection, Executor, Row};
use std::{
    io,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::time::timeout;

/// How long a connection may take until it can be used.
const CONNECT: Duration = Duration::from_secs(2);

/// What holds for every connection to SQLite. What is deleted is overwritten at once, so that it is not found in the file
/// (ASVS 5.0 14.2.7). A commit is flushed to the disk by [`super::log`]. A log that has grown beyond 16 MiB, because
/// somebody was reading, is cut to that when it begins anew.
const SQLITE: &str = "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal;
    pragma foreign_keys = on; pragma secure_delete = on; pragma journal_size_limit = 16777216";

/// The same for PostgreSQL, whatever its own defaults are: shorter than the limits on this side, so that the database itself
/// says what took too long, and lets go of what a server held that is gone.
const POSTGRES: &str = "set statement_timeout = '5s'; set lock_timeout = '3s';
    set idle_in_transaction_session_timeout = '20s'; set default_transaction_isolation = 'read committed'";
/// The same by transaction.
const BEGIN_BY_TRANSACTION: &str = "begin isolation level read committed; set local statement_timeout = '5s';
    set local lock_timeout = '3s'; set local idle_in_transaction_session_timeout = '20s'";

/// Where a database is, and what it is spoken to through.
#[derive(Debug)]
pub(crate) struct Source {
    kind: Kind,
    /// One for each host that it may be on.
    addresses: Vec<String>,
    /// The one that was right the last time.
    right: AtomicUsize,
    pooler: Pooler,
    /// Whether the operator has set time limits in the address.
    has_limits: bool,
    /// Whether a file is only read: not a byte of it changes.
    reads: bool,
}

/// For how long a pooler between here and PostgreSQL lends one of its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// As long as one stays here, which is also how it is without any.
    #[default]
    Session,
    /// For a transaction: nothing of a session can be relied on.
    Transaction,
}

impl Pooler {
    /// The one of this value: `session` or `transaction`.
    pub fn parse(value: &str) -> Option<Pooler> {
        match value {
            "session" => Some(Pooler::Session),
            "transaction" => Some(Pooler::Transaction),
            _ => None,
        }
    }
}

impl Source {
    /// # Errors
    /// When the address is of no kind of database, or has no host.
    pub(super) fn of(url: &str, pooler: Pooler) -> Result<Source, InternalError> {
        let kind = Kind::of(url)?;
        let addresses = match kind {
            Kind::Sqlite => vec![format!("sqlite:{}?mode=rwc", super::sqlite_path(url))],
            Kind::Postgres => each_host(url).into_iter().map(|url| named(&url)).collect(),
        };
        let pooler = if kind == Kind::Sqlite { Pooler::Session } else { pooler };
        Ok(Source {
            kind,
            addresses,
            right: AtomicUsize::new(0),
            pooler,
            has_limits: url.contains("statement_timeout"),
            reads: false,
        })
    }

    /// The same, where a file is only read.
    ///
    /// # Errors
    /// As [`Source::of`].
    pub(super) fn to_read(url: &str, pooler: Pooler) -> Result<Source, InternalError> {
        let source = Source::of(url, pooler)?;
        let addresses = source.addresses.iter().map(|address| address.replace("?mode=rwc", "?mode=ro")).collect();
        Ok(Source { addresses, reads: true, ..source })
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether a line leads there that can break.
    pub(super) fn is_remote(&self) -> bool {
        self.kind == Kind::Postgres
    }

    pub(super) fn lends_by_transaction(&self) -> bool {
        self.pooler == Pooler::Transaction
    }

    /// What begins a transaction that writes: on SQLite at once, since one that starts by reading cannot wait for the lock
    /// later; on PostgreSQL in the isolation that every statement is written for.
    pub(super) fn begin_statement(&self) -> &'static str {
        match (self.kind, self.pooler) {
            (Kind::Sqlite, _) => "begin immediate",
            (Kind::Postgres, Pooler::Session) => "begin isolation level read committed",
            (Kind::Postgres, Pooler::Transaction) => BEGIN_BY_TRANSACTION,
        }
    }

    /// A connection that is ready, to the host where the database can be written, if there are several.
    ///
    /// # Errors
    /// What the last host said.
    pub(super) async fn connect(&self) -> Result<AnyConnection, sqlx::Error> {
        let (first, hosts) = (self.right.load(Ordering::Relaxed), self.addresses.len());
        let mut ended = Err(sqlx::Error::PoolTimedOut);
        for at in (first..first + hosts).map(|at| at % hosts) {
            ended = self.connect_to(&self.addresses[at]).await;
            if ended.is_ok() {
                self.right.store(at, Ordering::Relaxed);
                break;
            }
        }
        ended
    }

    async fn connect_to(&self, address: &str) -> Result<AnyConnection, sqlx::Error> {
        let ready = async {
            let mut connection = AnyConnection::connect(address).await?;
            match self.kind {
                Kind::Sqlite => {
                    let settings = if self.reads { "pragma busy_timeout = 5000" } else { SQLITE };
                    connection.execute(settings).await?;
                }
                Kind::Postgres => self.set_up(&mut connection).await?,
            }
            Ok(connection)
        };
        timeout(CONNECT, ready).await.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
    }

    /// The limits, and whether it can be written: a replica cannot.
    async fn set_up(&self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if !self.has_limits && !self.lends_by_transaction() {
            connection.execute(POSTGRES).await?;
        }
        let asked: Vec<_> = connection.fetch("show transaction_read_only").try_collect().await?;
        let is_read_only = asked.first().map(|row| row.try_get::<String, _>(0)).transpose()?;
        if is_read_only.as_deref() == Some("on") {
            return Err(
                io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "it takes no writing, as a replica does").into()
            );
        }
        Ok(())
    }
}

/// The address as one of each host, as libpq reads `host,host:port`; the operator need not say that they want to write.
fn each_host(url: &str) -> Vec<String> {
    let url = url.replace("target_session_attrs=read-write", "").replace("?&", "?").replace("&&", "&");
    let url = url.trim_end_matches(['?', '&']);
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
    let at = if user.is_empty() { "" } else { "@" };
    hosts.split(',').map(|host| format!("{scheme}://{user}{at}{host}{path}")).collect()
}

/// The database's administrator sees whose connection it is.
fn named(url: &str) -> String {
    if url.contains("application_name") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}application_name=ocpanel")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_lends_for_a_session_or_a_transaction() {
        assert_eq!(
            ["session", "transaction", "statement", ""].map(Pooler::parse),
            [Some(Pooler::Session), Some(Pooler::Transaction), None, None]
        );
    }

    #[test]
    fn an_address_of_several_hosts_is_one_address_for_each() {
        for (url, each) in [
            (
                "postgres://u:p@a:1,b:2/db?sslmode=require",
                &["postgres://u:p@a:1/db?sslmode=require", "postgres://u:p@b:2/db?sslmode=require"][..],
            ),
            ("postgres://a,b/db?target_session_attrs=read-write", &["postgres://a/db", "postgres://b/db"]),
            ("postgres://a/db?target_session_attrs=read-write&sslmode=disable", &["postgres://a/db?sslmode=disable"]),
            ("postgres:///db?host=/run/postgresql", &["postgres:///db?host=/run/postgresql"]),
            ("postgres://u@%2Frun%2Fpostgresql/db", &["postgres://u@%2Frun%2Fpostgresql/db"]),
        ] {
            assert_eq!(each_host(url), each, "{url}");
        }
        assert_eq!(named("postgres://a/db"), "postgres://a/db?application_name=ocpanel");
        assert_eq!(named("postgres://a/db?application_name=x"), "postgres://a/db?application_name=x");
    }
}
