//! The first step: somebody says who they are. Nothing is theirs yet, and nothing tells whether the address is known.

use crate::{Accounts, Token, Visitor, address::Address, error::Error};
use rules::RegisterForm;

impl Accounts {
    /// Begins a registration, or takes up this browser's unfinished one of the same address. Returns its id and the
    /// browser's secret that it is bound to.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form.
    pub async fn register(&self, form: &RegisterForm, visitor: &Visitor) -> Result<(String, Token), Error> {
        let person = form.check(&self.settings.limits)?;
        let address = Address::of(&person.email)?;
        let password_hash = self.hasher.hash(person.password.expose()).await?;
        let browser = visitor.browser.clone().unwrap_or_else(|| Token::new(self.random));
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let (id,): (String,) = sqlx::query_as(
            "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $9, $11)
             on conflict (browser_hash, email_key) where finished_at is null do update set
                 name = excluded.name, surname = excluded.surname, password_hash = excluded.password_hash, terms_version = excluded.terms_version,
                 terms_at = excluded.terms_at, touched_at = excluded.touched_at, expires_at = excluded.expires_at
             returning id",
        )
        .bind(self.random.id())
        .bind(browser.hash())
        .bind(person.name.as_str())
        .bind(person.surname.as_str())
        .bind(&address.email)
        .bind(&address.key)
        .bind(password_hash)
        .bind(&self.settings.terms_version)
        .bind(now)
        .bind(visitor.language.tag())
        .bind(now + self.settings.registration_lifetime)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok((id, browser))
    }
}
