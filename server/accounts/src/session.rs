//! Sessions: rows. The cookie holds the secret, the table its hash (ASVS 5.0 7.2.1 to 7.3.2).

use crate::{Accounts, Settings, Token, db::Tx, error::Error};
use rules::Language;
use std::net::IpAddr;

/// How much a session may be seen again before that is written down, in seconds.
const SEEN_EVERY: i64 = 60;
/// Most characters kept of a browser's description of itself.
const MOST_AGENT: usize = 300;

/// Who is asking: what the browser brought along.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// The cookie of unfinished registrations and refused forms.
    pub browser: Option<Token>,
    /// The session cookie.
    pub session: Option<Token>,
    /// Where the request came from.
    pub network_address: Option<IpAddr>,
    /// What the browser says it is.
    pub agent: String,
    /// The language the page is in.
    pub language: Language,
}

impl Visitor {
    /// The hash of the browser's cookie; empty, and so equal to no row, without one.
    pub(crate) fn browser_hash(&self) -> String {
        self.browser.as_ref().map(Token::hash).unwrap_or_default()
    }
}

impl Accounts {
    /// The user of this session, if it is alive; being seen keeps it alive.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn signed_in(&self, session: Option<&Token>) -> Result<Option<String>, Error> {
        let Some(token) = session else { return Ok(None) };
        let (now, hash) = (self.now(), token.hash());
        let row: Option<(String, i64)> = sqlx::query_as(
            "select sessions.user_id, sessions.seen_at from sessions join users on users.id = sessions.user_id
             where token_hash = $1 and seen_at > $2 and sessions.created_at > $3 and users.disabled_at is null",
        )
        .bind(&hash)
        .bind(now - self.settings.session_idle)
        .bind(now - self.settings.session_lifetime)
        .fetch_optional(self.db.read())
        .await?;
        let Some((user_id, seen_at)) = row else { return Ok(None) };
        if seen_at + SEEN_EVERY <= now {
            self.seen(&hash, now).await?;
        }
        Ok(Some(user_id))
    }

    async fn seen(&self, hash: &str, now: i64) -> Result<(), Error> {
        sqlx::query("update sessions set seen_at = $1 where token_hash = $2 and seen_at < $1")
            .bind(now)
            .bind(hash)
            .execute(self.db.write())
            .await?;
        Ok(())
    }

    /// Begins a session.
    pub(crate) async fn begin_session(&self, tx: &mut Tx, user_id: &str, visitor: &Visitor) -> Result<Token, Error> {
        let token = Token::new(self.random);
        let agent: String = visitor.agent.chars().filter(|c| !c.is_control()).take(MOST_AGENT).collect();
        sqlx::query("insert into sessions (token_hash, user_id, agent, network_address, created_at, seen_at) values ($1, $2, $3, $4, $5, $5)")
            .bind(token.hash())
            .bind(user_id)
            .bind(agent)
            .bind(visitor.network_address.map(|address| address.to_canonical().to_string()).unwrap_or_default())
            .bind(self.now())
            .execute(&mut **tx)
            .await?;
        Ok(token)
    }

    /// Ends this session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, session: Option<&Token>) -> Result<(), Error> {
        let Some(token) = session else { return Ok(()) };
        sqlx::query("delete from sessions where token_hash = $1").bind(token.hash()).execute(self.db.write()).await?;
        Ok(())
    }

    /// Removes what has run out: sessions, registrations, codes, refused forms, sent letters of long ago.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Error> {
        let now = self.now();
        for (text, before) in [
            ("delete from sessions where seen_at <= $1", now - self.settings.session_idle),
            ("delete from sessions where created_at <= $1", now - self.settings.session_lifetime),
            ("delete from registrations where expires_at <= $1", now),
            ("delete from codes where created_at <= $1", now - 2 * 86_400),
            ("delete from addresses where touched_at <= $1", now - 2 * 86_400),
            ("delete from form_rows where expires_at <= $1", now),
            ("delete from outbox where sent_at <= $1", now - 30 * 86_400),
            ("delete from outbox where failed_at <= $1", now - 30 * 86_400),
            ("delete from limits where full_at <= $1", now),
        ] {
            sqlx::query(text).bind(before).execute(self.db.write()).await?;
        }
        Ok(())
    }
}

impl Settings {
    /// The browser's cookie for an unfinished registration lives as long as the registration, in seconds.
    pub fn browser_lifetime(&self) -> i64 {
        self.registration_lifetime
    }
}
