//! A transaction.

use super::{Connection, Statement};
use crate::db::{Pool, Query};
use sqlx::any::AnyRow;
use std::ops;

/// A transaction. It is undone unless it was committed.
#[derive(Debug)]
pub(crate) struct Tx(Connection);

impl Tx {
    pub(in super::super) fn begin(mut connection: Connection) -> Tx {
        connection.begin();
        Tx(connection)
    }

    /// The rows of each of these statements, which go as one, as [`Pipeline`] says.
    pub(crate) async fn fetch_each<'q>(
        &mut self,
        queries: impl IntoIterator<Item = Query<'q>>,
    ) -> Result<Vec<Vec<AnyRow>>, sqlx::Error> {
        let before = self.0.waiting.len();
        queries.into_iter().for_each(|query| query.pipeline(self));
        let last = self.0.waiting.len() - before;
        if last == 0 { Ok(Vec::new()) } else { self.0.rows_of_last(last).await }
    }

    /// The same of a known number of statements.
    pub(crate) async fn fetch_array<const N: usize>(
        &mut self,
        queries: [Query<'_>; N],
    ) -> Result<[Vec<AnyRow>; N], sqlx::Error> {
        Ok(as_many(self.fetch_each(queries).await?))
    }

    /// Keeps what it did.
    ///
    /// # Errors
    /// Also when one of its statements was refused: PostgreSQL would say that all is well and keep nothing.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        self.commit_with([]).await.map(drop)
    }

    /// Keeps what it did, and these as the last of it: the rows of each. The end goes with them.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub(crate) async fn commit_with<const N: usize>(
        mut self,
        queries: [Query<'_>; N],
    ) -> Result<[Vec<AnyRow>; N], sqlx::Error> {
        if self.0.refused {
            return Err(sqlx::Error::Protocol("a transaction was to be kept of which a statement was refused".into()));
        }
        self.0.pool.takes_commits()?;
        queries.into_iter().for_each(|query| query.pipeline(&mut self));
        let rows = self.0.commit(N).await?;
        // Others write while this is flushed.
        let pool = self.0.pool.clone();
        drop(self);
        pool.flush().await?;
        Ok(as_many(rows))
    }

    /// Undoes it.
    pub(crate) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        self.0.rollback().await
    }
}

/// The answers to so many statements.
fn as_many<const N: usize>(rows: Vec<Vec<AnyRow>>) -> [Vec<AnyRow>; N] {
    rows.try_into().unwrap_or_else(|rows: Vec<_>| panic!("{} answers to {N} statements", rows.len()))
}

impl Pool {
    /// The rows of each of these statements, which only read: on SQLite they go as one.
    pub(crate) async fn fetch_array<const N: usize>(
        &self,
        queries: [Query<'_>; N],
    ) -> Result<[Vec<AnyRow>; N], sqlx::Error> {
        let mut connection = self.acquire().await?;
        if self.lends_by_transaction() {
            return Tx::begin(connection).commit_with(queries).await;
        }
        connection.waiting.extend(queries.into_iter().map(Statement::of));
        Ok(as_many(connection.rows_of_last(N).await?))
    }
}

impl ops::Deref for Tx {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// Statements of a transaction whose answers nobody reads. They go with the next one whose answer is read, or with the
/// end, in their order: on SQLite all of them as one piece of work, which is where most of their time is saved. An error
/// of one is the error of that one.
pub(crate) trait Pipeline {
    /// Sends it as soon as an answer is wanted.
    fn pipeline(self, tx: &mut Tx);
}

impl Pipeline for Query<'_> {
    fn pipeline(self, tx: &mut Tx) {
        tx.0.waiting.push(Statement::of(self));
    }
}
