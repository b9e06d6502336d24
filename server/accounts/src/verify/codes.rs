//! Codes: made and posted, used up, ended.

use crate::{
    Accounts, Settings, Visitor,
    db::Tx,
    error::Error,
    letters::{Letter, News},
    limits,
    wizard::seconds_until,
};
use rules::{Code, Language};
use sqlx::{AnyExecutor, FromRow};

/// An address that is to be proved, and by which registration.
#[derive(Debug, FromRow)]
pub(crate) struct Proving {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) language: String,
}

impl Accounts {
    /// Writes a code and its letter; or the seconds until the address may get another one.
    ///
    /// A known address gets a code that nobody is told, and one letter a day that says so; in between one that
    /// goes no further than the mail server's yes to its address. From outside, and in the time it takes, all look the
    /// same.
    pub(crate) async fn send_code(
        &self,
        tx: &mut Tx,
        proving: &Proving,
        visitor: &Visitor,
    ) -> Result<Result<(), u32>, Error> {
        let now = self.now();
        limits::hold_address(tx, &proving.email_key, now).await?;
        let sent = self.codes_sent(&mut **tx, &proving.email_key).await?;
        let next = limits::next_code(&sent, self.settings.codes_per_hour, now);
        if next > now {
            return Ok(Err(seconds_until(next, now)));
        }
        let code = self.new_code(tx, proving).await?;
        self.post_code(tx, proving, &code, visitor).await?;
        sqlx::query("update registrations set code_sent_at = $1 where id = $2")
            .bind(now)
            .bind(&proving.id)
            .execute(&mut **tx)
            .await?;
        Ok(Ok(()))
    }

    async fn new_code(&self, tx: &mut Tx, proving: &Proving) -> Result<Code, Error> {
        let code = Code::from_numbers(std::array::from_fn(|_| self.random.below(23)));
        sqlx::query("insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(self.random.id())
            .bind(&proving.id)
            .bind(&proving.email_key)
            .bind(self.code_hash(&proving.id, &code))
            .bind(self.now())
            .bind(self.now() + self.settings.code_lifetime)
            .execute(&mut **tx)
            .await?;
        Ok(code)
    }

    async fn post_code(&self, tx: &mut Tx, proving: &Proving, code: &Code, visitor: &Visitor) -> Result<(), Error> {
        let until = Some(self.now() + self.settings.code_lifetime);
        let asked = self.asked(visitor);
        let user: Option<(String, String)> = sqlx::query_as("select email, language from users where email_key = $1")
            .bind(&proving.email_key)
            .fetch_optional(&mut **tx)
            .await?;
        let Some((email, language)) = user else {
            let news = News::VerificationCode { code: code.to_string() };
            let to = proving.email.clone();
            let letter = Letter { to, language: language_of(&proving.language), news, until, asked, silent: false };
            return self.post(tx, &proving.email_key, &proving.id, &letter).await;
        };
        let (language, news) = (language_of(&language), News::AlreadyRegistered);
        let silent = self.told_already(tx, &proving.email_key).await?;
        // To the address that was proved, never to the one that was typed.
        let letter = Letter { to: email, language, news, until, asked, silent };
        self.post(tx, &proving.email_key, &proving.id, &letter).await
    }

    async fn told_already(&self, tx: &mut Tx, email_key: &str) -> Result<bool, Error> {
        let letters: i64 = sqlx::query_scalar(
            "select count(*) from outbox where email_key = $1 and kind = 'already-registered' and created_at > $2 and (failed_at is null or sent_at is not null)",
        )
        .bind(email_key)
        .bind(self.now() - Settings::ALREADY_REGISTERED_EVERY)
        .fetch_one(&mut **tx)
        .await?;
        Ok(letters > 0)
    }

    /// When codes went to this address within the last day, the newest first.
    pub(crate) async fn codes_sent<'c>(
        &self,
        executor: impl AnyExecutor<'c>,
        email_key: &str,
    ) -> Result<Vec<i64>, Error> {
        let sent = sqlx::query_scalar(
            "select created_at from codes where email_key = $1 and created_at > $2 order by created_at desc limit 10",
        )
        .bind(email_key)
        .bind(self.now() - 86_400)
        .fetch_all(executor)
        .await?;
        Ok(sent)
    }

    pub(crate) async fn has_live_code(&self, tx: &mut Tx, registration: &str) -> Result<bool, Error> {
        let live: i64 = sqlx::query_scalar("select count(*) from codes where registration_id = $1 and used_at is null and dead_at is null and expires_at > $2")
            .bind(registration)
            .bind(self.now())
            .fetch_one(&mut **tx)
            .await?;
        Ok(live > 0)
    }

    /// Whether the wait is over and tries are left.
    pub(crate) async fn may_send(&self, tx: &mut Tx, registration: &str) -> Result<bool, Error> {
        let may: i64 = sqlx::query_scalar(
            "select count(*) from registrations where id = $1 and tries_total < $2 and (code_sent_at is null or code_sent_at <= $3)",
        )
        .bind(registration)
        .bind(Settings::TRIES_IN_ALL)
        .bind(self.now() - self.settings.resend_after)
        .fetch_one(&mut **tx)
        .await?;
        Ok(may > 0)
    }

    /// No code of this registration works any more.
    pub(crate) async fn end_codes(&self, tx: &mut Tx, registration: &str) -> Result<(), Error> {
        sqlx::query("update codes set dead_at = $1 where registration_id = $2 and dead_at is null")
            .bind(self.now())
            .bind(registration)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Gives new tries, if the old ones are used up; the codes they were spent on stay dead.
    pub(crate) async fn renew_tries(&self, tx: &mut Tx, registration: &str) -> Result<(), Error> {
        let renewed = sqlx::query("update registrations set tries = 0 where id = $1 and tries >= $2")
            .bind(registration)
            .bind(self.settings.code_tries)
            .execute(&mut **tx)
            .await?;
        if renewed.rows_affected() > 0 {
            self.end_codes(tx, registration).await?;
        }
        Ok(())
    }

    /// Uses the code up, if it is one that works.
    pub(super) async fn use_code(&self, tx: &mut Tx, registration: &str, code: &Code) -> Result<bool, Error> {
        self.counters.code_comparisons.inc();
        let used = sqlx::query(
            "update codes set used_at = $1 where registration_id = $2 and code_hash = $3 and used_at is null and dead_at is null and expires_at > $1",
        )
        .bind(self.now())
        .bind(registration)
        .bind(self.code_hash(registration, code))
        .execute(&mut **tx)
        .await?;
        Ok(used.rows_affected() > 0)
    }

    /// Bound to its registration: the code of one is worth nothing in another.
    fn code_hash(&self, registration: &str, code: &Code) -> String {
        self.keys.hash("verification code", &format!("{registration}\0{}", code.letters()))
    }
}

fn language_of(tag: &str) -> Language {
    Language::of_tag(tag).unwrap_or_default()
}
