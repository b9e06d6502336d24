//! `/settings/profile`: who one is.

use crate::{
    answer::{Answer, Failure},
    fields::{CheckBox, TextField},
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Done, Page, Said, Tabs},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, ProfileForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ProfileData {
    pub(crate) shown: Shown,
    /// The address that waits for its code.
    pub(crate) waiting: Option<String>,
}

/// Saves the profile; another address waits for its code first.
#[server(endpoint = "save_profile")]
pub async fn save_profile(#[server(flatten)] form: ProfileForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().profiles.save_profile(&form, &server::visitor()).await;
    let next = |asked| if asked { "/settings/profile/email" } else { "/settings/profile?done=saved" };
    server::answer(saved.map(|asked| Answer::Go(next(asked).to_owned())))
}

const DONE: Said = &[
    ("saved", |words| words.profile.saved),
    ("changed", |words| words.profile.email_changed),
    ("cancelled", |words| words.profile.email_cancelled),
];

/// The page.
#[component]
pub(crate) fn ProfileView(data: ProfileData) -> impl IntoView {
    let all = words();
    let words = &all.profile;
    let ProfileData { shown, waiting } = data;
    let waiting = waiting.map(|email| {
        view! {
            <p class="notice notice--info">
                {(words.waiting)(&email)} " " <a href="/settings/profile/email">{words.enter_code}</a>
            </p>
        }
    });
    let email_hint = words.email_hint.to_owned();
    view! {
        <Page heading=all.frame.settings.to_owned()>
            <Tabs here="/settings/profile"/>
            <Done said=DONE/>
            {waiting}
            <PostForm to=SaveProfile::PATH shown>
                <Hidden field=Field::Version/>
                <Hidden field=Field::Confirmed/>
                <div class="form__row">
                    <TextField field=Field::Name/>
                    <TextField field=Field::Surname/>
                </div>
                <CheckBox field=Field::OneName/>
                <TextField field=Field::Email hint=email_hint/>
                <TextField field=Field::Phone/>
                <Submit label=all.frame.save/>
            </PostForm>
        </Page>
    }
}
