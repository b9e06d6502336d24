//! A letter that lets a browser in: for whoever is kept out by what strangers do with their address.
//!
//! The link gives the browser counts of its own for that address, of failures and of letters, and nothing else: it proves
//! nothing, signs nobody in, and the browser is as new as before. At most one letter an hour goes to an address; its link
//! works for a day in as many browsers as its reader likes, so a letter that strangers asked for serves the owner too.

mod letter;

use crate::{
    RequestContext, Settings, Token,
    db::{Pipeline, Tx},
    error::Error,
    parts::SignIn,
};

/// Browsers let in for one address at a time; the oldest go first.
const BROWSERS: i64 = 20;

/// What somebody was about to do with the address that their browser is let in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetIn {
    /// To prove it: the registration's id.
    Registration(String),
    /// To move to it.
    EmailChange,
    /// To sign in.
    SignIn,
}

impl SignIn {
    /// Whether the link of this token works. Asking changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unlock_open(&self, link: &Token) -> Result<bool, Error> {
        let open: i64 = sqlx::query_scalar("select count(*) from unlocks where token_hash = $1 and expires_at > $2")
            .bind(link.hash())
            .bind(self.now())
            .fetch_one(self.db.read())
            .await?;
        Ok(open > 0)
    }

    /// Lets this browser in by a link, which goes on working. Returns the secret by which the browser is known from now
    /// on, and what it was about to do with the address.
    ///
    /// # Errors
    /// `Gone` when the link does not work.
    pub async fn unlock(&self, link: &Token, context: &RequestContext) -> Result<(Token, LetIn), Error> {
        let mut tx = self.db.begin().await?;
        let address: Option<String> =
            sqlx::query_scalar("select address_hash from unlocks where token_hash = $1 and expires_at > $2")
                .bind(link.hash())
                .bind(self.now())
                .fetch_optional(&mut *tx)
                .await?;
        let address = address.ok_or(Error::Gone)?;
        let addresses = self.sessions.addresses(&mut tx, context).await?;
        let known = self.sessions.new_known(&mut tx, &addresses, context);
        self.let_browser_in(&mut tx, &address, &known);
        tx.commit().await?;
        Ok((known, self.about_to(&address, context).await?))
    }

    fn let_browser_in(&self, tx: &mut Tx, address: &str, known: &Token) {
        sqlx::query(
            "insert into let_in (address_hash, browser_hash, until) values ($1, $2, $3)
             on conflict (address_hash, browser_hash) do update set until = excluded.until",
        )
        .bind(address)
        .bind(known.hash())
        .bind(self.now() + Settings::UNLOCK_LIFETIME)
        .pipeline(tx);
        sqlx::query(
            "delete from let_in where address_hash = $1 and browser_hash <> $2 and browser_hash not in
                 (select browser_hash from let_in where address_hash = $1 order by until desc, browser_hash limit $3)",
        )
        .bind(address)
        .bind(known.hash())
        .bind(BROWSERS)
        .pipeline(tx);
    }

    /// Whether this browser registers with the address, or its user moves there.
    async fn about_to(&self, address: &str, context: &RequestContext) -> Result<LetIn, Error> {
        let open: Vec<(String, String)> = sqlx::query_as(
            "select registrations.id, registrations.email_key from registrations
             where browser_hash = $1 and finished_at is null and expires_at > $2
             union all select '', email_changes.email_key from email_changes join sessions on sessions.user_id = email_changes.user_id
             where token_hash = $3 and done_at is null and ended_at is null and expires_at > $2",
        )
        .bind(context.browser_hash())
        .bind(self.now())
        .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
        .fetch_all(self.db.read())
        .await?;
        let meant = open.into_iter().find(|(_, email_key)| self.let_in_hash(email_key) == address);
        Ok(match meant {
            Some((id, _)) if id.is_empty() => LetIn::EmailChange,
            Some((id, _)) => LetIn::Registration(id),
            None => LetIn::SignIn,
        })
    }
}
