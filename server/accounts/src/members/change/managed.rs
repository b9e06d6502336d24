//! A member to whom a manager does something: held while it is done, told of it afterwards.

use crate::{
    RequestContext,
    activity::AuditEvent,
    db::Tx,
    error::Error,
    members::list::HAS_ANOTHER,
    notices::Contact,
    parts::Memberships,
    rights::{Membership, membership},
    users::role_values,
};
use rules::{Act, MemberNews, Permission, Role};
use sqlx::AssertSqlSafe;

/// A member to whom a manager does something. Both are held, and so is the account.
pub(super) struct Managed {
    pub(super) manager: Membership,
    pub(super) contact: Contact,
    pub(super) roles: Vec<Role>,
}

impl Memberships {
    /// Begins to do something to another member: both users are held in the order of their ids, then the account.
    pub(super) async fn manage(
        &self,
        number: &str,
        whom: &str,
        context: &RequestContext,
    ) -> Result<(Tx, Managed), Error> {
        let manager = self.rights.may(context.session.as_ref(), number, Permission::ManageUsers).await?;
        let mut tx = self.db.begin().await?;
        let contact = self.lock_both(&mut tx, &manager, whom, context).await?;
        if let Some(contact) = &contact {
            self.locks.addresses(&mut tx, contact, "").await?;
        }
        let manager = self.locks.account(&mut tx, number, &manager.user_id, Permission::ManageUsers).await?;
        if whom == manager.user_id {
            return Err(Error::Forbidden);
        }
        let roles = roles_of_member(&mut tx, &manager, whom).await?;
        if !manager.may_to(Permission::ManageUsers, &roles) {
            return Err(Error::Forbidden);
        }
        Ok((tx, Managed { manager, contact: contact.ok_or(Error::Gone)?, roles }))
    }

    /// Holds the manager, who has proved their identity, and whom they act on, in the order of their ids.
    async fn lock_both(
        &self,
        tx: &mut Tx,
        manager: &Membership,
        whom: &str,
        context: &RequestContext,
    ) -> Result<Option<Contact>, Error> {
        let mut contact = None;
        if whom < manager.user_id.as_str() {
            contact = lock_member(tx, manager, whom).await?;
        }
        self.locks.proved(tx, &manager.user_id, context).await?;
        if whom > manager.user_id.as_str() {
            contact = lock_member(tx, manager, whom).await?;
        }
        Ok(contact)
    }

    /// Writes down what was done to a member, tells them, and ends it.
    pub(super) async fn managed(
        &self,
        mut tx: Tx,
        managed: &Managed,
        (act, news): (Act, MemberNews),
        roles: &[Role],
        context: &RequestContext,
    ) -> Result<(), Error> {
        let Managed { manager, contact, .. } = managed;
        let deed =
            AuditEvent::by(act, &manager.user_id, &contact.id).inside(&manager.account_id).with(role_values(roles));
        self.audit.record(&mut tx, deed, context);
        let who = self.notices.shown_name(&mut tx, &manager.user_id).await?;
        self.notices.tell_member(&mut tx, contact, news, (&manager.account(), &who, roles), context)?;
        tx.commit().await?;
        self.outbox.wake_sender();
        Ok(())
    }
}

/// Whether the member has another account too.
pub(super) async fn has_another(tx: &mut Tx, managed: &Managed) -> Result<bool, Error> {
    let text = format!("select count(*) from users as people where people.id = $2 and {HAS_ANOTHER}");
    let others: i64 = sqlx::query_scalar(AssertSqlSafe(text))
        .bind(&managed.manager.account_id)
        .bind(&managed.contact.id)
        .fetch_one(&mut **tx)
        .await?;
    Ok(others > 0)
}

/// A member of the manager's account, held; whether the operator has closed their door does not matter. Nobody else is
/// held.
async fn lock_member(tx: &mut Tx, manager: &Membership, whom: &str) -> Result<Option<Contact>, Error> {
    let contact = sqlx::query_as(
        "update users set email = email where id = $1
         and exists (select 1 from memberships where account_id = $2 and memberships.user_id = users.id)
         returning id, email, email_key, language",
    )
    .bind(whom)
    .bind(&manager.account_id)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(contact)
}

pub(super) async fn roles_of_member(tx: &mut Tx, manager: &Membership, whom: &str) -> Result<Vec<Role>, Error> {
    let theirs = membership(&mut **tx, &manager.number.digits(), whom).await?;
    Ok(theirs.ok_or(Error::Gone)?.roles)
}
