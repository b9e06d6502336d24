//! Recovery codes: ten, of 120 bits each, for whoever has lost the phone (ASVS 5.0 6.5.1, 6.5.2).

mod stored;

use crate::{
    CurrentUser, RequestContext, Settings, SignedIn,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    limits,
    parts::{SignIn, TwoStepSettings},
    session::Proof,
};
use rules::{Act, Errors, Field, FieldError, Notice, RecoverForm, RecoveryCode};
use stored::hashed;

/// Codes of a set.
const CODES: usize = 10;

impl SignIn {
    /// Signs in by a recovery code instead of the authenticator app's; the code is used up.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code; `SignedOut` without a half session; `TooMany` past a limit.
    pub async fn recover(&self, form: &RecoverForm, context: &RequestContext) -> Result<SignedIn, Error> {
        let code = form.check()?;
        let (user_id, _) = self.pending_session(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let throttle = self.limits.open_throttle("recovery", &user_id);
        let tried = self.limits.count_throttle(self.limits.of_network(limits::CODES, context), throttle).await?;
        self.counters.recovery_comparisons.inc();
        let mut tx = self.db.begin().await?;
        let contact = self.revoke_pending_session(&mut tx, &user_id, context).await?;
        if !self.second_factor.use_recovery_code(&mut tx, &user_id, &code).await? {
            tx.rollback().await?;
            self.second_factor.second_step_failed(&user_id, Act::RecoveryUsed, context).await?;
            return Err(Errors::on(Field::RecoveryCode, FieldError::Code).into());
        }
        self.limits.was_right(&mut tx, &tried);
        self.second_factor.forget_tries(&mut tx, &user_id);
        let left = self.second_factor.recovery_left(&mut *tx, &user_id).await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::RecoveryUsed, &user_id).with(left), context);
        self.notices.notify(&mut tx, &contact, Notice::RecoveryUsed(left), context)?;
        let signed_in = self.enter(&mut tx, &contact, Proof::Code, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(signed_in)
    }
}

impl TwoStepSettings {
    /// The newest recovery codes as they are to be written down; none once they were saved, or ten minutes after they
    /// were made.
    ///
    /// # Errors
    /// `ReauthRequired` when the identity must be confirmed first.
    pub async fn recovery_codes(&self, me: &CurrentUser) -> Result<Option<Vec<String>>, Error> {
        self.sessions.must_be_fresh(me)?;
        let content: Option<(String,)> = sqlx::query_as(
            "select content from recovery_sets where user_id = $1 and content is not null and made_at > $2",
        )
        .bind(me.id())
        .bind(self.now() - Settings::RECOVERY_SHOWN)
        .fetch_optional(self.db.read())
        .await?;
        let Some((content,)) = content else { return Ok(None) };
        let plain = self.keys.open(&place(me.id()), &content)?;
        Ok(Some(plain.lines().map(str::to_owned).collect()))
    }

    /// The codes were written down: from now on only their hashes exist.
    ///
    /// # Errors
    /// `SignedOut` without a session.
    pub async fn saved_recovery_codes(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        let saved = sqlx::query("update recovery_sets set content = null where user_id = $1 and content is not null")
            .bind(&user_id)
            .execute(&mut *tx)
            .await?;
        if saved.rows_affected() > 0 {
            self.audit.record(&mut tx, AuditEvent::of(Act::RecoverySaved, &user_id), context);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ten new codes; the old ones work no more.
    ///
    /// # Errors
    /// `SignedOut` without a session; `ReauthRequired` when the identity must be confirmed first; `Gone` while the second factor
    /// is off.
    pub async fn new_recovery_codes(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.proved(&mut tx, &user_id, context).await?;
        if !self.second_factor.has_two_step(&mut tx, &user_id).await? {
            tx.rollback().await?;
            return Err(Error::Gone);
        }
        self.make_recovery_codes(&mut tx, &user_id, context)?;
        self.notices.notify(&mut tx, &contact, Notice::RecoveryMade, context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// A new set instead of the old one, and the line in the log. The user is held, so that only one set lives.
    pub(crate) fn make_recovery_codes(
        &self,
        tx: &mut Tx,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let codes: [RecoveryCode; CODES] = std::array::from_fn(|_| RecoveryCode::from_bytes(self.random.bytes()));
        let lines: Vec<String> = codes.iter().map(RecoveryCode::to_string).collect();
        sqlx::query(
            "insert into recovery_sets (user_id, content, made_at) values ($1, $2, $3)
             on conflict (user_id) do update set content = excluded.content, made_at = excluded.made_at",
        )
        .bind(user_id)
        .bind(self.keys.seal(self.random, &place(user_id), &lines.join("\n"))?)
        .bind(self.now())
        .pipeline(tx);
        sqlx::query("delete from recovery_codes where user_id = $1").bind(user_id).pipeline(tx);
        for code in &codes {
            sqlx::query("insert into recovery_codes (code_hash, user_id) values ($1, $2)")
                .bind(hashed(user_id, code))
                .bind(user_id)
                .pipeline(tx);
        }
        self.audit.record(tx, AuditEvent::of(Act::RecoveryMade, user_id), context);
        Ok(())
    }
}

/// What the set in clear is sealed for.
fn place(user_id: &str) -> String {
    format!("recovery codes {user_id}")
}
