//! Sessions: rows. The cookie holds the secret, the table its hash (ASVS 5.0 7.2.1 to 7.3.2).

use crate::{
    Accounts, Settings, SignedIn, Token, activity::Deed, chance::AHEAD, companies::KNOWN_COMPANY, db::Tx, error::Error,
    purge::Purge,
};
use rules::{Act, Language, Theme};
use std::{net::IpAddr, time::Duration};
use tokio::time::timeout;

/// How much a session may be seen again before that is written down, in seconds.
const SEEN_EVERY: i64 = 60;
const SEEN_WITHIN: Duration = Duration::from_millis(500);
/// Recovery codes in clear that nobody has saved in time.
const RECOVERY_SETS: Purge = Purge {
    table: "recovery_sets",
    key: "user_id",
    which: "content is not null and made_at <= $1",
    set: Some("content = null"),
};
/// A letter that failed can go again for 7 days, as long as it is worth something.
const FAILED: Purge = Purge {
    table: "outbox",
    key: "id",
    which: "failed_at is not null and content <> '' and (worth_until <= $1 or failed_at <= $1 - 604800)",
    set: Some("content = ''"),
};
/// Most characters kept of a browser's description of itself.
const MOST_AGENT: usize = 300;

/// Who is asking: what the browser brought along.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
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

impl Visitor {
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

impl Accounts {
    /// The user of this session, for verbs that write: what [`Accounts::current_user`] says, and no more.
    pub(crate) async fn signed_in(&self, session: Option<&Token>) -> Result<Option<String>, Error> {
        let Some(token) = session else { return Ok(None) };
        let (now, hash) = (self.now(), token.hash());
        let row: Option<(String, i64)> = sqlx::query_as(
            "select sessions.user_id, sessions.seen_at from sessions join users on users.id = sessions.user_id
             where token_hash = $1 and full_at is not null and seen_at > $2 and sessions.created_at > $3 and users.disabled_at is null",
        )
        .bind(&hash)
        .bind(now - self.settings.session_idle)
        .bind(now - self.settings.session_lifetime)
        .fetch_optional(self.db.read())
        .await?;
        let Some((user_id, seen_at)) = row else { return Ok(None) };
        self.keep_seen(&hash, seen_at).await;
        Ok(Some(user_id))
    }

    /// Writes down that a session goes on, last seen then, where that is long enough ago. Nobody who reads waits for long
    /// because a database takes nothing new.
    pub(crate) async fn keep_seen(&self, hash: &str, seen_at: i64) {
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

    /// Begins a session: whole, or half until the second step.
    pub(crate) async fn begin_session(
        &self,
        tx: &mut Tx,
        user_id: &str,
        visitor: &Visitor,
        whole: bool,
    ) -> Result<Token, Error> {
        let (token, now) = (Token::new(self.random), self.now());
        sqlx::query(
            "insert into sessions (token_hash, id, user_id, agent, network_address, created_at, seen_at, full_at, proved_at)
             values ($1, $2, $3, $4, $5, $6, $6, $7, $7)",
        )
        .bind(token.hash())
        .bind(self.random.id())
        .bind(user_id)
        .bind(visitor.agent_text())
        .bind(visitor.network_text())
        .bind(now)
        .bind(whole.then_some(now))
        .execute(&mut **tx)
        .await?;
        Ok(token)
    }

    /// Begins a whole session, from a browser that is known from now on.
    pub(crate) async fn begin_whole(
        &self,
        tx: &mut Tx,
        user_id: &str,
        language: Language,
        visitor: &Visitor,
    ) -> Result<SignedIn, Error> {
        self.ready_two_step(tx, user_id).await?;
        let known = self.remember_browser(tx, user_id, visitor).await?;
        let session = self.begin_session(tx, user_id, visitor, true).await?;
        let theme = self.theme(tx, user_id).await?;
        Ok(SignedIn { session, known, language, theme })
    }

    async fn theme(&self, tx: &mut Tx, user_id: &str) -> Result<Theme, Error> {
        let theme: String =
            sqlx::query_scalar("select theme from users where id = $1").bind(user_id).fetch_one(&mut **tx).await?;
        Ok(Theme::of_value(&theme).unwrap_or_default())
    }

    /// Ends this session, whole or half.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, visitor: &Visitor) -> Result<(), Error> {
        let Some(token) = &visitor.session else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        let ended: Option<(String, Option<i64>)> =
            sqlx::query_as("delete from sessions where token_hash = $1 returning user_id, full_at")
                .bind(token.hash())
                .fetch_optional(&mut *tx)
                .await?;
        if let Some((user_id, Some(_))) = ended {
            self.record(&mut tx, Deed::of(Act::SignedOut, &user_id), visitor).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes what has run out: sessions, registrations, codes, changes of address with their links, invitations, refused
    /// forms, sent letters of long ago; and users whose wait to be deleted is over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Error> {
        if !self.trusts_clock() {
            tracing::warn!("the machine's clock was set: nothing is removed for an hour");
            return Ok(());
        }
        // What a server of an older version wrote, also while versions change.
        self.list_members().await?;
        self.counters.purge_runs.inc();
        self.forget().await?;
        let now = self.now();
        let run_out = [
            (Purge::of("sessions", "token_hash", "seen_at <= $1"), now - self.settings.session_idle),
            (Purge::of("sessions", "token_hash", "created_at <= $1"), now - self.settings.session_lifetime),
            (
                Purge::of("sessions", "token_hash", "full_at is null and created_at <= $1"),
                now - Settings::HALF_LIFETIME,
            ),
            (RECOVERY_SETS, now - Settings::RECOVERY_SHOWN),
            (Purge::of("known_browsers", "user_id, browser_hash", "seen_at <= $1"), now - Settings::KNOWN_LIFETIME),
            (Purge::of("let_in", "address_hash, browser_hash", "until <= $1"), now),
            (Purge::of("unlocks", "token_hash", "expires_at <= $1"), now),
            (Purge::of("failures", "key", "touched_at + tries * 3600 <= $1"), now),
            (Purge::of("letter_counts", "key", "touched_at <= $1"), now - 86_400),
            (Purge::of("resets", "token_hash", "expires_at <= $1"), now),
            (Purge::of("codes", "id", "expires_at <= $1"), now),
            // What a server of an earlier version wrote there: addresses, not places.
            (Purge::of("addresses", "email_key", "email_key not like 'place %' and touched_at <= $1"), now),
            (Purge::of("form_rows", "id", "expires_at <= $1"), now),
            (Purge::of("outbox", "id", "sent_at <= $1"), now - 30 * 86_400),
            (Purge::of("outbox", "id", "failed_at <= $1"), now - 30 * 86_400),
            (FAILED, now),
            (Purge::of("limits", "key", "full_at <= $1"), now),
            (Purge::of("known_companies", "company_hash", "known_at <= $1"), now - KNOWN_COMPANY),
            (Purge::of("register_days", "register, day", "day < $1"), now / 86_400 - 2),
            (Purge::of("unknown_senders", "account_id, email_key", "at <= $1"), now - Settings::UNKNOWN_LIFETIME),
        ];
        for (purge, moment) in &run_out {
            self.purge(purge, *moment).await?;
        }
        self.registers.iter().for_each(|desk| desk.forget());
        self.delete_due().await?;
        self.erase_rest().await?;
        if let Err(error) = self.thin_out().await {
            tracing::error!(%error, "what unknown visitors left could not be thinned out; it is tried again");
        }
        self.db.shrink().await?;
        self.counters.purged_at.set(now);
        Ok(())
    }
}

impl Settings {
    /// The browser's cookie for an unfinished registration lives as long as the registration, in seconds.
    pub fn browser_lifetime(&self) -> i64 {
        self.registration_lifetime
    }
}
