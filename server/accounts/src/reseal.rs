//! From one secret key to the next: what is sealed is sealed anew with the first one, so that the others can go.

mod sealed;

use crate::{
    Keys,
    db::Tx,
    error::{Error, InternalError},
    parts::Sealing,
};
use sealed::{Lost, SEALED, Sealed};
use sqlx::{AssertSqlSafe, FromRow};

/// Rows looked at in one go.
const BATCH: i64 = 100;

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

    /// Seals everything anew that another key than the first has sealed. It can be stopped and run again, while the
    /// program serves. `told` hears from time to time how many rows are left. With `lost`, what no given key opens is given
    /// up: letters and refused forms go, a second factor stays on with recovery codes alone, and ID tokens are signed with
    /// new keys.
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
        if lost {
            self.signing.make_where_lost().await?;
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
