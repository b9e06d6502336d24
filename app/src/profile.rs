//! `/settings/profile`: who one is.

use crate::{
    answer::{Answer, Failure},
    fields::{CheckBox, TextField},
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, SettingsTabs},
    passkeys::PasskeySignal,
    person::PersonFields,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, ProfileForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ProfileData {
    pub(crate) shown: Shown,
    /// Where the user is from: numbers without `+` are read so.
    pub(crate) country: String,
    /// What is said of the phone number.
    pub(crate) phone_hint: String,
    /// The address that waits for its code.
    pub(crate) waiting: Option<String>,
    /// What the browser is told of for its list of passkeys (JSON).
    pub(crate) signal: Option<String>,
}

/// Saves the profile; another address waits for its code first.
#[server(endpoint = "save_profile")]
pub async fn save_profile(#[server(flatten)] form: ProfileForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().profiles.save_profile(&form, &server::request_context()).await;
    let next = |asked| if asked { "/settings/profile/email" } else { "/settings/profile?done=saved" };
    server::answer(saved.map(|asked| Answer::Go(next(asked).to_owned())))
}

const DONE: FlashMessages = &[
    ("saved", |words| words.profile.saved),
    ("changed", |words| words.profile.email_changed),
    ("cancelled", |words| words.profile.email_cancelled),
];

/// The page.
#[component]
pub(crate) fn ProfileView(data: ProfileData) -> impl IntoView {
    let all = words();
    let words = &all.profile;
    let ProfileData { shown, country, phone_hint, waiting, signal } = data;
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
            <SettingsTabs here="/settings/profile"/>
            <Flash messages=DONE/>
            <PasskeySignal signal/>
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
                <PersonFields phone_hint country=Some(country)/>
                <Submit label=all.frame.save/>
            </PostForm>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        form::with_version,
        person::ssr::phone_hint,
        server::{accounts, current_user_or_leave, failure, leave_for, refused, request_context},
        visit::address,
    };
    use accounts::User;
    use rules::{Errors, FieldError};

    pub(crate) async fn profile_data() -> Result<ProfileData, Failure> {
        let page = "/settings/profile";
        let me = current_user_or_leave(page)?;
        let user = me.user.clone();
        let waiting = accounts().email_changes.email_change(&me, &request_context()).await.map_err(failure)?;
        let version = user.version.clone();
        let kept = refused("save_profile");
        if kept.as_ref().is_some_and(|shown| !is_of(&user, shown)) {
            return Err(leave_for(page));
        }
        let saved = user.profile();
        let shown = match kept {
            Some(shown) if shown.errors.iter().any(|(_, wrong)| wrong == FieldError::Stale) => {
                with_version(compared(shown, saved), version)
            }
            // What the page saw when it was filled in: something else may be saved by now.
            Some(shown) => shown,
            None => with_version(Shown::of(saved), version),
        };
        let changed = address().asked("done").is_some_and(|done| done != "cancelled");
        let signal = changed.then(|| accounts().passkeys.signal_of_name(&me)).flatten();
        let phone_hint = phone_hint(&me.user.country, &shown.value(Field::Phone));
        let waiting = waiting.map(|change| change.email);
        Ok(ProfileData { shown, country: me.user.country.clone(), phone_hint, waiting, signal })
    }

    /// Whether a profile was filled in on a page of this user; somebody else may have signed in since.
    fn is_of(user: &User, shown: &Shown) -> bool {
        let version = shown.value(Field::Version);
        version.split_once('.').is_some_and(|(id, _)| id == user.id)
    }

    /// What was typed, with what is saved beside each field that is stale.
    pub(crate) fn compared(shown: Shown, saved: Vec<(Field, String)>) -> Shown {
        let is_stale = |field: Field, errors: &Errors| errors.of(field) == Some(FieldError::Stale);
        let saved = saved.into_iter().filter(|(field, _)| is_stale(*field, &shown.errors)).collect();
        Shown { saved, ..shown }
    }
}
