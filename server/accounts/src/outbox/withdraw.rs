//! Letters that did not go yet and never go.

use crate::db::{Pipeline, Tx};
use sqlx::AssertSqlSafe;

/// What makes a letter that did not go one that never goes, at the moment `$1`.
const WITHDRAWN: &str = "update outbox set failed_at = coalesce(failed_at, $1), content = '',
        problem = case when failed_at is null then 'withdrawn' else problem end,
        failure_kind = case when failed_at is null then 'withdrawn' else failure_kind end
    where sent_at is null and content <> ''";

/// Letters about this that did not go yet never go.
pub(crate) fn withdraw(tx: &mut Tx, about: &str, now: i64) {
    let text = AssertSqlSafe(format!("{WITHDRAWN} and about = $2"));
    sqlx::query(text).bind(now).bind(about).pipeline(tx);
}

/// Codes for this address that did not go yet never go.
pub(crate) fn withdraw_codes(tx: &mut Tx, email_key: &str, now: i64) {
    let codes = "kind in ('verification-code', 'email-change-code')";
    let text = AssertSqlSafe(format!("{WITHDRAWN} and email_key = $2 and {codes}"));
    sqlx::query(text).bind(now).bind(email_key).pipeline(tx);
}
