//! The first step: somebody says who they are. Nothing is theirs yet, and nothing tells whether the address is known.

use crate::{Registration, RequestContext, Token, address::Address, error::Error, limits, parts::Registrations};
use rules::{Errors, Field, InvitedForm, Person, RegisterForm};

impl Registrations {
    /// Begins a registration, or takes up this browser's unfinished one of the same address. Returns its id and the
    /// browser's secret that it is bound to.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form; `Gone` where registration is not open; `TooMany` past a limit.
    pub async fn register(&self, form: &RegisterForm, context: &RequestContext) -> Result<(String, Token), Error> {
        let person = form.check(&self.settings.limits)?;
        if self.settings.registration != Registration::Open {
            return Err(Error::Gone);
        }
        let address = self.settings.admitted(&person.email)?;
        self.limits.count(&self.limits.of_network(limits::REGISTRATIONS, context)).await?;
        self.begin_registration(&person, &address, None, context).await
    }

    /// Begins a registration of this address or takes it up again, by this invitation or by none from now on.
    pub(crate) async fn begin_registration(
        &self,
        person: &Person,
        address: &Address,
        invitation: Option<String>,
        context: &RequestContext,
    ) -> Result<(String, Token), Error> {
        self.strong_enough(person).await?;
        let password_hash = self.hasher.hash(person.password.expose()).await?;
        let browser = context.browser.clone().unwrap_or_else(|| self.sessions.new_browser());
        let now = self.now();
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
        .bind(context.language.tag())
        .bind(now + self.settings.registration_lifetime)
        .bind(invitation)
        .bind(self.limits.network_hash(context))
        .fetch_one(self.db.write())
        .await?;
        Ok((id, browser))
    }

    /// The first step of the wizard for somebody invited: as [`Registrations::register`], with the invitation's address.
    ///
    /// # Errors
    /// `Refused` with what is wrong in the form; `Gone` for an invitation that is not open, or where registration is
    /// closed; `TooMany` past a limit.
    pub async fn register_invited(
        &self,
        form: &InvitedForm,
        link: &Token,
        context: &RequestContext,
    ) -> Result<(String, Token), Error> {
        let invited = form.check(&self.settings.limits)?;
        if self.settings.registration == Registration::Closed {
            return Err(Error::Gone);
        }
        let found = self.invitations.open_invitation(&form.invitation, link).await?;
        let email = found.address()?;
        let address = self.settings.admitted(&email).map_err(|_| Error::Gone)?;
        self.limits.count(&self.limits.of_network(limits::REGISTRATIONS, context)).await?;
        let person = Person { name: invited.name, surname: invited.surname, email, password: invited.password };
        self.begin_registration(&person, &address, Some(found.id), context).await
    }

    async fn strong_enough(&self, person: &Person) -> Result<(), Error> {
        let Person { name, surname, email, password } = person;
        let strength = self.passwords.strength(password, [name.as_str(), surname.as_str(), email.as_str()]).await?;
        strength.enough().map_err(|wrong| Errors::on(Field::Password, wrong).into())
    }
}
