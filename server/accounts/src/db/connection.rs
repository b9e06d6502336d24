//! A connection that waits for nothing longer than it may, and that nobody gets who could not know how it stands.

mod statement;
mod transaction;

pub(crate) use transaction::{Pipeline, Tx};

use super::pool::{Lent, Pool};
use futures_util::{FutureExt, TryStreamExt, future::BoxFuture};
use sqlx::{
    AnyConnection, Either, Executor,
    any::{AnyQueryResult, AnyRow},
};
use statement::Statement;
use std::{io, mem, time::Duration};
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
    /// Statements that go before the next one.
    waiting: Vec<Result<Statement, sqlx::Error>>,
    transaction: Transaction,
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

/// How far a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    /// It begins with the first statement.
    Waits,
    /// It has begun and did not end.
    Begun,
}

impl Connection {
    pub(super) fn new(lent: Lent, pool: Pool) -> Connection {
        let (waiting, transaction) = (Vec::new(), Transaction::None);
        Connection { lent: Some(lent), pool, standing: Standing::Sound, waiting, transaction, refused: false }
    }

    /// Begins a transaction, with its first statement; see [`Pool::begin_statement`].
    fn begin(&mut self) {
        (self.transaction, self.refused) = (Transaction::Waits, false);
        self.waiting = vec![Ok(Statement::text(self.pool.begin_statement()))];
    }

    /// Keeps what the transaction did: the rows of so many of its last statements. Where that is refused it has still to be
    /// undone.
    async fn commit(&mut self, last: usize) -> Result<Vec<Vec<AnyRow>>, sqlx::Error> {
        self.waiting.push(Ok(Statement::text("commit")));
        let mut rows = self.rows_of_last(last + 1).await?;
        self.transaction = Transaction::None;
        rows.truncate(last);
        Ok(rows)
    }

    /// Undoes the transaction, also what of it has not been sent. Whatever goes wrong here, nobody knows what is left: the
    /// connection is closed.
    async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        self.waiting.clear();
        let begun = mem::replace(&mut self.transaction, Transaction::None) == Transaction::Begun;
        if begun && let Err(error) = self.once(Ok(Statement::text("rollback")), ALL).await {
            self.standing = Standing::Unknown;
            return Err(error);
        }
        Ok(())
    }

    /// Runs a statement, where the pooler wants it so in a transaction of its own.
    async fn run<T>(&mut self, statement: Result<Statement, sqlx::Error>, how: How<T>) -> Result<T, sqlx::Error> {
        if self.transaction != Transaction::None || !self.pool.lends_by_transaction() {
            return self.once(statement, how).await;
        }
        self.begin();
        match self.once(statement, how).await {
            Ok(done) => self.commit(0).await.map(|_| done),
            Err(error) => {
                // The first error is the one to tell.
                drop(self.rollback().await);
                Err(error)
            }
        }
    }

    /// Runs a statement after those that wait for it.
    async fn once<T>(&mut self, statement: Result<Statement, sqlx::Error>, how: How<T>) -> Result<T, sqlx::Error> {
        let statement = statement.inspect_err(|_| self.refused = true)?;
        if self.waiting.is_empty() {
            return self.ask(statement, how.ask).await;
        }
        let mut statements = self.take_waiting()?;
        statements.push(statement);
        let mut answers = self.answers(statements).await?;
        Ok((how.of)(answers.pop().unwrap_or_default()))
    }

    /// Runs those that wait: the rows of so many of them, the last ones.
    async fn rows_of_last(&mut self, last: usize) -> Result<Vec<Vec<AnyRow>>, sqlx::Error> {
        let waiting = self.take_waiting()?;
        let before = waiting.len() - last;
        let answers = self.answers(waiting).await?.split_off(before);
        Ok(answers.into_iter().map(|answer| answer.into_iter().filter_map(Either::right).collect()).collect())
    }

    /// The answers of these statements, one each: a file takes them all at once, a server one by one.
    async fn answers(&mut self, statements: Vec<Statement>) -> Result<Vec<Vec<Step>>, sqlx::Error> {
        let mut answers = Vec::with_capacity(statements.len());
        if self.pool.is_remote() {
            for statement in statements {
                answers.push(self.ask(statement, all).await?);
            }
            return Ok(answers);
        }
        let mut answer = Vec::new();
        for step in self.ask(Statement::joined(statements), all).await? {
            // What ends a statement is no row.
            let ends = step.is_left();
            answer.push(step);
            if ends {
                answers.push(mem::take(&mut answer));
            }
        }
        Ok(answers)
    }

    /// Those that wait, to be sent now.
    fn take_waiting(&mut self) -> Result<Vec<Statement>, sqlx::Error> {
        if self.transaction == Transaction::Waits {
            self.transaction = Transaction::Begun;
        }
        let waiting = mem::take(&mut self.waiting).into_iter().collect::<Result<Vec<_>, _>>();
        waiting.inspect_err(|_| self.refused = true)
    }

    async fn ask<T>(&mut self, mut statement: Statement, ask: Ask<T>) -> Result<T, sqlx::Error> {
        statement.named &= !self.pool.lends_by_transaction();
        let lent = self.lent.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        self.standing = Standing::Unknown;
        self.pool.asked().inc();
        let ended = timeout(STATEMENT, ask(lent.raw(), statement)).await;
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

type Ask<T> = for<'c> fn(&'c mut AnyConnection, Statement) -> BoxFuture<'c, Result<T, sqlx::Error>>;

/// How a statement's answer is taken.
#[derive(Clone, Copy)]
struct How<T> {
    ask: Ask<T>,
    /// The same out of all of it.
    of: fn(Vec<Step>) -> T,
}

/// All of it.
const ALL: How<Vec<Step>> = How { ask: all, of: |steps| steps };
/// Its first row, if it has any.
const FIRST: How<Option<AnyRow>> = How { ask: first, of: |steps| steps.into_iter().find_map(Either::right) };

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
        } else if self.transaction == Transaction::Begun {
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
        // Whoever drops it before it is undone, as a runtime that ends does with every task, only closes it.
        (left.transaction, left.standing) = (Transaction::Begun, Standing::Unknown);
        runtime.spawn(async move { timeout(LEFT, left.rollback()).await.ok() });
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
