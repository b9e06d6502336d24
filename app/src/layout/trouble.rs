//! Pages that say no: an address that is nobody's, and what is not allowed.

use super::Page;
use crate::{layout::RequestNumber, visit::words};
use leptos::prelude::*;

/// An address that is nobody's.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! { <Trouble said=words().trouble.not_found number=false/> }
}

/// What somebody's roles do not allow.
#[component]
pub(crate) fn Forbidden() -> impl IntoView {
    view! { <Trouble said=words().trouble.forbidden number=true/> }
}

/// A heading, and what to do.
#[component]
fn Trouble(
    said: (&'static str, &'static str),
    /// Whether there is something to write about.
    number: bool,
) -> impl IntoView {
    let (heading, advice) = said;
    view! {
        <Page heading=heading.to_owned()>
            <p class="lead">{advice}</p>
            {number.then(|| view! { <RequestNumber/> })}
            <p><a class="button button--primary" href="/">{words().trouble.to_start}</a></p>
        </Page>
    }
}
