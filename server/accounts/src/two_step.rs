//! 2-step verification by an authenticator app (TOTP, RFC 6238): SHA-1, six digits, 30 seconds.

mod codes;
mod picture;
mod secret;
mod setup;
mod tries;

pub use setup::TwoStepSetup;

use secret::{Next, next_place, place};

pub(crate) use codes::Right;

use crate::{
    CurrentUser, RequestContext,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    limits,
    notices::Contact,
    parts::{Notices, SecondFactor, TwoStepSettings},
};
use codes::CodeFor;
use rules::{Act, Errors, Field, FieldError, Notice, TwoStepForm, TwoStepPolicy};
use sqlx::AnyExecutor;

/// The second factor of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoStep {
    /// Whether signing in takes a second step.
    pub enabled: bool,
    /// Whether there is an authenticator app.
    pub app: bool,
    /// How many passkeys there are.
    pub passkeys: u32,
    /// Recovery codes that are left.
    pub recovery_left: u32,
    /// Whether an account of theirs requires it.
    pub required: bool,
}

impl TwoStepSettings {
    /// Whether the second factor is on, and how many recovery codes are left: at three or fewer it is time for new ones.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn two_step(&self, me: &CurrentUser) -> Result<TwoStep, Error> {
        let recovery_left = self.second_factor.recovery_left(self.db.read(), me.id()).await?;
        let Factors { app, passkeys } = self.second_factor.factors(me.id()).await?;
        let required = me.accounts.iter().any(|account| account.policy == TwoStepPolicy::Required);
        Ok(TwoStep { enabled: me.user.two_step, app, passkeys, recovery_left, required })
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
        TwoStepSetup::of(secret, self.version(&next), &self.settings.brand, &next.email)
    }

    /// Which key a page shows: another one may take its place before the code comes.
    fn version(&self, next: &Next) -> String {
        self.keys.hash("two-step version", &next.next_secret)
    }

    /// Switches the second factor on with the first code of the shown key, or moves it to that key; and makes new
    /// recovery codes. All other sessions have to confirm their identity anew before they may change it. Returns whether it
    /// was off: otherwise the recovery codes of before work no more, and a letter says so.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code, or `Stale` where another key is shown by now; `SignedOut`; `ReauthRequired`;
    /// `TooMany` past a limit.
    pub async fn enable_two_step(&self, form: &TwoStepForm, context: &RequestContext) -> Result<bool, Error> {
        let code = form.check()?;
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let next = self.second_factor.next_secret(&user_id).await?;
        if !form.version.is_empty() && form.version != self.version(&next) {
            return Err(wrong_code(FieldError::Stale));
        }
        let network = self.limits.of_network(limits::CODES, context);
        let throttle = self.limits.open_throttle("set-up", &user_id);
        let tried = self.limits.count_throttle(network, throttle).await?;
        let secret = self.second_factor.open_secret(&next_place(&user_id), &next.next_secret)?;
        let step = self.second_factor.step_of(&secret, &code, CodeFor::SetUp).map_err(wrong_code)?;
        let sealed = self.keys.seal(self.random, &place(&user_id), &secret.to_base32())?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        self.limits.was_right(&mut tx, &tried);
        let was_off = !self.second_factor.has_two_step(&mut tx, &user_id).await?;
        if !self.second_factor.move_secret(&mut tx, &user_id, [&next.next_secret, &sealed], step).await? {
            tx.rollback().await?;
            return Err(wrong_code(FieldError::Used));
        }
        self.reauthentication.revoke_proofs(&mut tx, &user_id, context);
        self.make_recovery_codes(&mut tx, &user_id, context)?;
        self.notices.tell(&mut tx, &contact, Act::TwoStepEnabled, Notice::TwoStepOn, context)?;
        if !was_off {
            self.notices.notify(&mut tx, &contact, Notice::RecoveryMade, context)?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(was_off)
    }

    /// Another key to set the second factor up with; one that is in use stays until the new one is enabled.
    ///
    /// # Errors
    /// `SignedOut` without a session; `ReauthRequired` when the identity must be confirmed first.
    pub async fn regenerate_key(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        self.locks.proved(&mut tx, &user_id, context).await?;
        self.second_factor.new_next_secret(&mut tx, &user_id)?;
        self.audit.record(&mut tx, AuditEvent::of(Act::TwoStepKey, &user_id), context);
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
        self.switch_off(&mut tx, &contact, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Switches it off, unless an account of theirs asks for it.
    pub(crate) async fn switch_off(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        context: &RequestContext,
    ) -> Result<(), Error> {
        if is_required(&mut **tx, &contact.id).await? {
            return Err(Error::Forbidden);
        }
        if self.second_factor.remove_factor(tx, &contact.id).await? {
            self.notices.tell(tx, contact, Act::TwoStepDisabled, Notice::TwoStepOff, context)?;
        }
        Ok(())
    }
}

impl SecondFactor {
    /// Removes key, passkeys and recovery codes; whether it was on.
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
        self.new_next_secret(tx, user_id)?;
        sqlx::query("delete from passkeys where user_id = $1").bind(user_id).pipeline(tx);
        self.remove_recovery_codes(tx, user_id);
        Ok(true)
    }
}

impl Notices {
    /// Writes the act down and the letter that tells of it.
    pub(crate) fn tell(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        act: Act,
        notice: Notice,
        context: &RequestContext,
    ) -> Result<(), Error> {
        self.audit.record(tx, AuditEvent::of(act, &contact.id), context);
        self.notify(tx, contact, notice, context)
    }
}

/// What somebody has for a second step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// Whether there is an authenticator app.
    pub app: bool,
    /// How many passkeys there are.
    pub passkeys: u32,
}

impl SecondFactor {
    /// What this user has.
    pub(crate) async fn factors(&self, user_id: &str) -> Result<Factors, Error> {
        let found: Option<(i64, i64)> = sqlx::query_as(
            "select cast(case when enabled_at is null or secret is null then 0 else 1 end as bigint),
                 (select count(*) from passkeys where passkeys.user_id = two_step.user_id)
             from two_step where user_id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.read())
        .await?;
        let (app, passkeys) = found.unwrap_or_default();
        Ok(Factors { app: app > 0, passkeys: u32::try_from(passkeys).unwrap_or(u32::MAX) })
    }

    /// Switches 2-step verification on, whatever the factor is; whether it was off.
    pub(crate) async fn switch_on(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        self.ready_two_step(tx, user_id)?;
        let on = sqlx::query("update two_step set enabled_at = $1 where user_id = $2 and enabled_at is null")
            .bind(self.now())
            .bind(user_id)
            .execute(&mut **tx)
            .await?;
        Ok(on.rows_affected() > 0)
    }

    /// Whether there is an app or a passkey, as this transaction sees it.
    pub(crate) async fn has_factor(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        let factors: i64 = sqlx::query_scalar(
            "select (select count(*) from two_step where user_id = $1 and enabled_at is not null and secret is not null)
                 + (select count(*) from passkeys where user_id = $1)",
        )
        .bind(user_id)
        .fetch_one(&mut **tx)
        .await?;
        Ok(factors > 0)
    }

    /// Whether it is on, as this transaction sees it.
    pub(crate) async fn has_two_step(&self, tx: &mut Tx, user_id: &str) -> Result<bool, Error> {
        let on: i64 = sqlx::query_scalar("select count(*) from two_step where user_id = $1 and enabled_at is not null")
            .bind(user_id)
            .fetch_one(&mut **tx)
            .await?;
        Ok(on > 0)
    }
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

fn wrong_code(wrong: FieldError) -> Error {
    Errors::on(Field::TwoStepCode, wrong).into()
}
