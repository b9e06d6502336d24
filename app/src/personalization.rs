//! `/settings/personalization`: language and theme.

use crate::{
    answer::{Answer, Failure},
    fields::{ChoiceField, RadioField},
    form::{PostForm, Shown, Submit},
    layout::{Done, Page, Said, Tabs},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, Language, PreferencesForm, Theme};

/// Keeps language and theme.
#[server(endpoint = "save_preferences")]
pub async fn save_preferences(#[server(flatten)] form: PreferencesForm) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().profiles.save_preferences(&form, &server::visitor()).await;
    server::answer(saved.map(|(language, theme)| server::preferred(language, theme)))
}

const DONE: Said = &[("saved", |words| words.personalization.saved)];

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
        (theme.value(), (all.frame.theme)(theme), hint)
    };
    let themes = Theme::ALL.map(theme).to_vec();
    view! {
        <Page heading=all.frame.settings.to_owned()>
            <Tabs here="/settings/personalization"/>
            <Done said=DONE/>
            <p class="lead">{words.lead}</p>
            <PostForm to=SavePreferences::PATH shown>
                <ChoiceField field=Field::Language choices=languages.to_vec() autocomplete="language"/>
                <RadioField field=Field::Theme choices=themes/>
                <Submit label=all.frame.save/>
            </PostForm>
        </Page>
    }
}
