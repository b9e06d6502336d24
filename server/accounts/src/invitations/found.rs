//! An invitation as it stands, and whether whoever invites may still give what it promises.

use crate::{
    Token,
    db::{Connection, Pipeline, Tx},
    error::{Error, InternalError},
    notices::named,
    parts::Invitations,
    rights::{Membership, membership},
    users::roles_of,
};
use rules::{AccountNumber, Email, InvitationState, Permission, Role};
use sqlx::FromRow;

/// An address that was invited.
pub(super) fn address(stored: &str) -> Result<Email, Error> {
    Email::parse(stored).map_err(|_| InternalError::new("an invited address is unreadable").into())
}

/// A row of the table, with its account and whoever invites.
#[derive(FromRow)]
pub(crate) struct Found {
    pub(crate) id: String,
    token_hash: String,
    pub(super) account_id: String,
    number: String,
    pub(super) company_name: Option<String>,
    pub(super) inviter_id: String,
    pub(crate) email: String,
    pub(super) email_key: String,
    roles: String,
    pub(super) notifications: String,
    pub(super) expires_at: i64,
    pub(super) accepted_at: Option<i64>,
    pub(super) declined_at: Option<i64>,
    revoked_at: Option<i64>,
    name: String,
    surname: String,
    inviter_email: String,
    disabled_at: Option<i64>,
    /// Whether whoever invites may still give these roles in the account.
    #[sqlx(skip)]
    pub(super) rightful: bool,
}

impl Found {
    /// The invitation of this id, or of this hash of its link.
    pub(super) async fn read(connection: &mut Connection, which: &str) -> Result<Option<Found>, Error> {
        let found: Option<Found> = sqlx::query_as(
            "select invitations.id, token_hash, account_id, number, company_name, inviter_id, invitations.email, invitations.email_key,
                    invitations.roles, notifications, expires_at, accepted_at, declined_at, revoked_at,
                    name, surname, users.email as inviter_email, disabled_at
             from invitations join accounts on accounts.id = account_id join users on users.id = inviter_id
             where invitations.id = $1 or token_hash = $1",
        )
        .bind(which)
        .fetch_optional(&mut *connection)
        .await?;
        let Some(mut found) = found else { return Ok(None) };
        let inviter = membership(connection, &found.number, &found.inviter_id).await?;
        found.rightful = inviter.is_some_and(|inviter| found.may_be_given_by(&inviter));
        Ok(Some(found))
    }

    fn may_be_given_by(&self, inviter: &Membership) -> bool {
        self.disabled_at.is_none()
            && inviter.may(Permission::ManageUsers)
            && Role::may_give_all(&inviter.roles, &self.roles())
    }

    /// How it stands at this moment.
    pub(super) fn state(&self, now: i64) -> InvitationState {
        match () {
            () if self.accepted_at.is_some() => InvitationState::Accepted,
            () if self.declined_at.is_some() => InvitationState::Declined,
            () if self.revoked_at.is_some() => InvitationState::Revoked,
            () if self.expires_at <= now => InvitationState::Expired,
            () if !self.rightful => InvitationState::Revoked,
            () => InvitationState::Open,
        }
    }

    /// Whether it is the one that the page showed, and this is its link still.
    pub(super) fn is_meant(&self, id: &str, link: &Token) -> bool {
        self.id == id && self.token_hash == link.hash()
    }

    pub(super) fn roles(&self) -> Vec<Role> {
        roles_of(&self.roles)
    }

    /// Who invites: name and address.
    pub(super) fn inviter(&self) -> String {
        named(&self.name, &self.surname, &self.inviter_email)
    }

    /// The address that is invited.
    pub(crate) fn address(&self) -> Result<Email, Error> {
        address(&self.email)
    }

    pub(super) fn number(&self) -> Result<AccountNumber, Error> {
        AccountNumber::parse(&self.number)
            .ok_or_else(|| InternalError::new("a stored account number is unreadable").into())
    }
}

impl Invitations {
    /// The invitation of this id, with its account held until the transaction ends: nobody accepts, declines, revokes or
    /// sends it again meanwhile, and nobody's roles in the account change.
    pub(super) async fn lock_invitation(&self, tx: &mut Tx, id: &str) -> Result<Found, Error> {
        sqlx::query(
            "update accounts set version = version where id = (select account_id from invitations where id = $1)",
        )
        .bind(id)
        .pipeline(tx);
        Found::read(tx, id).await?.ok_or(Error::Gone)
    }
}
