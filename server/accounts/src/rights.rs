//! Who may do what in an account: looked up for each request, so that a change holds from the very next one.

use crate::{
    Accounts, Token,
    db::Tx,
    error::{Broken, Error},
};
use rules::{AccountNumber, Permission, Role};
use sqlx::AnyExecutor;

/// A user in an account.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) account_id: String,
    pub(crate) number: AccountNumber,
    pub(crate) company: Option<String>,
    pub(crate) user_id: String,
    pub(crate) roles: Vec<Role>,
}

impl Membership {
    /// Whether one of the roles may do this.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }

    /// Whether they may do this to another member, or to somebody invited, with these roles: never to the owner, nor to
    /// whoever holds a role that they could not give.
    pub(crate) fn may_to(&self, permission: Permission, roles: &[Role]) -> bool {
        self.may(permission) && Role::may_give_all(&self.roles, roles)
    }

    /// How letters name the account: its number, and the company's name where it has one.
    pub(crate) fn account(&self) -> String {
        account_shown(self.number, self.company.as_deref())
    }
}

/// How letters name an account: its number, and the company's name where it has one.
pub(crate) fn account_shown(number: AccountNumber, company: Option<&str>) -> String {
    match company {
        Some(company) => format!("{number} ({})", crate::letters::harmless(company)),
        None => number.to_string(),
    }
}

impl Accounts {
    /// The membership of this session's user in the account of this number, if its roles may do this.
    ///
    /// # Errors
    /// `SignedOut`; `Gone` for an account that is missing or somebody else's, both alike; `Forbidden`.
    pub(crate) async fn may(
        &self,
        session: Option<&Token>,
        number: &str,
        permission: Permission,
    ) -> Result<Membership, Error> {
        let user_id = self.signed_in(session).await?.ok_or(Error::SignedOut)?;
        allowed(membership(self.db.read(), number, &user_id).await?, permission)
    }

    /// The same once more inside a transaction, with the account held until it ends: whatever changes members, roles,
    /// invitations or details of an account holds it, after the users and before all else.
    pub(crate) async fn hold_account(
        &self,
        tx: &mut Tx,
        number: &str,
        user_id: &str,
        permission: Permission,
    ) -> Result<Membership, Error> {
        let number = AccountNumber::parse(number).ok_or(Error::Gone)?;
        sqlx::query("update accounts set version = version where number = $1")
            .bind(number.digits())
            .execute(&mut **tx)
            .await?;
        allowed(membership(&mut **tx, &number.digits(), user_id).await?, permission)
    }
}

fn allowed(membership: Option<Membership>, permission: Permission) -> Result<Membership, Error> {
    let membership = membership.ok_or(Error::Gone)?;
    if membership.may(permission) { Ok(membership) } else { Err(Error::Forbidden) }
}

/// The user's membership in the account of this number.
pub(crate) async fn membership<'c>(
    executor: impl AnyExecutor<'c>,
    number: &str,
    user_id: &str,
) -> Result<Option<Membership>, Error> {
    let Some(number) = AccountNumber::parse(number) else { return Ok(None) };
    let rows: Vec<(String, Option<String>, String)> = sqlx::query_as(
        "select accounts.id, company_name, role from accounts
         join roles on roles.account_id = accounts.id and roles.user_id = $1 where number = $2",
    )
    .bind(user_id)
    .bind(number.digits())
    .fetch_all(executor)
    .await?;
    let Some((account_id, company, _)) = rows.first().cloned() else { return Ok(None) };
    let unreadable = || Broken::new("a stored role is unreadable");
    let mut roles = Vec::new();
    for (_, _, role) in &rows {
        roles.push(Role::of_value(role).ok_or_else(unreadable)?);
    }
    roles.sort_unstable();
    Ok(Some(Membership { account_id, number, company, user_id: user_id.to_owned(), roles }))
}
