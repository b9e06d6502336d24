//! Rows that an act locks until its transaction ends, always in this order, so that no two acts wait for each other:
//! 1 users (by id), 2 limits and e-mail addresses (sorted by place), 3 accounts (by id), 4 everything else.

use crate::{
    RequestContext, Token,
    clock::AHEAD,
    db::{Pipeline, Query, Tx},
    error::Error,
    limits,
    notices::Contact,
    parts::Locks,
    rights::{Membership, membership},
};
use rules::{AccountNumber, Permission};
use sqlx::FromRow;
use std::collections::BTreeSet;

impl Locks {
    /// The user; none once the operator has disabled them. Whoever begins or ends sessions locks the user first: otherwise
    /// one could begin while all of them end.
    pub(crate) async fn user(&self, tx: &mut Tx, user_id: &str) -> Result<Option<Contact>, Error> {
        let held = self.user_query(user_id).fetch_optional(&mut **tx).await?;
        Ok(held.map(|row| Contact::from_row(&row)).transpose()?)
    }

    /// What locks the user, with a [`Contact`] as the answer, for whoever asks more at the same time.
    pub(crate) fn user_query(&self, user_id: &str) -> Query<'static> {
        sqlx::query(
            "update users set email = email where id = $1 and disabled_at is null returning id, email, email_key, language",
        )
        .bind(user_id.to_owned())
    }

    /// The user, held, as long as this session has proved its identity lately: it may have ended meanwhile.
    pub(crate) async fn proved(&self, tx: &mut Tx, user_id: &str, context: &RequestContext) -> Result<Contact, Error> {
        let contact = self.user(tx, user_id).await?.ok_or(Error::SignedOut)?;
        let since = self.now() - self.settings.sudo_lifetime;
        if self.goes_on(tx, user_id, since, context).await? { Ok(contact) } else { Err(Error::ReauthRequired) }
    }

    /// The user, held, as long as this session goes on: it may have ended meanwhile.
    pub(crate) async fn signed_in(
        &self,
        tx: &mut Tx,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Contact, Error> {
        let contact = self.user(tx, user_id).await?.ok_or(Error::SignedOut)?;
        if self.goes_on(tx, user_id, i64::MIN, context).await? { Ok(contact) } else { Err(Error::SignedOut) }
    }

    /// Whether this session of the user is there, proved after that moment; never proved counts as long ago.
    async fn goes_on(&self, tx: &mut Tx, user_id: &str, since: i64, context: &RequestContext) -> Result<bool, Error> {
        let there: i64 = sqlx::query_scalar(
            "select count(*) from sessions
             where token_hash = $1 and user_id = $2 and full_at is not null and coalesce(proved_at, 0) > $3 and coalesce(proved_at, 0) <= $4",
        )
        .bind(context.session.as_ref().map(Token::hash).unwrap_or_default())
        .bind(user_id)
        .bind(since)
        .bind(self.now() + AHEAD)
        .fetch_one(&mut **tx)
        .await?;
        Ok(there > 0)
    }

    /// Holds the user's address, the one that waits for its proof, and another one: always in the same order, so that no
    /// two wait for each other. The user is held before.
    pub(crate) async fn addresses(&self, tx: &mut Tx, contact: &Contact, other: &str) -> Result<(), Error> {
        let waiting: Option<String> = sqlx::query_scalar(
            "select email_key from email_changes where user_id = $1 and done_at is null and ended_at is null",
        )
        .bind(&contact.id)
        .fetch_optional(&mut **tx)
        .await?;
        let keys: BTreeSet<(String, &str)> = [Some(contact.email_key.as_str()), waiting.as_deref(), Some(other)]
            .into_iter()
            .flatten()
            .filter(|key| !key.is_empty())
            .map(|key| (limits::place(key), key))
            .collect();
        for (_, key) in keys {
            limits::lock_address(tx, key, self.now());
        }
        Ok(())
    }

    /// The user's membership in the account of this number, if its roles may do this, with the account locked: whatever
    /// changes members, roles, invitations or details of an account locks it.
    pub(crate) async fn account(
        &self,
        tx: &mut Tx,
        number: &str,
        user_id: &str,
        permission: Permission,
    ) -> Result<Membership, Error> {
        Membership::allowed(self.membership(tx, number, user_id).await?, permission)
    }

    /// The user's membership, if there is one, with its account held until the transaction ends.
    pub(crate) async fn membership(
        &self,
        tx: &mut Tx,
        number: &str,
        user_id: &str,
    ) -> Result<Option<Membership>, Error> {
        let number = AccountNumber::parse(number).ok_or(Error::Gone)?;
        sqlx::query("update accounts set version = version where number = $1").bind(number.digits()).pipeline(tx);
        membership(&mut **tx, &number.digits(), user_id).await
    }
}
