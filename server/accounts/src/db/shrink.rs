//! What was deleted is given back to the system.

use super::{Db, Kind};
use crate::error::Error;

/// Turns in which the file of SQLite shrinks at one time, of 500 pages each.
const SHRINKS: u32 = 40;

impl Db {
    /// Gives back to the system what was deleted: on SQLite the file shrinks, and its log is folded into it and emptied, so
    /// that nothing of it is left there either. PostgreSQL does so by itself.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn shrink(&self) -> Result<(), Error> {
        if self.kind == Kind::Sqlite {
            for _ in 0..SHRINKS {
                let free: i64 = sqlx::query_scalar("pragma freelist_count").fetch_one(&self.write).await?;
                if free == 0 {
                    break;
                }
                // Others write between two turns.
                sqlx::query("pragma incremental_vacuum(500)").execute(&self.write).await?;
            }
            self.cut_log().await?;
        }
        Ok(())
    }

    /// Folds SQLite's log into the file and empties it. Writers wait meanwhile, so a reader elsewhere that still needs the log
    /// is hardly waited for: it is cut the next time.
    async fn cut_log(&self) -> Result<(), Error> {
        let mut connection = self.write.acquire().await?;
        sqlx::query("pragma busy_timeout = 100").execute(&mut connection).await?;
        let cut = sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut connection).await;
        sqlx::query("pragma busy_timeout = 5000").execute(&mut connection).await?;
        Ok(cut.map(drop)?)
    }
}
