//! `/sign-in`, and signing out.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, Returning},
    passkeys::{PasskeyButton, SignInByPasskey},
    tools::Reveal,
    unlock::LaterOffer,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, SignInForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct SignInData {
    pub(crate) shown: Shown,
    /// What the button for a passkey shows; none where passkeys are not possible.
    pub(crate) passkey: Option<Shown>,
}

/// Signs in.
#[server(endpoint = "sign_in")]
pub async fn sign_in(#[server(flatten)] form: SignInForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in.sign_in(&form, &server::request_context()).await;
    server::answer(signed_in.map(|entry| ssr::after_sign_in(&entry, form.next())))
}

/// Signs out, and leads to a page that is meant for somebody else, or to the start page.
#[server(endpoint = "sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().sessions.sign_out(&server::request_context()).await;
    server::answer(ended.map(|()| ssr::after_sign_out(rules::own_path(&next).unwrap_or("/"))))
}

const DONE: FlashMessages = &[
    ("registered", |words| words.sign_in.already_registered),
    ("finished", |words| words.sign_in.finished),
    ("half", |words| words.sign_in.half_ended),
    ("changed", |words| words.sign_in.password_changed),
    ("ended", |words| words.sign_in.sessions_ended),
    ("restored", |words| words.sign_in.email_restored),
    ("let-in", |words| words.unlock.done),
];

/// The page.
#[component]
pub(crate) fn SignInView(data: SignInData) -> impl IntoView {
    let (forgot, passkey) = (words().reset.forgot, words().passkeys.sign_in);
    let words = &words().sign_in;
    let aside = move || {
        let item = |text| view! { <li>{text}</li> };
        view! { <h2>{words.aside_heading}</h2><ul>{words.aside.map(item).into_iter().collect_view()}</ul> }
    };
    view! {
        <Page heading=words.heading.to_owned() aside>
            <Flash messages=DONE/>
            <Returning next=data.shown.value(Field::Next)/>
            <PostForm to=SignIn::PATH shown=data.shown>
                <Hidden field=Field::Next/>
                <TextField field=Field::Email current=true passkey=true/>
                <TextField field=Field::Password current=true/>
                <Reveal/>
                <Submit label=words.button/>
            </PostForm>
            <LaterOffer/>
            {data.passkey.map(|shown| view! { <PasskeyButton to=SignInByPasskey::PATH shown label=passkey autofill=true/> })}
            <p><a href="/forgot-password">{forgot}</a></p>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        accounts, add_header, drop_session, drop_way_back, known_browser, of_question, only_visitors_or, refused,
        set_known_cookie, set_language_cookie, set_session_cookie, set_theme_cookie, wanted, with_next,
    };
    use accounts::{Entry, SignedIn};
    use axum::http::header;

    /// What the page shows.
    pub(crate) async fn sign_in_data(next: Option<String>) -> Result<SignInData, Failure> {
        only_visitors_or(next.as_deref())?;
        known_browser();
        let hint = of_question(next.as_deref(), "login_hint");
        let untouched = || {
            let mut shown = wanted(next);
            shown.values.extend(hint.map(|email| (Field::Email, email)));
            shown
        };
        let passkey = refused("sign_in_by_passkey");
        let shown = match (&passkey, refused("sign_in")) {
            (None, Some(shown)) => shown,
            (Some(passkey), _) => Shown::of(vec![(Field::Next, passkey.value(Field::Next))]),
            (None, None) => untouched(),
        };
        let next = || Shown::of(vec![(Field::Next, shown.value(Field::Next))]);
        let passkey = accounts().passkeys.are_possible().then(|| passkey.unwrap_or_else(next));
        Ok(SignInData { shown, passkey })
    }

    /// After address and password: all the way in, or on to the second step.
    pub(crate) fn after_sign_in(entry: &Entry, next: &str) -> Answer {
        match entry {
            Entry::SignedIn(signed_in) => welcome(signed_in, next),
            Entry::SecondStep(session) => {
                set_session_cookie(session);
                Answer::Go(with_next("/sign-in/two-step", next))
            }
        }
    }

    /// Signed in.
    pub(crate) fn welcome(signed_in: &SignedIn, next: &str) -> Answer {
        set_cookies_of(signed_in);
        Answer::Load(next.to_owned())
    }

    /// The browser gets its session, what it is known by, and the user's language.
    pub(crate) fn set_cookies_of(signed_in: &SignedIn) {
        set_session_cookie(&signed_in.session);
        set_known_cookie(&signed_in.known);
        set_language_cookie(signed_in.language);
        set_theme_cookie(signed_in.theme);
    }

    /// The browser's session is taken, and what it kept of the pages with it (ASVS 5.0 14.3.1). Its cache has none of them, since
    /// they are not to be stored; emptying it would take long, and what other pages of this site need with it.
    pub(crate) fn after_sign_out(next: &str) -> Answer {
        drop_session();
        drop_way_back();
        add_header(header::HeaderName::from_static("clear-site-data"), "\"storage\"");
        Answer::Load(next.to_owned())
    }
}
