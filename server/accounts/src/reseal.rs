//! From one secret key to the next: what is sealed is sealed anew with the first one, so that the others can go.

use crate::{
    Keys,
    db::Tx,
    error::{Error, InternalError},
    parts::Sealing,
};
use sqlx::{AssertSqlSafe, FromRow};

/// Rows looked at in one go.
const BATCH: i64 = 100;

/// A column of sealed texts.
struct Sealed {
    table: &'static str,
    column: &'static str,
    /// What names a row.
    id: &'static str,
    /// What a row's text is sealed for: this, and the row's id.
    place: &'static str,
    /// What makes a text worth nothing that no key opens: `$1` is the row's id, `$2` the moment or a sealed text.
    lost: Lost,
}

/// What becomes of a text that no key opens any more.
enum Lost {
    /// The row goes on with this statement.
    With(&'static str),
    /// A new secret takes its place, which nobody knows: a second factor stays on, and no code of an app is right.
    NewSecret,
}

/// All of them. A column that is sealed has its line here.
const SEALED: [Sealed; 5] = [
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
];

/// A sealed text.
#[derive(FromRow)]
struct Row {
    id: String,
    content: String,
}

/// How far resealing has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Texts that were sealed anew.
    pub moved: i64,
    /// Texts that no given key opens.
    pub left: i64,
    /// Users whose recovery codes are of the kind that depends on a key, of an earlier version of the program.
    pub keyed: i64,
}

impl Sealing {
    /// How many rows are sealed with a key that is not among those given: the program must not start on these. Where there
    /// are none, no row is read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sealed_for_others(&self) -> Result<i64, Error> {
        let ids: Vec<&str> = self.keys.ids().collect();
        self.count_but(&ids).await
    }

    /// How many rows are sealed with another key than these.
    async fn count_but(&self, ids: &[&str]) -> Result<i64, Error> {
        let mut rows = 0;
        for sealed in &SEALED {
            for id in self.keys_in(sealed).await?.iter().filter(|id| !ids.contains(&id.as_str())) {
                rows += self.count_sealed(sealed, id).await?;
            }
        }
        Ok(rows)
    }

    /// The names of all keys that something is sealed with there, each found behind the last one.
    async fn keys_in(&self, sealed: &Sealed) -> Result<Vec<String>, Error> {
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

    /// Seals everything anew that another key than the first has sealed. It can be stopped and run again, while the
    /// program serves. `told` hears from time to time how many rows are left. With `lost`, what no given key opens is given
    /// up: letters and refused forms go, and a second factor stays on with recovery codes alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reseal(&self, lost: bool, mut told: impl FnMut(i64)) -> Result<Resealed, Error> {
        let mut resealed = Resealed::default();
        let before = self.count_but(&[self.keys.first_id()]).await?;
        for sealed in &SEALED {
            for key in self.keys_in(sealed).await?.iter().filter(|key| *key != self.keys.first_id()) {
                let mut after = String::new();
                while let Some(last) = self.reseal_batch(sealed, (key, &after), lost, &mut resealed).await? {
                    after = last;
                    told((before - resealed.moved).max(0));
                }
            }
        }
        resealed.left = self.count_but(&[self.keys.first_id()]).await?;
        resealed.keyed = self.second_factor.keyed_recovery_codes().await?;
        Ok(resealed)
    }

    /// The next rows of this key after this id; the last one of them, if there were any.
    async fn reseal_batch(
        &self,
        sealed: &Sealed,
        (key, after): (&str, &str),
        lost: bool,
        resealed: &mut Resealed,
    ) -> Result<Option<String>, Error> {
        let Sealed { table, column, id, .. } = sealed;
        let text = format!(
            "select {id} as id, {column} as content from {table}
             where substr({column}, 3, 8) = $2 and {id} > $1 and {column} is not null and {column} <> '' order by {id} limit $3"
        );
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(text))
            .bind(after.to_owned())
            .bind(key.to_owned())
            .bind(BATCH)
            .fetch_all(self.db.read())
            .await?;
        let mut tx = self.db.begin().await?;
        for row in &rows {
            resealed.moved += self.reseal_row(&mut tx, sealed, row, lost).await?;
        }
        tx.commit().await?;
        Ok(rows.last().map(|row| row.id.clone()))
    }

    /// How many rows this has changed: none where the row was changed meanwhile, or no key opens it.
    async fn reseal_row(&self, tx: &mut Tx, sealed: &Sealed, row: &Row, lost: bool) -> Result<i64, Error> {
        let place = format!("{} {}", sealed.place, row.id);
        let anew = match (self.keys.open(&place, &row.content), &sealed.lost) {
            (Ok(plain), _) => self.keys.seal(self.random, &place, &plain)?,
            (Err(_), _) if !lost => return Ok(0),
            (Err(_), Lost::NewSecret) => self.keys.seal(self.random, &place, &self.second_factor.unknown_secret())?,
            (Err(_), Lost::With(text)) => {
                let dropped = sqlx::query(*text).bind(&row.id).bind(self.now()).execute(&mut **tx).await?;
                return changed(dropped.rows_affected());
            }
        };
        let Sealed { table, column, id, .. } = sealed;
        let text = format!("update {table} set {column} = $1 where {id} = $2 and {column} = $3");
        let moved =
            sqlx::query(AssertSqlSafe(text)).bind(anew).bind(&row.id).bind(&row.content).execute(&mut **tx).await?;
        changed(moved.rows_affected())
    }
}

fn changed(rows: u64) -> Result<i64, Error> {
    i64::try_from(rows).map_err(|_| InternalError::new("more rows than can be counted").into())
}

impl Keys {
    /// The names of the keys, the first seals.
    fn ids(&self) -> impl Iterator<Item = &str> {
        self.all().iter().map(|key| key.id.as_str())
    }

    fn first_id(&self) -> &str {
        &self.all()[0].id
    }
}
