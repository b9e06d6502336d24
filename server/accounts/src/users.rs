//! Users and their accounts.

mod current;
mod finish;

pub use current::CurrentUser;

use crate::{
    address::email_key,
    db::Tx,
    error::{Error, InternalError},
    names,
    organisation::{OrganisationRow, columns},
    parts::{Rights, Sessions},
    person::PersonRow,
    phone,
    profile::profile_version,
    rights::owning,
};
use rules::{
    AccountNumber, Field, Language, Notification, Permission, Role, Theme, TwoStepPolicy, full_name, one_name,
};
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
    /// Phone number as people read it anywhere, with its extension: `+380 44 537 0222 #12`.
    pub phone: String,
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
    /// What the form of the profile shows. Each part of a user is named here: one that is new and belongs into the form has
    /// to be shown by it, or the next Save would empty it.
    pub fn profile(self) -> Vec<(Field, String)> {
        let User {
            name,
            surname,
            email,
            phone,
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

/// An account as one of its members sees it.
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) id: String,
    /// Its number.
    pub number: AccountNumber,
    /// The name to show for it: the company's, or its owner's name and surname.
    pub name_shown: String,
    /// What it asks of its members.
    pub policy: TwoStepPolicy,
    /// Whether it is a business account.
    pub business: bool,
    /// What is known about the organisation, in the order of the form; nothing for a personal account.
    pub organisation: Vec<(Field, String)>,
    /// The member's roles.
    pub roles: Vec<Role>,
    /// Whether it requires 2-step verification and the member has it off: it is closed to them until then.
    pub closed: bool,
}

impl Account {
    /// What the member may do in it: nothing while it is closed to them.
    pub fn permissions(&self) -> Vec<Permission> {
        if self.closed { Vec::new() } else { Permission::of_roles(&self.roles) }
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

#[derive(FromRow)]
struct AccountRow {
    id: String,
    number: String,
    two_step_policy: String,
    owner_name: String,
    owner_surname: String,
    account_type: String,
    #[sqlx(flatten)]
    organisation: OrganisationRow,
    role: String,
}

impl Sessions {
    /// The user of this address, for the operator.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_of(&self, email: &str) -> Result<Option<Who>, Error> {
        let row: Option<UserRow> = sqlx::query_as(concat!(
            "select ",
            user_columns!(),
            " from users left join two_step on two_step.user_id = users.id where email_key = $1",
        ))
        .bind(email_key(email))
        .fetch_optional(self.db.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let user = User::from(row);
        let accounts = self.accounts_of(&user).await?;
        Ok(Some(Who { user, accounts }))
    }

    /// A user's accounts, the oldest first.
    async fn accounts_of(&self, user: &User) -> Result<Vec<Account>, Error> {
        let rows: Vec<AccountRow> = sqlx::query_as(
            concat!(
                "select accounts.id, number, two_step_policy, owners.name as owner_name, owners.surname as owner_surname, account_type, roles.role, ",
                columns!(),
                " from memberships join accounts on accounts.id = memberships.account_id
                  join roles on roles.account_id = memberships.account_id and roles.user_id = memberships.user_id
                  join ",
                owning!(),
                " join users as owners on owners.id = owning.user_id
             where memberships.user_id = $1 order by memberships.created_at, number",
            ),
        )
        .bind(&user.id)
        .fetch_all(self.db.read())
        .await?;
        let mut accounts = gather(rows)?;
        for account in &mut accounts {
            account.closed = account.policy == TwoStepPolicy::Required && !user.two_step;
        }
        Ok(accounts)
    }
}

impl Rights {
    /// Makes the user a member of the account; false when they are one already, and nothing changes then.
    pub(crate) async fn insert_membership(
        &self,
        tx: &mut Tx,
        account_id: &str,
        user_id: &str,
        roles: &[Role],
        notifications: &[Notification],
    ) -> Result<bool, Error> {
        let made = sqlx::query(
            "insert into memberships (account_id, user_id, notifications, created_at) values ($1, $2, $3, $4)
             on conflict (account_id, user_id) do nothing",
        )
        .bind(account_id)
        .bind(user_id)
        .bind(notification_values(notifications))
        .bind(self.now())
        .execute(&mut **tx)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        insert_roles(tx, account_id, user_id, roles).await?;
        names::renew(tx, user_id).await?;
        Ok(true)
    }
}

/// Gives a member these roles, of which they have none.
pub(crate) async fn insert_roles(tx: &mut Tx, account_id: &str, user_id: &str, roles: &[Role]) -> Result<(), Error> {
    for role in roles {
        sqlx::query("insert into roles (account_id, user_id, role) values ($1, $2, $3)")
            .bind(account_id)
            .bind(user_id)
            .bind(role.as_str())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Roles as they are stored in one text: values with spaces between.
pub(crate) fn role_values(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}

/// Roles from such a text.
pub(crate) fn roles_of(values: &str) -> Vec<Role> {
    values.split(' ').filter_map(Role::parse).collect()
}

/// Categories of letters as they are stored in one text.
pub(crate) fn notification_values(notifications: &[Notification]) -> String {
    notifications.iter().map(|category| category.as_str()).collect::<Vec<_>>().join(" ")
}

/// Categories from such a text.
pub(crate) fn notifications_of(values: &str) -> Vec<Notification> {
    values.split(' ').filter_map(Notification::parse).collect()
}

/// One account for each run of rows with the same number, with all its roles.
fn gather(rows: Vec<AccountRow>) -> Result<Vec<Account>, Error> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in rows {
        let number = AccountNumber::parse(&row.number)
            .ok_or_else(|| InternalError::new("a stored account number is unreadable"))?;
        let role = Role::parse(&row.role);
        match accounts.last_mut().filter(|last| last.number == number) {
            Some(last) => last.roles.extend(role),
            None => accounts.push(row.account(number, role)),
        }
    }
    accounts.iter_mut().for_each(|account| account.roles.sort_unstable());
    Ok(accounts)
}

impl AccountRow {
    fn account(self, number: AccountNumber, role: Option<Role>) -> Account {
        let organisation: Vec<_> = self.organisation.values().collect();
        let company = organisation.iter().find(|(field, _)| *field == Field::CompanyName);
        Account {
            id: self.id,
            number,
            name_shown: company
                .map_or_else(|| full_name(&self.owner_name, &self.owner_surname), |(_, name)| name.clone()),
            policy: TwoStepPolicy::parse(&self.two_step_policy).unwrap_or_default(),
            business: self.account_type == "business",
            organisation,
            roles: role.into_iter().collect(),
            closed: false,
        }
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
            phone: phone::shown(&row.phone, row.person.phone_extension.as_deref()),
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
