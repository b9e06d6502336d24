//! The outbox: letters are written in the transaction of the act they tell of, and sent afterwards.

use crate::{
    Accounts, Mailer, Settings,
    db::Tx,
    error::Error,
    letters::Letter,
    mailer::{AFTER_RECIPIENT, Undelivered, delivery},
    smtp::Meaning,
};
use rules::Delivery;
use sqlx::{AssertSqlSafe, FromRow};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::sync::watch;

/// How long a server that says no more keeps a letter from others, in seconds.
const LEASE: i64 = 300;
/// How often a server says that it is still sending a letter: mail servers may take their time.
const SENDING: Duration = Duration::from_secs(100);
/// How often the outbox is looked at when nothing rings.
const LOOK: Duration = Duration::from_secs(2);

/// A letter that this server may send now.
#[derive(FromRow)]
struct Leased {
    id: String,
    content: String,
    created_at: i64,
    attempts: i64,
    /// Why it did not go before.
    problem: Option<String>,
}

impl Accounts {
    /// Writes a letter to the outbox. Ring [`Accounts::ring`] after the commit.
    pub(crate) async fn post(&self, tx: &mut Tx, email_key: &str, about: &str, letter: &Letter) -> Result<(), Error> {
        let id = self.random.id();
        let content = self.keys.seal(self.random, &place(&id), &serde_json::to_string(letter)?)?;
        sqlx::query(
            "insert into outbox (id, kind, email_key, about, content, created_at, lease_until) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(letter.kind_name())
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

    /// Sends letters until it is told to stop, and stops only between two of them. Several of these may run side by side:
    /// a letter that takes long holds up only one.
    pub async fn keep_sending(&self, mailer: &Mailer, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.send_next(mailer).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the outbox cannot be read"),
            }
            tokio::select! {
                _ = tokio::time::timeout(LOOK, self.letters.notified()) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Sends the letter that is due; whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn send_next(&self, mailer: &Mailer) -> Result<bool, Error> {
        let Some(leased) = self.lease().await? else { return Ok(false) };
        // There may be more: another worker looks while this one sends.
        self.ring();
        self.send(mailer, &leased).await?;
        Ok(true)
    }

    /// The outer condition matters: without it PostgreSQL leases rows twice under load. So does `=`: with `in` it may run
    /// the inner select more than once, and lease letters that nobody gets to see.
    async fn lease(&self) -> Result<Option<Leased>, Error> {
        let now = self.now();
        let text = format!(
            "update outbox set lease_until = $1, attempts = attempts + 1
             where id = (select id from outbox where sent_at is null and failed_at is null and lease_until < $2 order by lease_until, created_at, id limit 1 {})
               and sent_at is null and failed_at is null and lease_until < $2
             returning id, content, created_at, attempts, problem",
            self.db.skip_locked()
        );
        let leased =
            sqlx::query_as(AssertSqlSafe(text)).bind(now + LEASE).bind(now).fetch_optional(self.db.write()).await?;
        Ok(leased)
    }

    async fn send(&self, mailer: &Mailer, leased: &Leased) -> Result<(), Error> {
        let given_up = self.now() - leased.created_at >= Settings::LETTER_LIFETIME;
        let tried = self.try_while_leased(mailer, leased).await?;
        match &tried {
            Ok(()) => self.mail_is_refused.store(false, Ordering::Relaxed),
            Err(Undelivered { meaning: Meaning::Operator, .. }) => self.mail_is_refused.store(true, Ordering::Relaxed),
            Err(_) => {}
        }
        match tried {
            Ok(()) => self.sent(&leased.id).await,
            Err(undelivered) if given_up || undelivered.is_final() => {
                self.failed(&leased.id, &undelivered.problem()).await
            }
            Err(undelivered) => self.later(leased, &undelivered).await,
        }
    }

    /// Tries, and keeps the lease as long as that takes.
    async fn try_while_leased(&self, mailer: &Mailer, leased: &Leased) -> Result<Result<(), Undelivered>, Error> {
        let mut trying = std::pin::pin!(self.try_to_send(mailer, leased));
        loop {
            match tokio::time::timeout(SENDING, &mut trying).await {
                Ok(tried) => return Ok(tried),
                Err(_) => self.lease_on(&leased.id).await?,
            }
        }
    }

    async fn lease_on(&self, id: &str) -> Result<(), Error> {
        sqlx::query("update outbox set lease_until = $1 where id = $2 and sent_at is null and failed_at is null")
            .bind(self.now() + LEASE)
            .bind(id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    async fn try_to_send(&self, mailer: &Mailer, leased: &Leased) -> Result<(), Undelivered> {
        let later = |error: Error| Undelivered::of(Meaning::Later, error.to_string());
        let letter = self.open_letter(leased).map_err(later)?;
        if letter.until.is_some_and(|until| until <= self.now()) {
            return Err(ran_out(leased.problem.as_deref().unwrap_or_default()));
        }
        let message = letter.message(&self.settings, &leased.id, self.now());
        let message = message.map_err(|broken| Undelivered::of(Meaning::Never, broken.to_string()))?;
        if letter.silent { mailer.ask(&message).await } else { mailer.send(message, &leased.id, self.now()).await }
    }

    fn open_letter(&self, leased: &Leased) -> Result<Letter, Error> {
        let plain = self.keys.open(&place(&leased.id), &leased.content)?;
        Ok(serde_json::from_str(&plain)?)
    }

    async fn sent(&self, id: &str) -> Result<(), Error> {
        self.counters.letters_sent.inc();
        sqlx::query("update outbox set sent_at = $1, content = '' where id = $2")
            .bind(self.now())
            .bind(id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    /// Waits twice as long after each attempt: from 20 seconds up to about 40 minutes.
    async fn later(&self, leased: &Leased, undelivered: &Undelivered) -> Result<(), Error> {
        let problem = undelivered.problem();
        tracing::warn!(letter = leased.id, problem, "a letter did not go; it is tried again");
        let wait = undelivered.wait.max(10 << leased.attempts.clamp(0, 8));
        sqlx::query("update outbox set lease_until = $1, problem = $2 where id = $3")
            .bind(self.now() + wait)
            .bind(problem)
            .bind(&leased.id)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    /// Whether the mail server's last answer to this server was one that the operator has to mend.
    pub fn mail_is_refused(&self) -> bool {
        self.mail_is_refused.load(Ordering::Relaxed)
    }

    /// How the newest letter about this fares. What a mail server says after it has taken the recipient does not count: a
    /// known address that was told already is asked for no further.
    pub(crate) async fn delivery(&self, about: &str) -> Result<Delivery, Error> {
        let newest: Option<(Option<i64>, Option<String>)> = sqlx::query_as(
            "select failed_at, problem from outbox where about = $1 and (problem is null or problem <> 'withdrawn' and problem not like $2) order by created_at desc, attempts limit 1",
        )
        .bind(about)
        .bind(format!("{AFTER_RECIPIENT}%"))
        .fetch_optional(self.db.read())
        .await?;
        Ok(newest.map(|(failed, problem)| delivery(failed.is_some(), &problem.unwrap_or_default())).unwrap_or_default())
    }

    /// How long the oldest letter that should have gone has waited, in seconds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn letters_late(&self) -> Result<i64, Error> {
        let oldest: Option<i64> = sqlx::query_scalar(
            "select created_at from outbox where sent_at is null and failed_at is null order by created_at limit 1",
        )
        .fetch_optional(self.db.read())
        .await?;
        Ok(oldest.map_or(0, |oldest| self.now() - oldest))
    }

    async fn failed(&self, id: &str, problem: &str) -> Result<(), Error> {
        self.counters.letters_failed.inc();
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

/// A letter that is worth nothing any more, after this problem: what was said of its address still holds.
fn ran_out(problem: &str) -> Undelivered {
    let says = problem.starts_with(AFTER_RECIPIENT) || delivery(false, problem) == Delivery::Doubtful;
    let what = if says { problem } else { "its code ran out before it could go" };
    Undelivered::of(Meaning::Never, what.to_owned())
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

/// Codes for this address that did not go yet never go.
pub(crate) async fn withdraw_codes(tx: &mut Tx, email_key: &str, now: i64) -> Result<(), Error> {
    sqlx::query(
        "update outbox set failed_at = $1, problem = 'withdrawn', content = ''
         where email_key = $2 and kind in ('verification-code', 'email-change-code') and sent_at is null and failed_at is null",
    )
    .bind(now)
    .bind(email_key)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a letter's content is sealed for.
fn place(id: &str) -> String {
    format!("outbox {id}")
}
