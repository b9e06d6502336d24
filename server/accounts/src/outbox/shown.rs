//! Letters as the operator sees them: how each fares, never what it says or whom it goes to.

use super::Outbox;
use crate::error::Error;
use sqlx::{AssertSqlSafe, FromRow};

/// A letter, without its content. Of its address only the domain, which is what trouble with mail is about.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LetterShown {
    /// Its id, which the log names too.
    pub id: String,
    /// What it is about; `none` for one that nobody gets.
    pub kind: String,
    /// The part of its address after the @.
    pub domain: String,
    /// When it was written, in unix seconds.
    pub created_at: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// From when on it may go, in unix seconds; past for one that may go now.
    pub next_at: i64,
    /// When it failed for good, in unix seconds.
    pub failed_at: Option<i64>,
    /// Why it did not go, the last time.
    pub problem: Option<String>,
}

/// How it ended that a letter was to go again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// It goes as soon as a server looks.
    Goes,
    /// A server is sending it now.
    BeingSent,
    /// It went.
    Went,
    /// The code or link in it works no more.
    RanOut,
    /// What it said is not kept any more, or was withdrawn.
    Emptied,
    /// There is no such letter.
    Unknown,
}

/// Letters that should have gone and did not.
const FAILED: &str = "failed_at is not null and coalesce(failure_kind, '') <> 'withdrawn'";
/// What a letter that did not go needs to go now, at the moment `$1`.
const AGAIN: &str = "update outbox set failed_at = null, lease_until = 0, attempts = 0
    where sent_at is null and content <> '' and (worth_until is null or worth_until > $1)
        and (lease = '' or lease_until < $1)";

impl Outbox {
    /// Letters that wait, the oldest first, or those that failed, the newest first: at most so many, after this one.
    ///
    /// # Errors
    /// `Gone` when there is no letter to go on after.
    pub async fn letters_shown(&self, failed: bool, after: Option<&str>, most: i64) -> Result<Vec<LetterShown>, Error> {
        let (which, at, order) = match failed {
            false => ("sent_at is null and failed_at is null", "created_at", ("(created_at, id) >", "created_at, id")),
            true => (FAILED, "failed_at", ("(failed_at, id) <", "failed_at desc, id desc")),
        };
        let (at, id) = match after {
            None => (if failed { i64::MAX } else { i64::MIN }, ""),
            Some(id) => {
                let text = AssertSqlSafe(format!("select {at} from outbox where id = $1 and {at} is not null"));
                let at: Option<i64> = sqlx::query_scalar(text).bind(id).fetch_optional(self.db.read()).await?;
                (at.ok_or(Error::Gone)?, id)
            }
        };
        let text = format!(
            "select id, kind, email_key as domain, created_at, attempts, lease_until as next_at, failed_at, problem
             from outbox where {which} and {} ($1, $2) order by {} limit $3",
            order.0, order.1
        );
        let shown = sqlx::query_as(AssertSqlSafe(text)).bind(at).bind(id).bind(most).fetch_all(self.db.read()).await?;
        Ok(shown.into_iter().map(LetterShown::without_name).collect())
    }

    /// Lets a letter go at once that failed or waits.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn retry_letter(&self, id: &str) -> Result<Retried, Error> {
        let again = sqlx::query(AssertSqlSafe(format!("{AGAIN} and id = $2")));
        let again = again.bind(self.now()).bind(id).execute(self.db.write()).await?;
        if again.rows_affected() > 0 {
            return Ok(Retried::Goes);
        }
        let row: Option<(Option<i64>, Option<i64>, String)> =
            sqlx::query_as("select sent_at, worth_until, content from outbox where id = $1")
                .bind(id)
                .fetch_optional(self.db.read())
                .await?;
        Ok(match row {
            None => Retried::Unknown,
            Some((Some(_), ..)) => Retried::Went,
            Some((_, Some(until), _)) if until <= self.now() => Retried::RanOut,
            Some((_, _, content)) if content.is_empty() => Retried::Emptied,
            Some(_) => Retried::BeingSent,
        })
    }

    /// Lets all letters go that failed and can go again; how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn retry_failed_letters(&self) -> Result<u64, Error> {
        let again = sqlx::query(AssertSqlSafe(format!("{AGAIN} and failed_at is not null")));
        Ok(again.bind(self.now()).execute(self.db.write()).await?.rows_affected())
    }
}

impl LetterShown {
    fn without_name(self) -> LetterShown {
        let domain = self.domain.rsplit_once('@').map(|(_, domain)| domain.to_owned());
        LetterShown { domain: domain.unwrap_or_default(), ..self }
    }
}
