//! The letter that lets a browser in, asked for.

use crate::{
    RequestContext, Settings, Token,
    activity::AuditEvent,
    address::Address,
    db::{Pipeline, Tx},
    error::Error,
    letters::{Letter, News},
    limits,
    parts::SignIn,
};
use rules::{Act, ForgotForm, Language};
use sqlx::FromRow;

/// Somebody who waits for letters to the address.
#[derive(FromRow)]
struct LetterReader {
    /// 1 for whoever only registers with the address, which anybody can.
    nth: i64,
    user_id: String,
    email: String,
    language: String,
}

impl SignIn {
    /// Sends a letter with a link that lets browsers in, unless one went within the last hour. Nobody is told which; to
    /// an address that nobody waits at, it goes no further than the mail server's yes.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the address; `TooMany` past a limit of the network.
    pub async fn ask_unlock(&self, form: &ForgotForm, context: &RequestContext) -> Result<(), Error> {
        let address = Address::of(&form.check()?)?;
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let mut tx = self.db.begin().await?;
        limits::lock_address(&mut tx, &address.key, self.now());
        if self.limits.count_all(&mut tx, &self.limits.of_address(limits::UNLOCKS, &address.key)).await?.is_some() {
            return Ok(tx.rollback().await?);
        }
        let reader = self.reader_of(&mut tx, &address, context).await?;
        let token = self.new_unlock(&mut tx, &address.key, reader.as_ref().is_some_and(|reader| reader.nth != 1));
        self.post_unlock(&mut tx, &address, reader.as_ref(), &token, context)?;
        let whom = reader.as_ref().map(|reader| reader.user_id.as_str()).unwrap_or_default();
        self.audit.record(&mut tx, AuditEvent::by_somebody(Act::UnlockAsked, whom), context);
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Whoever has the address, or is about to: a user, a registration, an invitation, a change of address.
    async fn reader_of(
        &self,
        tx: &mut Tx,
        address: &Address,
        context: &RequestContext,
    ) -> Result<Option<LetterReader>, Error> {
        let reader = sqlx::query_as(
            "select cast(nth as bigint) as nth, user_id, email, language from (
                 select id as user_id, email, language, 0 as nth from users where email_key = $1 and disabled_at is null
                 union all select '', $2, $3, 1 from registrations where email_key = $1 and finished_at is null and expires_at > $4
                 union all select '', $2, $3, 2 from invitations where email_key = $1 and expires_at > $4
                     and accepted_at is null and declined_at is null and revoked_at is null
                 union all select '', $2, $3, 3 from email_changes where email_key = $1 and expires_at > $4
                     and done_at is null and ended_at is null
             ) as readers order by nth limit 1",
        )
        .bind(&address.key)
        .bind(&address.email)
        .bind(context.language.tag())
        .bind(self.now())
        .fetch_optional(&mut **tx)
        .await?;
        Ok(reader)
    }

    fn new_unlock(&self, tx: &mut Tx, email_key: &str, told: bool) -> Token {
        let token = Token::new(self.random);
        sqlx::query("insert into unlocks (token_hash, address_hash, told, expires_at) values ($1, $2, $3, $4)")
            .bind(token.hash())
            .bind(self.let_in_hash(email_key))
            .bind(i64::from(told))
            .bind(self.now() + Settings::UNLOCK_LIFETIME)
            .pipeline(tx);
        token
    }

    fn post_unlock(
        &self,
        tx: &mut Tx,
        address: &Address,
        reader: Option<&LetterReader>,
        token: &Token,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let language = reader.and_then(|reader| Language::of_tag(&reader.language));
        let letter = Letter {
            to: reader.map_or_else(|| address.email.clone(), |reader| reader.email.clone()),
            language: language.unwrap_or(context.language),
            news: News::Unlock { token: token.expose().to_owned() },
            until: Some(self.now() + Settings::UNLOCK_LIFETIME),
            asked: self.notices.asked(context),
            silent: reader.is_none(),
        };
        self.outbox.enqueue(tx, &address.key, "unlock", &letter)
    }
}
