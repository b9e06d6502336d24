//! Forgot password: a link by letter, good once, for half an hour. It never tells who is a customer.

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    address::Address,
    db::{Pipeline, Tx},
    error::Error,
    letters::{Letter, News},
    limits,
    notices::Contact,
    outbox,
    parts::{Passwords, Revocation},
};
use rules::{Act, ForgotForm};

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
        limits::lock_address(&mut tx, &address.key, self.now());
        if let Some(seconds) = self.limits.count_letter(&mut tx, &cap).await? {
            tx.rollback().await?;
            self.counters.limited.inc();
            return Err(Error::TooMany(seconds));
        }
        self.send_reset(&mut tx, &address, false, context).await?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }

    /// Writes a link and its letter, which says whether the former password is void. The address is held.
    pub(crate) async fn send_reset(
        &self,
        tx: &mut Tx,
        address: &Address,
        void: bool,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let contact: Option<Contact> = sqlx::query_as(
            "select id, email, email_key, language from users where email_key = $1 and disabled_at is null",
        )
        .bind(&address.key)
        .fetch_optional(&mut **tx)
        .await?;
        self.revocation.revoke_links(tx, &address.key);
        let token = self.new_link(tx, &address.key, contact.as_ref());
        // Whose address was taken from them gets the way back to it instead.
        let letter = match self.undo_links.undo_again(tx, &address.key).await? {
            Some((former, news)) if contact.is_none() => self.notices.letter_to(&former, news, context),
            _ => self.link_letter(address, contact.as_ref(), Self::link_news(&token, void), context),
        };
        self.outbox.enqueue(tx, &address.key, &self.revocation.about_resets(&address.key), &letter)?;
        let whom = contact.as_ref().map(|contact| contact.id.as_str()).unwrap_or_default();
        self.audit.record(tx, AuditEvent::by_somebody(Act::ResetAsked, whom), context);
        Ok(())
    }

    fn new_link(&self, tx: &mut Tx, email_key: &str, contact: Option<&Contact>) -> Token {
        let (token, now) = (Token::new(self.random), self.now());
        sqlx::query(
            "insert into resets (token_hash, email_key, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        )
        .bind(token.hash())
        .bind(email_key)
        .bind(contact.map(|contact| contact.id.clone()))
        .bind(now)
        .bind(now + self.settings.reset_lifetime)
        .pipeline(tx);
        token
    }

    fn link_news(token: &Token, void: bool) -> News {
        let token = token.expose().to_owned();
        if void { News::PasswordVoid { token } } else { News::PasswordReset { token } }
    }

    fn link_letter(
        &self,
        address: &Address,
        contact: Option<&Contact>,
        news: News,
        context: &RequestContext,
    ) -> Letter {
        Letter {
            // To the address that was proved, never to the one that was typed.
            to: contact.map_or_else(|| address.email.clone(), |contact| contact.email.clone()),
            language: contact.map_or(context.language, Contact::language),
            news,
            until: Some(self.now() + self.settings.reset_lifetime),
            asked: self.notices.asked(context),
            silent: contact.is_none(),
        }
    }
}

impl Revocation {
    /// No link to this address works any more, and none on its way arrives.
    pub(crate) fn revoke_links(&self, tx: &mut Tx, email_key: &str) {
        sqlx::query("update resets set dead_at = $1 where email_key = $2 and used_at is null and dead_at is null")
            .bind(self.now())
            .bind(email_key)
            .pipeline(tx);
        outbox::withdraw(tx, &self.about_resets(email_key), self.now())
    }

    /// What the letters with links to this address are about, so that a newer one withdraws them; a keyed hash, which tells
    /// nobody the address.
    fn about_resets(&self, email_key: &str) -> String {
        self.keys.hash("letters with links", email_key)
    }
}
