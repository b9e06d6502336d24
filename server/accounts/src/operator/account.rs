//! An account as the operator looks at it.

use crate::{
    error::{Error, InternalError},
    organisation::{OrganisationRow, columns},
    parts::Operator,
    users::roles_of,
};
use rules::{AccountNumber, AccountType, Role, TwoStepPolicy};
use sqlx::FromRow;

/// An account as the operator sees it.
#[derive(Clone, Debug)]
pub struct AccountShown {
    /// Its number.
    pub number: AccountNumber,
    /// Whom it is for.
    pub account_type: AccountType,
    /// Its country, by ISO 3166-1.
    pub country: String,
    /// The company's name, if it has one.
    pub company: Option<String>,
    /// Its organisation; nothing in it for a personal account.
    pub organisation: OrganisationRow,
    /// What it asks of its members.
    pub policy: TwoStepPolicy,
    /// When it was opened, in unix seconds.
    pub created_at: i64,
    /// Its members, the oldest first; then those who are invited.
    pub members: Vec<MemberShown>,
}

/// A member of an account as the operator sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberShown {
    /// Their address.
    pub email: String,
    /// Their roles, or those they are to have.
    pub roles: Vec<Role>,
    /// Whether they are a member; else they are invited.
    pub accepted: bool,
}

#[derive(FromRow)]
struct Row {
    id: String,
    account_type: String,
    country: String,
    #[sqlx(flatten)]
    organisation: OrganisationRow,
    two_step_policy: String,
    created_at: i64,
}

impl Operator {
    /// The account of this number, with or without its hyphen.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn account_show(&self, number: &str) -> Result<Option<AccountShown>, Error> {
        let Some(number) = AccountNumber::parse(number) else { return Ok(None) };
        let row: Option<Row> = sqlx::query_as(concat!(
            "select id, account_type, country, two_step_policy, created_at, ",
            columns!(),
            " from accounts where number = $1",
        ))
        .bind(number.digits())
        .fetch_optional(self.db.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(AccountShown {
            number,
            account_type: AccountType::parse(&row.account_type).ok_or_else(|| unreadable("type"))?,
            country: row.country,
            company: row.organisation.company_name().map(str::to_owned),
            organisation: row.organisation,
            policy: TwoStepPolicy::parse(&row.two_step_policy).ok_or_else(|| unreadable("policy"))?,
            created_at: row.created_at,
            members: self.members_shown(&row.id).await?,
        }))
    }

    async fn members_shown(&self, account_id: &str) -> Result<Vec<MemberShown>, Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select email, role from memberships join users on users.id = memberships.user_id
                  join roles on roles.account_id = memberships.account_id and roles.user_id = memberships.user_id
             where memberships.account_id = $1 order by memberships.created_at, email_key",
        )
        .bind(account_id)
        .fetch_all(self.db.read())
        .await?;
        let mut members: Vec<MemberShown> = Vec::new();
        for (email, role) in rows {
            match members.last_mut().filter(|last| last.email == email) {
                Some(last) => last.roles.extend(Role::parse(&role)),
                None => members.push(MemberShown { email, roles: roles_of(&role), accepted: true }),
            }
        }
        members.iter_mut().for_each(|member| member.roles.sort_unstable());
        let invited: Vec<(String, String)> = sqlx::query_as(
            "select email, roles from invitations
             where account_id = $1 and accepted_at is null and declined_at is null and revoked_at is null
             order by created_at, email_key",
        )
        .bind(account_id)
        .fetch_all(self.db.read())
        .await?;
        let invited = invited.into_iter();
        members.extend(invited.map(|(email, roles)| MemberShown { email, roles: roles_of(&roles), accepted: false }));
        Ok(members)
    }
}

fn unreadable(what: &str) -> InternalError {
    InternalError::new(format_args!("a stored account's {what} is unreadable"))
}
