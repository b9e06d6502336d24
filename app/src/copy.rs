//! A button that copies.

use crate::visit::words;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies a text, and says so. Only where scripts run and the browser lets pages copy; the style sheet hides it otherwise.
#[component]
pub(crate) fn Copy(text: String) -> impl IntoView {
    let (frame, copied) = (&words().frame, RwSignal::new(false));
    let copy = move |_| {
        if !window().is_secure_context() {
            return;
        }
        let written = window().navigator().clipboard().write_text(&text);
        spawn_local(async move { copied.set(JsFuture::from(written).await.is_ok()) });
    };
    view! {
        <button class="button button--link live" type="button" on:click=copy>{frame.copy}</button>
        <span class="facts__hint" role="status">{move || copied.get().then_some(frame.copied)}</span>
    }
    .into_any()
}
