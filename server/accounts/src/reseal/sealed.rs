//! What is sealed: the columns, and how many of their rows with which key.

use crate::{error::Error, parts::Sealing};
use sqlx::AssertSqlSafe;

/// A column of sealed texts.
pub(super) struct Sealed {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// What names a row.
    pub(super) id: &'static str,
    /// What a row's text is sealed for: this, and the row's id.
    pub(super) place: &'static str,
    /// What makes a text worth nothing that no key opens: `$1` is the row's id, `$2` the moment or a sealed text.
    pub(super) lost: Lost,
}

/// What becomes of a text that no key opens any more.
pub(super) enum Lost {
    /// The row goes on with this statement.
    With(&'static str),
    /// A new secret takes its place, which nobody knows: a second factor stays on, and no code of an app is right.
    NewSecret,
}

/// All of them. A column that is sealed has its line here.
pub(super) const SEALED: [Sealed; 6] = [
    Sealed { table: "two_step", column: "secret", id: "user_id", place: "two-step", lost: Lost::NewSecret },
    Sealed { table: "two_step", column: "next_secret", id: "user_id", place: "two-step next", lost: Lost::NewSecret },
    Sealed {
        table: "recovery_sets",
        column: "content",
        id: "user_id",
        place: "recovery codes",
        lost: Lost::With("update recovery_sets set content = null where user_id = $1 and made_at <= $2"),
    },
    Sealed {
        table: "outbox",
        column: "content",
        id: "id",
        place: "outbox",
        lost: Lost::With(
            "update outbox set failed_at = coalesce(failed_at, $2), problem = 'its key is lost', failure_kind = 'other', content = '' where id = $1 and sent_at is null",
        ),
    },
    Sealed {
        table: "form_rows",
        column: "content",
        id: "id",
        place: "form",
        lost: Lost::With("delete from form_rows where id = $1 and created_at <= $2"),
    },
    Sealed {
        table: "signing_keys",
        column: "content",
        id: "id",
        place: "signing key",
        lost: Lost::With("delete from signing_keys where id = $1 and created_at <= $2"),
    },
];

impl Sealing {
    /// How many rows are sealed with another key than these.
    pub(super) async fn count_but(&self, ids: &[&str]) -> Result<i64, Error> {
        let mut rows = 0;
        for sealed in &SEALED {
            for id in self.keys_in(sealed).await?.iter().filter(|id| !ids.contains(&id.as_str())) {
                rows += self.count_sealed(sealed, id).await?;
            }
        }
        Ok(rows)
    }

    /// The names of all keys that something is sealed with there, each found behind the last one.
    pub(super) async fn keys_in(&self, sealed: &Sealed) -> Result<Vec<String>, Error> {
        let Sealed { table, column, .. } = sealed;
        let text = format!(
            "select substr({column}, 3, 8) from {table} where {column} is not null and {column} <> '' and substr({column}, 3, 8) > $1
             order by substr({column}, 3, 8) limit 1"
        );
        let mut keys: Vec<String> = Vec::new();
        loop {
            let last = keys.last().cloned().unwrap_or_default();
            let next = sqlx::query_scalar(AssertSqlSafe(text.clone())).bind(last);
            let Some(next) = next.fetch_optional(self.db.read()).await? else { return Ok(keys) };
            keys.push(next);
        }
    }

    async fn count_sealed(&self, sealed: &Sealed, key: &str) -> Result<i64, Error> {
        let Sealed { table, column, .. } = sealed;
        let text = format!(
            "select count(*) from {table} where {column} is not null and {column} <> '' and substr({column}, 3, 8) = $1"
        );
        Ok(sqlx::query_scalar(AssertSqlSafe(text)).bind(key).fetch_one(self.db.read()).await?)
    }
}
