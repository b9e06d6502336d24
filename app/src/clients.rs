//! `/clients`: the accounts one is a member of.

pub(crate) mod closed;
pub(crate) mod new;
pub(crate) mod one;
mod tabs;

pub(crate) use tabs::{AccountTabs, Pages};

use crate::{
    layout::{Cell, Flash, FlashMessages, Page},
    visit::words,
};
use leptos::prelude::*;
use rules::{AccountNumber, Role, TwoStepPolicy};

/// What the list shows.
#[derive(Clone, Debug)]
pub struct ClientsData {
    pub(crate) accounts: Vec<ClientRow>,
}

/// An account in the list.
#[derive(Clone, Debug)]
pub struct ClientRow {
    pub(crate) number: AccountNumber,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) policy: TwoStepPolicy,
}

const DONE_LIST: FlashMessages = &[("left", |words| words.clients.left)];

/// Roles in words.
pub(crate) fn roles_in_words(roles: &[Role]) -> String {
    roles.iter().map(|role| (words().panel.role)(*role)).collect::<Vec<_>>().join(", ")
}

/// The list.
#[component]
pub(crate) fn ClientsView(data: ClientsData) -> impl IntoView {
    let all = words();
    let words = &all.clients;
    let none = data.accounts.is_empty().then(|| view! { <p>{all.panel.none}</p> });
    let head = words.columns.map(|column| view! { <th scope="col">{column}</th> });
    let [_, name_label, roles_label, policy_label] = words.columns;
    let row = |ClientRow { number, name, roles, policy }: ClientRow| {
        let [policy, _] = (words.policy)(policy);
        view! {
            <tr>
                <th scope="row"><a class="account-number" href=format!("/clients/{}", number.digits()) dir="ltr">{number.to_string()}</a></th>
                <Cell label=name_label text=name/>
                <Cell label=roles_label text=roles_in_words(&roles)/>
                <Cell label=policy_label text=policy.to_owned()/>
            </tr>
        }
    };
    view! {
        <Page heading=words.heading.to_owned() wide=true>
            <Flash messages=DONE_LIST/>
            <p class="lead">{words.lead}</p>
            {none}
            <section class="table-scroll" tabindex="0" aria-label=words.heading>
                <table class="table table--cards">
                    <thead><tr>{head.into_iter().collect_view()}</tr></thead>
                    <tbody>{data.accounts.into_iter().map(row).collect_view()}</tbody>
                </table>
            </section>
            <p><a class="button button--secondary" href="/clients/new">{words.open}</a></p>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use accounts::CurrentUser;

    pub(crate) use super::tabs::ssr::{around, may};

    pub(crate) fn clients_data(me: &CurrentUser) -> ClientsData {
        let row = |account: &accounts::Account| ClientRow {
            number: account.number,
            name: account.name_shown.clone(),
            roles: account.roles.clone(),
            policy: account.policy,
        };
        ClientsData { accounts: me.accounts.iter().map(row).collect() }
    }
}
