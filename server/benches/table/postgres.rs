//! Databases on the PostgreSQL at `TEST_POSTGRES_URL`.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};

/// The server's address, where there is one.
pub(crate) fn server() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL").ok()
}

/// Makes a database of this name; its address.
pub(crate) async fn database(server: &str, name: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!("ocpanel_bench_{}_{name}", std::process::id());
    let mut connection = AnyConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
