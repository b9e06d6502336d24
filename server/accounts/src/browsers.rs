//! Browsers that a user signed in from, each with a secret of its own for half a year; and browsers that a letter let in,
//! for a day.

mod standing;

pub(crate) use standing::Standing;

use crate::{
    RequestContext, Settings, Token,
    db::{Pipeline, Query, Tx},
    error::Error,
    notices::Contact,
    parts::Sessions,
    shared::Shared,
};
use sqlx::{AnyExecutor, Row, any::AnyRow};

/// Browsers that one user is known by; of more the newest.
const KNOWN: i64 = 50;

fn first_columns(rows: &[AnyRow]) -> Result<Vec<String>, sqlx::Error> {
    rows.iter().map(|row| row.try_get(0)).collect()
}

impl Shared {
    /// What this browser's own counts for this address are told by: where the user of the address, if there is one,
    /// signed in from it before, or a letter to the address let it in. Strangers have none of their own.
    pub(crate) async fn own_counts<'c>(
        &self,
        executor: impl AnyExecutor<'c>,
        email_key: &str,
        context: &RequestContext,
    ) -> Result<Option<String>, Error> {
        let browser = context.known_hash();
        let own: i64 = sqlx::query_scalar(
            "select (select count(*) from known_browsers join users on users.id = known_browsers.user_id
                     where users.email_key = $1 and browser_hash = $2 and seen_at > $3)
                  + (select count(*) from let_in where address_hash = $4 and browser_hash = $2 and until > $5)",
        )
        .bind(email_key)
        .bind(&browser)
        .bind(self.now() - Settings::KNOWN_LIFETIME)
        .bind(self.let_in_hash(email_key))
        .bind(self.now())
        .fetch_one(executor)
        .await?;
        Ok((own > 0).then_some(browser))
    }

    /// What an address is called where browsers are let in for it.
    pub(crate) fn let_in_hash(&self, email_key: &str) -> String {
        self.keys.hash("let in", email_key)
    }
}

/// The addresses, in order, of all users that a browser is known as.
fn addresses_of(context: &RequestContext) -> Query<'static> {
    sqlx::query(
        "select email_key from known_browsers join users on users.id = known_browsers.user_id where browser_hash = $1
         order by email_key",
    )
    .bind(context.known_hash())
}

impl Sessions {
    /// How this user, who is held, and this browser stand.
    pub(crate) async fn standing(
        &self,
        tx: &mut Tx,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Standing, Error> {
        Standing::of(tx.fetch_array(self.standing_queries(user_id, context)).await?)
    }

    /// What tells how this user and this browser stand, for whoever asks more at the same time.
    pub(crate) fn standing_queries(&self, user_id: &str, context: &RequestContext) -> [Query<'static>; 2] {
        let standing = sqlx::query(
            "select theme,
                 (select count(*) from known_browsers where user_id = users.id and browser_hash = $2 and seen_at > $3) as known,
                 (select count(*) from known_browsers where user_id = users.id) as browsers,
                 (select count(*) from two_step where user_id = users.id) as keys,
                 (select count(*) from two_step where user_id = users.id and enabled_at is not null) as two_step,
                 (select count(*) from failures where key = $4) as failures
             from users where id = $1",
        )
        .bind(user_id.to_owned())
        .bind(context.known_hash())
        .bind(self.now() - Settings::KNOWN_LIFETIME)
        .bind(self.limits.identity_throttle(user_id).key().to_owned());
        [standing, addresses_of(context)]
    }

    /// Makes the browser known as this user's, with a new secret each time: one that somebody planted is worth nothing
    /// afterwards.
    pub(crate) fn remember_browser(
        &self,
        tx: &mut Tx,
        user_id: &str,
        standing: &Standing,
        context: &RequestContext,
    ) -> Token {
        let token = self.new_known(tx, &standing.addresses, context);
        sqlx::query(
            "insert into known_browsers (user_id, browser_hash, seen_at) values ($1, $2, $3)
             on conflict (user_id, browser_hash) do update set seen_at = excluded.seen_at",
        )
        .bind(user_id)
        .bind(token.hash())
        .bind(self.now())
        .pipeline(tx);
        if standing.browsers >= KNOWN {
            self.forget_oldest(tx, user_id, &token);
        }
        token
    }

    fn forget_oldest(&self, tx: &mut Tx, user_id: &str, newest: &Token) {
        sqlx::query(
            "delete from known_browsers where user_id = $1 and browser_hash in (select browser_hash from known_browsers
                 where user_id = $1 order by seen_at desc, browser_hash limit 1000 offset $2) and browser_hash <> $3",
        )
        .bind(user_id)
        .bind(KNOWN)
        .bind(newest.hash())
        .pipeline(tx);
    }

    /// The addresses of all users that this browser is known as.
    pub(crate) async fn addresses(&self, tx: &mut Tx, context: &RequestContext) -> Result<Vec<String>, Error> {
        Ok(first_columns(&addresses_of(context).fetch_all(&mut **tx).await?)?)
    }

    /// A new secret by which this browser is known from now on. What it is known or let in for moves along, and so does what
    /// was counted for it at these addresses: whoever signs in as somebody else must not make the counts of others new.
    pub(crate) fn new_known(&self, tx: &mut Tx, addresses: &[String], context: &RequestContext) -> Token {
        let (token, from) = (Token::new(self.random), context.known_hash());
        let to = token.hash();
        if context.known.is_none() {
            return token;
        }
        for text in [
            "update known_browsers set browser_hash = $1 where browser_hash = $2",
            "update let_in set browser_hash = $1 where browser_hash = $2",
        ] {
            sqlx::query(text).bind(&to).bind(&from).pipeline(tx);
        }
        for email_key in addresses {
            sqlx::query("update failures set key = $1 where key = $2")
                .bind(self.limits.browser_throttle(email_key, &to))
                .bind(self.limits.browser_throttle(email_key, &from))
                .pipeline(tx);
        }
        token
    }

    /// No browser is this user's any more, and none is let in for their address.
    pub(crate) fn forget_browsers(&self, tx: &mut Tx, contact: &Contact) {
        self.forget_browsers_but(tx, contact, &RequestContext::default())
    }

    /// The same, but the visitor's stays.
    pub(crate) fn forget_browsers_but(&self, tx: &mut Tx, contact: &Contact, context: &RequestContext) {
        let address = self.let_in_hash(&contact.email_key);
        for (text, whose) in [
            ("delete from known_browsers where user_id = $1 and browser_hash <> $2", &contact.id),
            ("delete from let_in where address_hash = $1 and browser_hash <> $2", &address),
        ] {
            sqlx::query(text).bind(whose).bind(context.known_hash()).pipeline(tx);
        }
    }
}
