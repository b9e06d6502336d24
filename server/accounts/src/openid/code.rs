//! Authorization codes: a minute long, good once.

use super::{Application, Scope};
use crate::{
    CurrentUser, RequestContext, Token,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    limits,
    parts::Applications,
};
use rules::Act;

/// How long a code can be exchanged, in seconds.
const LIFETIME: i64 = 60;

/// What an application has asked for, checked.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Where it is answered.
    pub redirect_uri: String,
    /// The SHA-256 of what it will prove itself with (RFC 7636).
    pub challenge: Option<String>,
    /// What it wants to read in the ID token.
    pub nonce: Option<String>,
    /// What it wants to know.
    pub scope: Scope,
}

impl Applications {
    /// A code by which the application learns who this is. The first one of a session stands in the activity log.
    ///
    /// # Errors
    /// `SignedOut` when the session has ended meanwhile; `TooMany` past the limit of a user.
    pub async fn authorize(
        &self,
        me: &CurrentUser,
        application: &Application,
        request: &AuthorizationRequest,
        context: &RequestContext,
    ) -> Result<Token, Error> {
        self.limits.count(&self.limits.of_user(limits::AUTHORIZATIONS, me.id())).await?;
        let code = Token::new(self.random);
        let mut tx = self.db.begin().await?;
        let session_id: Option<String> = sqlx::query_scalar(
            "update sessions set seen_at = seen_at where token_hash = $1 and full_at is not null returning id",
        )
        .bind(me.session_hash())
        .fetch_optional(&mut *tx)
        .await?;
        let session_id = session_id.ok_or(Error::SignedOut)?;
        sqlx::query(
            "insert into authorization_codes (code_hash, application_id, session_id, redirect_uri, challenge, nonce, scope, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(code.hash())
        .bind(&application.id)
        .bind(&session_id)
        .bind(&request.redirect_uri)
        .bind(request.challenge.clone())
        .bind(request.nonce.clone())
        .bind(request.scope.to_string())
        .bind(self.now() + LIFETIME)
        .pipeline(&mut tx);
        if self.begin_session(&mut tx, application, &session_id, me.id()).await? {
            let signed_in = AuditEvent::of(Act::SignedInTo, me.id()).with(&application.name);
            self.audit.record(&mut tx, signed_in, context);
        }
        tx.commit().await?;
        Ok(code)
    }

    /// That somebody is signed in to it from this session; whether that is new.
    async fn begin_session(
        &self,
        tx: &mut Tx,
        application: &Application,
        session_id: &str,
        user_id: &str,
    ) -> Result<bool, Error> {
        let made = sqlx::query(
            "insert into application_sessions (id, application_id, session_id, user_id, created_at) values ($1, $2, $3, $4, $5)
             on conflict (session_id, application_id) do nothing",
        )
        .bind(self.random.id())
        .bind(&application.id)
        .bind(session_id)
        .bind(user_id)
        .bind(self.now())
        .execute(&mut **tx)
        .await?;
        Ok(made.rows_affected() > 0)
    }
}
