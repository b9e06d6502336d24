//! Account settings, My profile: name, surname, phone, and a wish for another address.

use crate::person::{PersonRow, person_columns};
use crate::{
    RequestContext,
    activity::AuditEvent,
    address::Address,
    clock::AHEAD,
    error::{Error, InternalError},
    limits, names,
    parts::Profiles,
    phone,
};
use rules::{Act, Country, Errors, Field, FieldError, Notice, Phone, Profile, ProfileForm};
use sqlx::{AssertSqlSafe, FromRow};

/// What a page that shows a profile has seen: whose it is, and how often it changed. The page of somebody else, in
/// another tab, is stale.
pub(crate) fn profile_version(user_id: &str, changes: i64) -> String {
    format!("{user_id}.{changes}")
}

/// A profile as it is.
#[derive(FromRow)]
struct StoredProfile {
    id: String,
    name: String,
    surname: String,
    email: String,
    email_key: String,
    phone: String,
    #[sqlx(flatten)]
    person: PersonRow,
    country: String,
    version: i64,
    /// The address that waits for its proof.
    waiting_key: Option<String>,
}

impl StoredProfile {
    /// The typed number, where it is another than the saved one. That one is not checked again, nor is it where only its
    /// extension is another.
    fn other_phone(&self, profile: &Profile, country: Country) -> Result<Option<Phone>, FieldError> {
        let typed = &profile.phone;
        let phone = if phone::is_same(typed, &self.phone) {
            Phone { e164: self.phone.clone(), extension: typed.extension().map(str::to_owned), doubtful: false }
        } else {
            phone::read(typed, country)?
        };
        if phone.e164 == self.phone && phone.extension == self.person.phone_extension {
            return Ok(None);
        }
        phone.accepted(profile.phone_warned).map(Some)
    }
}

/// What is to be other than it is.
struct ProfileChanges {
    name: bool,
    surname: bool,
    phone: Option<Phone>,
    address: Option<Address>,
    /// Their own address in other letters, capital or small ones: the same, and so it needs no code.
    spelling: Option<String>,
    /// Whether the address typed waits for its proof already.
    waits: bool,
    /// What else they say of themselves, all of it, and the fields of it that differ.
    person: (PersonRow, Vec<Field>),
}

impl ProfileChanges {
    fn fields(&self) -> Vec<Field> {
        let changed = [
            (Field::Name, self.name),
            (Field::Surname, self.surname),
            (Field::Email, self.address.is_some() || self.spelling.is_some()),
            (Field::Phone, self.phone.is_some()),
        ];
        let changed = changed.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field);
        changed.chain(self.person.1.iter().copied()).collect()
    }

    /// Whether it changes how the user is reached.
    fn needs_proof(&self) -> bool {
        self.phone.is_some() || self.address.is_some() || self.spelling.is_some()
    }

    /// Refused where there is something to change and the page saw another profile than the saved one.
    fn stale(&self, form: &ProfileForm, saved: &StoredProfile) -> Result<(), Errors> {
        if form.version == profile_version(&saved.id, saved.version) {
            return Ok(());
        }
        let mut errors = Errors::default();
        self.fields().into_iter().for_each(|field| errors.add(field, FieldError::Stale));
        Err(errors)
    }
}

impl Profiles {
    /// Saves the profile. Returns whether another address was asked for, which waits for its proof. The same profile
    /// saved again changes nothing.
    ///
    /// # Errors
    /// `Refused` with what is wrong, each changed field `Stale` where something else was saved since the page was made;
    /// `SignedOut`; `ReauthRequired` where address or phone change and the identity must be confirmed first; `TooMany`.
    pub async fn save_profile(&self, form: &ProfileForm, context: &RequestContext) -> Result<bool, Error> {
        let profile = form.check()?;
        loop {
            let user_id = self.sessions.signed_in(context.session.as_ref()).await?.ok_or(Error::SignedOut)?;
            let saved = self.saved(&user_id).await?;
            let wanted = self.wanted(&profile, &saved)?;
            if wanted.fields().is_empty() {
                return Ok(wanted.waits);
            }
            wanted.stale(form, &saved)?;
            if wanted.needs_proof() {
                self.reauthentication.proved(context.session.as_ref()).await?;
            }
            if wanted.address.is_some() {
                self.limits.count(&self.limits.of_network(limits::LETTERS, context)).await?;
            }
            if self.try_to_save(&user_id, &profile, &saved, &wanted, context).await? {
                return Ok(wanted.address.is_some() || wanted.waits);
            }
            // Saved by somebody else in between: the next turn finds the same, or says that this is stale.
        }
    }

    async fn saved(&self, user_id: &str) -> Result<StoredProfile, Error> {
        let saved: Option<StoredProfile> = sqlx::query_as(concat!(
            "select users.id, name, surname, users.email, users.email_key, phone, country, version,
                    email_changes.email_key as waiting_key, ",
            person_columns!(),
            " from users left join email_changes on email_changes.user_id = users.id
                  and done_at is null and ended_at is null and expires_at > $1
             where users.id = $2",
        ))
        .bind(self.now())
        .bind(user_id)
        .fetch_optional(self.db.write())
        .await?;
        saved.ok_or(Error::SignedOut)
    }

    /// What the typed profile changes; or what is wrong with phone and address.
    fn wanted(&self, profile: &Profile, saved: &StoredProfile) -> Result<ProfileChanges, Error> {
        let country =
            Country::parse(&saved.country).ok_or_else(|| InternalError::new("a stored country is unreadable"))?;
        let mut errors = Errors::default();
        let mut note = |wrong: Errors| wrong.iter().for_each(|(field, wrong)| errors.add(field, wrong));
        let phone = saved.other_phone(profile, country).map_err(|wrong| note(Errors::on(Field::Phone, wrong)));
        let phone = phone.ok().flatten();
        let typed = Address::of(&profile.email).map_err(&mut note).ok();
        let waits = typed.is_some() && typed.as_ref().map(|typed| &typed.key) == saved.waiting_key.as_ref();
        let same = typed.as_ref().filter(|typed| typed.key == saved.email_key);
        let spelling = same.map(|typed| typed.email.clone()).filter(|email| *email != saved.email);
        let address = match typed {
            Some(typed) if typed.key != saved.email_key && !waits => {
                self.settings.admitted(&profile.email).map_err(&mut note).ok()
            }
            _ => None,
        };
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let extension = phone.as_ref().map_or(&saved.person.phone_extension, |phone| &phone.extension);
        let person = PersonRow::of_profile(profile, extension.clone());
        let differs = saved.person.changed(&person);
        Ok(ProfileChanges {
            person: (person, differs),
            name: profile.name.as_str() != saved.name,
            surname: profile.surname.as_str() != saved.surname,
            phone,
            address,
            spelling,
            waits,
        })
    }

    /// Writes it all in one transaction, if the profile and the session are still there as they were.
    async fn try_to_save(
        &self,
        user_id: &str,
        profile: &Profile,
        saved: &StoredProfile,
        wanted: &ProfileChanges,
        context: &RequestContext,
    ) -> Result<bool, Error> {
        let person = wanted.name || wanted.surname || wanted.spelling.is_some() || !wanted.person.1.is_empty();
        let mut tx = self.db.begin().await?;
        let contact = self.locks.user(&mut tx, user_id).await?.ok_or(Error::SignedOut)?;
        let text = format!(
            "update users set name = $1, surname = $2, phone = $3, email = $10, version = version + $4, {}
             where id = $5 and version = $6
             and exists (select 1 from sessions where token_hash = $7 and sessions.user_id = users.id and full_at is not null
                         and ($8 = 0 or proved_at > $9 and proved_at <= $11))",
            PersonRow::assignments(12)
        );
        let writing = sqlx::query(AssertSqlSafe(text))
            .bind(profile.name.as_str())
            .bind(profile.surname.as_str())
            .bind(wanted.phone.as_ref().map_or(&saved.phone, |phone| &phone.e164))
            .bind(i64::from(person || wanted.phone.is_some()))
            .bind(user_id)
            .bind(saved.version)
            .bind(context.session.as_ref().map(crate::Token::hash).unwrap_or_default())
            .bind(i64::from(wanted.needs_proof()))
            .bind(self.now() - self.settings.sudo_lifetime)
            .bind(wanted.spelling.as_ref().unwrap_or(&saved.email))
            .bind(self.now() + AHEAD);
        let written = wanted.person.0.bind(writing).execute(&mut *tx).await?;
        if written.rows_affected() == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        if person {
            names::renew(&mut tx, user_id).await?;
            self.audit.record(&mut tx, AuditEvent::of(Act::ProfileChanged, user_id), context).await?;
        }
        if wanted.phone.is_some() {
            self.notices.tell(&mut tx, &contact, Act::PhoneChanged, Notice::PhoneChanged, context).await?;
        }
        if let Some(address) = &wanted.address {
            self.email_changes.ask_email(&mut tx, &contact, address, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(true)
    }
}
