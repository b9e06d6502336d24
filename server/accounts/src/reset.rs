//! Forgot password: a link by letter, good once, for half an hour. It never tells who is a customer.

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    address::Address,
    db::Tx,
    error::Error,
    letters::{Letter, News},
    limits,
    notices::Contact,
    outbox,
    parts::{Passwords, Revocation},
};
use rules::{Act, Errors, Field, ForgotForm, Notice, Password, ResetForm};
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
    /// Sends a letter with a link to a new password; a former link dies. An unknown address gets one that goes no
    /// further than the mail server's yes to its recipient: from outside both look the same.
    ///
    /// # Errors
    /// `Refused` with what is wrong with the address; `TooMany` past a limit, for known and unknown addresses alike.
    pub async fn forgot(&self, form: &ForgotForm, context: &RequestContext) -> Result<(), Error> {
        let address = Address::of(&form.check()?)?;
        self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
        let own = self.own_counts(self.db.read(), &address.key, context).await?;
        let cap = self.limits.resets_cap(&address.key, own.as_deref());
        let mut tx = self.db.begin().await?;
        limits::lock_address(&mut tx, &address.key, self.now()).await?;
        if let Some(seconds) = self.limits.count_letter(&mut tx, &cap).await? {
            tx.rollback().await?;
            self.counters.limited.inc();
            return Err(Error::TooMany(seconds));
        }
        self.send_reset(&mut tx, &address, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Writes a link and its letter. The address is held.
    pub(crate) async fn send_reset(
        &self,
        tx: &mut Tx,
        address: &Address,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let contact: Option<Contact> = sqlx::query_as(
            "select id, email, email_key, language from users where email_key = $1 and disabled_at is null",
        )
        .bind(&address.key)
        .fetch_optional(&mut **tx)
        .await?;
        self.revocation.end_links(tx, &address.key).await?;
        let token = self.new_link(tx, &address.key, contact.as_ref()).await?;
        // Whose address was taken from them gets the way back to it instead.
        let letter = match self.undo_links.undo_again(tx, &address.key).await? {
            Some((former, news)) if contact.is_none() => self.notices.letter_to(&former, news, context),
            _ => self.link_letter(address, contact.as_ref(), &token, context),
        };
        self.outbox.enqueue(tx, &address.key, &self.revocation.about_resets(&address.key), &letter).await?;
        let whom = contact.as_ref().map(|contact| contact.id.as_str()).unwrap_or_default();
        self.audit.record(tx, AuditEvent::by_somebody(Act::ResetAsked, whom), context).await
    }

    async fn new_link(&self, tx: &mut Tx, email_key: &str, contact: Option<&Contact>) -> Result<Token, Error> {
        let (token, now) = (Token::new(self.random), self.now());
        sqlx::query(
            "insert into resets (token_hash, email_key, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        )
        .bind(token.hash())
        .bind(email_key)
        .bind(contact.map(|contact| contact.id.clone()))
        .bind(now)
        .bind(now + self.settings.reset_lifetime)
        .execute(&mut **tx)
        .await?;
        Ok(token)
    }

    fn link_letter(
        &self,
        address: &Address,
        contact: Option<&Contact>,
        token: &Token,
        context: &RequestContext,
    ) -> Letter {
        Letter {
            // To the address that was proved, never to the one that was typed.
            to: contact.map_or_else(|| address.email.clone(), |contact| contact.email.clone()),
            language: contact.map_or(context.language, Contact::language),
            news: News::PasswordReset { token: token.expose().to_owned() },
            until: Some(self.now() + self.settings.reset_lifetime),
            asked: self.notices.asked(context),
            silent: contact.is_none(),
        }
    }
}

impl Revocation {
    /// No link to this address works any more, and none on its way arrives.
    pub(crate) async fn end_links(&self, tx: &mut Tx, email_key: &str) -> Result<(), Error> {
        sqlx::query("update resets set dead_at = $1 where email_key = $2 and used_at is null and dead_at is null")
            .bind(self.now())
            .bind(email_key)
            .execute(&mut **tx)
            .await?;
        outbox::withdraw(tx, &self.about_resets(email_key), self.now()).await
    }
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
            .execute(&mut *tx)
            .await?;
        self.revocation.revoke_everything(&mut tx, &contact).await?;
        self.sessions.forget_browsers(&mut tx, &contact).await?;
        let known = self.sessions.remember_browser(&mut tx, &contact.id, context).await?;
        self.deletions.keep_user(&mut tx, &contact, context).await?;
        // Whoever guessed codes had the password, and has it no more.
        sqlx::query("update two_step set closed_until = 0 where user_id = $1")
            .bind(&contact.id)
            .execute(&mut *tx)
            .await?;
        self.audit.record(&mut tx, AuditEvent::of(Act::PasswordReset, &contact.id), context).await?;
        self.notices.notify(&mut tx, &contact, Notice::PasswordChanged, context).await?;
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
        self.audit.record(&mut tx, AuditEvent::of(Act::SessionsEnded, &user_id), context).await?;
        self.deletions.keep_user(&mut tx, &contact, context).await?;
        let address = Address { email: contact.email, key: contact.email_key };
        self.send_reset(&mut tx, &address, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}

impl Revocation {
    /// What the letters with links to this address are about, so that a newer one withdraws them; a keyed hash, which tells
    /// nobody the address.
    fn about_resets(&self, email_key: &str) -> String {
        self.keys.hash("letters with links", email_key)
    }
}
