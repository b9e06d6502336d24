//! The outbox: letters are written in the transaction of the act they tell of, and sent afterwards.

use crate::{Accounts, Mailer, db::Tx, error::Error, letters::Letter, mailer::Undelivered};
use sqlx::AssertSqlSafe;
use std::time::Duration;

/// How long one server may take for a letter before another may try.
const LEASE: i64 = 120;
/// Letters leased at once.
const BATCH: i64 = 16;
/// How often the outbox is looked at when nothing rings.
const LOOK: Duration = Duration::from_secs(2);
/// A letter that did not go within two days never goes.
const GIVE_UP_AFTER: i64 = 172_800;

impl Accounts {
    /// Writes a letter to the outbox. Ring [`Accounts::ring`] after the commit.
    pub(crate) async fn post(&self, tx: &mut Tx, email_key: &str, about: &str, letter: &Letter) -> Result<(), Error> {
        let id = self.random.id();
        let content = self.keys.seal(self.random, &place(&id), &serde_json::to_string(letter)?)?;
        sqlx::query(
            "insert into outbox (id, kind, email_key, about, content, created_at, lease_until) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(letter.kind().name())
        .bind(email_key)
        .bind(about)
        .bind(content)
        .bind(self.now())
        .bind(0i64)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Tells the worker that there are letters.
    pub(crate) fn ring(&self) {
        self.letters.notify_one();
    }

    /// Sends letters for ever, or until the future is dropped between two of them.
    pub async fn keep_sending(&self, mailer: &Mailer) {
        loop {
            match self.send_due(mailer).await {
                Ok(0) => drop(tokio::time::timeout(LOOK, self.letters.notified()).await),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot be read");
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
    }

    /// Sends what is due now; how many letters were tried.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn send_due(&self, mailer: &Mailer) -> Result<usize, Error> {
        let leased = self.lease().await?;
        for (id, content, created_at, attempts) in &leased {
            self.send_one(mailer, id, content, *created_at, *attempts).await?;
        }
        Ok(leased.len())
    }

    /// The outer condition matters: without it PostgreSQL leases rows twice under load.
    async fn lease(&self) -> Result<Vec<(String, String, i64, i64)>, Error> {
        let now = self.now();
        let text = format!(
            "update outbox set lease_until = $1, attempts = attempts + 1
             where id in (select id from outbox where sent_at is null and failed_at is null and lease_until < $2 order by lease_until, created_at, id limit $3 {})
               and sent_at is null and failed_at is null and lease_until < $2
             returning id, content, created_at, attempts",
            self.db.skip_locked()
        );
        let leased = sqlx::query_as(AssertSqlSafe(text))
            .bind(now + LEASE)
            .bind(now)
            .bind(BATCH)
            .fetch_all(self.db.write())
            .await?;
        Ok(leased)
    }

    async fn send_one(
        &self,
        mailer: &Mailer,
        id: &str,
        content: &str,
        created_at: i64,
        attempts: i64,
    ) -> Result<(), Error> {
        let sent = match self.open_letter(id, content) {
            Ok(letter) => match letter.message(&self.settings, id, self.now()) {
                Ok(message) => mailer.send(message, id, self.now()).await,
                Err(broken) => Err(Undelivered::Never(broken.to_string())),
            },
            Err(error) => Err(Undelivered::Later(error.to_string())),
        };
        match sent {
            Ok(()) => self.sent(id).await,
            Err(Undelivered::Later(problem)) if self.now() - created_at < GIVE_UP_AFTER => {
                self.later(id, attempts, &problem).await
            }
            Err(Undelivered::Later(problem) | Undelivered::Never(problem)) => self.failed(id, &problem).await,
        }
    }

    fn open_letter(&self, id: &str, content: &str) -> Result<Letter, Error> {
        let plain = self.keys.open(&place(id), content)?;
        Ok(serde_json::from_str(&plain)?)
    }

    async fn sent(&self, id: &str) -> Result<(), Error> {
        sqlx::query("update outbox set sent_at = $1, content = '' where id = $2")
            .bind(self.now())
            .bind(id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    /// Waits twice as long after each attempt: from 20 seconds up to about 40 minutes.
    async fn later(&self, id: &str, attempts: i64, problem: &str) -> Result<(), Error> {
        tracing::warn!(letter = id, problem, "a letter did not go; it is tried again");
        let wait = 10 << attempts.clamp(0, 8);
        sqlx::query("update outbox set lease_until = $1, problem = $2 where id = $3")
            .bind(self.now() + wait)
            .bind(problem)
            .bind(id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    async fn failed(&self, id: &str, problem: &str) -> Result<(), Error> {
        tracing::error!(letter = id, problem, "a letter cannot go");
        sqlx::query("update outbox set failed_at = $1, problem = $2, content = '' where id = $3")
            .bind(self.now())
            .bind(problem)
            .bind(id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }
}

/// Letters about this that did not go yet never go.
pub(crate) async fn withdraw(tx: &mut Tx, about: &str, now: i64) -> Result<(), Error> {
    sqlx::query("update outbox set failed_at = $1, problem = 'withdrawn', content = '' where about = $2 and sent_at is null and failed_at is null")
        .bind(now)
        .bind(about)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a letter's content is sealed for.
fn place(id: &str) -> String {
    format!("outbox {id}")
}
