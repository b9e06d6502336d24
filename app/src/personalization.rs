//! `/settings/personalization`: language and theme.

use crate::{
    answer::{Answer, Failure},
    fields::{ChoiceField, RadioField},
    form::{PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, SettingsTabs},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, Language, PreferencesForm, Theme};

/// Keeps language and theme.
#[server(endpoint = "save_preferences")]
pub async fn save_preferences(#[server(flatten)] form: PreferencesForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().profiles.save_preferences(&form, &server::request_context()).await;
    server::answer(saved.map(|(language, theme)| ssr::after_preferences(language, theme)))
}

const DONE: FlashMessages = &[("saved", |words| words.personalization.saved)];

/// The page.
#[component]
pub(crate) fn PersonalizationView(
    /// What is chosen.
    shown: Shown,
) -> impl IntoView {
    let all = words();
    let words = &all.personalization;
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.own_name().to_owned()));
    let theme = |theme: Theme| {
        let hint = if theme == Theme::System { words.as_device } else { "" };
        (theme.as_str(), (all.frame.theme)(theme), hint)
    };
    let themes = Theme::ALL.map(theme).to_vec();
    view! {
        <Page heading=all.frame.settings.to_owned()>
            <SettingsTabs here="/settings/personalization"/>
            <Flash messages=DONE/>
            <p class="lead">{words.lead}</p>
            <PostForm to=SavePreferences::PATH shown>
                <ChoiceField field=Field::Language choices=languages.to_vec() autocomplete="language"/>
                <RadioField field=Field::Theme choices=themes/>
                <Submit label=all.frame.save/>
            </PostForm>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{current_user_or_leave, refused, set_language_cookie, set_theme_cookie};

    pub(crate) async fn personalization_data() -> Result<Shown, Failure> {
        let page = "/settings/personalization";
        let me = current_user_or_leave(page)?;
        let chosen = [(Field::Language, me.user.language.tag()), (Field::Theme, me.user.theme.as_str())];
        let chosen = Shown::of(chosen.map(|(field, value)| (field, value.to_owned())).to_vec());
        Ok(refused("save_preferences").unwrap_or(chosen))
    }

    /// Language and theme are kept; only where one of them is new the next page is loaded whole.
    pub(crate) fn after_preferences(language: Language, theme: Theme) -> Answer {
        let before = crate::visit::visit();
        set_language_cookie(language);
        set_theme_cookie(theme);
        let next = "/settings/personalization?done=saved".to_owned();
        if (language, theme) == (before.language, before.theme) { Answer::Go(next) } else { Answer::Load(next) }
    }
}
