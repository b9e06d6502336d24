//! Taking back whatever could still act for a user.

use crate::{
    Token,
    db::{Pipeline, Tx},
    error::Error,
    notices::Contact,
    outbox,
    parts::Revocation,
};

impl Revocation {
    /// Whatever could still act for the user: sessions whole and half, links, codes, an address that waits for its proof,
    /// a key that somebody may have seen. The user is held. Links that restore a former address stay: they are for
    /// whoever lost theirs.
    pub(crate) async fn revoke_everything(&self, tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
        // Somebody may have added one who knew the password of before: after the next password it is good again.
        sqlx::query("update passkeys set held = 1 where user_id = $1").bind(&contact.id).pipeline(tx);
        self.revoke_everything_but(tx, contact, None).await
    }

    /// The same, but this session of theirs goes on.
    pub(crate) async fn revoke_everything_but(
        &self,
        tx: &mut Tx,
        contact: &Contact,
        session: Option<&Token>,
    ) -> Result<(), Error> {
        self.locks.addresses(tx, contact, "").await?;
        sqlx::query("delete from sessions where user_id = $1 and token_hash <> $2")
            .bind(&contact.id)
            .bind(session.map(Token::hash).unwrap_or_default())
            .pipeline(tx);
        self.revoke_email_change(tx, &contact.id, "").await?;
        self.revoke_address(tx, &contact.email_key);
        self.second_factor.new_next_secret(tx, &contact.id)
    }

    /// Codes and links that went to this address. The address is held.
    pub(crate) fn revoke_address(&self, tx: &mut Tx, email_key: &str) {
        sqlx::query("update codes set dead_at = $1 where email_key = $2 and dead_at is null")
            .bind(self.now())
            .bind(email_key)
            .pipeline(tx);
        outbox::withdraw_codes(tx, email_key, self.now());
        self.revoke_links(tx, email_key)
    }
}
