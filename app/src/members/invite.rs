//! An invitation to be written.

use super::one::{NotificationBoxes, RoleBoxes};
use crate::{
    answer::{Answer, Failure},
    clients::AccountTabs,
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, InviteForm, Role};

/// What the page of an invitation to be written shows.
#[derive(Clone, Debug)]
pub struct InviteData {
    pub(crate) around: AccountTabs,
    pub(crate) shown: Shown,
    /// The roles that can be given.
    pub(crate) roles: Vec<Role>,
    /// Whether nobody can register, invited or not.
    pub(crate) closed: bool,
}

/// Invites somebody.
#[server(endpoint = "invite")]
pub async fn invite(#[server(flatten)] form: InviteForm) -> Result<Answer, Failure> {
    use crate::server;
    let invited = server::accounts().invitations.invite(&form, &server::request_context()).await;
    server::or_list(invited, "invite", &form.account, "", "invited")
}

/// An invitation to be written.
#[component]
pub(crate) fn InviteView(data: InviteData) -> impl IntoView {
    let words = &words().members;
    let InviteData { around, shown, roles, closed } = data;
    let list = format!("/clients/{}/users", around.number.digits());
    view! {
        <Page heading=words.invite.to_owned() back=list>
            <p class="lead">{(crate::visit::words().clients.account)(&around.number.to_string())}</p>
            <p>{words.invite_lead}</p>
            {closed.then(|| view! { <p class="notice notice--info">{words.invite_closed}</p> })}
            <PostForm to=Invite::PATH shown>
                <Hidden field=Field::Account/>
                <TextField field=Field::UserEmail/>
                <RoleBoxes roles=roles.clone()/>
                <NotificationBoxes optional=true/>
                <Submit label=words.invite/>
            </PostForm>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        clients::ssr::around,
        members::one::ssr::{givable, managed},
        server::{Ended, accounts, refused},
    };
    use accounts::{CurrentUser, Registration};
    use rules::{CHECKED, Notification};

    pub(crate) async fn invite_data(me: &CurrentUser, number: &str) -> Result<InviteData, Ended> {
        let client = managed(me, number).await?;
        let shown = match refused("invite") {
            Some(shown) => shown,
            None => {
                let mut values = vec![(Field::Account, client.number.digits())];
                values.extend(Notification::ALL.map(|category| (category.field(), CHECKED.to_owned())));
                Shown::of(values)
            }
        };
        let closed = accounts().settings().registration == Registration::Closed;
        Ok(InviteData { around: around(&client), shown, roles: givable(&client.roles), closed })
    }
}
