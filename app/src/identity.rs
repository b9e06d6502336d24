//! `/confirm-identity`: the password once more, before something that protects the account is shown or changed.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    sign_in::SignOut,
    tools::Reveal,
    visit::words,
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, IdentityForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct IdentityData {
    pub(crate) shown: Shown,
    /// Whose password it is.
    pub(crate) email: String,
    /// Whether a code of the authenticator app is needed too.
    pub(crate) two_step: bool,
}

/// Takes password and code; then back to what was to be done.
#[server(endpoint = "confirm_identity")]
pub async fn confirm_identity(#[server(flatten)] form: IdentityForm) -> Result<Answer, Failure> {
    use crate::server;
    let session = server::accounts().reauthentication.confirm_identity(&form, &server::visitor()).await;
    server::answer(session.map(|session| server::proved_again(&session, form.next())))
}

/// The page.
#[component]
pub(crate) fn IdentityView(data: IdentityData) -> impl IntoView {
    let all = words();
    let words = &all.identity;
    view! {
        <Page heading=words.heading.to_owned()>
            <p class="lead">{words.lead}</p>
            <PostForm to=ConfirmIdentity::PATH shown=data.shown>
                <Hidden field=Field::Next/>
                <Whose email=data.email/>
                <TextField field=Field::Password current=true/>
                <Reveal/>
                {data.two_step.then(|| view! { <TextField field=Field::TwoStepCode/> })}
                <Submit label=all.verify.confirm/>
            </PostForm>
            {data.two_step.then(|| view! { <NoPhone/> })}
        </Page>
    }
}

/// What helps without the phone: a recovery code at sign-in is a proof too.
#[component]
fn NoPhone() -> impl IntoView {
    let all = words();
    view! {
        <section>
            <p class="form__note">{all.identity.no_phone}</p>
            <PostForm to=SignOut::PATH shown=Shown::default()>
                <Submit label=all.frame.sign_out look="link"/>
            </PostForm>
        </section>
    }
}
