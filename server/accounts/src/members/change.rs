//! What managers do to members.

mod managed;

use crate::{
    RequestContext,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    parts::Memberships,
    rights::Membership,
    users::{insert_roles, notification_values, role_values},
};
use managed::{has_another, roles_of_member};
use rules::{Act, Errors, Field, FieldError, MemberForm, MemberNews, NotificationsForm, Permission, Role, RolesForm};

impl Memberships {
    /// Gives a member these roles instead of theirs, and tells them. The same roles again change nothing.
    ///
    /// # Errors
    /// `Refused` with `Rights` on `Roles` for a role the person could not give or take, `Stale` where others were saved
    /// since the page was made; `SignedOut`; `TwoStepSetupRequired`; `ReauthRequired`; `Gone`; `Forbidden`, for oneself and the owner too.
    pub async fn set_roles(&self, form: &RolesForm, context: &RequestContext) -> Result<(), Error> {
        let roles = form.check()?;
        let (mut tx, managed) = self.manage(&form.account, &form.member, context).await?;
        if !Role::may_give_all(&managed.manager.roles, &roles) {
            return Err(Errors::on(Field::Roles, FieldError::Rights).into());
        }
        if managed.roles == roles {
            return Ok(tx.rollback().await?);
        }
        if form.version != role_values(&managed.roles) {
            return Err(Errors::on(Field::Roles, FieldError::Stale).into());
        }
        let account_id = &managed.manager.account_id;
        sqlx::query("delete from roles where account_id = $1 and user_id = $2")
            .bind(account_id)
            .bind(&managed.contact.id)
            .pipeline(&mut tx);
        insert_roles(&mut tx, account_id, &managed.contact.id, &roles);
        self.invitations.revoke_invitations_of(&mut tx, account_id, &managed.contact.id, &roles).await?;
        self.managed(tx, &managed, (Act::RolesChanged, MemberNews::RolesChanged), &roles, context).await
    }

    /// Chooses what a member is told of.
    ///
    /// # Errors
    /// `SignedOut`; `TwoStepSetupRequired`; `Gone`; `Forbidden`.
    pub async fn set_notifications(&self, form: &NotificationsForm, context: &RequestContext) -> Result<(), Error> {
        let values = notification_values(&form.check()?);
        let me = self.rights.may(context.session.as_ref(), &form.account, Permission::MemberBasics).await?;
        let mut tx = self.db.begin().await?;
        self.locks.signed_in(&mut tx, &me.user_id, context).await?;
        let me = self.locks.account(&mut tx, &form.account, &me.user_id, Permission::MemberBasics).await?;
        if form.member != me.user_id {
            may_notify(&mut tx, &me, &form.member).await?;
        }
        let changed = sqlx::query(
            "update memberships set notifications = $1 where account_id = $2 and user_id = $3 and notifications <> $1",
        )
        .bind(&values)
        .bind(&me.account_id)
        .bind(&form.member)
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() > 0 {
            let deed = AuditEvent::by(Act::NotificationsChanged, &me.user_id, &form.member);
            self.audit.record(&mut tx, deed.inside(&me.account_id).with(values), context);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes the account from a member, and tells them. Their user stays.
    ///
    /// # Errors
    /// `SignedOut`; `TwoStepSetupRequired`; `ReauthRequired`; `Gone`; `Forbidden` for oneself, the owner, and whoever holds a role that the
    /// person could not give.
    pub async fn dissociate(&self, form: &MemberForm, context: &RequestContext) -> Result<(), Error> {
        let (mut tx, managed) = self.manage(&form.account, &form.member, context).await?;
        self.remove_membership(&mut tx, &managed.manager.account_id, &managed.contact.id).await?;
        self.managed(tx, &managed, (Act::Dissociated, MemberNews::Dissociated), &[], context).await
    }

    /// Takes the account, which is held, from a user, and with it what they had sent as a member.
    pub(crate) async fn remove_membership(&self, tx: &mut Tx, account_id: &str, user_id: &str) -> Result<(), Error> {
        // The roles go with it.
        sqlx::query("delete from memberships where account_id = $1 and user_id = $2")
            .bind(account_id)
            .bind(user_id)
            .pipeline(tx);
        self.invitations.revoke_invitations_of(tx, account_id, user_id, &[]).await
    }

    /// Switches a member's second factor off, ends their sessions and tells them. Only while this account is the member's
    /// only one: the factor protects the others too, and only the operator can tell who asks.
    ///
    /// # Errors
    /// As [`Memberships::dissociate`]; `Forbidden` too where they have another account, `Gone` where it is off.
    pub async fn reset_member_two_step(&self, form: &MemberForm, context: &RequestContext) -> Result<(), Error> {
        let (mut tx, managed) = self.manage(&form.account, &form.member, context).await?;
        if has_another(&mut tx, &managed).await? {
            return Err(Error::Forbidden);
        }
        if !self.second_factor.remove_factor(&mut tx, &managed.contact.id).await? {
            return Err(Error::Gone);
        }
        self.revocation.revoke_everything(&mut tx, &managed.contact).await?;
        self.managed(tx, &managed, (Act::TwoStepReset, MemberNews::TwoStepReset), &[], context).await
    }
}

/// Whether this member may choose what that other one is told of.
async fn may_notify(tx: &mut Tx, me: &Membership, whom: &str) -> Result<(), Error> {
    if !me.may(Permission::ManageNotifications) {
        return Err(Error::Forbidden);
    }
    let roles = roles_of_member(tx, me, whom).await?;
    if me.may_to(Permission::ManageNotifications, &roles) { Ok(()) } else { Err(Error::Forbidden) }
}
