//! Users and their accounts.

mod accounts;
mod current;
mod finish;
mod membership;

pub use accounts::Account;
use accounts::{accounts_of, accounts_text};
pub(crate) use membership::{insert_roles, notification_values, notifications_of, role_values, roles_of};

pub use current::CurrentUser;

use crate::{address::email_key, error::Error, parts::Sessions, person::PersonRow, phone, profile::profile_version};
use rules::{Field, Language, Theme, one_name};
use sqlx::FromRow;

/// A user and the accounts they are in, for the operator.
#[derive(Clone, Debug)]
pub struct Who {
    /// The user.
    pub user: User,
    /// Their accounts, the oldest first.
    pub accounts: Vec<Account>,
}

/// A person with one proved address.
#[derive(Clone, Debug)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// Their address.
    pub email: String,
    pub(crate) email_key: String,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Phone number in E.164, without its extension.
    pub(crate) phone: String,
    /// What else they may say of themselves.
    pub(crate) person: PersonRow,
    /// Country code.
    pub country: String,
    /// Language of pages and letters.
    pub language: Language,
    /// Light, dark, or as the system is.
    pub theme: Theme,
    /// What a page that shows the profile has seen of it.
    pub version: String,
    /// Whether signing in takes a second step.
    pub two_step: bool,
    /// Whether the operator has closed the door.
    pub disabled: bool,
    /// When they are deleted, in unix seconds, if they asked for it.
    pub delete_at: Option<i64>,
}

impl User {
    /// The phone number as people read it anywhere, with its extension: `+380 44 537 0222 #12`.
    pub fn phone_shown(&self) -> String {
        phone::shown(&self.phone, self.person.phone_extension.as_deref())
    }

    /// What the form of the profile shows. Each part of a user is named here: one that is new and belongs into the form has
    /// to be shown by it, or the next Save would empty it.
    pub fn profile(self) -> Vec<(Field, String)> {
        let phone = self.phone_shown();
        let User {
            name,
            surname,
            email,
            phone: _,
            person,
            id: _,
            email_key: _,
            country: _,
            language: _,
            theme: _,
            version: _,
            two_step: _,
            disabled: _,
            delete_at: _,
        } = self;
        let one_name = one_name(&surname);
        let values = [(Field::Name, name), (Field::Surname, surname), (Field::Email, email), (Field::Phone, phone)];
        values.into_iter().chain(one_name).chain(person.values()).collect()
    }
}

/// The columns of a [`UserRow`], of `users` and `two_step`.
macro_rules! user_columns {
    () => {
        concat!(
            "users.id, email, email_key, name, surname, phone, country, language, theme, version, enabled_at, disabled_at,
             delete_at, ",
            crate::person::person_columns!()
        )
    };
}
use user_columns;

#[derive(FromRow)]
struct UserRow {
    id: String,
    email: String,
    email_key: String,
    name: String,
    surname: String,
    phone: String,
    #[sqlx(flatten)]
    person: PersonRow,
    country: String,
    language: String,
    theme: String,
    version: i64,
    enabled_at: Option<i64>,
    disabled_at: Option<i64>,
    delete_at: Option<i64>,
}

impl Sessions {
    /// The user of this address, for the operator.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_of(&self, email: &str) -> Result<Option<Who>, Error> {
        const OF_ADDRESS: [&str; 2] = [
            concat!(
                "select ",
                user_columns!(),
                " from users left join two_step on two_step.user_id = users.id where email_key = $1",
            ),
            accounts_text!("(select id from users where email_key = $1)"),
        ];
        let asked = OF_ADDRESS.map(|text| sqlx::query(text).bind(email_key(email)));
        let [user, accounts] = self.db.read().fetch_array(asked).await?;
        let Some(user) = user.first() else { return Ok(None) };
        let user = User::from(UserRow::from_row(user)?);
        let accounts = accounts_of(&user, &accounts)?;
        Ok(Some(Who { user, accounts }))
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> User {
        User {
            version: profile_version(&row.id, row.version),
            id: row.id,
            email: row.email,
            email_key: row.email_key,
            name: row.name,
            surname: row.surname,
            phone: row.phone,
            person: row.person,
            country: row.country,
            language: Language::of_tag(&row.language).unwrap_or_default(),
            theme: Theme::parse(&row.theme).unwrap_or_default(),
            two_step: row.enabled_at.is_some(),
            disabled: row.disabled_at.is_some(),
            delete_at: row.delete_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::ProfileForm;

    #[test]
    fn the_form_of_the_profile_shows_all_that_it_saves() {
        let user = User {
            id: "u".into(),
            email: "anna@example.com".into(),
            email_key: "anna@example.com".into(),
            name: "Anna".into(),
            surname: String::new(),
            phone: "+380 44 537 0222".into(),
            person: PersonRow::default(),
            country: "UA".into(),
            language: Language::English,
            theme: Theme::System,
            version: "u.1".into(),
            two_step: false,
            disabled: false,
            delete_at: None,
        };
        let shown: Vec<Field> = user.profile().into_iter().map(|(field, _)| field).collect();
        let hidden = [Field::Version, Field::Confirmed];
        for field in ProfileForm::FIELDS.iter().filter(|field| !hidden.contains(field)) {
            assert!(shown.contains(field), "{field:?}");
        }
    }
}
