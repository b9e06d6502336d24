//! `/settings/security`: what protects the user.

mod sessions;
mod two_step;

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, SettingsTabs},
    tools::Reveal,
    visit::words,
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{ChangePasswordForm, Field, Limits};
use sessions::{SessionData, Sessions};
use two_step::Enabled;

#[cfg(feature = "ssr")]
pub(crate) use two_step::FEW;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct SecurityData {
    /// The form for another password.
    pub(crate) password: Shown,
    pub(crate) limits: Limits,
    /// Whose password it is, for password managers.
    pub(crate) email: String,
    /// Whether the identity must be confirmed before the password can be changed.
    pub(crate) first_confirm: bool,
    /// Whether 2-step verification is on.
    pub(crate) enabled: bool,
    /// Whether an account of theirs requires it.
    pub(crate) required: bool,
    /// Whether there is an authenticator app.
    pub(crate) app: bool,
    /// How many passkeys there are; none where there are none and cannot be.
    pub(crate) passkeys: Option<u32>,
    /// Recovery codes that are left.
    pub(crate) recovery_left: u32,
    /// Whether they can still be shown.
    pub(crate) recovery_shown: bool,
    /// Where the user is signed in; this one first.
    pub(crate) sessions: Vec<SessionData>,
}

/// Takes another password. The session goes on under a new secret.
#[server(endpoint = "change_password")]
pub async fn change_password(#[server(flatten)] form: ChangePasswordForm) -> Result<Answer, Failure> {
    use crate::server;
    let session = server::accounts().passwords.change_password(&form, &server::request_context()).await;
    server::answer(session.map(|session| server::after_proof(&session, "/settings/security?done=password")))
}

const DONE: FlashMessages = &[
    ("disabled", |words| words.security.disabled),
    ("password", |words| words.security.password_changed),
    ("ended", |words| words.security.ended),
    ("others", |words| words.security.others_ended),
    ("application", |words| words.security.application_ended),
];

/// The page.
#[component]
pub(crate) fn SecurityView(data: SecurityData) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let SecurityData {
        password,
        limits,
        email,
        first_confirm,
        enabled,
        required,
        app,
        passkeys,
        recovery_left,
        recovery_shown,
        sessions,
    } = data;
    let two_step = move || match enabled {
        true => {
            view! { <Enabled required app passkeys=passkeys.unwrap_or(0) recovery_left recovery_shown/> }.into_any()
        }
        false => view! {
            <p>{words.off}</p>
            <p><a class="button button--primary" href="/settings/security/two-step">{all.two_step.enable}</a></p>
        }
        .into_any(),
    };
    view! {
        <Page heading=all.frame.settings.to_owned()>
            <SettingsTabs here="/settings/security"/>
            <Flash messages=DONE/>
            <section aria-labelledby="password">
                <h2 id="password">{words.password}</h2>
                <Password shown=password limits email first_confirm/>
            </section>
            {passkeys.map(|count| view! { <Passkeys count/> })}
            <section aria-labelledby="two-step">
                <h2 id="two-step">{all.two_step.heading}</h2>
                {two_step()}
            </section>
            <section aria-labelledby="sessions">
                <h2 id="sessions">{words.sessions}</h2>
                <Sessions sessions/>
            </section>
        </Page>
    }
}

/// The form for another password.
#[component]
fn Password(shown: Shown, limits: Limits, email: String, first_confirm: bool) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let minimum = (all.register.password_hint)(limits.password_min);
    let first = first_confirm.then(|| {
        view! { <p class="notice notice--info"><a href="/confirm-identity?next=/settings/security">{words.first_confirm}</a></p> }
    });
    view! {
        <p>{words.password_lead}</p>
        {first}
        <PostForm to=ChangePassword::PATH shown minimum=limits.password_min>
            <Whose email/>
            <TextField field=Field::OldPassword/>
            <TextField field=Field::NewPassword hint=minimum/>
            <TextField field=Field::ConfirmNewPassword/>
            <Reveal/>
            <Submit label=all.reset.change/>
        </PostForm>
    }
}

/// How many passkeys there are, and the way to them.
#[component]
fn Passkeys(count: u32) -> impl IntoView {
    let words = &words().passkeys;
    view! {
        <section aria-labelledby="passkeys">
            <h2 id="passkeys">{words.heading}</h2>
            <p>{words.lead}</p>
            <p>{if count == 0 { words.none.to_owned() } else { (words.count)(count) }}</p>
            <p><a href="/settings/security/passkeys">{if count == 0 { words.add } else { words.manage }}</a></p>
        </section>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        recovery::ssr::recovery_shown,
        security::sessions::ssr::in_words,
        server::{accounts, current_user_or_leave, failure, refused_form, two_step_state},
    };

    pub(crate) async fn security_data() -> Result<SecurityData, Failure> {
        let page = "/settings/security";
        let me = current_user_or_leave(page)?;
        let sessions = accounts().session_list.sessions(&me).await.map_err(failure)?;
        let state = two_step_state(&me).await?;
        Ok(SecurityData {
            password: refused_form("change_password"),
            limits: accounts().settings().limits,
            email: me.user.email.clone(),
            first_confirm: me.user.two_step && !accounts().sessions.is_fresh(&me),
            enabled: state.enabled,
            required: state.required,
            app: state.app,
            passkeys: (state.passkeys > 0 || accounts().passkeys.are_possible()).then_some(state.passkeys),
            recovery_left: state.recovery_left,
            recovery_shown: recovery_shown(&me).await,
            sessions: sessions.into_iter().map(in_words).collect(),
        })
    }
}
