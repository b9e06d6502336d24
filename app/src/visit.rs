//! What every page knows about the visit, from the first byte on.

use leptos::prelude::*;
use rules::{Language, Theme};
use serde::{Deserialize, Serialize};
use words::Pages;

/// What every page knows. The server works it out once a request; the browser gets it with the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The language of the page.
    pub language: Language,
    /// Light, dark, or as the system is.
    pub theme: Theme,
    /// What of this the browser's cookies said: a page made before they changed is loaded anew.
    pub seen: String,
    /// The name people know.
    pub brand: String,
    /// Where people write for help.
    pub support_email: String,
    /// Whether anybody can register.
    pub registration_open: bool,
    /// Who is signed in.
    pub user_email: Option<String>,
    /// Where they are a member of several accounts, the oldest of these: number and name.
    pub accounts: Vec<(String, String)>,
}

/// The visit of this page.
pub(crate) fn visit() -> Visit {
    use_context::<Visit>().unwrap_or_default()
}

/// The sentences in the language of this page.
pub(crate) fn words() -> &'static Pages {
    words::pages(use_context::<Visit>().map(|visit| visit.language).unwrap_or_default())
}
