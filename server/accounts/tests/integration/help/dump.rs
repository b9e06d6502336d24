//! All that a database holds.

use super::World;
use sqlx::{AnyConnection, AssertSqlSafe, Column, Connection, Row};

/// A column of a table, such as `users.name`, and what stands in it.
pub type Cell = (String, String);

impl World {
    /// Every cell of every table that is not empty, in an order that does not depend on the database.
    pub async fn cells(&self) -> Vec<Cell> {
        let mut connection = super::connect(&self.url).await;
        let mut cells = Vec::new();
        for table in self.tables(&mut connection).await {
            let rows = sqlx::query(AssertSqlSafe(format!("select * from {table}")))
                .fetch_all(&mut connection)
                .await
                .expect("the table is there");
            for row in rows {
                for column in row.columns() {
                    let text = row.try_get::<Option<String>, _>(column.ordinal());
                    let text =
                        text.unwrap_or_else(|_| row.get::<Option<i64>, _>(column.ordinal()).map(|n| n.to_string()));
                    cells.extend(
                        text.filter(|text| !text.is_empty()).map(|text| (format!("{table}.{}", column.name()), text)),
                    );
                }
            }
        }
        connection.close().await.expect("it closes");
        cells.sort_unstable();
        cells
    }

    /// Every table and its columns.
    pub async fn columns(&self) -> Vec<(String, Vec<String>)> {
        let mut connection = super::connect(&self.url).await;
        let mut all = Vec::new();
        for table in self.tables(&mut connection).await {
            let text = if self.postgres {
                "select cast(column_name as text) from information_schema.columns where table_schema = 'public' and table_name = $1"
            } else {
                "select name from pragma_table_info($1)"
            };
            let columns = sqlx::query_scalar(text).bind(&table).fetch_all(&mut connection).await.expect("columns");
            all.push((table, columns));
        }
        connection.close().await.expect("it closes");
        all
    }

    /// The columns that hold this somewhere, however it is written in capitals.
    pub async fn holding(&self, what: &str) -> Vec<String> {
        let what = what.to_lowercase();
        let cells = self.cells().await;
        cells.into_iter().filter(|(_, text)| text.to_lowercase().contains(&what)).map(|(column, _)| column).collect()
    }

    async fn tables(&self, connection: &mut AnyConnection) -> Vec<String> {
        let text = if self.postgres {
            "select cast(table_name as text) from information_schema.tables where table_schema = 'public'"
        } else {
            "select name from sqlite_master where type = 'table'"
        };
        let tables: Vec<String> = sqlx::query_scalar(text).fetch_all(connection).await.expect("there are tables");
        tables.into_iter().filter(|name| !name.starts_with("_sqlx") && !name.starts_with("sqlite_")).collect()
    }
}
