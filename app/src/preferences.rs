//! Language and look of the pages, chosen in the footer: kept for the user, or for this browser before there is one.

use crate::answer::{Answer, Failure};
use leptos::prelude::*;

/// Keeps what was chosen and leads back to the page.
#[server(endpoint = "taste")]
pub async fn choose(
    #[server(default)] language: String,
    #[server(default)] theme: String,
    #[server(default)] next: String,
) -> Result<Answer, Failure> {
    let (language, theme) = (rules::Language::of_tag(&language), rules::Theme::parse(&theme));
    ssr::choose(language, theme).await?;
    Ok(Answer::Load(rules::own_path(&next).unwrap_or("/").to_owned()))
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{accounts, asking, failure, request_context, set_language_cookie, set_theme_cookie};
    use rules::{Language, PreferencesForm, Theme};

    /// Keeps language and theme, as far as they were chosen: for the user, or for this browser.
    pub(crate) async fn choose(language: Option<Language>, theme: Option<Theme>) -> Result<(), Failure> {
        let context = request_context();
        if let Some(me) = asking().await? {
            let (language, theme) = (language.unwrap_or(me.user.language), theme.unwrap_or(me.user.theme));
            let form = PreferencesForm { language: language.tag().to_owned(), theme: theme.as_str().to_owned() };
            accounts().profiles.save_preferences(&form, &context).await.map_err(failure)?;
        }
        language.into_iter().for_each(set_language_cookie);
        theme.into_iter().for_each(set_theme_cookie);
        Ok(())
    }
}
