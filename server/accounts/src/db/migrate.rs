//! The database is brought up to date.

use super::{Kind, source::Source};
use crate::error::InternalError;
use sqlx::{AnyConnection, Connection as _, Executor, migrate::Migrator};

/// The lock that PostgreSQL keeps while tables change: any number that nobody else in this database uses.
const MIGRATES: &str = "select pg_advisory_xact_lock(5273986124)";

/// On a connection of its own and in one transaction, so that the lock holds through a pooler too. It may take as long as it
/// takes.
pub(super) async fn migrate(source: &Source) -> Result<(), InternalError> {
    let mut connection = source.connect().await.map_err(|error| source.kind().refusal(&error))?;
    if source.kind() == Kind::Sqlite {
        make_shrinkable(&mut connection).await?;
    }
    let done = migrate_locked(source, &mut connection).await;
    connection.close().await?;
    done
}

/// What makes the tables. The lock is ours.
pub(super) fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("./migrations");
    migrations.set_locking(false);
    migrations
}

async fn migrate_locked(source: &Source, connection: &mut AnyConnection) -> Result<(), InternalError> {
    let mut tx = connection.begin_with(source.begin_statement()).await?;
    if source.kind() == Kind::Postgres {
        tx.execute("set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0").await?;
        tx.execute(MIGRATES).await?;
    }
    migrations().run(&mut *tx).await.map_err(|error| InternalError::new(format_args!("migrations: {error}")))?;
    if source.kind() == Kind::Postgres {
        // Behind a pooler they would stay for whoever gets the database's connection next.
        tx.execute("deallocate all").await?;
    }
    Ok(tx.commit().await?)
}

/// A file that was made before it could shrink is written anew, once. Where that fails, the disk being full, the program
/// goes on with the file as it is.
async fn make_shrinkable(connection: &mut AnyConnection) -> Result<(), InternalError> {
    const INCREMENTAL: i64 = 2;
    let mode: i64 = sqlx::query_scalar("pragma auto_vacuum").fetch_one(&mut *connection).await?;
    if mode == INCREMENTAL {
        return Ok(());
    }
    connection.execute("pragma auto_vacuum = incremental").await?;
    if let Err(error) = connection.execute("vacuum").await {
        tracing::warn!(%error, "the database could not be made to shrink; it is tried again at the next start");
    }
    Ok(())
}
