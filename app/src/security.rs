//! `/settings/security`: what protects the user.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, SettingsTabs},
    recovery::Renew,
    tools::Reveal,
    two_step::DisableTwoStep,
    visit::words,
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{ChangePasswordForm, Field, Limits, SessionForm};

/// At so many recovery codes it is time for new ones.
pub(crate) const FEW: u32 = 3;

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

/// A session.
#[derive(Clone, Debug)]
pub struct SessionData {
    pub(crate) id: String,
    /// Browser and system, if they can be told.
    pub(crate) device: Option<String>,
    pub(crate) network_address: String,
    /// When it was last used, and when it began; in words.
    pub(crate) seen: String,
    pub(crate) began: String,
    /// Whether it is the one that asks.
    pub(crate) this: bool,
    /// The applications that the user is signed in to from it.
    pub(crate) applications: Vec<ApplicationData>,
}

/// That the user is signed in to an application.
#[derive(Clone, Debug)]
pub struct ApplicationData {
    pub(crate) id: String,
    pub(crate) name: String,
    /// When they signed in to it, in words.
    pub(crate) began: String,
}

/// Takes another password. The session goes on under a new secret.
#[server(endpoint = "change_password")]
pub async fn change_password(#[server(flatten)] form: ChangePasswordForm) -> Result<Answer, Failure> {
    use crate::server;
    let session = server::accounts().passwords.change_password(&form, &server::request_context()).await;
    server::answer(
        session.map(|session| crate::identity::ssr::after_proof(&session, "/settings/security?done=password")),
    )
}

/// Ends one session.
#[server(endpoint = "end_session")]
pub async fn end_session(#[server(flatten)] form: SessionForm) -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().session_list.end_session(&form, &server::request_context()).await;
    server::answer(ended.map(|()| Answer::Go("/settings/security?done=ended".to_owned())))
}

/// Signs out of one application, in one session.
#[server(endpoint = "end_application_session")]
pub async fn end_application_session(#[server(flatten)] form: SessionForm) -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().session_list.end_application_session(&form, &server::request_context()).await;
    server::answer(ended.map(|()| Answer::Go("/settings/security?done=application".to_owned())))
}

/// Ends all sessions but this one.
#[server(endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().session_list.end_other_sessions(&server::request_context()).await;
    server::answer(ended.map(|()| Answer::Go("/settings/security?done=others".to_owned())))
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

/// Where the user is signed in.
#[component]
fn Sessions(sessions: Vec<SessionData>) -> impl IntoView {
    let words = &words().security;
    let others = sessions.len() > 1;
    let item = |session: SessionData| view! { <Session session/> };
    let end_others = others.then(|| {
        view! {
            <PostForm to=EndOtherSessions::PATH shown=Shown::default()>
                <Submit label=words.end_others look="secondary"/>
            </PostForm>
        }
    });
    view! {
        <p>{words.sessions_lead}</p>
        <ul class="sessions">{sessions.into_iter().map(item).collect_view()}</ul>
        {end_others}
    }
}

/// A session, and the button that ends it. This one has Sign out in the menu.
#[component]
fn Session(session: SessionData) -> impl IntoView {
    let words = &words().security;
    let SessionData { id, device, network_address, seen, began, this, applications } = session;
    let device = device.unwrap_or_else(|| words.unknown_device.to_owned());
    let about = format!("session-{id}");
    let described = about.clone();
    let applications = applications.into_iter().map(|application| {
        let about = about.clone();
        view! { <Application application about/> }
    });
    let applications = applications.collect_view();
    let end = (!this).then(|| {
        let shown = Shown::of(vec![(Field::Session, id.clone())]);
        view! {
            <PostForm to=EndSession::PATH shown about=id>
                <Hidden field=Field::Session/>
                <Submit label=words.end look="link" about=described.clone()/>
            </PostForm>
        }
    });
    view! {
        <li class="sessions__item">
            <p id=about>
                <strong>{device}</strong>
                {this.then(|| view! { " " <span class="badge">{words.this_session}</span> })}
            </p>
            <p class="form__note"><bdi>{network_address}</bdi></p>
            <p class="form__note">{words.last_used} ": " <span class="sessions__moment">{seen}</span></p>
            <p class="form__note">{words.began} ": " <span class="sessions__moment">{began}</span></p>
            {applications}
            {end}
        </li>
    }
}

/// An application that the user is signed in to from a session, and the button that ends that.
#[component]
fn Application(application: ApplicationData, about: String) -> impl IntoView {
    let words = &words().security;
    let ApplicationData { id, name, began } = application;
    let shown = Shown::of(vec![(Field::Session, id.clone())]);
    let label = (words.sign_out_of)(&name);
    view! {
        <p class="form__note">{(words.signed_in_to)(&name)} ": " <span class="sessions__moment">{began}</span></p>
        <PostForm to=EndApplicationSession::PATH shown about=id>
            <Hidden field=Field::Session/>
            <Submit label look="link" about/>
        </PostForm>
    }
}

/// While 2-step verification is on.
#[component]
fn Enabled(required: bool, app: bool, passkeys: u32, recovery_left: u32, recovery_shown: bool) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let disable = move || match required {
        true => view! { <p class="form__note">{words.required}</p> }.into_any(),
        false => view! {
            {(passkeys > 0).then(|| view! { <p class="form__note">{all.passkeys.disabled_too}</p> })}
            <PostForm to=DisableTwoStep::PATH shown=Shown::default()>
                <Submit label=words.disable look="secondary"/>
            </PostForm>
        }
        .into_any(),
    };
    let few = (recovery_left <= FEW).then(|| view! { <p class="notice notice--warning">{all.recovery.few}</p> });
    view! {
        <p>{if app { words.on } else { all.passkeys.on }}</p>
        <p><a href="/settings/security/two-step">{if app { words.replace } else { all.passkeys.add_app }}</a></p>
        <h3>{all.recovery.heading}</h3>
        <p>{(all.recovery.left)(recovery_left)}</p>
        {recovery_shown.then(|| view! { <p><a href="/settings/security/recovery-codes">{all.recovery.show}</a></p> })}
        {few}
        <Renew/>
        {disable()}
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        recovery::ssr::recovery_shown,
        server::two_step_state,
        server::{accounts, current_user_or_leave, failure, moment, refused_form},
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

    fn in_words(session: accounts::Session) -> SessionData {
        SessionData {
            id: session.id,
            device: session.device,
            network_address: session.network_address,
            seen: moment(session.seen_at),
            began: moment(session.began_at),
            this: session.this,
            applications: session.applications.into_iter().map(application_in_words).collect(),
        }
    }

    fn application_in_words(application: accounts::ApplicationSession) -> ApplicationData {
        ApplicationData { id: application.id, name: application.name, began: moment(application.began_at) }
    }
}
