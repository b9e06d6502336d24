//! Numbers of requests.

use crate::visit::{visit, words};
use leptos::prelude::*;

/// The number by which the operator finds what did not work.
#[component]
pub(crate) fn RequestNumber() -> impl IntoView {
    visit().request.map(|number| view! { <p>{words().trouble.number}" "<code>{number}</code></p> })
}
