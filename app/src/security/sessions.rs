//! Where the user is signed in, and what ends that.

use crate::{
    answer::{Answer, Failure},
    form::{Hidden, PostForm, Shown, Submit},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, SessionForm};

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

/// Where the user is signed in.
#[component]
pub(super) fn Sessions(sessions: Vec<SessionData>) -> impl IntoView {
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

#[cfg(feature = "ssr")]
pub(super) mod ssr {
    //! What only the server does: what the page shows.

    use super::*;
    use crate::server::moment;

    /// A session, as the page shows it.
    pub(crate) fn in_words(session: accounts::Session) -> SessionData {
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
