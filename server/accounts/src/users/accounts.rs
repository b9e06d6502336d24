//! The accounts that a user is in.

use super::User;
use crate::{
    error::{Error, InternalError},
    organisation::OrganisationRow,
};
use rules::{AccountNumber, Field, Permission, Role, TwoStepPolicy, full_name};
use sqlx::{FromRow, any::AnyRow};

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

/// The accounts of the user of this id, the oldest first: rows for [`accounts_of`].
macro_rules! accounts_text {
    ($user:literal) => {
        concat!(
            "select accounts.id, number, two_step_policy, owners.name as owner_name, owners.surname as owner_surname, account_type, roles.role, ",
            crate::organisation::columns!(),
            " from memberships join accounts on accounts.id = memberships.account_id
              join roles on roles.account_id = memberships.account_id and roles.user_id = memberships.user_id
              join ",
            crate::rights::owning!(),
            " join users as owners on owners.id = owning.user_id
              where memberships.user_id = ",
            $user,
            " order by memberships.created_at, number"
        )
    };
}
pub(super) use accounts_text;

/// The user's accounts, the oldest first.
pub(super) fn accounts_of(user: &User, rows: &[AnyRow]) -> Result<Vec<Account>, Error> {
    let rows = rows.iter().map(AccountRow::from_row).collect::<Result<_, _>>()?;
    let mut accounts = gather(rows)?;
    for account in &mut accounts {
        account.closed = account.policy == TwoStepPolicy::Required && !user.two_step;
    }
    Ok(accounts)
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
