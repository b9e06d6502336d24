//! Sessions: rows. The cookie holds the secret, the table its hash (ASVS 5.0 7.2.1 to 7.3.2).

use crate::{
    Settings, SignedIn, Token,
    activity::AuditEvent,
    browsers::Standing,
    clock::AHEAD,
    db::{Pipeline, Tx},
    error::Error,
    parts::Sessions,
};
use rules::{Act, Language, Theme};
use std::{net::IpAddr, time::Duration};
use tokio::time::timeout;

/// How much a session may be seen again before that is written down, in seconds.
const SEEN_EVERY: i64 = 60;
const SEEN_WITHIN: Duration = Duration::from_millis(500);
/// Most characters kept of a browser's description of itself.
const MOST_AGENT: usize = 300;

/// Who is asking: what the browser brought along.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// The cookie of unfinished registrations and refused forms.
    pub browser: Option<Token>,
    /// The session cookie.
    pub session: Option<Token>,
    /// The cookie by which this browser is known to have signed in before.
    pub known: Option<Token>,
    /// Where the request came from.
    pub network_address: Option<IpAddr>,
    /// What the browser says it is.
    pub agent: String,
    /// The language the page is in.
    pub language: Language,
    /// The look chosen in this browser.
    pub theme: Theme,
}

impl RequestContext {
    /// Whether the browser has brought none of our cookies.
    pub fn is_without_cookies(&self) -> bool {
        self.browser.is_none() && self.session.is_none() && self.known.is_none()
    }

    /// The hash of the browser's cookie; empty, and so equal to no row, without one.
    pub(crate) fn browser_hash(&self) -> String {
        self.browser.as_ref().map(Token::hash).unwrap_or_default()
    }

    /// The hash of the secret by which the browser is known; empty, and so equal to no row, without one.
    pub(crate) fn known_hash(&self) -> String {
        self.known.as_ref().map(Token::hash).unwrap_or_default()
    }

    /// What the browser says it is, as far as it is kept.
    pub(crate) fn agent_text(&self) -> String {
        self.agent.chars().filter(|c| !c.is_control()).take(MOST_AGENT).collect()
    }

    /// The network address as it is kept; empty when it is not known.
    pub(crate) fn network_text(&self) -> String {
        self.network_address.map(|address| address.to_canonical().to_string()).unwrap_or_default()
    }
}

/// Whether a session is whole, was seen after `$2`, began after `$3`, and its user is not disabled.
macro_rules! goes_on {
    () => {
        "full_at is not null and seen_at > $2 and sessions.created_at > $3 and disabled_at is null"
    };
}
pub(crate) use goes_on;

/// The same of the session of hash `$1`.
macro_rules! is_alive {
    () => {
        concat!("token_hash = $1 and ", crate::session::goes_on!())
    };
}
pub(crate) use is_alive;

/// What a session has proved its user by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Proof {
    /// The password, or what stands for it: an address that was just proved.
    Password,
    /// The password and a code, from an app or of those for recovery.
    Code,
    /// A passkey, which has verified its user; alone or after the password.
    Passkey { after_password: bool, synced: bool },
}

impl Proof {
    /// As authentication method references (RFC 8176): a key on one device is the hardware's, as far as anybody knows.
    pub(crate) const fn amr(self) -> &'static str {
        match self {
            Proof::Password => "pwd",
            Proof::Code => "pwd otp",
            Proof::Passkey { after_password: true, synced: false } => "pwd hwk user",
            Proof::Passkey { after_password: true, synced: true } => "pwd swk user",
            Proof::Passkey { after_password: false, synced: false } => "hwk user",
            Proof::Passkey { after_password: false, synced: true } => "swk user",
        }
    }
}

impl Sessions {
    /// A secret for a browser that has none yet.
    pub fn new_browser(&self) -> Token {
        Token::new(self.random)
    }

    /// The id of this session's user, for verbs that write: what [`Sessions::current_user`] says, and no more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn signed_in(&self, session: Option<&Token>) -> Result<Option<String>, Error> {
        Ok(self.alive(session).await?.map(|(user_id, _)| user_id))
    }

    /// The user of a session that is alive and whole, and when it last proved their identity; being seen keeps it alive.
    pub(crate) async fn alive(&self, session: Option<&Token>) -> Result<Option<(String, Option<i64>)>, Error> {
        let Some(token) = session else { return Ok(None) };
        let (now, hash) = (self.now(), token.hash());
        let row: Option<(String, Option<i64>, i64)> = sqlx::query_as(concat!(
            "select sessions.user_id, proved_at, seen_at from sessions join users on users.id = sessions.user_id where ",
            is_alive!()
        ))
        .bind(&hash)
        .bind(now - self.settings.session_idle)
        .bind(now - self.settings.session_lifetime)
        .fetch_optional(self.db.read())
        .await?;
        let Some((user_id, proved_at, seen_at)) = row else { return Ok(None) };
        self.touch_session(&hash, seen_at).await;
        Ok(Some((user_id, proved_at)))
    }

    /// Writes down that a session goes on, last seen then, where that is long enough ago. Nobody who reads waits for long
    /// because a database takes nothing new.
    pub(crate) async fn touch_session(&self, hash: &str, seen_at: i64) {
        let now = self.now();
        if seen_at + SEEN_EVERY > now && seen_at <= now + AHEAD {
            return;
        }
        let seen = sqlx::query("update sessions set seen_at = $1 where token_hash = $2")
            .bind(now)
            .bind(hash)
            .execute(self.db.write());
        if !matches!(timeout(SEEN_WITHIN, seen).await, Ok(Ok(_))) {
            tracing::warn!("that a session goes on could not be written down; it is tried again");
        }
    }

    /// The session that this browser had until now ends.
    pub(crate) fn end_former(&self, tx: &mut Tx, context: &RequestContext) {
        if let Some(former) = &context.session {
            sqlx::query("delete from sessions where token_hash = $1").bind(former.hash()).pipeline(tx);
        }
    }

    /// Begins a session: whole by a proof, or half until the second step.
    pub(crate) fn begin_session(
        &self,
        tx: &mut Tx,
        user_id: &str,
        context: &RequestContext,
        proof: Option<Proof>,
    ) -> Token {
        let (token, now) = (Token::new(self.random), self.now());
        sqlx::query(
            "insert into sessions (token_hash, id, user_id, agent, network_address, created_at, seen_at, full_at, proved_at, amr)
             values ($1, $2, $3, $4, $5, $6, $6, $7, $7, $8)",
        )
        .bind(token.hash())
        .bind(self.random.id())
        .bind(user_id)
        .bind(context.agent_text())
        .bind(context.network_text())
        .bind(now)
        .bind(proof.map(|_| now))
        .bind(proof.map(Proof::amr).unwrap_or_default())
        .pipeline(tx);
        token
    }

    /// Begins a whole session, from a browser that is known from now on.
    pub(crate) fn begin_whole(
        &self,
        tx: &mut Tx,
        user_id: &str,
        language: Language,
        (proof, standing): (Proof, &Standing),
        context: &RequestContext,
    ) -> Result<SignedIn, Error> {
        if !standing.has_key() {
            self.second_factor.ready_two_step(tx, user_id)?;
        }
        let known = self.remember_browser(tx, user_id, standing, context);
        let session = self.begin_session(tx, user_id, context, Some(proof));
        Ok(SignedIn { session, known, language, theme: standing.theme() })
    }

    /// Ends this session, whole or half.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, context: &RequestContext) -> Result<(), Error> {
        let Some(token) = &context.session else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        let ended: Option<(String, Option<i64>)> =
            sqlx::query_as("delete from sessions where token_hash = $1 returning user_id, full_at")
                .bind(token.hash())
                .fetch_optional(&mut *tx)
                .await?;
        if let Some((user_id, Some(_))) = ended {
            self.audit.record(&mut tx, AuditEvent::of(Act::SignedOut, &user_id), context);
        }
        tx.commit().await?;
        Ok(())
    }
}

impl Settings {
    /// The browser's cookie for an unfinished registration lives as long as the registration, in seconds.
    pub fn browser_lifetime(&self) -> i64 {
        self.registration_lifetime
    }
}
