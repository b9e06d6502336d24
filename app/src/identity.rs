//! `/confirm-identity`: the password once more, before something that protects the account is shown or changed.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Page, Returning},
    passkeys::{ConfirmByPasskey, PasskeyButton},
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
    /// Whether 2-step verification is on.
    pub(crate) two_step: bool,
    /// Whether there is an authenticator app, whose code is needed too then.
    pub(crate) app: bool,
    /// What the button for a passkey shows, where there is one.
    pub(crate) passkey: Option<Shown>,
}

/// Takes password and code; then back to what was to be done.
#[server(endpoint = "confirm_identity")]
pub async fn confirm_identity(#[server(flatten)] form: IdentityForm) -> Result<Answer, Failure> {
    use crate::server;
    let session = server::accounts().reauthentication.confirm_identity(&form, &server::request_context()).await;
    server::answer(session.map(|session| server::after_proof(&session, form.next())))
}

/// The page.
#[component]
pub(crate) fn IdentityView(data: IdentityData) -> impl IntoView {
    let all = words();
    let words = &all.identity;
    view! {
        <Page heading=words.heading.to_owned()>
            <p class="lead">{if data.two_step && !data.app { all.passkeys.second_step_lead } else { words.lead }}</p>
            <Returning next=data.shown.value(Field::Next)/>
            {data.passkey.map(|shown| {
                view! { <PasskeyButton to=ConfirmByPasskey::PATH shown label=all.passkeys.confirm look="primary"/> }
            })}
            {(data.app || !data.two_step).then(|| view! {
                <PostForm to=ConfirmIdentity::PATH shown=data.shown>
                    <Hidden field=Field::Next/>
                    <Whose email=data.email/>
                    <TextField field=Field::Password current=true/>
                    <Reveal/>
                    {data.app.then(|| view! { <TextField field=Field::TwoStepCode/> })}
                    <Submit label=all.verify.confirm/>
                </PostForm>
            })}
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

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        accounts, current_user_or_leave, leave_for, of_question, refused, refused_value, two_step_state, wanted,
        with_next,
    };

    pub(crate) async fn identity_data(next: Option<String>) -> Result<IdentityData, Failure> {
        let page = "/confirm-identity";
        let next = refused_value(Field::Next).or(next);
        let wished = next.as_deref().and_then(rules::own_path);
        let here = wished.map_or_else(|| page.to_owned(), |next| with_next(page, next));
        let me = current_user_or_leave(&here)?;
        // An application may want a proof that is younger than ours would have to be.
        let since = of_question(wished, "since").and_then(|since| since.parse().ok());
        let proved = accounts().sessions.is_fresh(&me) && since.is_none_or(|since: i64| me.proved_at() >= Some(since));
        if let Some(next) = wished.filter(|_| proved) {
            return Err(leave_for(next));
        }
        let touched = refused("confirm_by_passkey");
        let shown = refused("confirm_identity").unwrap_or_else(|| wanted(next));
        let state = two_step_state(&me).await?;
        let can_touch = state.passkeys > 0 && accounts().passkeys.are_possible();
        let passkey = can_touch.then(|| touched.unwrap_or_else(|| wanted(Some(shown.value(Field::Next)))));
        let two_step = me.user.two_step;
        Ok(IdentityData { shown, email: me.user.email.clone(), two_step, app: state.app, passkey })
    }
}
