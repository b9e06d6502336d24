//! A connection that waits for nothing longer than it may, and that nobody gets who could not know how it stands.

mod statement;
mod transaction;

pub(crate) use transaction::Tx;

use super::pool::{Lent, Pool};
use futures_util::{FutureExt, TryStreamExt, future::BoxFuture};
use sqlx::{
    AnyConnection, Either, Executor,
    any::{AnyQueryResult, AnyRow},
};
use statement::Statement;
use std::{io, time::Duration};
use tokio::{
    runtime::Handle,
    time::{error::Elapsed, timeout},
};

/// How long a statement may take here, in case nobody answers any more. The database's own limits are shorter, and say why.
const STATEMENT: Duration = Duration::from_secs(6);
/// How long it may take to end a transaction that nobody waits for.
const LEFT: Duration = Duration::from_secs(2);

type Step = Either<AnyQueryResult, AnyRow>;

/// A connection lent by a [`Pool`]. Dropped, it goes back where it is sound, and is closed where that is not known.
#[derive(Debug)]
pub(crate) struct Connection {
    /// There until it is dropped.
    lent: Option<Lent>,
    pool: Pool,
    standing: Standing,
    /// Whether a transaction has begun that did not end.
    in_transaction: bool,
    /// Whether one of its statements was refused: nothing of it can be kept then, also where the database would.
    refused: bool,
}

/// What is known of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It waits for the next statement.
    Sound,
    /// A statement has begun that did not end, or ended so that nobody knows what is left of it.
    Unknown,
}

impl Connection {
    pub(super) fn new(lent: Lent, pool: Pool) -> Connection {
        Connection { lent: Some(lent), pool, standing: Standing::Sound, in_transaction: false, refused: false }
    }

    /// Begins a transaction; see [`Pool::begin_statement`].
    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        (self.in_transaction, self.refused) = (true, false);
        self.control(self.pool.begin_statement()).await
    }

    /// Ends it. Whatever goes wrong here, nobody knows what is left: the connection is closed.
    async fn end(&mut self, how: &'static str) -> Result<(), sqlx::Error> {
        self.control(how).await?;
        self.in_transaction = false;
        Ok(())
    }

    async fn control(&mut self, text: &'static str) -> Result<(), sqlx::Error> {
        let done = self.once(Ok(Statement::text(text)), all).await;
        if done.is_err() {
            self.standing = Standing::Unknown;
        }
        done.map(drop)
    }

    /// Runs a statement, where the pooler wants it so in a transaction of its own.
    async fn run<T>(&mut self, statement: Result<Statement, sqlx::Error>, how: How<T>) -> Result<T, sqlx::Error> {
        if self.in_transaction || !self.pool.lends_by_transaction() {
            return self.once(statement, how).await;
        }
        self.begin().await?;
        match self.once(statement, how).await {
            Ok(done) => self.end("commit").await.map(|()| done),
            Err(error) => {
                // The first error is the one to tell.
                drop(self.end("rollback").await);
                Err(error)
            }
        }
    }

    async fn once<T>(&mut self, statement: Result<Statement, sqlx::Error>, how: How<T>) -> Result<T, sqlx::Error> {
        let mut statement = statement?;
        statement.named &= !self.pool.lends_by_transaction();
        let lent = self.lent.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        self.standing = Standing::Unknown;
        let ended = timeout(STATEMENT, how(lent.raw(), statement)).await;
        self.ended(ended)
    }

    fn ended<T>(&mut self, ended: Result<Result<T, sqlx::Error>, Elapsed>) -> Result<T, sqlx::Error> {
        let error = match ended {
            Ok(Ok(done)) => {
                self.standing = Standing::Sound;
                return Ok(done);
            }
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(io::ErrorKind::TimedOut.into()),
        };
        self.refused = true;
        if is_harmless(&error) {
            self.standing = Standing::Sound;
        }
        self.pool.look_after(&error);
        Err(error)
    }
}

/// How a statement's answer is taken.
type How<T> = for<'c> fn(&'c mut AnyConnection, Statement) -> BoxFuture<'c, Result<T, sqlx::Error>>;

fn all(connection: &mut AnyConnection, statement: Statement) -> BoxFuture<'_, Result<Vec<Step>, sqlx::Error>> {
    connection.fetch_many(statement).try_collect().boxed()
}

fn first(connection: &mut AnyConnection, statement: Statement) -> BoxFuture<'_, Result<Option<AnyRow>, sqlx::Error>> {
    connection.fetch_optional(statement)
}

/// Whether a connection is as good after this error as before: the statement was refused, and that is all. An extended
/// code of SQLite ends in the plain one (sqlite.org/rescode.html); those of PostgreSQL begin with their class (its manual,
/// appendix A).
fn is_harmless(error: &sqlx::Error) -> bool {
    let code = if let sqlx::Error::Database(refusal) = error { refusal.code() } else { None };
    code.is_some_and(|code| leaves_sound(&code))
}

fn leaves_sound(code: &str) -> bool {
    if code.len() == 5 {
        return ["22", "23", "40", "44", "55"].contains(&&code[..2]) || ["42601", "57014"].contains(&code);
    }
    // Error, busy, locked, constraint.
    code.parse::<u32>().is_ok_and(|code| [1, 5, 6, 19].contains(&(code & 0xff)))
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(lent) = self.lent.take() else { return };
        if self.standing == Standing::Unknown {
            lent.throw_away();
        } else if self.in_transaction {
            self.leave_transaction(lent);
        }
    }
}

impl Connection {
    /// Somebody has left in the middle of a transaction, as whoever refuses a form does: it is undone, and then the
    /// connection is the next one's.
    fn leave_transaction(&self, lent: Lent) {
        let Ok(runtime) = Handle::try_current() else { return lent.throw_away() };
        let mut left = Connection::new(lent, self.pool.clone());
        left.in_transaction = true;
        runtime.spawn(async move { timeout(LEFT, left.end("rollback")).await.ok() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_goes_on_only_after_what_was_merely_refused() {
        for sound in ["23505", "40001", "40P01", "22001", "55P03", "57014", "2067", "5", "517", "19", "1"] {
            assert!(leaves_sound(sound), "{sound}");
        }
        // The line, read only, shut down, a plan that does not fit any more; read only, input and output, full, corrupt.
        for spoilt in [
            "08006", "25006", "25P02", "57P01", "53100", "0A000", "26000", "42P05", "8", "1032", "10", "778", "13",
            "11",
        ] {
            assert!(!leaves_sound(spoilt), "{spoilt}");
        }
    }
}
