//! What every page knows about the visit, and about its own address.

use leptos::prelude::*;
use rules::{Language, Theme};
use words::Pages;

/// What every page knows. The server works it out once a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageContext {
    /// The language of the page.
    pub language: Language,
    /// Light, dark, or as the system is.
    pub theme: Theme,
    /// The name people know.
    pub brand: String,
    /// Where people write for help.
    pub support_email: String,
    /// Whether anybody can register.
    pub registration_open: bool,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// Whether nobody could say who is signed in, if anybody is: the database is away.
    pub is_unknown: bool,
    /// What the forms of a browser hold that does not say from where a page is asked (no Fetch Metadata): text browsers and
    /// others of before 2023. They know neither style nor `formaction`.
    pub csrf_token: Option<String>,
    /// The number of the request, for pages that say what did not work.
    pub request: Option<String>,
}

/// Who is signed in, as far as every page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// Tells one user from another.
    pub id: String,
    /// The e-mail address.
    pub email: String,
    /// Where they are a member of several accounts, the oldest of these: number and name.
    pub accounts: Vec<(String, String)>,
    /// When they will be deleted, in words, if they asked for it.
    pub leaving: Option<String>,
}

impl PageContext {
    /// What two pages must have in common for one to take the other's place in the browser: language, look, and who is
    /// signed in, of whom it says no more than tells two apart.
    pub(crate) fn identity(&self) -> String {
        let user = self.user.as_ref().and_then(|user| crate::made_for(&user.id)).unwrap_or_default();
        format!("{} {} {user}", self.language.tag(), self.theme.as_str())
    }
}

/// The visit of this page.
pub(crate) fn visit() -> PageContext {
    use_context::<PageContext>().unwrap_or_default()
}

/// Whether the browser can be trusted to keep unseen what a page hides. Text browsers show it, fields included.
pub(crate) fn can_hide() -> bool {
    use_context::<PageContext>().is_none_or(|visit| visit.csrf_token.is_none())
}

/// The sentences in the language of this page.
pub(crate) fn words() -> &'static Pages {
    words::pages(use_context::<PageContext>().map(|visit| visit.language).unwrap_or_default())
}

/// The address of this page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// From the first slash on.
    pub(crate) path: String,
    /// Names and values, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Path and query as they stand in the address.
    pub(crate) whole: String,
}

impl Address {
    /// What the query says under this name.
    pub(crate) fn asked(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(at, _)| at == name).map(|(_, value)| value.clone())
    }
}

/// The address of this page.
pub(crate) fn address() -> Address {
    use_context::<Address>().unwrap_or_default()
}

/// What `?cookies=` says of the page of a letter's link.
pub(crate) const LINK: &str = "link";

/// Whether the page of a letter's link was asked for by a browser that had brought no cookie yet: if it still does not know
/// of the link, it is not the link that does not work.
pub(crate) fn link_is_blocked() -> bool {
    address().asked("cookies").as_deref() == Some(LINK)
}
