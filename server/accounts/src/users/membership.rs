//! Memberships as they are stored: roles, and what a member is told of.

use crate::{
    db::{Pipeline, Tx},
    error::Error,
    names,
    parts::Rights,
};
use rules::{Notification, Role};

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
        let make = sqlx::query(
            "insert into memberships (account_id, user_id, notifications, created_at) values ($1, $2, $3, $4)
             on conflict (account_id, user_id) do nothing returning user_id",
        )
        .bind(account_id)
        .bind(user_id)
        .bind(notification_values(notifications))
        .bind(self.now());
        let [made, named] = tx.fetch_array([make, names::of(user_id)]).await?;
        if made.is_empty() {
            return Ok(false);
        }
        insert_roles(tx, account_id, user_id, roles);
        names::write(tx, &named)?;
        Ok(true)
    }
}

/// Gives a member these roles, of which they have none.
pub(crate) fn insert_roles(tx: &mut Tx, account_id: &str, user_id: &str, roles: &[Role]) {
    for role in roles {
        sqlx::query("insert into roles (account_id, user_id, role) values ($1, $2, $3)")
            .bind(account_id)
            .bind(user_id)
            .bind(role.as_str())
            .pipeline(tx);
    }
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
