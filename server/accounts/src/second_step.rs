//! The second step of signing in. After the first there is only a half session, which is good for nothing else.

use crate::{
    Factors, RequestContext, Settings, SignedIn, Token, activity::AuditEvent, browsers::Standing, db::Tx, error::Error,
    limits, notices::Contact, parts::SignIn, session::Proof,
};
use rules::{Act, Errors, Field, FieldError, Notice, TwoStepForm};

impl SignIn {
    /// The user of this half session, for the second step's page; nobody after ten minutes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pending_session(&self, session: Option<&Token>) -> Result<Option<(String, String)>, Error> {
        let Some(token) = session else { return Ok(None) };
        let half = sqlx::query_as(
            "select sessions.user_id, users.email from sessions join users on users.id = sessions.user_id
             where token_hash = $1 and full_at is null and sessions.created_at > $2 and users.disabled_at is null",
        )
        .bind(token.hash())
        .bind(self.now() - Settings::HALF_LIFETIME)
        .fetch_optional(self.db.read())
        .await?;
        Ok(half)
    }

    /// What the user of this half session has for the second step.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn factors(&self, user_id: &str) -> Result<Factors, Error> {
        self.second_factor.factors(user_id).await
    }

    /// Takes the authenticator app's code: the half session becomes a whole one, with a new secret.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the code; `SignedOut` without a half session; `TooMany` past a limit.
    pub async fn second_step(&self, form: &TwoStepForm, context: &RequestContext) -> Result<SignedIn, Error> {
        let code = form.check()?;
        let (user_id, _) = self.pending_session(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let network = self.second_factor.count_code(&user_id, context).await?;
        let right = match self.second_factor.compare_code(&user_id, &code).await? {
            Ok(right) => right,
            Err(wrong) => return self.wrong_step(&user_id, wrong, context).await,
        };
        let mut tx = self.db.begin().await?;
        let contact = self.revoke_pending_session(&mut tx, &user_id, context).await?;
        limits::give_back(&mut tx, &network);
        if !self.second_factor.use_step(&mut tx, &user_id, &right).await? {
            tx.rollback().await?;
            return self.wrong_step(&user_id, FieldError::Used, context).await;
        }
        let signed_in = self.enter(&mut tx, &contact, Proof::Code, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(signed_in)
    }

    async fn wrong_step<T>(&self, user_id: &str, wrong: FieldError, context: &RequestContext) -> Result<T, Error> {
        self.second_factor.second_step_failed(user_id, Act::SecondStep, context).await?;
        Err(Errors::on(Field::TwoStepCode, wrong).into())
    }

    /// The half session ends, whose it is goes on.
    pub(crate) async fn revoke_pending_session(
        &self,
        tx: &mut Tx,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Contact, Error> {
        let contact = self.locks.user(tx, user_id).await?.ok_or(Error::SignedOut)?;
        let token = context.session.as_ref().ok_or(Error::SignedOut)?;
        let ended = sqlx::query("delete from sessions where token_hash = $1 and user_id = $2 and full_at is null")
            .bind(token.hash())
            .bind(user_id)
            .execute(&mut **tx)
            .await?;
        if ended.rows_affected() == 0 { Err(Error::SignedOut) } else { Ok(contact) }
    }

    /// A whole session begins, from a browser that is known from now on; the user is told of a new one.
    pub(crate) async fn enter(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        proof: Proof,
        context: &RequestContext,
    ) -> Result<SignedIn, Error> {
        let standing = self.sessions.standing(tx, &contact.id, context).await?;
        self.enter_as(tx, contact, (proof, &standing), context)
    }

    /// The same, where it is known how user and browser stand.
    pub(crate) fn enter_as(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        (proof, standing): (Proof, &Standing),
        context: &RequestContext,
    ) -> Result<SignedIn, Error> {
        if !standing.is_known() {
            self.notices.notify(tx, contact, Notice::NewBrowser, context)?;
        }
        if standing.has_failures() {
            self.limits.clear(tx, &self.limits.identity_throttle(&contact.id));
        }
        self.audit.record(tx, AuditEvent::of(Act::SignedIn, &contact.id), context);
        self.sessions.begin_whole(tx, &contact.id, contact.language(), (proof, standing), context)
    }
}
