//! Pages of text that need nothing of the browser: legal texts, and what did not work.

use crate::{
    layout::{Frame, Page},
    visit::words,
};
use leptos::prelude::*;

/// What a page of text holds.
#[derive(Clone, Debug)]
pub enum PlainBody {
    /// HTML that this program made.
    Html(String),
    /// A sentence that says what to do.
    Advice(String),
}

/// A page of text.
#[component]
pub fn PlainPage(heading: String, body: PlainBody) -> impl IntoView {
    let body = move || match body {
        PlainBody::Html(html) => view! { <article class="prose" inner_html=html></article> }.into_any(),
        PlainBody::Advice(advice) => view! {
            <p class="lead">{advice}</p>
            <p><a class="button button--primary" href="/">{words().trouble.to_start}</a></p>
        }
        .into_any(),
    };
    view! { <Frame><Page heading text=true>{body()}</Page></Frame> }
}
