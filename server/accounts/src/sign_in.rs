//! Signing in with address and password. An unknown address and a wrong password are one answer and one duration.

use crate::{
    Accounts, Token, Visitor,
    address::Address,
    error::Error,
    limits::{self, Count},
};
use rules::{Errors, Field, Language, SignInForm, Wrong};
use sqlx::FromRow;

/// A session begun.
#[derive(Debug)]
pub struct SignedIn {
    /// Its secret, for the cookie.
    pub session: Token,
    /// The user's language.
    pub language: Language,
}

#[derive(FromRow)]
struct Known {
    id: String,
    password_hash: String,
    language: String,
    disabled_at: Option<i64>,
}

impl Accounts {
    /// Signs in. A former session of this browser ends.
    ///
    /// The try is counted before the password is looked at. A right one clears the address's count, and takes only
    /// itself back from the network's: the failures before it stay.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form, or that address and password do not belong together; `TooMany` past a
    /// limit, for known and unknown addresses alike.
    pub async fn sign_in(&self, form: &SignInForm, visitor: &Visitor) -> Result<SignedIn, Error> {
        let credentials = form.check()?;
        let address = Address::of(&credentials.email).ok();
        let typed = address.as_ref().map_or(credentials.email.as_str(), |address| address.key.as_str());
        let mut counts = self.of_network(limits::SIGN_INS, visitor);
        counts.push(self.count_of(limits::PASSWORDS, &rules::fold(typed)));
        self.count(&counts).await?;
        let known = match &address {
            Some(address) => self.known(address).await?,
            None => None,
        };
        self.counters.password_comparisons.inc();
        let hash = known.as_ref().map(|known| known.password_hash.as_str());
        let right = self.hasher.verify(credentials.password.expose(), hash).await?;
        match known.filter(|known| right && known.disabled_at.is_none()) {
            Some(known) => self.admit(&known, visitor, &counts).await,
            None => Err(Errors::on(Field::Email, Wrong::Credentials).into()),
        }
    }

    async fn known(&self, address: &Address) -> Result<Option<Known>, Error> {
        let known = sqlx::query_as("select id, password_hash, language, disabled_at from users where email_key = $1")
            .bind(&address.key)
            .fetch_optional(self.db.read())
            .await?;
        Ok(known)
    }

    async fn admit(&self, known: &Known, visitor: &Visitor, counts: &[Count]) -> Result<SignedIn, Error> {
        let mut tx = self.db.begin().await?;
        if let Some((address, network)) = counts.split_last() {
            self.give_back(&mut tx, network).await?;
            self.forget(&mut tx, address).await?;
        }
        if let Some(former) = &visitor.session {
            sqlx::query("delete from sessions where token_hash = $1").bind(former.hash()).execute(&mut *tx).await?;
        }
        let session = self.begin_session(&mut tx, &known.id, visitor).await?;
        tx.commit().await?;
        Ok(SignedIn { session, language: Language::of_tag(&known.language).unwrap_or_default() })
    }
}
