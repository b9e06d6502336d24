//! Codes: made and posted, used up, ended. The same for registrations and for other addresses of users.

mod holder;

pub(crate) use holder::{Holder, unless_taken};

use crate::{
    RequestContext, Settings,
    clock::AHEAD,
    db::{Pipeline, Query, Tx},
    error::Error,
    letters::{Letter, News},
    limits,
    parts::EmailCodes,
};
use rules::{Code, Errors, Field, FieldError, Language};
use sqlx::{AssertSqlSafe, FromRow};

/// An address that is to be proved: of a registration or, where there is a user, of a change of address.
#[derive(Debug, FromRow)]
pub(crate) struct Proving {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) language: String,
    #[sqlx(default)]
    pub(crate) user_id: Option<String>,
    /// The invitation that began the registration: its letters are counted apart.
    #[sqlx(default)]
    pub(crate) invitation_id: Option<String>,
}

impl Proving {
    /// Where it waits, with its tries.
    fn table(&self) -> &'static str {
        if self.user_id.is_some() { "email_changes" } else { "registrations" }
    }

    /// The letter for whoever has the address, and in which language: the code, or why nobody is told one.
    fn news(&self, code: &Code, holder: Option<&Holder>) -> (String, News) {
        match (holder, &self.user_id) {
            (None, None) => (self.language.clone(), News::VerificationCode { code: code.to_string() }),
            (None, Some(_)) => (self.language.clone(), News::EmailChangeCode { code: code.to_string() }),
            (Some(Holder { kept_until: Some(until), language, .. }), _) => {
                (language.clone(), News::AddressKept { until: *until })
            }
            (Some(holder), None) => (holder.language.clone(), News::AlreadyRegistered),
            (Some(holder), Some(_)) => (holder.language.clone(), News::AddressWanted),
        }
    }
}

impl EmailCodes {
    /// Writes a code and its letter; or the seconds until the address may get another one.
    ///
    /// An address that is somebody's gets a code that nobody is told, and one letter a day that says so; in between one
    /// that goes no further than the mail server's yes to its address. From outside, and in the time it takes, all look
    /// the same.
    pub(crate) async fn send_code(
        &self,
        tx: &mut Tx,
        proving: &Proving,
        context: &RequestContext,
    ) -> Result<Result<(), u32>, Error> {
        let now = self.now();
        limits::lock_address(tx, &proving.email_key, now);
        let invitation = proving.invitation_id.as_deref();
        let cap = self.limits.codes_cap(&mut **tx, &proving.email_key, invitation, context).await?;
        if let Some(seconds) = self.limits.count_letter(tx, &cap).await? {
            return Ok(Err(seconds));
        }
        let code = self.new_code(tx, proving);
        self.post_code(tx, proving, &code, context).await?;
        sqlx::query(AssertSqlSafe(format!("update {} set code_sent_at = $1 where id = $2", proving.table())))
            .bind(now)
            .bind(&proving.id)
            .pipeline(tx);
        Ok(Ok(()))
    }

    /// Sends a code in this transaction, or says from when on one can be had and leaves everything as it was.
    pub(crate) async fn send_or_refuse(
        &self,
        mut tx: Tx,
        proving: &Proving,
        field: Field,
        context: &RequestContext,
    ) -> Result<(), Error> {
        if let Err(seconds) = self.send_code(&mut tx, proving, context).await? {
            tx.rollback().await?;
            return Err(Errors::on(field, FieldError::Wait(seconds)).into());
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    fn new_code(&self, tx: &mut Tx, proving: &Proving) -> Code {
        let code = Code::from_numbers(std::array::from_fn(|_| self.random.below(23)));
        sqlx::query("insert into codes (id, registration_id, email_key, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(self.random.id())
            .bind(&proving.id)
            .bind(&proving.email_key)
            .bind(self.code_hash(&proving.id, &code))
            .bind(self.now())
            .bind(self.now() + self.settings.code_lifetime)
            .pipeline(tx);
        code
    }

    async fn post_code(
        &self,
        tx: &mut Tx,
        proving: &Proving,
        code: &Code,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let user = proving.user_id.as_deref().unwrap_or_default();
        let asked = [self.holder_of(&proving.email_key, user), self.told_already(&proving.email_key)];
        let [holder, told] = tx.fetch_array(asked).await?;
        let holder = holder.first().map(Holder::from_row).transpose()?;
        let (language, news) = proving.news(code, holder.as_ref());
        let letter = Letter {
            language: language_of(&language),
            news,
            until: Some(self.now() + self.settings.code_lifetime),
            asked: self.notices.asked(context),
            silent: !told.is_empty() && holder.is_some(),
            // To the address that was proved, never to the one that was typed.
            to: holder.map_or_else(|| proving.email.clone(), |holder| holder.email),
        };
        self.outbox.enqueue(tx, &proving.email_key, &proving.id, &letter)
    }

    /// A row is the answer where the address's user was told lately that somebody registers with it.
    fn told_already(&self, email_key: &str) -> Query<'static> {
        sqlx::query(
            "select id from outbox where email_key = $1 and kind = 'already-registered' and created_at > $2
             and (failed_at is null or sent_at is not null) limit 1",
        )
        .bind(email_key.to_owned())
        .bind(self.now() - Settings::ALREADY_REGISTERED_EVERY)
    }

    /// Whether a code is due that nobody has asked for: none was sent yet, or the last one ran out or its tries are used
    /// up; the wait is over and tries are left: then a row is the answer. The registration alone says so: what became of its codes otherwise would
    /// tell what the owner of the address did.
    pub(crate) fn wants_code(&self, registration: &str) -> Query<'static> {
        sqlx::query(
            "select id from registrations where id = $1 and tries_total < $2
             and (code_sent_at is null or code_sent_at > $6 or code_sent_at <= $3 and (code_sent_at <= $4 or tries >= $5))",
        )
        .bind(registration.to_owned())
        .bind(Settings::TRIES_IN_ALL)
        .bind(self.now() - self.settings.resend_after)
        .bind(self.now() - self.settings.code_lifetime)
        .bind(self.settings.code_tries)
        .bind(self.now() + AHEAD)
    }

    /// No code of this registration or change works any more.
    pub(crate) fn revoke_codes(&self, tx: &mut Tx, id: &str) {
        sqlx::query("update codes set dead_at = $1 where registration_id = $2 and dead_at is null")
            .bind(self.now())
            .bind(id)
            .pipeline(tx);
    }

    /// Gives new tries, if the old ones are used up; the codes they were spent on stay dead. The registration or change is
    /// held.
    pub(crate) fn renew_tries(&self, tx: &mut Tx, proving: &Proving) {
        let (table, most) = (proving.table(), self.settings.code_tries);
        let dies = format!(
            "update codes set dead_at = $1 where registration_id = $2 and dead_at is null
                 and exists (select 1 from {table} where id = $2 and tries >= $3)"
        );
        sqlx::query(AssertSqlSafe(dies)).bind(self.now()).bind(&proving.id).bind(most).pipeline(tx);
        let text = format!("update {table} set tries = 0 where id = $1 and tries >= $2");
        sqlx::query(AssertSqlSafe(text)).bind(&proving.id).bind(most).pipeline(tx);
    }

    /// Uses the code up, if it is one that works.
    pub(crate) async fn use_code(&self, tx: &mut Tx, id: &str, code: &Code) -> Result<bool, Error> {
        self.counters.code_comparisons.inc();
        // The first key may have changed since, or be another one on the server that made the code.
        for hash in self.keys.hashes(PURPOSE, &bound(id, code)) {
            let used = sqlx::query(
                "update codes set used_at = $1 where registration_id = $2 and code_hash = $3 and used_at is null and dead_at is null and expires_at > $1",
            )
            .bind(self.now())
            .bind(id)
            .bind(hash)
            .execute(&mut **tx)
            .await?;
            if used.rows_affected() > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Why no code is looked at: all tries there are, or those of this code, are used up.
    pub(crate) fn no_try_left(&self, tries_total: i64) -> FieldError {
        if tries_total >= Settings::TRIES_IN_ALL { FieldError::Exhausted } else { FieldError::Tries }
    }

    /// What to say of a wrong code; with the last try its codes die.
    pub(crate) async fn wrong_code(&self, id: &str, (tries, tries_total): (i64, i64)) -> Result<Errors, Error> {
        if tries < self.settings.code_tries && tries_total < Settings::TRIES_IN_ALL {
            return Ok(Errors::on(Field::Code, FieldError::Code));
        }
        let mut tx = self.db.begin().await?;
        self.revoke_codes(&mut tx, id);
        tx.commit().await?;
        Ok(Errors::on(Field::Code, self.no_try_left(tries_total)))
    }

    /// Why another code cannot be had now; nothing where one went out after the page was made, by the same press or in
    /// another tab.
    pub(crate) fn why_not_sent(&self, sent_at: Option<i64>, tries_total: i64, version: &str) -> Result<(), Error> {
        let seen = version.parse().unwrap_or(i64::MAX);
        let wrong = match () {
            () if sent_at.unwrap_or_default() > seen => return Ok(()),
            () if tries_total >= Settings::TRIES_IN_ALL => FieldError::Exhausted,
            () => self.wait(sent_at),
        };
        Err(Errors::on(Field::Code, wrong).into())
    }

    /// How long until another code can go, where the last one went then.
    pub(crate) fn wait(&self, sent_at: Option<i64>) -> FieldError {
        FieldError::Wait(self.limits.seconds_to_resend(sent_at))
    }

    fn code_hash(&self, id: &str, code: &Code) -> String {
        self.keys.hash(PURPOSE, &bound(id, code))
    }
}

const PURPOSE: &str = "verification code";

/// Bound to its registration or change: the code of one is worth nothing in another.
fn bound(id: &str, code: &Code) -> String {
    format!("{id}\0{}", code.letters())
}

fn language_of(tag: &str) -> Language {
    Language::of_tag(tag).unwrap_or_default()
}
