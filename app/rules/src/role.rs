//! What members of an account may do. One table, read by guards, by pages and by the panel.

use crate::Field;
use serde::{Deserialize, Serialize};

/// A role of a member in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever opened the account; exactly one.
    AccountOwner,
    /// May do everything but own it.
    AccountAdministrator,
    /// Looks after money.
    BillingAdministrator,
    /// Looks after people.
    UserAdministrator,
    /// May look.
    AccountObserver,
}

/// Something a role may do: one row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Use 2-step verification, get notifications, create and see tickets.
    MemberBasics,
    /// Invite, give roles, dissociate.
    ManageUsers,
    /// Manage the notification settings of others.
    ManageNotifications,
    /// See the list of users and the account's details.
    ViewUsers,
    /// Change the account's details.
    EditAccount,
    /// View balance and reporting documents.
    ViewBilling,
    /// Add credit.
    AddCredit,
    /// Pay for services.
    Pay,
    /// See the states of services.
    ViewServices,
}

impl Role {
    /// All of them, the mightiest first.
    pub const ALL: [Role; 5] = [
        Role::AccountOwner,
        Role::AccountAdministrator,
        Role::BillingAdministrator,
        Role::UserAdministrator,
        Role::AccountObserver,
    ];

    /// Those that can be given and taken: the owner's can not.
    pub const GIVEN: [Role; 4] =
        [Role::AccountAdministrator, Role::BillingAdministrator, Role::UserAdministrator, Role::AccountObserver];

    /// Its value in the database and in answers to the panel.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::AccountOwner => "account_owner",
            Role::AccountAdministrator => "account_administrator",
            Role::BillingAdministrator => "billing_administrator",
            Role::UserAdministrator => "user_administrator",
            Role::AccountObserver => "account_observer",
        }
    }

    /// The role of that value.
    pub fn parse(value: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == value)
    }

    /// The box that is checked to give it.
    pub const fn field(self) -> Option<Field> {
        match self {
            Role::AccountOwner => None,
            Role::AccountAdministrator => Some(Field::RoleAccountAdministrator),
            Role::BillingAdministrator => Some(Field::RoleBillingAdministrator),
            Role::UserAdministrator => Some(Field::RoleUserAdministrator),
            Role::AccountObserver => Some(Field::RoleAccountObserver),
        }
    }

    /// Whether the role may give that one, and take it: nobody gives what they could not have themselves.
    pub const fn may_give(self, given: Role) -> bool {
        match self {
            Role::AccountOwner | Role::AccountAdministrator => !matches!(given, Role::AccountOwner),
            Role::UserAdministrator => matches!(given, Role::UserAdministrator | Role::AccountObserver),
            Role::BillingAdministrator | Role::AccountObserver => false,
        }
    }

    /// Whether the holder of `roles` may give and take every one of `given`.
    pub fn may_give_all(roles: &[Role], given: &[Role]) -> bool {
        given.iter().all(|given| roles.iter().any(|role| role.may_give(*given)))
    }

    /// Whether the role may do this.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Role::AccountOwner | Role::AccountAdministrator => true,
            Role::BillingAdministrator => {
                matches!(permission, P::MemberBasics | P::ViewUsers | P::ViewBilling | P::AddCredit | P::ViewServices)
            }
            Role::UserAdministrator => {
                matches!(permission, P::MemberBasics | P::ManageUsers | P::ManageNotifications | P::ViewUsers)
            }
            Role::AccountObserver => matches!(permission, P::MemberBasics | P::ViewUsers | P::ViewBilling),
        }
    }
}

impl Permission {
    /// All of them, in the order of the table.
    pub const ALL: [Permission; 9] = [
        Permission::MemberBasics,
        Permission::ManageUsers,
        Permission::ManageNotifications,
        Permission::ViewUsers,
        Permission::EditAccount,
        Permission::ViewBilling,
        Permission::AddCredit,
        Permission::Pay,
        Permission::ViewServices,
    ];

    /// What the holder of these roles may do.
    pub fn of_roles(roles: &[Role]) -> Vec<Permission> {
        Permission::ALL.into_iter().filter(|permission| roles.iter().any(|role| role.may(*permission))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The provider's own table, column by column in the order of `Role::ALL`.
    #[test]
    fn the_table_is_the_providers() {
        let table = ["yyyyy", "yynyn", "yynyn", "yyyyy", "yynnn", "yyyny", "yyynn", "yynnn", "yyynn"];
        for (permission, row) in Permission::ALL.into_iter().zip(table) {
            for (role, cell) in Role::ALL.into_iter().zip(row.chars()) {
                assert_eq!(role.may(permission), cell == 'y', "{role:?} {permission:?}");
            }
        }
    }

    /// Who may give which, column by column in the order of `Role::ALL`; whoever may give any may manage users.
    #[test]
    fn nobody_gives_what_is_above_them() {
        let table = ["nnnnn", "yynnn", "yynnn", "yynyn", "yynyn"];
        for (given, row) in Role::ALL.into_iter().zip(table) {
            for (role, cell) in Role::ALL.into_iter().zip(row.chars()) {
                assert_eq!(role.may_give(given), cell == 'y', "{role:?} {given:?}");
                assert!(!role.may_give(given) || role.may(Permission::ManageUsers));
            }
        }
        use Role::*;
        assert!(Role::may_give_all(&[BillingAdministrator, UserAdministrator], &[AccountObserver]));
        assert!(!Role::may_give_all(
            &[BillingAdministrator, UserAdministrator],
            &[AccountObserver, BillingAdministrator]
        ));
    }

    #[test]
    fn every_value_leads_back_to_its_role() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }
}
