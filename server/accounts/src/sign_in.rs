//! Signing in with address and password. An unknown address and a wrong password are one answer and one duration.

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    address::Address,
    browsers::Standing,
    db::Tx,
    error::Error,
    failures::{MANY, Tried},
    limits,
    notices::Contact,
    parts::SignIn,
    session::Proof,
};
use rules::{Act, Errors, Field, FieldError, Language, Notice, Password, SignInForm, Theme};
use sqlx::FromRow;

/// How far signing in has come.
#[derive(Debug)]
pub enum Entry {
    /// All the way.
    SignedIn(SignedIn),
    /// Half of it: this session is good for the second step and nothing else.
    SecondStep(Token),
}

/// A session begun.
#[derive(Debug)]
pub struct SignedIn {
    /// Its secret, for the cookie.
    pub session: Token,
    /// The secret by which this browser is known from now on, for a cookie of its own that lives long
    /// ([`crate::Settings::KNOWN_LIFETIME`]).
    pub known: Token,
    /// The user's language.
    pub language: Language,
    /// The user's theme.
    pub theme: Theme,
}

#[derive(FromRow)]
struct Credentials {
    id: String,
    password_hash: String,
    disabled_at: Option<i64>,
}

impl SignIn {
    /// Signs in, or begins to where the second factor is on. A former session of this browser ends.
    ///
    /// The try is counted before the password is looked at. A right one takes only itself back from the counts that
    /// strangers share: the failures before it stay.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form, or that address and password do not belong together; `TooMany` past a
    /// limit or after too many failures. All of it for known and unknown addresses alike.
    pub async fn sign_in(&self, form: &SignInForm, context: &RequestContext) -> Result<Entry, Error> {
        let credentials = form.check()?;
        let address = Address::of(&credentials.email).ok();
        let typed = address.as_ref().map_or(credentials.email.as_str(), |address| address.key.as_str());
        let tried = self.limits.count_sign_in(&rules::fold(typed), context).await?;
        let key = address.as_ref().map_or("", |address| &address.key);
        let ended = self.compare(key, &credentials.password, &tried, context).await;
        self.limits.fairly(&tried, ended).await
    }

    async fn compare(
        &self,
        email_key: &str,
        password: &Password,
        tried: &Tried,
        context: &RequestContext,
    ) -> Result<Entry, Error> {
        let known = self.credentials(email_key).await?;
        self.counters.password_comparisons.inc();
        let hash = known.as_ref().map(|known| known.password_hash.as_str());
        let right = self.hasher.verify(password.expose(), hash).await?;
        match known {
            Some(known) if right && known.disabled_at.is_none() => self.admit(&known, password, tried, context).await,
            known => self.turn_away(known.as_ref(), tried, context).await,
        }
    }

    async fn credentials(&self, email_key: &str) -> Result<Option<Credentials>, Error> {
        let known = sqlx::query_as("select id, password_hash, disabled_at from users where email_key = $1")
            .bind(email_key)
            .fetch_optional(self.db.read())
            .await?;
        Ok(known)
    }

    /// The same statements whether there is such a user or not.
    async fn turn_away(
        &self,
        known: Option<&Credentials>,
        tried: &Tried,
        context: &RequestContext,
    ) -> Result<Entry, Error> {
        let mut tx = self.db.begin().await?;
        self.limits.was_wrong(&mut tx, tried);
        let whom = known.map(|known| known.id.as_str()).unwrap_or_default();
        self.audit.record(&mut tx, AuditEvent::refused(Act::SignedIn, whom), context);
        tx.commit().await?;
        Err(Errors::on(Field::Email, FieldError::Credentials).into())
    }

    async fn admit(
        &self,
        known: &Credentials,
        password: &Password,
        tried: &Tried,
        context: &RequestContext,
    ) -> Result<Entry, Error> {
        let renewed = self.renewed_hash(known, password).await?;
        let mut tx = self.db.begin().await?;
        let Some((contact, standing)) = self.still_right(&mut tx, known, &renewed, context).await? else {
            tx.rollback().await?;
            return self.turn_away(Some(known), tried, context).await;
        };
        self.limits.was_right(&mut tx, tried);
        self.sessions.end_former(&mut tx, context);
        let entry = self.begin_with(&mut tx, (&contact, &standing), tried, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(entry)
    }

    /// A hash made with other parameters than those set now is made anew.
    async fn renewed_hash(&self, known: &Credentials, password: &Password) -> Result<String, Error> {
        if self.hasher.is_current(&known.password_hash) {
            return Ok(known.password_hash.clone());
        }
        self.hasher.hash(password.expose()).await
    }

    /// Holds the user, whose password must still be the one that was compared; and how they and this browser stand.
    async fn still_right(
        &self,
        tx: &mut Tx,
        known: &Credentials,
        hash: &str,
        context: &RequestContext,
    ) -> Result<Option<(Contact, Standing)>, Error> {
        let hold = sqlx::query(
            "update users set password_hash = $1 where id = $2 and password_hash = $3 and disabled_at is null
             returning id, email, email_key, language",
        )
        .bind(hash)
        .bind(&known.id)
        .bind(&known.password_hash);
        let [standing, addresses] = self.sessions.standing_queries(&known.id, context);
        let [held, standing, addresses] = tx.fetch_array([hold, standing, addresses]).await?;
        let Some(held) = held.first() else { return Ok(None) };
        Ok(Some((Contact::from_row(held)?, Standing::of([standing, addresses])?)))
    }

    async fn begin_with(
        &self,
        tx: &mut Tx,
        (contact, standing): (&Contact, &Standing),
        tried: &Tried,
        context: &RequestContext,
    ) -> Result<Entry, Error> {
        let told = self.limits.of_user(limits::TOLD_OF_FAILURES, &contact.id);
        if tried.before >= MANY && self.limits.count_all(tx, &told).await?.is_none() {
            let failures = u32::try_from(tried.before).unwrap_or(u32::MAX);
            self.notices.notify(tx, contact, Notice::ManyFailures(failures), context)?;
        }
        if standing.has_two_step() {
            let session = self.sessions.begin_session(tx, &contact.id, context, None);
            return Ok(Entry::SecondStep(session));
        }
        Ok(Entry::SignedIn(self.enter_as(tx, contact, (Proof::Password, standing), context)?))
    }
}
