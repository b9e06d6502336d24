//! Connections that are kept open, so many at most, and whether the database is there at all.

use super::{connection::Connection, log::WriteAheadLog, source::Source};
use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult},
};
use prometheus_client::metrics::counter::Counter;
use sqlx::{AnyConnection, Connection as _};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How long somebody waits for a connection while all are lent.
const WAIT: Duration = Duration::from_secs(4);
/// A connection that nobody has used for so long is asked whether it still lives.
const QUIET: Duration = Duration::from_secs(5);
/// How long the answer may take.
const PING: Duration = Duration::from_secs(1);
/// A connection to a server is made anew after so long, so that none stays for ever with a machine that goes.
const LIFETIME: Duration = Duration::from_secs(1800);
/// How often a database that is away is asked whether it is back.
const LOOK: Duration = Duration::from_millis(250);
/// How long closing all connections may take.
const CLOSE: Duration = Duration::from_secs(1);

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    connections: managed::Pool<Manager>,
    shared: Arc<Shared>,
    /// The log to be flushed before somebody is told that something is kept.
    log: Option<Arc<WriteAheadLog>>,
    /// Whether whoever asks waits until it is on the disk.
    flushes: bool,
    /// How often the database was asked.
    asked: Counter,
}

#[derive(Debug)]
struct Shared {
    source: Source,
    /// Rises when connections that are open can no more be trusted.
    age: AtomicU64,
    /// Whether the database does not answer: then nobody waits for it, and one task asks until it does.
    away: AtomicBool,
}

#[derive(Debug)]
struct Manager(Arc<Shared>);

/// A connection that is kept.
#[derive(Debug)]
struct Pooled {
    connection: AnyConnection,
    age: u64,
}

/// A connection in the hands of somebody; dropped, it goes back.
#[derive(Debug)]
pub(super) struct Lent(Object<Manager>);

impl Lent {
    pub(super) fn raw(&mut self) -> &mut AnyConnection {
        &mut self.0.connection
    }

    pub(super) fn throw_away(self) {
        drop(Object::take(self.0));
    }
}

impl managed::Manager for Manager {
    type Type = Pooled;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Pooled, sqlx::Error> {
        let age = self.0.age.load(Ordering::Acquire);
        Ok(Pooled { connection: self.0.source.connect().await?, age })
    }

    async fn recycle(&self, kept: &mut Pooled, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if !self.0.source.is_remote() {
            return Ok(());
        }
        if kept.age != self.0.age.load(Ordering::Acquire) || metrics.age() > LIFETIME {
            return Err(RecycleError::message("it is too old"));
        }
        if metrics.last_used() < QUIET {
            return Ok(());
        }
        match timeout(PING, kept.connection.ping()).await {
            Ok(Ok(())) => Ok(()),
            lost => {
                // So have the others, that were quiet as long.
                self.0.age.fetch_add(1, Ordering::AcqRel);
                Err(RecycleError::message(if lost.is_ok() { "it is closed" } else { "it does not answer" }))
            }
        }
    }
}

impl Pool {
    /// A pool of at most so many connections; the first is made when it is wanted. Pools that are
    /// given the same counter count together how often the database is asked.
    pub(super) fn new(source: Source, most: usize, asked: &Counter) -> Pool {
        let shared = Arc::new(Shared { source, age: AtomicU64::new(0), away: AtomicBool::new(false) });
        let connections = managed::Pool::builder(Manager(Arc::clone(&shared)))
            .max_size(most)
            .wait_timeout(Some(WAIT))
            .runtime(Runtime::Tokio1)
            .queue_mode(managed::QueueMode::Lifo)
            .build()
            .expect("it has a runtime for its time limit");
        Pool { connections, shared, log: None, flushes: true, asked: asked.clone() }
    }

    /// The same, of the SQLite database in this file, to be written.
    pub(super) fn flushing(self, database: &str) -> Pool {
        Pool { log: Some(Arc::new(WriteAheadLog::beside(database))), ..self }
    }

    /// The same, for what may be lost when the machine stops, though not when the program does: it is on the disk with
    /// whatever is flushed next.
    pub(super) fn without_flush(&self) -> Pool {
        Pool { flushes: false, ..self.clone() }
    }

    /// The log that it flushes.
    pub(super) fn log(&self) -> Option<&WriteAheadLog> {
        self.log.as_deref()
    }

    /// How often the database was asked, by all pools that count together.
    pub(super) fn asked(&self) -> &Counter {
        &self.asked
    }

    /// # Errors
    /// When nothing can be kept any more.
    pub(super) fn takes_commits(&self) -> Result<(), sqlx::Error> {
        self.log.as_ref().map_or(Ok(()), |log| log.takes_commits())
    }

    /// Waits until what was committed before is on the disk, where the database does not see to it.
    ///
    /// # Errors
    /// When it is not.
    pub(super) async fn flush(&self) -> Result<(), sqlx::Error> {
        match self.log.as_ref().filter(|_| self.flushes) {
            Some(log) => log.flush().await,
            None => Ok(()),
        }
    }

    /// A connection.
    ///
    /// # Errors
    /// `PoolTimedOut` where none is free in time, and at once while the database is away; else what came of connecting.
    pub(crate) async fn acquire(&self) -> Result<Connection, sqlx::Error> {
        if self.shared.away.load(Ordering::Acquire) {
            return Err(sqlx::Error::PoolTimedOut);
        }
        match self.connections.get().await {
            Ok(lent) => Ok(Connection::new(Lent(lent), self.clone())),
            Err(PoolError::Backend(error)) => {
                self.look_after(&error);
                Err(error)
            }
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// What begins a transaction.
    pub(super) fn begin_statement(&self) -> &'static str {
        self.shared.source.begin_statement()
    }

    /// Whether a line leads to the database that can break.
    pub(super) fn is_remote(&self) -> bool {
        self.shared.source.is_remote()
    }

    /// Whether a pooler stands between that lends a connection of the database for a transaction alone.
    pub(super) fn lends_by_transaction(&self) -> bool {
        self.shared.source.lends_by_transaction()
    }

    /// Learns from an error how the database is. Where it may be away, others do not trust their connections, and wait for
    /// it no longer than until one task has found it again.
    pub(super) fn look_after(&self, error: &sqlx::Error) {
        let shared = &self.shared;
        if !shared.source.is_remote() || !may_be_away(error) {
            return;
        }
        shared.age.fetch_add(1, Ordering::AcqRel);
        if !shared.away.swap(true, Ordering::AcqRel) {
            tracing::warn!(%error, "the database may be away");
            tokio::spawn(self.clone().come_back());
        }
    }

    async fn come_back(self) {
        while !self.connections.is_closed() {
            if let Ok(connection) = self.shared.source.connect().await {
                self.shared.away.store(false, Ordering::Release);
                drop(timeout(PING, connection.close()).await);
                tracing::info!("the database answers");
                return;
            }
            sleep(LOOK).await;
        }
    }

    /// How many connections are lent, and how many are open and at rest.
    pub(super) fn in_use(&self) -> (usize, usize) {
        let status = self.connections.status();
        (status.size.saturating_sub(status.available), status.available)
    }

    /// Closes those that nobody has; those in somebody's hands are closed when they are given back.
    pub(super) async fn close(&self) {
        // Before the pool: what that closes it only drops, and SQLite's log would be folded at some later time.
        let closed = self.connections.retain(|_, _| false).removed.into_iter().map(|kept| kept.connection.close());
        drop(timeout(CLOSE, futures_util::future::join_all(closed)).await);
        self.connections.close();
    }
}

/// Whether an error says that the database is not there, or that it is one to which nothing can be written any more.
fn may_be_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(refusal) => refusal
            .code()
            .is_some_and(|code| code.starts_with("08") || ["25006", "57P01", "57P02", "57P03"].contains(&&*code)),
        _ => false,
    }
}
