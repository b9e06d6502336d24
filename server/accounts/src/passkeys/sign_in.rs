//! Signing in by a passkey alone, by one as the second step, and proving who one is by one.

use super::{
    Kept,
    ceremony::{Refused, Used, credential_of},
    challenge::{Asked, Purpose},
    handle, refused,
};
use crate::{
    RequestContext, SignedIn, Token, activity::AuditEvent, browsers::Standing, db::Query, error::Error, limits,
    notices::Contact, parts::Passkeys, session::Proof, token::text,
};
use rules::{Act, FieldError, Notice, PasskeyForm};
use sqlx::{FromRow, any::AnyRow};

/// A passkey that has answered rightly, to be written down as used.
struct Right {
    asked: Asked,
    credential_id: String,
    kept: Kept,
    used: Used,
}

impl Right {
    fn proof(&self, after_password: bool) -> Proof {
        Proof::Passkey { after_password, synced: self.used.synced }
    }
}

impl Passkeys {
    /// What the browser needs to ask for any passkey of this site.
    ///
    /// # Errors
    /// `Refused` where passkeys are not possible, or without the browser's cookie.
    pub fn ask_to_sign_in(&self, context: &RequestContext) -> Result<String, Error> {
        let question = self.asking()?.request(&[])?;
        self.ask(question, Purpose::SignIn, "", context)
    }

    /// Signs in whoever's passkey has answered: it is both factors, unless the password was taken back since it was used. A
    /// former session of this browser ends. An unknown
    /// passkey has an answer of its own, by which the browser takes it from its list.
    ///
    /// # Errors
    /// `Refused` where the answer does not fit; `TooMany` past a limit.
    pub async fn sign_in(&self, form: &PasskeyForm, context: &RequestContext) -> Result<SignedIn, Error> {
        let asked = self.asked(&form.passkey, Purpose::SignIn, "", context)?;
        let right = self.compared(asked, &form.passkey, None, Act::SignedIn, context).await?;
        if right.kept.held > 0 {
            return Err(refused(FieldError::Password));
        }
        let mut tx = self.db.begin().await?;
        let user_id = &right.kept.user_id;
        let [standing, addresses] = self.sessions.standing_queries(user_id, context);
        let [answered, used] = self.use_up(&right);
        let asked = [self.locks.user_query(user_id), answered, used, standing, addresses];
        let [held, answered, used, standing, addresses] = tx.fetch_array(asked).await?;
        once(&answered, &used)?;
        let held = held.first().ok_or_else(|| refused(FieldError::Code))?;
        let (contact, standing) = (Contact::from_row(held)?, Standing::of([standing, addresses])?);
        self.sessions.end_former(&mut tx, context);
        let signed_in = self.sign_in.enter_as(&mut tx, &contact, (right.proof(false), &standing), context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(signed_in)
    }

    /// What the browser needs to ask for a passkey of whoever has given their password.
    ///
    /// # Errors
    /// `SignedOut` without a half session; `Refused` where passkeys are not possible.
    pub async fn ask_second_step(&self, context: &RequestContext) -> Result<String, Error> {
        let user_id = self.pending(context).await?;
        let question = self.asking()?.request(&self.known(&user_id).await?)?;
        self.ask(question, Purpose::SecondStep, &user_id, context)
    }

    /// Takes a passkey as the second step.
    ///
    /// # Errors
    /// `Refused` where the answer does not fit; `SignedOut` without a half session; `TooMany` past a limit.
    pub async fn second_step(&self, form: &PasskeyForm, context: &RequestContext) -> Result<SignedIn, Error> {
        let user_id = self.pending(context).await?;
        let asked = self.asked(&form.passkey, Purpose::SecondStep, &user_id, context)?;
        let right = self.compared(asked, &form.passkey, Some(&user_id), Act::SecondStep, context).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.sign_in.revoke_pending_session(&mut tx, &user_id, context).await?;
        let [answered, used] = tx.fetch_array(self.use_up(&right)).await?;
        once(&answered, &used)?;
        self.second_factor.forget_tries(&mut tx, &user_id);
        let signed_in = self.sign_in.enter(&mut tx, &contact, right.proof(true), context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(signed_in)
    }

    async fn pending(&self, context: &RequestContext) -> Result<String, Error> {
        let pending = self.sign_in.pending_session(context.session.as_ref()).await?;
        pending.map(|(user_id, _)| user_id).ok_or(Error::SignedOut)
    }

    /// What the browser needs to ask for a passkey of whoever is signed in.
    ///
    /// # Errors
    /// `SignedOut`; `Refused` where passkeys are not possible.
    pub async fn ask_for_proof(&self, context: &RequestContext) -> Result<String, Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let question = self.asking()?.request(&self.known(&user_id).await?)?;
        self.ask(question, Purpose::Proof, &user_id, context)
    }

    /// Takes a passkey as a fresh proof of identity. The session goes on with a new secret.
    ///
    /// # Errors
    /// `Refused` where the answer does not fit; `SignedOut`; `TooMany` past a limit.
    pub async fn prove(&self, form: &PasskeyForm, context: &RequestContext) -> Result<Token, Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let asked = self.asked(&form.passkey, Purpose::Proof, &user_id, context)?;
        let right = self.compared(asked, &form.passkey, Some(&user_id), Act::IdentityConfirmed, context).await?;
        let mut tx = self.db.begin().await?;
        self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        let [answered, used] = tx.fetch_array(self.use_up(&right)).await?;
        once(&answered, &used)?;
        let session = self.reauthentication.change_session(&mut tx, Some(right.proof(false)), context).await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::IdentityConfirmed, &user_id), context);
        tx.commit().await?;
        Ok(session)
    }

    /// Whether a passkey, of this user if one is meant, has answered rightly. What is refused is written down where it is
    /// known whose it is.
    async fn compared(
        &self,
        asked: Asked,
        answer: &str,
        user_id: Option<&str>,
        act: Act,
        context: &RequestContext,
    ) -> Result<Right, Error> {
        let (credential_id, told) = credential_of(answer).ok_or_else(|| refused(FieldError::Code))?;
        let kept: Option<Kept> = sqlx::query_as(
            "select user_id, public_key, state, held, disabled_at,
                (select count(*) from passkey_answers where challenge_hash = $2) as answered
             from passkeys join users on users.id = passkeys.user_id where credential_id = $1",
        )
        .bind(&credential_id)
        .bind(asked.hash())
        .fetch_optional(self.db.read())
        .await?;
        if kept.is_none() && user_id.is_none() {
            return Err(refused(FieldError::Unknown));
        }
        let theirs = kept.filter(|kept| {
            let meant = kept.disabled_at.is_none() && user_id.is_none_or(|id| id == kept.user_id);
            meant && told.is_none_or(|told| Some(told) == handle(&kept.user_id))
        });
        let Some(kept) = theirs else { return self.turned_away(user_id, act, context).await };
        // What is sent twice is no copy of the passkey, whose counter went on with the first.
        if kept.answered > 0 {
            return Err(refused(FieldError::Stale));
        }
        let stored = kept.stored(credential_id.clone()).ok_or_else(|| refused(FieldError::Code))?;
        match self.asking()?.used(&asked.state, answer, &stored) {
            Ok(used) => Ok(Right { asked, credential_id, kept, used }),
            Err(Refused::Broken(broken)) => Err(broken.into()),
            Err(wrong) => {
                tracing::warn!(what = "a passkey", ?wrong, "refused right");
                if matches!(wrong, Refused::Counter) {
                    self.tell_of_copy(&credential_id, &kept.user_id, context).await?;
                }
                self.turned_away(Some(&kept.user_id), act, context).await
            }
        }
    }

    async fn turned_away(&self, user_id: Option<&str>, act: Act, context: &RequestContext) -> Result<Right, Error> {
        match (user_id, act) {
            (Some(user_id), Act::SecondStep) => {
                self.second_factor.second_step_failed(user_id, act, context).await?;
            }
            (Some(user_id), _) => {
                self.limits.count(&self.limits.of_network(limits::CODES, context)).await?;
                self.audit.record_refused(act, user_id, context).await?;
            }
            (None, _) => {}
        }
        Err(refused(FieldError::Code))
    }

    /// Tells the user, once for each passkey, that there may be a copy of it.
    async fn tell_of_copy(&self, credential_id: &str, user_id: &str, context: &RequestContext) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let Some(contact) = self.locks.user(&mut tx, user_id).await? else { return Ok(()) };
        let first = sqlx::query("update passkeys set copied_at = $1 where credential_id = $2 and copied_at is null")
            .bind(self.now())
            .bind(credential_id)
            .execute(&mut *tx)
            .await?;
        if first.rows_affected() > 0 {
            self.notices.notify(&mut tx, &contact, Notice::PasskeyCopied, context)?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Writes the answer and the use down, each with a row if it is the first: the question was not answered before, and the
    /// passkey is still there as it was read. Of two uses of a counter's value one is right.
    fn use_up(&self, right: &Right) -> [Query<'static>; 2] {
        let used = sqlx::query(
            "update passkeys set state = $1, synced = $2, used_at = $3, held = 0
             where credential_id = $4 and user_id = $5 and state = $6 and held = $7 returning credential_id",
        )
        .bind(text(&right.used.state))
        .bind(i64::from(right.used.synced))
        .bind(self.now())
        .bind(right.credential_id.clone())
        .bind(right.kept.user_id.clone())
        .bind(right.kept.state.clone())
        .bind(right.kept.held);
        [self.answered(&right.asked), used]
    }
}

/// Refused where the question was answered before, or the passkey used.
fn once(answered: &[AnyRow], used: &[AnyRow]) -> Result<(), Error> {
    match (answered.is_empty(), used.is_empty()) {
        (false, false) => Ok(()),
        (true, _) => Err(refused(FieldError::Stale)),
        (false, true) => Err(refused(FieldError::Code)),
    }
}
