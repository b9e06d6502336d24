//! What stands instead of the pages of an account that requires 2-step verification, for a member who has it off.

use super::one::Leave;
use crate::{layout::Page, visit::words};
use leptos::prelude::*;
use rules::{AccountNumber, Role};

/// What stands instead of an account's pages while it is closed to somebody.
#[derive(Clone, Debug)]
pub struct ClosedAccountData {
    pub(crate) number: AccountNumber,
    pub(crate) roles: Vec<Role>,
    /// Where it is set up, with the way back to this page.
    pub(crate) set_up: String,
}

/// An account that requires 2-step verification, for a member who has it off: how to open it, and the way out.
#[component]
pub(crate) fn ClosedAccountView(data: ClosedAccountData) -> impl IntoView {
    let all = words();
    let ClosedAccountData { number, roles, .. } = data;
    let is_owner = roles.contains(&Role::AccountOwner);
    view! {
        <Page heading=(all.clients.account)(&number.to_string())>
            <p class="notice notice--warning">{all.clients.closed}</p>
            <p><a class="button button--primary" href=data.set_up>{all.two_step.enable}</a></p>
            {(!is_owner).then(|| view! { <Leave number/> })}
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;

    use crate::server::{SET_UP, with_kept, with_next};
    use accounts::CurrentUser;

    /// What stands instead of a page of an account that requires 2-step verification: it says so, and can be left.
    pub(crate) fn closed_account(me: &CurrentUser, number: &str, here: &str) -> Option<ClosedAccountData> {
        let set_up = with_next(SET_UP, &with_kept(here));
        let account = me.accounts.iter().find(|account| AccountNumber::parse(number) == Some(account.number))?;
        Some(ClosedAccountData { number: account.number, roles: account.roles.clone(), set_up })
    }
}
