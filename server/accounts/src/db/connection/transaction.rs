//! A transaction.

use super::Connection;
use std::ops;

/// A transaction. It is undone unless it was committed.
#[derive(Debug)]
pub(crate) struct Tx(Connection);

impl Tx {
    pub(in super::super) async fn begin(mut connection: Connection) -> Result<Tx, sqlx::Error> {
        connection.begin().await?;
        Ok(Tx(connection))
    }

    /// Keeps what it did.
    ///
    /// # Errors
    /// Also when one of its statements was refused: PostgreSQL would say that all is well and keep nothing.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if self.0.refused {
            return Err(sqlx::Error::Protocol("a transaction was to be kept of which a statement was refused".into()));
        }
        self.0.end("commit").await
    }

    /// Undoes it.
    pub(crate) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        self.0.end("rollback").await
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
