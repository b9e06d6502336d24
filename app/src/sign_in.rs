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
    server::answer(ended.map(|()| server::after_sign_out(rules::own_path(&next).unwrap_or("/"))))
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
        accounts, known_browser, of_question, only_visitors_or, refused, set_session_cookie, wanted, welcome, with_next,
    };
    use accounts::Entry;

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
}
