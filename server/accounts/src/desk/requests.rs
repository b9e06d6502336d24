//! How many requests a register has had today, from all servers together.

use crate::{db::Db, error::Error};

/// Counts so many more requests, unless there would be more than `most`: then none is counted, and it is false.
pub(super) async fn take(db: &Db, register: &str, day: i64, requests: i64, most: i64) -> Result<bool, Error> {
    let taken: Option<(i64,)> = sqlx::query_as(
        "insert into register_days (register, day, requests) values ($1, $2, $3)
         on conflict (register, day) do update set requests = register_days.requests + $3
         where register_days.requests + $3 <= $4 returning requests",
    )
    .bind(register)
    .bind(day)
    .bind(requests)
    .bind(most)
    .fetch_optional(db.write())
    .await?;
    Ok(taken.is_some())
}

/// Nothing is left of today's.
pub(super) async fn spend_all(db: &Db, register: &str, day: i64, most: i64) -> Result<(), Error> {
    sqlx::query(
        "insert into register_days (register, day, requests) values ($1, $2, $3)
         on conflict (register, day) do update set requests = $3",
    )
    .bind(register)
    .bind(day)
    .bind(most)
    .execute(db.write())
    .await?;
    Ok(())
}
