//! Removing much without holding anybody up: a few rows at a time, and writers go first between two turns.

use crate::{error::Error, shared::Shared};
use sqlx::AssertSqlSafe;
use std::time::Duration;

/// Rows that one statement changes at most: some ten milliseconds of work, with all their indexes.
const ROWS: i64 = 200;
/// Things that are removed in one transaction, each with what hangs on it.
const THINGS: i64 = 50;
/// How long others have the database between two turns.
pub(crate) const REST: Duration = Duration::from_millis(2);

/// Rows of one table that are removed, or emptied, when their time is over.
pub(crate) struct Purge {
    pub(crate) table: &'static str,
    /// What names a row.
    pub(crate) key: &'static str,
    /// Which rows; a moment is `$1`. An index finds them, and what was done to them is not found again.
    pub(crate) which: &'static str,
    /// What they are set to; none for rows that go.
    pub(crate) set: Option<&'static str>,
}

/// Things that go, each with what hangs on it.
pub(crate) struct Ending {
    /// The ids of those whose time is over, at `$1`, in an order; `limit $2` is added.
    pub(crate) find: &'static str,
    /// What is done for each before it goes; its id is `$1`.
    pub(crate) before: &'static [&'static str],
    /// Removes it, or has it not found again; its id is `$1`.
    pub(crate) remove: &'static str,
}

impl Purge {
    /// Rows that go.
    pub(crate) const fn of(table: &'static str, key: &'static str, which: &'static str) -> Purge {
        Purge { table, key, which, set: None }
    }

    fn text(&self, skip_locked: &str) -> String {
        let Purge { table, key, which, set } = self;
        let act = set.map_or_else(|| format!("delete from {table}"), |set| format!("update {table} set {set}"));
        format!("{act} where ({key}) in (select {key} from {table} where {which} limit $2 {skip_locked})")
    }
}

impl Shared {
    /// Does it to all rows whose moment is not after this one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn purge(&self, purge: &Purge, moment: i64) -> Result<(), Error> {
        let text = purge.text(self.db.skip_locked());
        loop {
            let done =
                sqlx::query(AssertSqlSafe(text.clone())).bind(moment).bind(ROWS).execute(self.db.write()).await?;
            if i64::try_from(done.rows_affected()).unwrap_or(i64::MAX) < ROWS {
                return Ok(());
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Ends all things whose time is over at this moment.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn end_all(&self, ending: &Ending, moment: i64) -> Result<(), Error> {
        loop {
            let find = AssertSqlSafe(format!("{} limit $2", ending.find));
            let ids: Vec<String> = sqlx::query_scalar(find).bind(moment).bind(THINGS).fetch_all(self.db.read()).await?;
            if ids.is_empty() {
                return Ok(());
            }
            let mut tx = self.db.begin().await?;
            for id in &ids {
                for text in ending.before.iter().chain([&ending.remove]) {
                    sqlx::query(*text).bind(id).execute(&mut *tx).await?;
                }
            }
            tx.commit().await?;
            tokio::time::sleep(REST).await;
        }
    }

    /// Removes the rows of these keys, which are too many to go at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn remove_all(&self, table: &str, key: &str, keys: &[String]) -> Result<(), Error> {
        const MANY: usize = 100;
        let places = (1..=MANY).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let text = format!("delete from {table} where {key} in ({places})");
        for some in keys.chunks(MANY) {
            // The last one again and again where there are fewer: it is always the same text.
            let padded = some.iter().chain(std::iter::repeat(&some[some.len() - 1])).take(MANY);
            let removing = padded.fold(sqlx::query(AssertSqlSafe(text.clone())), |query, key| query.bind(key));
            removing.execute(self.db.write()).await?;
            tokio::time::sleep(REST).await;
        }
        Ok(())
    }
}
