//! What pages with a list have: cells of a table, addresses that break, links from one part to the next.

use leptos::prelude::*;

/// A cell of a table. On a phone, where a row is a card, it says what it is; an empty one says nothing.
#[component]
pub(crate) fn Cell(label: &'static str, text: String) -> impl IntoView {
    let label = (!text.is_empty()).then_some(label);
    view! { <td data-label=label><bdi>{breaking(&text)}</bdi></td> }
}

/// A text whose e-mail addresses break before their `@`, where they must.
pub(crate) fn breaking(text: &str) -> impl IntoView + use<> {
    let part = |(n, part): (usize, &str)| match n {
        0 => part.to_owned().into_any(),
        _ => view! { <wbr/> {format!("@{part}")} }.into_any(),
    };
    text.split('@').enumerate().map(part).collect_view()
}

/// From one page of a list to the first, the one before and the one after; nothing where there is neither.
#[component]
pub(crate) fn Turn(
    /// Where the first page is, if this is another, and what it is called.
    first: (Option<String>, &'static str),
    /// Where the page before is, and what it is called.
    previous: (Option<String>, &'static str),
    /// The page after.
    next: (Option<String>, &'static str),
) -> impl IntoView {
    let link = |(path, text): (Option<String>, &'static str)| path.map(|path| view! { <a href=path>{text}</a> });
    let any = previous.0.is_some() || next.0.is_some();
    any.then(|| view! { <p class="pages">{link(first)} " " {link(previous)} " " {link(next)}</p> })
}
