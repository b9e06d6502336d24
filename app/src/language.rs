//! Choosing the language before one has a user: a cookie.

use crate::answer::{Answer, Failure};
use leptos::prelude::*;

/// Keeps the language for this browser and leads back to the page.
#[server(endpoint = "language")]
pub async fn choose_language(
    #[server(default)] language: String,
    #[server(default)] next: String,
) -> Result<Answer, Failure> {
    crate::server::keep_language(rules::Language::of_tag(&language).unwrap_or_default());
    Ok(Answer::Load(rules::own_path(&next).unwrap_or("/").to_owned()))
}
