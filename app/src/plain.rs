//! Pages of text that need nothing of the browser: legal texts, and what did not work.

use crate::{
    layout::Page,
    unlock::Offer,
    visit::{visit, words},
};
use leptos::prelude::*;

/// What a page of text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainBody {
    /// HTML that this program made.
    Html(String),
    /// What to do.
    Advice {
        /// A sentence that says it.
        advice: String,
        /// Where what was typed is shown again.
        back: Option<String>,
        /// The address that a letter helps to go on with.
        letter: Option<String>,
    },
}

impl PlainBody {
    /// A sentence that says what to do; nothing was kept.
    pub fn advice(sentence: &str) -> PlainBody {
        PlainBody::Advice { advice: sentence.to_owned(), back: None, letter: None }
    }
}

/// A page of text.
#[component]
pub(crate) fn PlainPage(heading: String, body: PlainBody) -> impl IntoView {
    let body = move || match body {
        PlainBody::Html(html) => view! { <article class="prose" inner_html=html></article> }.into_any(),
        PlainBody::Advice { advice, back, letter } => {
            let words = &words().trouble;
            let kept = back.is_some().then(|| view! { <p>{words.kept}</p> });
            let (path, label) = back.map_or(("/".to_owned(), words.to_start), |back| (back, words.back_to_form));
            view! {
                <p class="lead">{advice}</p>
                {kept}
                <RequestNumber/>
                <p><a class="button button--primary" href=path>{label}</a></p>
                {letter.map(|email| view! { <Offer email/> })}
            }
            .into_any()
        }
    };
    view! { <Page heading text=true>{body()}</Page> }
}

/// The number by which the operator finds what did not work.
#[component]
pub(crate) fn RequestNumber() -> impl IntoView {
    visit().request.map(|number| view! { <p>{words().trouble.number}" "<code>{number}</code></p> })
}
