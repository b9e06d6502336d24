//! A letter that lets a browser in: for whoever is kept out by what strangers do with their address.
//!
//! The link gives the browser counts of its own for that address, of failures and of letters, and nothing else: it proves
//! nothing, signs nobody in, and the browser is as new as before. At most one letter an hour goes to an address; its link
//! works for a day in as many browsers as its reader likes, so a letter that strangers asked for serves the owner too.

use crate::{
    RequestContext, Settings, Token,
    activity::AuditEvent,
    address::Address,
    db::Tx,
    error::Error,
    letters::{Letter, News},
    limits,
    parts::SignIn,
};
use rules::{Act, ForgotForm, Language};
use sqlx::FromRow;

/// Browsers let in for one address at a time; the oldest go first.
const BROWSERS: i64 = 20;

/// What somebody was about to do with the address that their browser is let in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetIn {
    /// To prove it: the registration's id.
    Registration(String),
    /// To move to it.
    EmailChange,
    /// To sign in.
    SignIn,
}

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
        limits::lock_address(&mut tx, &address.key, self.now()).await?;
        if self.limits.count_all(&mut tx, &self.limits.of_address(limits::UNLOCKS, &address.key)).await?.is_some() {
            return Ok(tx.rollback().await?);
        }
        let reader = self.reader_of(&mut tx, &address, context).await?;
        let token =
            self.new_unlock(&mut tx, &address.key, reader.as_ref().is_some_and(|reader| reader.nth != 1)).await?;
        self.post_unlock(&mut tx, &address, reader.as_ref(), &token, context).await?;
        let whom = reader.as_ref().map(|reader| reader.user_id.as_str()).unwrap_or_default();
        self.audit.record(&mut tx, AuditEvent::by_somebody(Act::UnlockAsked, whom), context).await?;
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

    async fn new_unlock(&self, tx: &mut Tx, email_key: &str, told: bool) -> Result<Token, Error> {
        let token = Token::new(self.random);
        sqlx::query("insert into unlocks (token_hash, address_hash, told, expires_at) values ($1, $2, $3, $4)")
            .bind(token.hash())
            .bind(self.let_in_hash(email_key))
            .bind(i64::from(told))
            .bind(self.now() + Settings::UNLOCK_LIFETIME)
            .execute(&mut **tx)
            .await?;
        Ok(token)
    }

    async fn post_unlock(
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
        self.outbox.enqueue(tx, &address.key, "unlock", &letter).await
    }

    /// Whether the link of this token works. Asking changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unlock_open(&self, link: &Token) -> Result<bool, Error> {
        let open: i64 = sqlx::query_scalar("select count(*) from unlocks where token_hash = $1 and expires_at > $2")
            .bind(link.hash())
            .bind(self.now())
            .fetch_one(self.db.read())
            .await?;
        Ok(open > 0)
    }

    /// Lets this browser in by a link, which goes on working. Returns the secret by which the browser is known from now
    /// on, and what it was about to do with the address.
    ///
    /// # Errors
    /// `Gone` when the link does not work.
    pub async fn unlock(&self, link: &Token, context: &RequestContext) -> Result<(Token, LetIn), Error> {
        let mut tx = self.db.begin().await?;
        let address: Option<String> =
            sqlx::query_scalar("select address_hash from unlocks where token_hash = $1 and expires_at > $2")
                .bind(link.hash())
                .bind(self.now())
                .fetch_optional(&mut *tx)
                .await?;
        let address = address.ok_or(Error::Gone)?;
        let known = self.sessions.new_known(&mut tx, context).await?;
        self.let_browser_in(&mut tx, &address, &known).await?;
        tx.commit().await?;
        Ok((known, self.about_to(&address, context).await?))
    }

    async fn let_browser_in(&self, tx: &mut Tx, address: &str, known: &Token) -> Result<(), Error> {
        sqlx::query(
            "insert into let_in (address_hash, browser_hash, until) values ($1, $2, $3)
             on conflict (address_hash, browser_hash) do update set until = excluded.until",
        )
        .bind(address)
        .bind(known.hash())
        .bind(self.now() + Settings::UNLOCK_LIFETIME)
        .execute(&mut **tx)
        .await?;
        sqlx::query(
            "delete from let_in where address_hash = $1 and browser_hash <> $2 and browser_hash not in
                 (select browser_hash from let_in where address_hash = $1 order by until desc, browser_hash limit $3)",
        )
        .bind(address)
        .bind(known.hash())
        .bind(BROWSERS)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Whether this browser registers with the address, or its user moves there.
    async fn about_to(&self, address: &str, context: &RequestContext) -> Result<LetIn, Error> {
        let open: Vec<(String, String)> = sqlx::query_as(
            "select registrations.id, registrations.email_key from registrations
             where browser_hash = $1 and finished_at is null and expires_at > $2
             union all select '', email_changes.email_key from email_changes join sessions on sessions.user_id = email_changes.user_id
             where token_hash = $3 and done_at is null and ended_at is null and expires_at > $2",
        )
        .bind(context.browser_hash())
        .bind(self.now())
        .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
        .fetch_all(self.db.read())
        .await?;
        let meant = open.into_iter().find(|(_, email_key)| self.let_in_hash(email_key) == address);
        Ok(match meant {
            Some((id, _)) if id.is_empty() => LetIn::EmailChange,
            Some((id, _)) => LetIn::Registration(id),
            None => LetIn::SignIn,
        })
    }
}
