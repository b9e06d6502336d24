//! A profile as it is, and what is to be other than it is.

use super::profile_version;
use crate::{address::Address, person::PersonRow, phone};
use rules::{Country, Errors, Field, FieldError, Phone, Profile, ProfileForm};
use sqlx::FromRow;

/// A profile as it is.
#[derive(FromRow)]
pub(super) struct StoredProfile {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) surname: String,
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) phone: String,
    #[sqlx(flatten)]
    pub(super) person: PersonRow,
    pub(super) country: String,
    pub(super) version: i64,
    /// The address that waits for its proof.
    pub(super) waiting_key: Option<String>,
}

impl StoredProfile {
    /// The typed number, where it is another than the saved one. That one is not checked again, nor is it where only its
    /// extension is another.
    pub(super) fn other_phone(&self, profile: &Profile, country: Country) -> Result<Option<Phone>, FieldError> {
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
pub(super) struct ProfileChanges {
    pub(super) name: bool,
    pub(super) surname: bool,
    pub(super) phone: Option<Phone>,
    pub(super) address: Option<Address>,
    /// Their own address in other letters, capital or small ones: the same, and so it needs no code.
    pub(super) spelling: Option<String>,
    /// Whether the address typed waits for its proof already.
    pub(super) waits: bool,
    /// What else they say of themselves, all of it, and the fields of it that differ.
    pub(super) person: (PersonRow, Vec<Field>),
}

impl ProfileChanges {
    pub(super) fn fields(&self) -> Vec<Field> {
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
    pub(super) fn needs_proof(&self) -> bool {
        self.phone.is_some() || self.address.is_some() || self.spelling.is_some()
    }

    /// Refused where there is something to change and the page saw another profile than the saved one.
    pub(super) fn stale(&self, form: &ProfileForm, saved: &StoredProfile) -> Result<(), Errors> {
        if form.version == profile_version(&saved.id, saved.version) {
            return Ok(());
        }
        let mut errors = Errors::default();
        self.fields().into_iter().for_each(|field| errors.add(field, FieldError::Stale));
        Err(errors)
    }
}
