//! What the server says of a name.

use super::super::fetch::read;
use super::opened;
use js_sys::Reflect;
use leptos::{wasm_bindgen::JsValue, web_sys::UrlSearchParams};
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// The name that the server is being asked for.
    static ASKED: RefCell<String> = const { RefCell::new(String::new()) };
    /// The name that it last answered, and how well each country answers to it, by its code.
    static ANSWER: RefCell<(String, JsValue)> = const { RefCell::new((String::new(), JsValue::UNDEFINED)) };
}

/// Forgets what was said: who opens the search anew may have a connection again.
pub(super) fn forget() {
    ANSWER.take();
}

/// Whether it is known what the server says of this name.
pub(super) fn is_known(wanted: &str) -> bool {
    ANSWER.with_borrow(|(name, _)| name == wanted) || wanted.is_empty()
}

/// How well a country answers to the name that the server last answered.
pub(super) fn answered_rank(code: &str) -> Option<u8> {
    let rank = ANSWER.with_borrow(|(_, ranks)| Reflect::get(ranks, &code.into()).ok()?.as_f64());
    rank.map(|rank| rank as u8)
}

/// Asks for a name, unless it is being asked for.
pub(super) fn ask(wanted: &str) {
    if ASKED.replace(wanted.to_owned()) != wanted {
        spawn_local(hear(wanted.to_owned()));
    }
}

/// Hears the answer, if nothing else was asked for meanwhile. None counts as one: the names on the page are still found.
async fn hear(wanted: String) {
    let ranks = asked(&wanted).await.unwrap_or_default();
    if ASKED.with_borrow(|asked| *asked == wanted) {
        ASKED.take();
        ANSWER.set((wanted, ranks));
        if let Some(search) = opened() {
            search.hear();
        }
    }
}

async fn asked(wanted: &str) -> Option<JsValue> {
    let fields = UrlSearchParams::new().ok()?;
    fields.append("name", wanted);
    read("/api/country_search", &fields).await
}
