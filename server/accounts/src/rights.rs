//! Who may do what in an account: looked up for each request, so that a change holds from the very next one.

use crate::{
    Token,
    error::{Error, InternalError},
    parts::Rights,
};
use rules::{AccountNumber, Permission, Role, TwoStepPolicy};
use sqlx::{AnyExecutor, FromRow};

/// A user in an account.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) account_id: String,
    pub(crate) number: AccountNumber,
    pub(crate) company: Option<String>,
    pub(crate) user_id: String,
    pub(crate) roles: Vec<Role>,
    /// Whether the account requires 2-step verification and the member has it off: it is closed to them until then.
    pub(crate) closed: bool,
}

impl Membership {
    /// The membership, if its roles may do this.
    pub(crate) fn allowed(membership: Option<Membership>, permission: Permission) -> Result<Membership, Error> {
        match membership {
            None => Err(Error::Gone),
            Some(membership) if membership.closed => Err(Error::TwoStepSetupRequired),
            Some(membership) if membership.may(permission) => Ok(membership),
            Some(_) => Err(Error::Forbidden),
        }
    }

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

impl Rights {
    /// The membership of this session's user in the account of this number, if its roles may do this: what
    /// [`crate::CurrentUser::may`] says, for verbs that write.
    ///
    /// # Errors
    /// `SignedOut`; `Gone` for an account that is missing or somebody else's, both alike; `TwoStepSetupRequired` while it is closed to
    /// them; `Forbidden`.
    pub(crate) async fn may(
        &self,
        session: Option<&Token>,
        number: &str,
        permission: Permission,
    ) -> Result<Membership, Error> {
        let user_id = self.sessions.signed_in(session).await?.ok_or(Error::SignedOut)?;
        Membership::allowed(membership(self.db.read(), number, &user_id).await?, permission)
    }
}

/// The role of an account's owner, joined as `owning`: the index `roles_owner` finds it, and not the account's members.
macro_rules! owning {
    () => {
        "roles as owning on cast(owning.account_id || '' as text) = accounts.id and owning.role = 'account_owner'"
    };
}
pub(crate) use owning;

/// A role of a membership, with its account.
#[derive(FromRow)]
struct Row {
    id: String,
    company_name: Option<String>,
    role: String,
    two_step_policy: String,
    enabled_at: Option<i64>,
}

/// The user's membership in the account of this number.
pub(crate) async fn membership<'c>(
    executor: impl AnyExecutor<'c>,
    number: &str,
    user_id: &str,
) -> Result<Option<Membership>, Error> {
    let Some(number) = AccountNumber::parse(number) else { return Ok(None) };
    let rows: Vec<Row> = sqlx::query_as(
        "select accounts.id, company_name, role, two_step_policy, enabled_at from accounts
         join roles on roles.account_id = accounts.id and roles.user_id = $1
         left join two_step on two_step.user_id = roles.user_id where number = $2",
    )
    .bind(user_id)
    .bind(number.digits())
    .fetch_all(executor)
    .await?;
    let unreadable = || InternalError::new("a stored role is unreadable");
    let mut roles = Vec::new();
    for Row { role, .. } in &rows {
        roles.push(Role::parse(role).ok_or_else(unreadable)?);
    }
    roles.sort_unstable();
    Ok(rows.into_iter().next().map(|row| Membership {
        closed: row.two_step_policy == TwoStepPolicy::Required.as_str() && row.enabled_at.is_none(),
        account_id: row.id,
        number,
        company: row.company_name,
        user_id: user_id.to_owned(),
        roles,
    }))
}
