//! The first step: somebody says who they are. Nothing is theirs yet, and nothing tells whether the address is known.

use crate::{Accounts, Registration, RequestContext, Token, address::Address, error::Error, limits};
use rules::{Email, Errors, Field, FieldError, Person, RegisterForm};

impl Accounts {
    /// Begins a registration, or takes up this browser's unfinished one of the same address. Returns its id and the
    /// browser's secret that it is bound to.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form; `Gone` where registration is not open; `TooMany` past a limit.
    pub async fn register(&self, form: &RegisterForm, visitor: &RequestContext) -> Result<(String, Token), Error> {
        let person = form.check(&self.settings.limits)?;
        if self.settings.registration != Registration::Open {
            return Err(Error::Gone);
        }
        let address = self.admitted(&person.email)?;
        self.limits.count(&self.limits.of_network(limits::REGISTRATIONS, visitor)).await?;
        self.begin_registration(&person, &address, None, visitor).await
    }

    /// Begins a registration of this address or takes it up again, by this invitation or by none from now on.
    pub(crate) async fn begin_registration(
        &self,
        person: &Person,
        address: &Address,
        invitation: Option<String>,
        visitor: &RequestContext,
    ) -> Result<(String, Token), Error> {
        self.strong_enough(person).await?;
        let password_hash = self.hasher.hash(person.password.expose()).await?;
        let browser = visitor.browser.clone().unwrap_or_else(|| self.new_browser());
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let (id,): (String,) = sqlx::query_as(
            "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language, created_at, touched_at, expires_at, invitation_id, network)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $9, $11, $12, $13)
             on conflict (browser_hash, email_key) where finished_at is null do update set
                 name = excluded.name, surname = excluded.surname, password_hash = excluded.password_hash, terms_version = excluded.terms_version,
                 terms_at = excluded.terms_at, touched_at = excluded.touched_at, expires_at = excluded.expires_at,
                 invitation_id = excluded.invitation_id
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
        .bind(invitation)
        .bind(self.limits.network_hash(visitor))
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok((id, browser))
    }

    /// A secret for a browser that has none yet.
    pub fn new_browser(&self) -> Token {
        Token::new(self.random)
    }

    /// The address in its canonical form, if its domain may register.
    pub(crate) fn admitted(&self, email: &Email) -> Result<Address, Errors> {
        let address = Address::of(email)?;
        let among = |domains: &[String]| domains.iter().any(|domain| is_of(address.domain(), domain));
        let settings = &self.settings;
        let allowed = settings.domains_allowed.is_empty() || among(&settings.domains_allowed);
        if allowed && !among(&settings.domains_refused) {
            Ok(address)
        } else {
            Err(Errors::on(Field::Email, FieldError::Domain))
        }
    }

    async fn strong_enough(&self, person: &Person) -> Result<(), Error> {
        let Person { name, surname, email, password } = person;
        let strength = self.strength(password, [name.as_str(), surname.as_str(), email.as_str()]).await?;
        strength.enough().map_err(|wrong| Errors::on(Field::Password, wrong).into())
    }
}

/// Whether the domain is this one, or below it where it begins with a dot.
fn is_of(domain: &str, listed: &str) -> bool {
    if listed.starts_with('.') { domain.ends_with(listed) } else { domain == listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_means_every_domain_below() {
        assert!(is_of("example.com", "example.com") && is_of("mail.example.com", ".example.com"));
        for (domain, listed) in
            [("mail.example.com", "example.com"), ("example.com", ".example.com"), ("badexample.com", ".example.com")]
        {
            assert!(!is_of(domain, listed), "{domain} {listed}");
        }
    }
}
