//! A change of address begins, and ends before its time.

use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    address::Address,
    db::{Pipeline, Tx},
    email_codes::Proving,
    error::Error,
    letters::News,
    notices::Contact,
    outbox,
    parts::{EmailChanges, Revocation, UndoLinks},
};
use rules::Act;

impl EmailChanges {
    /// Lets another address wait for its proof, instead of one that waited before; nothing where this very one waits
    /// already. A code goes there unless the letters' cap is reached, and the present address is told. The user is held.
    pub(crate) async fn ask_email(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        address: &Address,
        context: &RequestContext,
    ) -> Result<(), Error> {
        self.locks.addresses(tx, contact, &address.key).await?;
        self.revocation.revoke_email_change(tx, &contact.id, &address.key).await?;
        let Some(id) = self.insert_change(tx, &contact.id, address).await? else { return Ok(()) };
        let proving = Proving {
            id,
            email: address.email.clone(),
            email_key: address.key.clone(),
            language: contact.language.clone(),
            user_id: Some(contact.id.clone()),
            invitation_id: None,
        };
        let _capped = self.email_codes.send_code(tx, &proving, context).await?;
        self.audit.record(tx, AuditEvent::of(Act::EmailAsked, &contact.id), context);
        self.warn_former(tx, contact, &proving.id, (&proving.email, false), context)
    }

    /// None when one waits already: the unique index decides.
    async fn insert_change(&self, tx: &mut Tx, user_id: &str, address: &Address) -> Result<Option<String>, Error> {
        let now = self.now();
        let id: Option<String> = sqlx::query_scalar(
            "insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, factor_at, created_at, expires_at)
             select $1, users.id, (select cast(coalesce(max(seq), 0) + 1 as bigint) from email_changes where email_changes.user_id = users.id),
                    users.email, users.email_key, $2, $3, two_step.enabled_at, $4, $5
             from users left join two_step on two_step.user_id = users.id where users.id = $6
             on conflict (user_id) where done_at is null and ended_at is null do nothing returning id",
        )
        .bind(self.random.id())
        .bind(&address.email)
        .bind(&address.key)
        .bind(now)
        .bind(now + self.settings.registration_lifetime)
        .bind(user_id)
        .fetch_optional(&mut **tx)
        .await?;
        Ok(id)
    }
}

impl Revocation {
    /// Ends the change that waits, unless it is to this address and has not run out; its codes die, and none on its way
    /// arrives. Whether one waited. User and addresses are held.
    pub(crate) async fn revoke_email_change(&self, tx: &mut Tx, user_id: &str, but: &str) -> Result<bool, Error> {
        let now = self.now();
        let ended: Option<(String, i64)> = sqlx::query_as(
            "update email_changes set ended_at = $1
             where user_id = $2 and done_at is null and ended_at is null and (email_key <> $3 or expires_at <= $1)
             returning id, expires_at",
        )
        .bind(now)
        .bind(user_id)
        .bind(but)
        .fetch_optional(&mut **tx)
        .await?;
        let Some((id, expires_at)) = ended else { return Ok(false) };
        self.email_codes.revoke_codes(tx, &id);
        outbox::withdraw(tx, &id, now);
        Ok(expires_at > now)
    }
}

impl EmailChanges {
    /// Tells the former address of this change, with a link that undoes it.
    pub(super) fn warn_former(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        change: &str,
        (to, done): (&str, bool),
        context: &RequestContext,
    ) -> Result<(), Error> {
        let news = self.undo_links.undo_news(tx, change, (to, done));
        self.outbox.enqueue(tx, &contact.email_key, &contact.id, &self.notices.letter_to(contact, news, context))
    }
}

impl UndoLinks {
    /// What a letter to the former address tells, with another link that undoes this change.
    pub(crate) fn undo_news(&self, tx: &mut Tx, change: &str, (to, done): (&str, bool)) -> News {
        let token = Token::new(self.random);
        sqlx::query("insert into email_undos (token_hash, change_id) values ($1, $2)")
            .bind(token.hash())
            .bind(change)
            .pipeline(tx);
        News::EmailChange { token: token.expose().to_owned(), to: masked(to), done }
    }
}

/// An address that its owner recognises: `b…@example.com`.
fn masked(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or_default();
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_shows_one_letter_and_the_domain() {
        assert_eq!(masked("boris@example.com"), "b…@example.com");
        assert_eq!(masked("ю@xn--80a1acn3a.xn--j1amh"), "ю…@xn--80a1acn3a.xn--j1amh");
    }
}
