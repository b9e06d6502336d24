//! Whether it is still the same person: what changes somebody's safety needs a proof that is minutes old
//! (ASVS 5.0 7.5.1, 7.5.3).

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    failures::Tried,
    limits::{self, Count},
    parts::Reauthentication,
    session::Proof,
};
use rules::{Act, Errors, Field, FieldError, IdentityForm, TwoStepCode};
use sqlx::FromRow;

#[derive(FromRow)]
struct Secrets {
    password_hash: String,
    enabled_at: Option<i64>,
    secret: Option<String>,
}

impl Reauthentication {
    /// The user of a session that has proved its identity lately, for verbs that write.
    pub(crate) async fn proved(&self, session: Option<&Token>) -> Result<String, Error> {
        let (user_id, proved_at) = self.sessions.alive(session).await?.ok_or(Error::SignedOut)?;
        if self.sessions.is_lately(proved_at) { Ok(user_id) } else { Err(Error::ReauthRequired) }
    }

    /// Takes password and, when the second factor is on, the authenticator app's code. The session goes on with a new
    /// secret, which is returned; the old one is dead.
    ///
    /// # Errors
    /// `Refused` with what is wrong; `SignedOut` without a session; `TooMany` past a limit.
    pub async fn confirm_identity(&self, form: &IdentityForm, context: &RequestContext) -> Result<Token, Error> {
        let (password, code) = form.check()?;
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let secrets = self.secrets(&user_id).await?;
        let code = secrets.needed(code)?;
        let tried = self.limits.count_throttle(Vec::new(), self.limits.identity_throttle(&user_id)).await?;
        self.counters.password_comparisons.inc();
        let ended = async {
            if !self.hasher.verify(password.expose(), Some(&secrets.password_hash)).await? {
                return self.not_proved(&user_id, Errors::on(Field::Password, FieldError::Password), context).await;
            }
            let counted = match &code {
                Some(_) => self.second_factor.count_code(&user_id, context).await?,
                None => Vec::new(),
            };
            self.renew(&user_id, code.as_ref(), &tried, &counted, context).await
        };
        self.limits.fairly(&tried, ended.await).await
    }

    /// The password was right; with a right code the session gets a new secret.
    async fn renew(
        &self,
        user_id: &str,
        code: Option<&TwoStepCode>,
        tried: &Tried,
        counted: &[Count],
        context: &RequestContext,
    ) -> Result<Token, Error> {
        let right = match code {
            Some(code) => match self.second_factor.compare_code(user_id, code).await? {
                Ok(right) => Some(right),
                Err(wrong) => return self.wrong_proof(user_id, wrong, context).await,
            },
            None => None,
        };
        let mut tx = self.db.begin().await?;
        self.locks.user(&mut tx, user_id).await?.ok_or(Error::SignedOut)?;
        if right.is_none() && self.second_factor.has_two_step(&mut tx, user_id).await? {
            return Err(Errors::on(Field::TwoStepCode, FieldError::Missing).into());
        }
        self.limits.was_right(&mut tx, tried);
        limits::give_back(&mut tx, counted);
        if let Some(right) = &right
            && !self.second_factor.use_step(&mut tx, user_id, right).await?
        {
            tx.rollback().await?;
            return self.wrong_proof(user_id, FieldError::Used, context).await;
        }
        self.second_factor.ready_two_step(&mut tx, user_id)?;
        let proof = if right.is_some() { Proof::Code } else { Proof::Password };
        let session = self.change_session(&mut tx, Some(proof), context).await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::IdentityConfirmed, user_id), context);
        tx.commit().await?;
        Ok(session)
    }

    async fn not_proved<T>(&self, user_id: &str, errors: Errors, context: &RequestContext) -> Result<T, Error> {
        self.audit.record_refused(Act::IdentityConfirmed, user_id, context).await?;
        Err(errors.into())
    }

    async fn wrong_proof<T>(&self, user_id: &str, wrong: FieldError, context: &RequestContext) -> Result<T, Error> {
        self.not_proved(user_id, Errors::on(Field::TwoStepCode, wrong), context).await
    }

    /// The same session under a new secret, proved now: by this, else by what it was.
    pub(crate) async fn change_session(
        &self,
        tx: &mut Tx,
        proof: Option<Proof>,
        context: &RequestContext,
    ) -> Result<Token, Error> {
        let (token, now) = (Token::new(self.random), self.now());
        let changed = sqlx::query(
            "update sessions set token_hash = $1, proved_at = $2, seen_at = $2, amr = coalesce($4, amr)
             where token_hash = $3 and full_at is not null",
        )
        .bind(token.hash())
        .bind(now)
        .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
        .bind(proof.map(Proof::amr))
        .execute(&mut **tx)
        .await?;
        if changed.rows_affected() == 0 { Err(Error::SignedOut) } else { Ok(token) }
    }

    /// No other session of the user counts as proved: what it proved was less than is needed from now on.
    pub(crate) fn revoke_proofs(&self, tx: &mut Tx, user_id: &str, context: &RequestContext) {
        sqlx::query("update sessions set proved_at = null where user_id = $1 and token_hash <> $2")
            .bind(user_id)
            .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
            .pipeline(tx);
    }

    async fn secrets(&self, user_id: &str) -> Result<Secrets, Error> {
        let secrets: Option<Secrets> = sqlx::query_as(
            "select password_hash, enabled_at, secret from users left join two_step on two_step.user_id = users.id where users.id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.write())
        .await?;
        secrets.ok_or(Error::SignedOut)
    }
}

impl Secrets {
    /// The code, if one is needed; refused when it is missing then.
    fn needed(&self, code: Option<TwoStepCode>) -> Result<Option<TwoStepCode>, Errors> {
        match (self.enabled_at, code) {
            (None, _) => Ok(None),
            // A password is half of a proof, and their other half is a passkey.
            (Some(_), _) if self.secret.is_none() => Err(Errors::on(Field::Passkey, FieldError::Missing)),
            (Some(_), Some(code)) => Ok(Some(code)),
            (Some(_), None) => Err(Errors::on(Field::TwoStepCode, FieldError::Missing)),
        }
    }
}
