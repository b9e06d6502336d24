//! The sessions of a user, as they see them.

mod row;

pub use row::{ApplicationSession, Session};

use crate::{CurrentUser, RequestContext, Token, activity::AuditEvent, db::Pipeline, error::Error, parts::SessionList};
use row::Row;
use rules::{Act, SessionForm};

impl SessionList {
    /// The user's whole sessions: this one first, then the last used first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sessions(&self, me: &CurrentUser) -> Result<Vec<Session>, Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "select sessions.id, token_hash, agent, network_address, sessions.created_at, seen_at,
                 signed_in.id as application_session_id, applications.name as application, signed_in.created_at as application_since
             from sessions
             left join application_sessions as signed_in on signed_in.session_id = sessions.id
             left join applications on applications.id = signed_in.application_id
             where sessions.user_id = $1 and full_at is not null and seen_at > $2 and sessions.created_at > $3
             order by seen_at desc, sessions.created_at desc, sessions.id, signed_in.created_at, signed_in.id",
        )
        .bind(me.id())
        .bind(self.now() - self.settings.session_idle)
        .bind(self.now() - self.settings.session_lifetime)
        .fetch_all(self.db.read())
        .await?;
        let mut sessions: Vec<Session> = Vec::new();
        for mut row in rows {
            let application = row.application();
            // A session has a row for each of its applications, one after the other.
            match sessions.last_mut().filter(|session| session.id == row.id) {
                Some(session) => session.applications.extend(application),
                None => {
                    let mut session = row.session(me.session_hash());
                    session.applications.extend(application);
                    sessions.push(session);
                }
            }
        }
        sessions.sort_by_key(|session| !session.this);
        Ok(sessions)
    }

    /// Ends another session of the same user. That it has ended already is as good, and so is one that is not theirs:
    /// nothing happens then. The session that asks ends by signing out alone.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired` when the identity must be confirmed first.
    pub async fn end_session(&self, form: &SessionForm, context: &RequestContext) -> Result<(), Error> {
        self.end_sessions(
            "delete from sessions where user_id = $1 and token_hash <> $2 and seen_at > $3 and created_at > $4
             and full_at is not null and id = $5",
            Some(&form.session),
            Act::SessionEnded,
            context,
        )
        .await
    }

    /// Ends all sessions but this one, half ones too.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired` when the identity must be confirmed first.
    pub async fn end_other_sessions(&self, context: &RequestContext) -> Result<(), Error> {
        self.end_sessions(
            "delete from sessions where user_id = $1 and token_hash <> $2 and seen_at > $3 and created_at > $4",
            None,
            Act::OtherSessionsEnded,
            context,
        )
        .await
    }

    /// Signs the user out of one application, in one of their sessions. That this was done already is as good, and so is
    /// what is not theirs: nothing happens then.
    ///
    /// # Errors
    /// `SignedOut`; `ReauthRequired` when the identity must be confirmed first.
    pub async fn end_application_session(&self, form: &SessionForm, context: &RequestContext) -> Result<(), Error> {
        const GIVEN: [&str; 2] = [
            "delete from authorization_codes where (session_id, application_id) in
             (select session_id, application_id from application_sessions where id = $1 and user_id = $2)",
            "delete from access_tokens where (session_id, application_id) in
             (select session_id, application_id from application_sessions where id = $1 and user_id = $2)",
        ];
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        self.locks.proved(&mut tx, &user_id, context).await?;
        // Whatever ends a session locks it first.
        sqlx::query(
            "update sessions set seen_at = seen_at
             where id = (select session_id from application_sessions where id = $1 and user_id = $2)",
        )
        .bind(&form.session)
        .bind(&user_id)
        .pipeline(&mut tx);
        for text in GIVEN {
            sqlx::query(text).bind(&form.session).bind(&user_id).pipeline(&mut tx);
        }
        let ended: Option<String> = sqlx::query_scalar(
            "update application_sessions set session_id = null where id = $1 and user_id = $2 and session_id is not null
             returning (select name from applications where applications.id = application_id)",
        )
        .bind(&form.session)
        .bind(&user_id)
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(name) = ended {
            let event = AuditEvent::of(Act::SignedOutOf, &user_id).with(&name);
            self.audit.record(&mut tx, event, context);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends what the text says, never the session that asks; the act is written down when something was alive.
    async fn end_sessions(
        &self,
        text: &'static str,
        id: Option<&str>,
        act: Act,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let user_id = self.reauthentication.proved(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        self.locks.proved(&mut tx, &user_id, context).await?;
        let ending = sqlx::query(text)
            .bind(&user_id)
            .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
            .bind(self.now() - self.settings.session_idle)
            .bind(self.now() - self.settings.session_lifetime);
        let ending = match id {
            Some(id) => ending.bind(id.to_owned()),
            None => ending,
        };
        if ending.execute(&mut *tx).await?.rows_affected() > 0 {
            self.audit.record(&mut tx, AuditEvent::of(act, &user_id), context);
        }
        tx.commit().await?;
        Ok(())
    }
}
