//! The tabs of the account settings.

use crate::visit::words;
use leptos::prelude::*;

/// The pages of the account settings, each with an address of its own.
#[component]
pub(crate) fn Tabs(
    /// The address of the page it stands on.
    here: &'static str,
) -> impl IntoView {
    let words = words();
    let tabs = [
        ("/settings/profile", words.profile.tab),
        ("/settings/security", words.security.tab),
        ("/settings/personalization", words.personalization.tab),
        ("/settings/data", words.data.heading),
    ];
    let tab = move |(page, label): (&'static str, &'static str)| {
        view! { <li><a class="tabs__item" href=page aria-current=(page == here).then_some("page")>{label}</a></li> }
    };
    view! { <nav class="tabs" aria-label=words.frame.settings><ul class="tabs__list">{tabs.map(tab).into_iter().collect_view()}</ul></nav> }
        .into_any()
}
