//! `/clients/new`: an account that is about to be opened.

use super::one::{AccountFields, ClientData};
use crate::{
    answer::{Answer, Failure},
    form::{DefaultButton, Hidden, PostForm, Submit},
    layout::Page,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountForm, Field};

/// Opens an account of one's own.
#[server(endpoint = "open_account")]
pub async fn open_account(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    use crate::server;
    let opened = server::accounts().clients.open_account(&form, &server::request_context()).await;
    server::answer(opened.map(|number| Answer::Go(format!("/clients/{}?done=opened", number.digits()))))
}

/// Looks the organisation up for a new account.
#[server(endpoint = "find_new_company")]
pub async fn find_new_company(#[server(flatten)] form: AccountForm) -> Result<Answer, Failure> {
    crate::find_company::find_for_new_account(&form).await
}

/// An account that is about to be opened.
#[component]
pub(super) fn New(data: ClientData) -> impl IntoView {
    let words = &words().clients;
    let ClientData { shown, countries, numbers, .. } = data;
    view! {
        <Page heading=words.open.to_owned() back="/clients">
            <p class="lead">{words.open_lead}</p>
            <PostForm to=OpenAccount::PATH shown>
                <DefaultButton/>
                <Hidden field=Field::Version/>
                <AccountFields countries numbers find=FindNewCompany::PATH/>
                <Submit label=words.open_button/>
            </PostForm>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::country::ssr::countries;
    use crate::numbers::ssr::numbers_of;
    use crate::{
        form::Shown,
        server::{Ended, accounts, refused, with_guesses},
    };
    use accounts::CurrentUser;

    pub(crate) async fn new_client_data(me: &CurrentUser) -> Result<ClientData, Ended> {
        let first = accounts().clients.new_account(me).await?;
        let shown = match refused("open_account") {
            Some(shown) => shown,
            None => Shown::of(with_guesses(first.values)),
        };
        Ok(ClientData {
            around: None,
            numbers: numbers_of(&shown),
            countries: countries(&shown),
            shown,
            facts: None,
            roles: Vec::new(),
            owner: String::new(),
            policy: Default::default(),
        })
    }
}
