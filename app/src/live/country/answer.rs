//! What the server says of a name.

use super::super::{dom::after, fetch::read};
use super::opened;
use js_sys::Reflect;
use leptos::{
    wasm_bindgen::JsValue,
    web_sys::{AbortController, UrlSearchParams},
};
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;

/// How long nothing must be typed before the server is asked, in milliseconds.
const PAUSE: i32 = 100;
/// How long its answer is waited for, in milliseconds.
const PATIENCE: i32 = 5000;

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

/// Whether the server answered at all when it was last asked.
pub(super) fn is_answered() -> bool {
    ANSWER.with_borrow(|(_, ranks)| !ranks.is_undefined())
}

/// How well a country answers to the name that the server last answered.
pub(super) fn answered_rank(code: &str) -> Option<u8> {
    let rank = ANSWER.with_borrow(|(_, ranks)| Reflect::get(ranks, &code.into()).ok()?.as_f64());
    rank.map(|rank| rank as u8)
}

/// Asks for a name, unless it is being asked for, after a pause in typing.
pub(super) fn ask(wanted: &str) {
    if ASKED.replace(wanted.to_owned()) == wanted {
        return;
    }
    let wanted = wanted.to_owned();
    after(PAUSE, move || {
        if ASKED.with_borrow(|asked| *asked == wanted) {
            spawn_local(hear(wanted));
        }
    });
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
    let until = AbortController::new().ok()?;
    let signal = until.signal();
    after(PATIENCE, move || until.abort());
    read("/api/country_search", &fields, Some(&signal)).await
}
