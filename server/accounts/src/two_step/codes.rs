//! Codes of authenticator apps: counted, compared, used up.

use crate::{
    RequestContext,
    activity::AuditEvent,
    db::Tx,
    error::{Error, InternalError},
    parts::SecondFactor,
};
use rules::{Act, FieldError, Notice, TwoStepCode};
use sqlx::FromRow;
use totp_rs::{Builder, Secret};

/// Seconds of a step.
pub(super) const STEP: i64 = 30;
/// Steps whose codes are taken besides the present one, before and after it (RFC 6238, section 5.2).
const SKEW: i64 = 1;
/// Steps in which a wrong clock is recognised: ten minutes.
pub(super) const CLOCK: i64 = 20;
/// The user is told of a right password without the right code at most once in this time, in seconds.
const WARNED_EVERY: i64 = 3_600;

/// What a code is for: how wrong a clock is told of.
#[derive(Clone, Copy)]
pub(super) enum CodeFor {
    /// Setting up: a clock that is late or early.
    SetUp,
    /// Signing in: only one that is late, since a code of the future would say how far one has guessed.
    SignIn,
}

/// A code that is right, to be used up.
pub(crate) struct Right {
    sealed: String,
    step: i64,
}

#[derive(FromRow)]
struct InUse {
    secret: String,
    last_step: i64,
}

impl SecondFactor {
    /// Compares a counted code with those of the key in use.
    pub(crate) async fn compare_code(
        &self,
        user_id: &str,
        code: &TwoStepCode,
    ) -> Result<Result<Right, FieldError>, Error> {
        self.counters.code_comparisons.inc();
        let in_use: Option<InUse> = sqlx::query_as(
            "select secret, last_step from two_step where user_id = $1 and secret is not null and enabled_at is not null",
        )
        .bind(user_id)
        .fetch_optional(self.db.write())
        .await?;
        let InUse { secret: sealed, last_step } = in_use.ok_or(Error::SignedOut)?;
        let secret = self.open_secret(&super::place(user_id), &sealed)?;
        Ok(match self.step_of(&secret, code, CodeFor::SignIn) {
            Ok(step) if (step..=step + CLOCK).contains(&last_step) => Err(FieldError::Used),
            found => found.map(|step| Right { sealed, step }),
        })
    }

    /// Uses a code up: it works once, over all uses, and none of an earlier step works after it.
    pub(crate) async fn use_step(&self, tx: &mut Tx, user_id: &str, right: &Right) -> Result<bool, Error> {
        let used = sqlx::query(
            "update two_step set last_step = $1, tries = 0, closed_until = 0 where user_id = $2 and secret = $3 and enabled_at is not null and (last_step < $1 or last_step > $4)",
        )
        .bind(right.step)
        .bind(user_id)
        .bind(&right.sealed)
        .bind(right.step + CLOCK)
        .execute(&mut **tx)
        .await?;
        Ok(used.rows_affected() > 0)
    }

    /// Writes a wrong second step down, and tells the user, once an hour, that somebody has the password.
    pub(crate) async fn second_step_failed(
        &self,
        user_id: &str,
        act: Act,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, user_id).await?;
        self.audit.record(&mut tx, AuditEvent::refused(act, user_id), context);
        let due = sqlx::query(
            "update two_step set warned_at = $1 where user_id = $2 and (warned_at is null or warned_at <= $3)",
        )
        .bind(self.now())
        .bind(user_id)
        .bind(self.now() - WARNED_EVERY)
        .execute(&mut *tx)
        .await?;
        if due.rows_affected() > 0
            && let Some(contact) = contact
        {
            self.notices.notify(&mut tx, &contact, Notice::SecondStepFailed, context)?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// The step that this code belongs to, or what is wrong with it.
    pub(super) fn step_of(&self, secret: &Secret, code: &TwoStepCode, around: CodeFor) -> Result<i64, FieldError> {
        let totp = Builder::new().with_secret(secret.clone()).with_skew(0).build_noncompliant();
        let now = self.now() / STEP;
        let is = |step: &i64| totp.check(code.digits(), (step * STEP).unsigned_abs()).is_some();
        if let Some(step) = (now - SKEW..=now + SKEW).find(is) {
            return Ok(step);
        }
        let late = match around {
            CodeFor::SetUp => now - CLOCK..=now + CLOCK,
            CodeFor::SignIn => now - CLOCK..=now,
        };
        Err(if late.into_iter().any(|step| is(&step)) { FieldError::Clock } else { FieldError::Code })
    }
}

/// A key from its base 32.
pub(super) fn secret_of(base32: &str) -> Result<Secret, InternalError> {
    Secret::try_from_base32(base32).map_err(|_| InternalError::new("a stored key of 2-step verification is unreadable"))
}
