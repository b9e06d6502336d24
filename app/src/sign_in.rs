//! `/sign-in`, and signing out.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Done, Page, Said},
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
}

/// Signs in.
#[server(endpoint = "sign_in")]
pub async fn sign_in(#[server(flatten)] form: SignInForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in.sign_in(&form, &server::visitor()).await;
    server::answer(signed_in.map(|entry| server::after_sign_in(&entry, form.next())))
}

/// Signs out, and leads to a page that is meant for somebody else, or to the start page.
#[server(endpoint = "sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().sessions.sign_out(&server::visitor()).await;
    server::answer(ended.map(|()| server::after_sign_out(rules::own_path(&next).unwrap_or("/"))))
}

const DONE: Said = &[
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
    let forgot = words().reset.forgot;
    let words = &words().sign_in;
    let aside = move || {
        let item = |text| view! { <li>{text}</li> };
        view! { <h2>{words.aside_heading}</h2><ul>{words.aside.map(item).into_iter().collect_view()}</ul> }
    };
    view! {
        <Page heading=words.heading.to_owned() aside>
            <Done said=DONE/>
            <PostForm to=SignIn::PATH shown=data.shown>
                <Hidden field=Field::Next/>
                <TextField field=Field::Email current=true passkey=true/>
                <TextField field=Field::Password current=true/>
                <Reveal/>
                <Submit label=words.button/>
            </PostForm>
            <LaterOffer/>
            <p><a href="/forgot-password">{forgot}</a></p>
        </Page>
    }
}
