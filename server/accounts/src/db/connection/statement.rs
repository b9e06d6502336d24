//! Statements, and how sqlx runs them on a connection or on one of the pool.

use super::super::pool::Pool;
use super::{ALL, Connection, FIRST, How, Step};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Any, AssertSqlSafe, Describe, Either, Execute, Executor, SqlSafeStr, SqlStr,
    any::{AnyArguments, AnyRow, AnyStatement, AnyTypeInfo},
    error::BoxDynError,
};
use std::fmt;

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        one_by_one(async move { self.run(statement, ALL).await })
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        async move { self.run(statement, FIRST).await }.boxed()
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

impl Pool {
    /// Runs a statement on a connection of its own.
    async fn run<T>(&self, statement: Result<Statement, sqlx::Error>, how: How<T>) -> Result<T, sqlx::Error> {
        let reads = statement.as_ref().is_ok_and(|statement| statement.sql.as_str().starts_with("select"));
        if reads || self.is_remote() {
            return self.acquire().await?.run(statement, how).await;
        }
        self.takes_commits()?;
        let mut connection = self.acquire().await?;
        // To its end: SQLite commits there, and says there when it cannot.
        let steps = connection.run(statement, ALL).await?;
        drop(connection);
        if has_changed(&steps) {
            self.flush().await?;
        }
        Ok((how.of)(steps))
    }
}

/// Whether a statement has changed something: not where all it says is that no row was.
fn has_changed(steps: &[Step]) -> bool {
    !matches!(steps, [Either::Left(done)] if done.rows_affected() == 0)
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
        one_by_one(self.run(statement, ALL))
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let statement = Statement::of(query);
        self.run(statement, FIRST).boxed()
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

    /// Several as one text, for SQLite, which runs them one after the other.
    pub(super) fn joined(statements: Vec<Statement>) -> Statement {
        let (mut text, mut values, mut named) = (String::new(), Vec::new(), true);
        for statement in statements {
            named &= statement.named || statement.arguments.is_none();
            push_numbered_on(&mut text, statement.sql.as_str(), values.len());
            text.push_str("; ");
            values.extend(statement.arguments.unwrap_or_default().values.0);
        }
        let mut arguments = AnyArguments::default();
        arguments.values.0 = values;
        Statement { sql: AssertSqlSafe(text).into_sql_str(), arguments: Some(arguments), named }
    }
}

/// A statement whose places `$1`, `$2` … are numbered on from so many before.
fn push_numbered_on(text: &mut String, statement: &str, before: usize) {
    for (nth, part) in statement.split('$').enumerate() {
        let digits = if nth == 0 { 0 } else { part.bytes().take_while(u8::is_ascii_digit).count() };
        match part[..digits].parse::<usize>() {
            Ok(number) => text.push_str(&format!("${}", number + before)),
            Err(_) if nth > 0 => text.push('$'),
            Err(_) => {}
        }
        text.push_str(&part[digits..]);
    }
}

/// Without what is bound.
impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql.as_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_statements_are_one_with_places_of_their_own() {
        let of = |text: &'static str, values: &[i64]| {
            let query = values.iter().fold(sqlx::query::<Any>(text), |query, value| query.bind(*value));
            Statement::of(query).expect("a statement")
        };
        let joined = Statement::joined(vec![
            Statement::text("begin"),
            of("update x set a = $1 where b = $2 and c <> '$'", &[7, 8]),
            of("insert into y values ($2, $1, $1)", &[9, 10]),
        ]);
        let text = "begin; update x set a = $1 where b = $2 and c <> '$'; insert into y values ($4, $3, $3); ";
        assert_eq!((joined.sql.as_str(), joined.arguments.map(|bound| bound.values.0.len())), (text, Some(4)));
        assert!(joined.named);
    }
}
