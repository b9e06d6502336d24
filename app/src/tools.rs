//! Places for what only the awake app can do. They are empty until then, so nothing stands on a page that does not work.

use crate::visit::words;
use leptos::prelude::*;

/// Copies a text, and says so.
#[component]
pub(crate) fn Copy(text: String) -> impl IntoView {
    view! {
        <span class="tool" data-copy=text data-label=words().frame.copy></span>
        <span class="facts__hint" role="status"></span>
    }
    .into_any()
}

/// Prints the page.
#[component]
pub(crate) fn Print() -> impl IntoView {
    view! { <span class="tool" data-print data-label=words().recovery.print></span> }.into_any()
}

/// Shows the form's passwords as they are typed, and hides them again.
#[component]
pub(crate) fn Reveal() -> impl IntoView {
    let frame = &words().frame;
    view! { <span class="tool reveal" data-reveal=frame.hide_password data-label=frame.show_password></span> }
        .into_any()
}
