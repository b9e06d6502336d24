//! Inviting people into an account, what they may do there, and what they are told of.

use crate::{Email, Errors, Field, FieldError, Notification, Role, form::form};
use serde::{Deserialize, Serialize};

/// What a checked box sends.
pub const CHECKED: &str = "on";

/// What was typed to invite somebody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// The account's number.
    pub account: String,
    /// The address of whoever is invited.
    pub user_email: String,
    /// A box for each role that can be given.
    pub role_account_administrator: String,
    /// See above.
    pub role_billing_administrator: String,
    /// See above.
    pub role_user_administrator: String,
    /// See above.
    pub role_account_observer: String,
    /// A box for each category of letters.
    pub notify_general: String,
    /// See above.
    pub notify_billing: String,
    /// See above.
    pub notify_tickets: String,
    /// See above.
    pub notify_technical: String,
}

/// An invitation that can be true. Whether the inviter may give these roles is still to be seen.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The address of whoever is invited.
    pub email: Email,
    /// At least one, the mightiest first.
    pub roles: Vec<Role>,
    /// What they will be told of.
    pub notifications: Vec<Notification>,
}

form!(InviteForm {
    account = Account,
    user_email = UserEmail,
    role_account_administrator = RoleAccountAdministrator,
    role_billing_administrator = RoleBillingAdministrator,
    role_user_administrator = RoleUserAdministrator,
    role_account_observer = RoleAccountObserver,
    notify_general = NotifyGeneral,
    notify_billing = NotifyBilling,
    notify_tickets = NotifyTickets,
    notify_technical = NotifyTechnical,
});

impl InviteForm {
    /// The invitation, or what is wrong with each field.
    pub fn check(&self) -> Result<Invite, Errors> {
        let mut errors = Errors::default();
        let email = errors.take(Field::UserEmail, Email::parse(&self.user_email));
        let roles = errors.take(
            Field::Roles,
            chosen_roles([
                &self.role_account_administrator,
                &self.role_billing_administrator,
                &self.role_user_administrator,
                &self.role_account_observer,
            ]),
        );
        let notifications = chosen(
            Notification::ALL,
            [&self.notify_general, &self.notify_billing, &self.notify_tickets, &self.notify_technical],
        );
        match (email, roles) {
            (Some(email), Some(roles)) if errors.is_empty() => Ok(Invite { email, roles, notifications }),
            _ => Err(errors),
        }
    }
}

/// What was chosen as somebody's roles.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RolesForm {
    /// The account's number.
    pub account: String,
    /// The member's id.
    pub member: String,
    /// The roles that the page saw, by their values with spaces between: other roles saved meanwhile make it stale.
    pub version: String,
    /// A box for each role that can be given.
    pub role_account_administrator: String,
    /// See above.
    pub role_billing_administrator: String,
    /// See above.
    pub role_user_administrator: String,
    /// See above.
    pub role_account_observer: String,
}

form!(RolesForm {
    account = Account,
    member = Member,
    version = Version,
    role_account_administrator = RoleAccountAdministrator,
    role_billing_administrator = RoleBillingAdministrator,
    role_user_administrator = RoleUserAdministrator,
    role_account_observer = RoleAccountObserver,
});

impl RolesForm {
    /// The roles, at least one; or what is wrong.
    pub fn check(&self) -> Result<Vec<Role>, Errors> {
        chosen_roles([
            &self.role_account_administrator,
            &self.role_billing_administrator,
            &self.role_user_administrator,
            &self.role_account_observer,
        ])
        .map_err(|wrong| Errors::on(Field::Roles, wrong))
    }
}

/// What was chosen as somebody's notification settings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NotificationsForm {
    /// The account's number.
    pub account: String,
    /// The member's id.
    pub member: String,
    /// A box for each category of letters.
    pub notify_general: String,
    /// See above.
    pub notify_billing: String,
    /// See above.
    pub notify_tickets: String,
    /// See above.
    pub notify_technical: String,
}

form!(NotificationsForm {
    account = Account,
    member = Member,
    notify_general = NotifyGeneral,
    notify_billing = NotifyBilling,
    notify_tickets = NotifyTickets,
    notify_technical = NotifyTechnical,
});

impl NotificationsForm {
    /// The categories chosen; none is fine.
    pub fn check(&self) -> Result<Vec<Notification>, Errors> {
        Ok(chosen(
            Notification::ALL,
            [&self.notify_general, &self.notify_billing, &self.notify_tickets, &self.notify_technical],
        ))
    }
}

/// The press of a button that concerns one member or one invitation of an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberForm {
    /// The account's number.
    pub account: String,
    /// The member's id, or the invitation's.
    pub member: String,
}

form!(MemberForm { account = Account, member = Member });

/// Those of a list whose box is checked.
fn chosen<T, const N: usize>(all: [T; N], boxes: [&String; N]) -> Vec<T> {
    all.into_iter().zip(boxes).filter(|(_, typed)| typed.as_str() == CHECKED).map(|(one, _)| one).collect()
}

fn chosen_roles(boxes: [&String; 4]) -> Result<Vec<Role>, FieldError> {
    let roles = chosen(Role::GIVEN, boxes);
    if roles.is_empty() { Err(FieldError::Missing) } else { Ok(roles) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_needs_an_address_and_a_role() {
        let errors = InviteForm::default().check().expect_err("nothing was typed");
        let fields: Vec<_> = errors.iter().collect();
        assert_eq!(fields, [Field::UserEmail, Field::Roles].map(|field| (field, FieldError::Missing)));
    }

    #[test]
    fn each_box_stands_for_its_own_role_and_category() {
        for role in Role::GIVEN {
            let typed = |field| if Some(field) == role.field() { CHECKED.to_owned() } else { String::new() };
            assert_eq!(RolesForm::of(&typed).check(), Ok(vec![role]));
        }
        for category in Notification::ALL {
            let typed = |field| if field == category.field() { CHECKED.to_owned() } else { String::new() };
            assert_eq!(NotificationsForm::of(&typed).check(), Ok(vec![category]));
        }
        assert_eq!(Role::AccountOwner.field(), None);
    }
}
