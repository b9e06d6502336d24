//! A new password by the link of a letter; and "this was not me".

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    address::Address,
    db::{Pipeline, Tx},
    error::Error,
    parts::Passwords,
};
use rules::{Act, Errors, Field, Notice, Password, ResetForm};
use sqlx::FromRow;

/// Whose password a link changes.
#[derive(FromRow)]
struct LinkHolder {
    id: String,
    name: String,
    surname: String,
    email: String,
}

impl Passwords {
    /// Whose password the link of this token changes, by address, if it works. Asking changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reset_open(&self, token: &Token) -> Result<Option<String>, Error> {
        Ok(self.owner(token).await?.map(|owner| owner.email))
    }

    async fn owner(&self, token: &Token) -> Result<Option<LinkHolder>, Error> {
        let owner = sqlx::query_as(
            "select id, name, surname, email from resets join users on users.id = resets.user_id
             where token_hash = $1 and used_at is null and dead_at is null and expires_at > $2 and disabled_at is null",
        )
        .bind(token.hash())
        .bind(self.now())
        .fetch_optional(self.db.read())
        .await?;
        Ok(owner)
    }

    /// Chooses a new password by a link, which is used up. All sessions, links and pending codes of the user end, a deletion
    /// that waits is cancelled; the second factor stays on, and nobody is signed in. Returns the secret by which this
    /// browser is known from now on: strangers who go on guessing do not stand in its way.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the password; `Gone` when the link does not work.
    pub async fn reset(&self, form: &ResetForm, token: &Token, context: &RequestContext) -> Result<Token, Error> {
        let password = form.check(&self.settings.limits)?;
        let owner = self.owner(token).await?.ok_or(Error::Gone)?;
        self.hard_to_guess(&password, &owner).await?;
        let password_hash = self.hasher.hash(password.expose()).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &owner.id).await?.ok_or(Error::Gone)?;
        self.locks.addresses(&mut tx, &contact, "").await?;
        self.use_link(&mut tx, token, &contact.id).await?;
        sqlx::query("update users set password_hash = $1 where id = $2")
            .bind(password_hash)
            .bind(&contact.id)
            .pipeline(&mut tx);
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.sessions.forget_browsers(&mut tx, &contact);
        let standing = self.sessions.standing(&mut tx, &contact.id, context).await?;
        let known = self.sessions.remember_browser(&mut tx, &contact.id, &standing, context);
        self.deletions.cancel_deletion_of(&mut tx, &contact, context).await?;
        // Whoever guessed codes had the password, and has it no more.
        sqlx::query("update two_step set closed_until = 0 where user_id = $1").bind(&contact.id).pipeline(&mut tx);
        self.audit.record(&mut tx, AuditEvent::of(Act::PasswordReset, &contact.id), context);
        self.notices.notify(&mut tx, &contact, Notice::PasswordChanged, context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(known)
    }

    async fn hard_to_guess(&self, password: &Password, owner: &LinkHolder) -> Result<(), Error> {
        let strength = self.strength(password, [&owner.name, &owner.surname, &owner.email]).await?;
        strength.enough().map_err(|wrong| Errors::on(Field::NewPassword, wrong).into())
    }

    async fn use_link(&self, tx: &mut Tx, token: &Token, user_id: &str) -> Result<(), Error> {
        let used = sqlx::query(
            "update resets set used_at = $1
             where token_hash = $2 and user_id = $3 and used_at is null and dead_at is null and expires_at > $1",
        )
        .bind(self.now())
        .bind(token.hash())
        .bind(user_id)
        .execute(&mut **tx)
        .await?;
        if used.rows_affected() == 0 { Err(Error::Gone) } else { Ok(()) }
    }

    /// "This was not me": ends all sessions of the user, this one too, and sends a link to a new password, however many
    /// were asked for before.
    ///
    /// # Errors
    /// `SignedOut` without a session.
    pub async fn this_wasnt_me(&self, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, &user_id).await?.ok_or(Error::SignedOut)?;
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::SessionsEnded, &user_id), context);
        self.deletions.cancel_deletion_of(&mut tx, &contact, context).await?;
        let address = Address { email: contact.email, key: contact.email_key };
        self.send_reset(&mut tx, &address, false, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}
