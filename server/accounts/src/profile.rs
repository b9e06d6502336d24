//! Account settings, My profile: name, surname, phone, and a wish for another address.

mod changes;

use crate::{
    person::{PersonRow, person_columns},
    {
        RequestContext,
        activity::AuditEvent,
        address::Address,
        clock::AHEAD,
        error::{Error, InternalError},
        limits, names,
        parts::Profiles,
    },
};
use changes::{ProfileChanges, StoredProfile};
use rules::{Act, Country, Errors, Field, Notice, Profile, ProfileForm, one_name};
use sqlx::AssertSqlSafe;

/// What a page that shows a profile has seen: whose it is, and how often it changed. The page of somebody else, in
/// another tab, is stale.
pub(crate) fn profile_version(user_id: &str, changes: i64) -> String {
    format!("{user_id}.{changes}")
}

/// The form with nothing in it but what is judged beside the saved profile, as far as it is right by itself.
fn mended(form: &ProfileForm, errors: &Errors, saved: &StoredProfile) -> ProfileForm {
    let typed = |field, typed: &String, saved: &String| errors.of(field).map_or(typed, |_| saved).clone();
    ProfileForm::of(&|field| match field {
        Field::Version => form.version.clone(),
        Field::Confirmed => form.confirmed.clone(),
        Field::Name => saved.name.clone(),
        Field::Surname => saved.surname.clone(),
        Field::OneName => one_name(&saved.surname).map(|(_, checked)| checked).unwrap_or_default(),
        Field::Email => typed(field, &form.email, &saved.email),
        Field::Phone => typed(field, &form.phone, &saved.phone),
        _ => String::new(),
    })
}

impl Profiles {
    /// Saves the profile. Returns whether another address was asked for, which waits for its proof. The same profile
    /// saved again changes nothing.
    ///
    /// # Errors
    /// `Refused` with what is wrong, each changed field `Stale` where something else was saved since the page was made;
    /// `SignedOut`; `ReauthRequired` where address or phone change and the identity must be confirmed first; `TooMany`.
    pub async fn save_profile(&self, form: &ProfileForm, context: &RequestContext) -> Result<bool, Error> {
        let profile = match form.check() {
            Ok(profile) => profile,
            Err(errors) => return Err(self.with_the_rest(form, errors, context).await?.into()),
        };
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

    /// What is wrong with a form at first sight, and what would be with the rest of it beside the saved profile, so that
    /// nobody mends it in two rounds. Whoever is signed out hears of the former alone.
    async fn with_the_rest(
        &self,
        form: &ProfileForm,
        mut errors: Errors,
        context: &RequestContext,
    ) -> Result<Errors, Error> {
        let Some(user_id) = self.sessions.signed_in(context.session.as_ref()).await? else { return Ok(errors) };
        let saved = self.saved(&user_id).await?;
        let Ok(profile) = mended(form, &errors, &saved).check() else { return Ok(errors) };
        match self.wanted(&profile, &saved) {
            Ok(_) => {}
            Err(Error::Refused(rest)) => rest.iter().for_each(|(field, wrong)| errors.add(field, wrong)),
            Err(other) => return Err(other),
        }
        Ok(errors)
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
            self.audit.record(&mut tx, AuditEvent::of(Act::ProfileChanged, user_id), context);
        }
        if wanted.phone.is_some() {
            self.notices.tell(&mut tx, &contact, Act::PhoneChanged, Notice::PhoneChanged, context)?;
        }
        if let Some(address) = &wanted.address {
            self.email_changes.ask_email(&mut tx, &contact, address, context).await?;
        }
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(true)
    }
}
