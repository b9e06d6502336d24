#!/usr/bin/env bash
# sqlx: `fetch_one` of an `insert … returning` outside a transaction says Ok where SQLite could not commit it.
#
# Seen with: crates sqlx 0.9.0 (libsqlite3-sys 0.37.0, SQLite as it is bundled there), tokio 1.54.1.
# Behaviour: a statement outside a transaction is committed by SQLite when it is stepped to its end. `fetch_one` and
# `fetch_optional` stop at the first row and reset the statement; SQLite commits then, and what the reset answers is thrown
# away. So where the commit itself fails - a deferred foreign key here, a full disk in life - the caller gets a row, with
# an id in it, of something that is not there. `fetch_all` and `execute` step to the end and tell the error; so does a
# commit of one's own.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: `fetch_all` for a statement that writes, or a transaction around it.
set -euo pipefail

expected='fetch_one: a row, and 0 rows are kept
fetch_optional: a row, and 0 rows are kept
fetch_all: FOREIGN KEY constraint failed, and 0 rows are kept
fetch_one in a transaction: FOREIGN KEY constraint failed, and 0 rows are kept'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "ask"
version = "0.0.0"
edition = "2024"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["runtime-tokio", "sqlite"] }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
TOML

cat > src/main.rs <<'RS'
use sqlx::{Connection, Executor, SqliteConnection};

const TABLES: &str = "create table parents (id integer primary key);
    create table children (id integer primary key,
        parent integer references parents (id) deferrable initially deferred)";
const INSERT: &str = "insert into children (parent) values (7) returning id";

fn said<T>(ended: Result<T, sqlx::Error>) -> String {
    match ended {
        Ok(_) => "a row".to_owned(),
        Err(sqlx::Error::Database(refused)) => refused.message().to_owned(),
        Err(other) => other.to_string(),
    }
}

async fn whole(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    tx.fetch_one(INSERT).await?;
    tx.commit().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for how in ["fetch_one", "fetch_optional", "fetch_all", "fetch_one in a transaction"] {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        connection.execute(TABLES).await.unwrap();
        let said = match how {
            "fetch_one" => said(connection.fetch_one(INSERT).await),
            "fetch_optional" => said(connection.fetch_optional(INSERT).await),
            "fetch_all" => said(connection.fetch_all(INSERT).await),
            _ => said(whole(&mut connection).await),
        };
        let kept: i64 = sqlx::query_scalar("select count(*) from children").fetch_one(&mut connection).await.unwrap();
        println!("{how}: {said}, and {kept} rows are kept");
    }
}
RS

cargo build --quiet 2> cargo.log || { cat cargo.log; exit 1; }
diff <(echo "$expected") <(target/debug/ask)
echo 'as it was seen'
