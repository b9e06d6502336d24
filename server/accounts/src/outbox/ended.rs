//! What is written down of a letter after a try to send it.

use super::{Outbox, lease::Leased};
use crate::{
    error::Error,
    mailer::{FailureKind, Undelivered},
    smtp::Meaning,
};
use sqlx::AssertSqlSafe;

impl Outbox {
    /// Whoever has leased it meanwhile: it went. It was not known on the disk when it went, so neither need it be now.
    pub(super) async fn sent(&self, id: &str) -> Result<(), Error> {
        self.counters.letters_sent.inc();
        sqlx::query("update outbox set sent_at = $1, content = '', lease = '' where id = $2")
            .bind(self.now())
            .bind(id)
            .execute(&self.db.write_without_flush())
            .await?;
        Ok(())
    }

    /// Waits twice as long after each attempt: from 20 seconds up to about 40 minutes.
    pub(super) async fn later(&self, leased: &Leased, undelivered: &Undelivered) -> Result<(), Error> {
        let problem = undelivered.problem();
        tracing::warn!(letter = leased.id, problem, "a letter did not go; it is tried again");
        let wait = undelivered.wait.max(10 << leased.attempts.clamp(0, 8));
        let text = "update outbox set lease = '', lease_until = $1, problem = $2, failure_kind = $5 where id = $3 and lease = $4";
        self.end_try(text, self.now() + wait, leased, undelivered).await
    }

    /// Ends the lease with why it did not go: `$1` a moment, `$2` to `$5` the problem, the letter, its lease, the kind.
    async fn end_try(&self, text: &str, at: i64, leased: &Leased, undelivered: &Undelivered) -> Result<(), Error> {
        sqlx::query(AssertSqlSafe(text.to_owned()))
            .bind(at)
            .bind(undelivered.problem())
            .bind(&leased.id)
            .bind(&leased.lease)
            .bind(undelivered.kind.as_str())
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    /// Its content stays for a while, unless it is worth nothing: the operator may mend what was wrong.
    pub(super) async fn failed(&self, leased: &Leased, undelivered: &Undelivered) -> Result<(), Error> {
        let problem = undelivered.problem();
        self.counters.letters_failed.inc();
        tracing::error!(letter = leased.id, problem, "a letter cannot go");
        let content = if undelivered.meaning == Meaning::Never { "''" } else { "content" };
        let text = format!(
            "update outbox set failed_at = $1, problem = $2, failure_kind = $5, lease = '', content = {content} where id = $3 and lease = $4"
        );
        self.end_try(&text, self.now(), leased, undelivered).await
    }
}

/// A letter that is worth nothing any more: what was said of its address still holds.
pub(super) fn ran_out(leased: &Leased) -> Undelivered {
    let ran_out = Undelivered::of(Meaning::Never, "its code ran out before it could go".to_owned());
    let former = leased.failure_kind.as_deref().and_then(FailureKind::parse);
    match (former.filter(|kind| kind.outlives_the_letter()), leased.problem.as_deref()) {
        (Some(kind), Some(problem)) => {
            let (_, what) = problem.split_once(": ").unwrap_or(("", problem));
            Undelivered { kind, what: what.to_owned(), ..ran_out }
        }
        _ => ran_out,
    }
}
