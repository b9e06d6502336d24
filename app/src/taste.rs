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
    let (language, theme) = (rules::Language::of_tag(&language), rules::Theme::of_value(&theme));
    crate::server::choose(language, theme).await?;
    Ok(Answer::Load(rules::own_path(&next).unwrap_or("/").to_owned()))
}
