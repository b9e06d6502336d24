//! Statements, and how sqlx runs them on a connection or on one of the pool.

use super::super::pool::Pool;
use super::{Connection, Step, all, first};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Any, AssertSqlSafe, Describe, Execute, Executor, SqlSafeStr, SqlStr,
    any::{AnyArguments, AnyRow, AnyStatement, AnyTypeInfo},
    error::BoxDynError,
};

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        one_by_one(async move { self.run(statement, all).await })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        async move { self.run(statement, first).await }.boxed()
    }

    fn prepare_with<'e>(self, _: SqlStr, _: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        async { Err(is_not_prepared()) }.boxed()
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<Describe<Any>, sqlx::Error>>
    where
        'c: 'e,
    {
        async { Err(is_not_prepared()) }.boxed()
    }
}

/// Each statement on a connection of its own.
impl<'p> Executor<'p> for &'p Pool {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        one_by_one(async move { self.acquire().await?.run(statement, all).await })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        async move { self.acquire().await?.run(statement, first).await }.boxed()
    }

    fn prepare_with<'e>(self, _: SqlStr, _: &'e [AnyTypeInfo]) -> BoxFuture<'e, Result<AnyStatement, sqlx::Error>>
    where
        'p: 'e,
    {
        async { Err(is_not_prepared()) }.boxed()
    }

    fn describe<'e>(self, _: SqlStr) -> BoxFuture<'e, Result<Describe<Any>, sqlx::Error>>
    where
        'p: 'e,
    {
        async { Err(is_not_prepared()) }.boxed()
    }
}

/// Statements are prepared as they run.
fn is_not_prepared() -> sqlx::Error {
    sqlx::Error::Protocol("statements are not prepared apart".into())
}

fn one_by_one<'e>(
    steps: impl Future<Output = Result<Vec<Step>, sqlx::Error>> + Send + 'e,
) -> BoxStream<'e, Result<Step, sqlx::Error>> {
    stream::once(steps).map_ok(|steps| stream::iter(steps.into_iter().map(Ok))).try_flatten().boxed()
}

/// A statement with what is bound to it.
pub(super) struct Statement {
    pub(super) sql: SqlStr,
    /// None for a text of several statements, or one that is never prepared.
    pub(super) arguments: Option<AnyArguments>,
    /// Whether the database keeps it prepared, under a name.
    pub(super) named: bool,
}

impl Statement {
    pub(super) fn of<'q>(mut query: impl Execute<'q, Any>) -> Result<Statement, sqlx::Error> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
        let named = query.persistent();
        Ok(Statement { sql: query.sql(), arguments, named })
    }

    pub(super) fn text(text: &'static str) -> Statement {
        Statement { sql: AssertSqlSafe(text).into_sql_str(), arguments: None, named: false }
    }
}

impl Execute<'static, Any> for Statement {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&AnyStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<AnyArguments>, BoxDynError> {
        Ok(self.arguments.take())
    }

    fn persistent(&self) -> bool {
        self.named
    }
}
