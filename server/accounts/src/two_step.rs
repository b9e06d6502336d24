//! 2-step verification by an authenticator app (TOTP, RFC 6238): SHA-1, six digits, 30 seconds.

mod codes;
mod picture;

pub(crate) use codes::Right;

use crate::{
    CurrentUser, RequestContext,
    activity::AuditEvent,
    db::Tx,
    error::{Error, InternalError},
    limits,
    notices::Contact,
    parts::{Notices, SecondFactor, TwoStepSettings},
};
use codes::{CodeFor, secret_of};
use rules::{Act, Errors, Field, Notice, TwoStepForm, TwoStepPolicy};
use sqlx::{AnyExecutor, FromRow};
use std::fmt;
use totp_rs::{Builder, Secret};

/// The second factor of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoStep {
    /// Whether signing in takes a second step.
    pub enabled: bool,
    /// Recovery codes that are left.
    pub recovery_left: u32,
    /// Whether an account of theirs requires it.
    pub required: bool,
}

/// What an authenticator app needs to know. Never printed.
#[derive(Clone)]
pub struct TwoStepSetup {
    /// The secret key in base 32, in groups of four.
    pub key: String,
    /// The same as a link that authenticator apps open, `otpauth://totp/…`.
    pub link: String,
    /// The link as a QR code: an `svg` element, black on white with its quiet zone, as large as its modules ask for.
    pub picture: String,
}

impl fmt::Debug for TwoStepSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwoStepSetup (hidden)")
    }
}

#[derive(FromRow)]
struct Next {
    email: String,
    next_secret: String,
}

impl TwoStepSettings {
    /// Whether the second factor is on, and how many recovery codes are left: at three or fewer it is time for new ones.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn two_step(&self, me: &CurrentUser) -> Result<TwoStep, Error> {
        let recovery_left = self.second_factor.recovery_left(self.db.read(), me.id()).await?;
        let required = me.accounts.iter().any(|account| account.policy == TwoStepPolicy::Required);
        Ok(TwoStep { enabled: me.user.two_step, recovery_left, required })
    }

    /// The key to set the second factor up with. It was made before, so showing it changes nothing; it is shown only
    /// to a proved identity, since whoever has seen it has the factor to be.
    ///
    /// # Errors
    /// `ReauthRequired` when the identity must be confirmed first.
    pub async fn two_step_set_up(&self, me: &CurrentUser) -> Result<TwoStepSetup, Error> {
        self.sessions.must_be_fresh(me)?;
        let next = self.second_factor.next_secret(me.id()).await?;
        let secret = self.second_factor.open_secret(&next_place(me.id()), &next.next_secret)?;
        TwoStepSetup::of(secret, &self.settings.brand, &next.email)
    }

    /// Switches the second factor on with the first code of the shown key, or moves it to that key; and makes new
    /// recovery codes. All other sessions have to confirm their identity anew before they may change it.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code; `SignedOut`; `ReauthRequired`; `TooMany` past a limit.
    pub async fn enable_two_step(&self, form: &TwoStepForm, context: &RequestContext) -> Result<(), Error> {
        let code = form.check()?;
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let network = self.limits.of_network(limits::CODES, context);
        let throttle = self.limits.open_throttle("set-up", &user_id);
        let tried = self.limits.count_throttle(network, throttle).await?;
        let Next { next_secret, .. } = self.second_factor.next_secret(&user_id).await?;
        let secret = self.second_factor.open_secret(&next_place(&user_id), &next_secret)?;
        let step = self.second_factor.step_of(&secret, &code, CodeFor::SetUp).map_err(wrong_code)?;
        let sealed = self.keys.seal(self.random, &place(&user_id), &secret.to_base32())?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        self.limits.was_right(&mut tx, &tried).await?;
        if !self.second_factor.move_secret(&mut tx, &user_id, [&next_secret, &sealed], step).await? {
            tx.rollback().await?;
            return Err(wrong_code(rules::FieldError::Used));
        }
        self.reauthentication.end_proofs(&mut tx, &user_id, context).await?;
        self.make_recovery_codes(&mut tx, &user_id, context).await?;
        self.notices.tell(&mut tx, &contact, Act::TwoStepEnabled, Notice::TwoStepOn, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Another key to set the second factor up with; one that is in use stays until the new one is enabled.
    ///
    /// # Errors
    /// `SignedOut` without a session; `ReauthRequired` when the identity must be confirmed first.
    pub async fn regenerate_key(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        self.locks.proved(&mut tx, &user_id, context).await?;
        self.second_factor.new_next_secret(&mut tx, &user_id).await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::TwoStepKey, &user_id), context).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Switches the second factor off; its key and recovery codes are gone. When it is off already nothing happens.
    ///
    /// # Errors
    /// `SignedOut` without a session; `ReauthRequired` when the identity must be confirmed first; `Forbidden` while an account of
    /// theirs asks for it.
    pub async fn disable_two_step(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        if is_required(&mut *tx, &user_id).await? {
            return Err(Error::Forbidden);
        }
        if self.second_factor.remove_factor(&mut tx, &user_id).await? {
            self.notices.tell(&mut tx, &contact, Act::TwoStepDisabled, Notice::TwoStepOff, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}

impl SecondFactor {
    /// Removes key and recovery codes; whether there was one in use.
    pub(crate) async fn remove_factor(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        let removed = sqlx::query(
            "update two_step set secret = null, enabled_at = null, tries = 0, closed_until = 0 where user_id = $1 and enabled_at is not null",
        )
        .bind(user_id)
        .execute(&mut **tx)
        .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        self.new_next_secret(tx, user_id).await?;
        self.remove_recovery_codes(tx, user_id).await?;
        Ok(true)
    }

    /// A user always has a key to set the second factor up with.
    pub(crate) async fn ready_two_step(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        sqlx::query("insert into two_step (user_id, next_secret) values ($1, $2) on conflict (user_id) do nothing")
            .bind(user_id)
            .bind(self.new_secret(user_id)?)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Another key to set up with, whoever has seen the former one.
    pub(crate) async fn new_next_secret(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        sqlx::query("update two_step set next_secret = $1 where user_id = $2")
            .bind(self.new_secret(user_id)?)
            .bind(user_id)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    fn new_secret(&self, user_id: &str) -> Result<String, Error> {
        Ok(self.keys.seal(self.random, &next_place(user_id), &self.unknown_secret())?)
    }

    /// A key that nobody knows, in base 32.
    pub(crate) fn unknown_secret(&self) -> String {
        Secret::from(self.random.bytes::<20>()).to_base32()
    }

    /// Only while the sealed text is the one that was read, so that a key replaced meanwhile is not enabled; and the
    /// code of the enrolment is used up by it.
    async fn move_secret(&self, tx: &mut Tx, user_id: &str, [from, to]: [&str; 2], step: i64) -> Result<bool, Error> {
        let moved = sqlx::query(
            "update two_step set secret = $1, next_secret = $2, enabled_at = $3, last_step = $4, tries = 0, closed_until = 0
             where user_id = $5 and next_secret = $6 and (last_step < $4 or last_step > $7)",
        )
        .bind(to)
        .bind(self.new_secret(user_id)?)
        .bind(self.now())
        .bind(step)
        .bind(user_id)
        .bind(from)
        .bind(step + codes::CLOCK)
        .execute(&mut **tx)
        .await?;
        Ok(moved.rows_affected() > 0)
    }

    async fn next_secret(&self, user_id: &str) -> Result<Next, Error> {
        let next: Option<Next> = sqlx::query_as(
            "select email, next_secret from two_step join users on users.id = two_step.user_id where user_id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.read())
        .await?;
        // A session of before there was a second factor: confirming the identity makes the key.
        next.ok_or(Error::ReauthRequired)
    }

    fn open_secret(&self, place: &str, sealed: &str) -> Result<Secret, Error> {
        Ok(secret_of(&self.keys.open(place, sealed)?)?)
    }
}

impl Notices {
    /// Writes the act down and the letter that tells of it.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        act: Act,
        notice: Notice,
        context: &RequestContext,
    ) -> Result<(), Error> {
        self.audit.record(tx, AuditEvent::of(act, &contact.id), context).await?;
        self.notify(tx, contact, notice, context).await
    }
}

impl SecondFactor {
    /// Whether it is on, as this transaction sees it.
    pub(crate) async fn has_two_step(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        let on: i64 = sqlx::query_scalar("select count(*) from two_step where user_id = $1 and enabled_at is not null")
            .bind(user_id)
            .fetch_one(&mut **tx)
            .await?;
        Ok(on > 0)
    }
}

impl TwoStepSetup {
    fn of(secret: Secret, brand: &str, email: &str) -> Result<TwoStepSetup, Error> {
        let key = secret.to_base32();
        let totp = Builder::new()
            .with_secret(secret)
            .with_issuer(issuer(brand))
            .with_account_name(email)
            .build()
            .map_err(InternalError::new)?;
        let link = totp.to_url().map_err(InternalError::new)?;
        // Apps take the name from either of its two places; the one before the address goes where both are too much to scan.
        let link = if picture::is_wide(&link)? { without_name(&link) } else { link };
        let groups: Vec<&str> = (0..key.len()).step_by(4).map(|at| &key[at..(at + 4).min(key.len())]).collect();
        Ok(TwoStepSetup { key: groups.join(" "), picture: picture::of(&link)?, link })
    }
}

/// The brand as all apps read it in a link: some take a `#` or `?` for the link's own though it is encoded, a `:` ends the
/// name, and some show each blank of several.
fn issuer(brand: &str) -> Option<String> {
    let words: Vec<&str> = brand
        .split(|c: char| c.is_whitespace() || [':', '#', '?'].contains(&c))
        .filter(|word| !word.is_empty())
        .collect();
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// The link without the name before the address.
fn without_name(link: &str) -> String {
    let parts = link.split_once("/totp/").and_then(|(begin, rest)| Some((begin, rest.split_once(':')?.1)));
    parts.map_or_else(|| link.to_owned(), |(begin, rest)| format!("{begin}/totp/{rest}"))
}

/// Whether an account of theirs requires it.
async fn is_required<'c>(executor: impl AnyExecutor<'c>, user_id: &str) -> Result<bool, Error> {
    let requiring: i64 = sqlx::query_scalar(
        "select count(*) from memberships join accounts on accounts.id = memberships.account_id
         where memberships.user_id = $1 and two_step_policy = $2",
    )
    .bind(user_id)
    .bind(TwoStepPolicy::Required.as_str())
    .fetch_one(executor)
    .await?;
    Ok(requiring > 0)
}

fn wrong_code(wrong: rules::FieldError) -> Error {
    Errors::on(Field::TwoStepCode, wrong).into()
}

/// What a key in use is sealed for.
fn place(user_id: &str) -> String {
    format!("two-step {user_id}")
}

/// What a key to set up with is sealed for.
fn next_place(user_id: &str) -> String {
    format!("two-step next {user_id}")
}
