//! The pages of one account, as tabs.

use crate::{layout::Tabs, visit::words};
use leptos::prelude::*;
use rules::AccountNumber;

/// Which pages of an account somebody may open.
#[derive(Clone, Debug)]
pub struct AccountTabs {
    /// The account's number.
    pub(crate) number: AccountNumber,
    /// Whether they manage its users.
    pub(crate) manages: bool,
}

/// The pages of one account, each with an address of its own.
#[component]
pub(crate) fn Pages(
    around: AccountTabs,
    /// The part of the address that stands after the number.
    here: &'static str,
) -> impl IntoView {
    let words = words();
    let base = format!("/clients/{}", around.number.digits());
    let pages = [
        ("", words.clients.details, true),
        ("/users", words.members.heading, true),
        ("/activity", words.frame.activity, around.manages),
    ];
    let open = pages.into_iter().filter(|(.., open)| *open);
    let pages = open.map(|(page, name, _)| (format!("{base}{page}"), name)).collect();
    let label = (words.clients.account)(&around.number.to_string());
    view! { <Tabs label pages here=format!("{base}{here}")/> }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: which pages somebody may open.

    use super::*;
    use accounts::Client;
    use rules::{Permission, Role};

    /// Whether one of the roles may do this.
    pub(crate) fn may(roles: &[Role], permission: Permission) -> bool {
        roles.iter().any(|role| role.may(permission))
    }

    pub(crate) fn around(client: &Client) -> AccountTabs {
        AccountTabs { number: client.number, manages: may(&client.roles, Permission::ManageUsers) }
    }
}
