//! Users, their accounts, and how a proved registration becomes both.

use crate::{
    Accounts, Proved, Token, Visitor,
    activity::Deed,
    db::Tx,
    error::{Broken, Error},
    operator::email_key,
    profile::profile_version,
};
use rules::{AccountNumber, Act, Field, Language, Notification, Permission, Role, Theme, TwoStepPolicy};
use sqlx::FromRow;
use unicode_normalization::UnicodeNormalization;

/// A user and the accounts they are in.
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
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Phone number in E.164.
    pub phone: String,
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
}

/// An account as one of its members sees it.
#[derive(Clone, Debug)]
pub struct Account {
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
}

impl Account {
    /// What the member may do in it.
    pub fn permissions(&self) -> Vec<Permission> {
        Permission::of_roles(&self.roles)
    }
}

#[derive(FromRow)]
struct UserRow {
    id: String,
    email: String,
    name: String,
    surname: String,
    phone: String,
    country: String,
    language: String,
    theme: String,
    version: i64,
    enabled_at: Option<i64>,
    disabled_at: Option<i64>,
}

#[derive(FromRow)]
struct AccountRow {
    number: String,
    two_step_policy: String,
    owner_name: String,
    owner_surname: String,
    account_type: String,
    organisation_type: Option<String>,
    company_name: Option<String>,
    tin: Option<String>,
    registration_number: Option<String>,
    vat_number: Option<String>,
    address: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    role: String,
}

impl Accounts {
    /// Who this session belongs to, and their accounts.
    ///
    /// # Errors
    /// `SetUp`.
    pub async fn who(&self, session: Option<&Token>) -> Result<Option<Who>, Error> {
        match self.signed_in(session).await? {
            Some(user_id) => self.with_accounts(self.user_row(&user_id).await?).await,
            None => Ok(None),
        }
    }

    /// The user alone, whatever an account asks of them: what the head of every page shows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user(&self, session: Option<&Token>) -> Result<Option<User>, Error> {
        match self.signed_in_to_set_up(session).await? {
            Some(user_id) => Ok(self.user_row(&user_id).await?.map(User::from)),
            None => Ok(None),
        }
    }

    async fn user_row(&self, user_id: &str) -> Result<Option<UserRow>, Error> {
        let row = sqlx::query_as(
            "select id, email, name, surname, phone, country, language, theme, version, enabled_at, disabled_at
             from users left join two_step on two_step.user_id = users.id where id = $1",
        )
        .bind(user_id)
        .fetch_optional(self.db.read())
        .await?;
        Ok(row)
    }

    /// The user of this address, for the operator.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_of(&self, email: &str) -> Result<Option<Who>, Error> {
        let row = sqlx::query_as(
            "select id, email, name, surname, phone, country, language, theme, version, enabled_at, disabled_at
             from users left join two_step on two_step.user_id = users.id where email_key = $1",
        )
        .bind(email_key(email))
        .fetch_optional(self.db.read())
        .await?;
        self.with_accounts(row).await
    }

    async fn with_accounts(&self, row: Option<UserRow>) -> Result<Option<Who>, Error> {
        let Some(row) = row else { return Ok(None) };
        let rows: Vec<AccountRow> = sqlx::query_as(
            "select number, two_step_policy, owners.name as owner_name, owners.surname as owner_surname, account_type, organisation_type,
                    company_name, tin, registration_number, vat_number, address, city, postal_code, roles.role
             from memberships join accounts on accounts.id = memberships.account_id
                  join roles on roles.account_id = memberships.account_id and roles.user_id = memberships.user_id
                  join roles as owning on owning.account_id = accounts.id and owning.role = $2
                  join users as owners on owners.id = owning.user_id
             where memberships.user_id = $1 order by memberships.created_at, number",
        )
        .bind(&row.id)
        .bind(Role::AccountOwner.value())
        .fetch_all(self.db.read())
        .await?;
        Ok(Some(Who { user: row.into(), accounts: gather(rows)? }))
    }

    /// Makes the user and their account of a proved registration, or the membership that its invitation promises, and
    /// signs them in. Whatever else was typed for the address dies. The registration is held, then its address; then the
    /// user is made, and last the account of the invitation held, as whoever deletes a user holds them.
    pub(crate) async fn finish(&self, tx: &mut Tx, registration: &str, visitor: &Visitor) -> Result<Proved, Error> {
        let now = self.now();
        let finished: Option<(String, String, Option<String>)> = sqlx::query_as(
            "update registrations set finished_at = $1 where id = $2 and browser_hash = $3 and finished_at is null and expires_at > $1 returning id, email_key, invitation_id",
        )
        .bind(now)
        .bind(registration)
        .bind(visitor.browser_hash())
        .fetch_optional(&mut **tx)
        .await?;
        let (id, email_key, invitation) = finished.ok_or(Error::Finished)?;
        self.end_others(tx, &id, &email_key).await?;
        let Some(user_id) = self.insert_user(tx, &id, visitor).await? else { return Ok(Proved::AlreadyRegistered) };
        self.record(tx, Deed::of(Act::Registered, &user_id), visitor).await?;
        match invitation {
            Some(invitation) => self.join_invited(tx, &invitation, &id, &user_id, visitor).await?,
            None => self.own_account(tx, &id, &user_id).await?,
        }
        Ok(Proved::SignedIn(self.begin_whole(tx, &user_id, visitor.language, visitor).await?))
    }

    /// Every code for this address. Other registrations of it stay as they look, or whoever began one would learn that
    /// it was proved: their codes are dead, and it can never be theirs. The codes of this one are not counted any more, or
    /// a stranger would get fewer for an address that was proved lately.
    async fn end_others(&self, tx: &mut Tx, id: &str, email_key: &str) -> Result<(), Error> {
        sqlx::query("delete from codes where registration_id = $1").bind(id).execute(&mut **tx).await?;
        sqlx::query("update codes set dead_at = $1 where email_key = $2 and dead_at is null")
            .bind(self.now())
            .bind(email_key)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// None when the address is a user's already: the unique index decides. None too while it is kept for its former
    /// owner; the address is held.
    async fn insert_user(&self, tx: &mut Tx, registration: &str, visitor: &Visitor) -> Result<Option<String>, Error> {
        let made: Option<(String, String, String)> = sqlx::query_as(
            "insert into users (id, email, email_key, name, surname, phone, country, language, theme, password_hash, terms_version, terms_at, created_at)
             select $1, email, email_key, name, surname, phone, country, language, $5, password_hash, terms_version, terms_at, $2
             from registrations where id = $3 and not exists
                 (select 1 from email_changes where old_email_key = registrations.email_key and ended_at is null and done_at > $4)
             on conflict (email_key) do nothing returning id, name, surname",
        )
        .bind(self.random.id())
        .bind(self.now())
        .bind(registration)
        .bind(self.now() - self.settings.email_undo_lifetime)
        .bind(visitor.theme.value())
        .fetch_optional(&mut **tx)
        .await?;
        let Some((id, name, surname)) = made else { return Ok(None) };
        sqlx::query("update users set name_key = $1 where id = $2")
            .bind(name_key(&name, &surname))
            .bind(&id)
            .execute(&mut **tx)
            .await?;
        Ok(Some(id))
    }

    async fn own_account(&self, tx: &mut Tx, registration: &str, user_id: &str) -> Result<(), Error> {
        let account_id = self.insert_account(tx, registration).await?;
        self.insert_membership(tx, &account_id, user_id, &[Role::AccountOwner], &Notification::ALL).await?;
        Ok(())
    }

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
        Ok(true)
    }

    /// Numbers are random; one that is taken is thrown away.
    async fn insert_account(&self, tx: &mut Tx, registration: &str) -> Result<String, Error> {
        for _ in 0..100 {
            let number = AccountNumber::of_index(u32::from_le_bytes(self.random.bytes()));
            let id: Option<(String,)> = sqlx::query_as(
                "insert into accounts (id, number, account_type, country, organisation_type, company_name, tin, registration_number, vat_number, address, city, postal_code, created_at)
                 select $1, $2, account_type, country, organisation_type, company_name, tin, registration_number, vat_number, address, city, postal_code, $3
                 from registrations where id = $4
                 on conflict (number) do nothing returning id",
            )
            .bind(self.random.id())
            .bind(number.digits())
            .bind(self.now())
            .bind(registration)
            .fetch_optional(&mut **tx)
            .await?;
            if let Some((id,)) = id {
                return Ok(id);
            }
        }
        Err(Broken::new("no free account number found").into())
    }
}

/// What a user is searched for by, beside the address.
pub(crate) fn name_key(name: &str, surname: &str) -> String {
    rules::fold(&format!("{name} {surname}").nfc().collect::<String>())
}

/// Gives a member these roles, of which they have none.
pub(crate) async fn insert_roles(tx: &mut Tx, account_id: &str, user_id: &str, roles: &[Role]) -> Result<(), Error> {
    for role in roles {
        sqlx::query("insert into roles (account_id, user_id, role) values ($1, $2, $3)")
            .bind(account_id)
            .bind(user_id)
            .bind(role.value())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Roles as they are stored in one text: values with spaces between.
pub(crate) fn role_values(roles: &[Role]) -> String {
    roles.iter().map(|role| role.value()).collect::<Vec<_>>().join(" ")
}

/// Roles from such a text.
pub(crate) fn roles_of(values: &str) -> Vec<Role> {
    values.split(' ').filter_map(Role::of_value).collect()
}

/// Categories of letters as they are stored in one text.
pub(crate) fn notification_values(notifications: &[Notification]) -> String {
    notifications.iter().map(|category| category.value()).collect::<Vec<_>>().join(" ")
}

/// Categories from such a text.
pub(crate) fn notifications_of(values: &str) -> Vec<Notification> {
    values.split(' ').filter_map(Notification::of_value).collect()
}

/// One account for each run of rows with the same number, with all its roles.
fn gather(rows: Vec<AccountRow>) -> Result<Vec<Account>, Error> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in rows {
        let number =
            AccountNumber::parse(&row.number).ok_or_else(|| Broken::new("a stored account number is unreadable"))?;
        let role = Role::of_value(&row.role);
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
        let known = [
            (Field::OrganisationType, self.organisation_type),
            (Field::CompanyName, self.company_name),
            (Field::Tin, self.tin),
            (Field::RegistrationNumber, self.registration_number),
            (Field::VatNumber, self.vat_number),
            (Field::Address, self.address),
            (Field::City, self.city),
            (Field::PostalCode, self.postal_code),
        ];
        let organisation: Vec<_> =
            known.into_iter().filter_map(|(field, value)| value.map(|value| (field, value))).collect();
        let company = organisation.iter().find(|(field, _)| *field == Field::CompanyName);
        Account {
            number,
            name_shown: company
                .map_or_else(|| format!("{} {}", self.owner_name, self.owner_surname), |(_, name)| name.clone()),
            policy: TwoStepPolicy::of_value(&self.two_step_policy).unwrap_or_default(),
            business: self.account_type == "business",
            organisation,
            roles: role.into_iter().collect(),
        }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> User {
        User {
            version: profile_version(&row.id, row.version),
            id: row.id,
            email: row.email,
            name: row.name,
            surname: row.surname,
            phone: row.phone,
            country: row.country,
            language: Language::of_tag(&row.language).unwrap_or_default(),
            theme: Theme::of_value(&row.theme).unwrap_or_default(),
            two_step: row.enabled_at.is_some(),
            disabled: row.disabled_at.is_some(),
        }
    }
}
