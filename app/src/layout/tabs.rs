//! Pages that belong together, as tabs.

use super::Within;
use crate::visit::words;
use leptos::prelude::*;

/// Pages that belong together, each with an address of its own.
#[component]
pub(crate) fn Tabs(
    /// What they belong to.
    label: String,
    /// Their addresses and names.
    pages: Vec<(String, &'static str)>,
    /// The address of the page it stands on.
    here: String,
) -> impl IntoView {
    let page = pages.iter().find(|(page, _)| *page == here).map(|(_, name)| (*name).to_owned());
    if let Some(Within(within)) = use_context() {
        within.set_value(page.into_iter().chain([label.clone()]).collect());
    }
    let tab = |(page, name): (String, &'static str)| {
        let current = (page == here).then_some("page");
        view! { <li><a class="tabs__item" href=page aria-current=current>{name}</a></li> }
    };
    view! { <nav class="tabs" aria-label=label><ul class="tabs__list">{pages.into_iter().map(tab).collect_view()}</ul></nav> }
        .into_any()
}

/// The pages of the account settings.
#[component]
pub(crate) fn SettingsTabs(here: &'static str) -> impl IntoView {
    let words = words();
    let pages = [
        ("/settings/profile", words.profile.tab),
        ("/settings/security", words.security.tab),
        ("/settings/personalization", words.personalization.tab),
        ("/settings/data", words.data.heading),
    ];
    let pages = pages.map(|(page, name)| (page.to_owned(), name)).to_vec();
    view! { <Tabs label=words.frame.settings.to_owned() pages here=here.to_owned()/> }
}
