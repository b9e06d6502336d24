//! The browser's history: the address and the number of each entry.

use super::{SHOWN, STEP};
use leptos::{prelude::window, wasm_bindgen::JsValue};

/// What becomes of the browser's history.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum History {
    /// A new entry.
    Push,
    /// The entry that the browser has gone to.
    At(f64),
}

/// Path and query of the browser's address.
pub(in super::super) fn here() -> String {
    let location = window().location();
    format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// The number of the browser's history entry.
pub(super) fn entry() -> Option<f64> {
    window().history().ok()?.state().ok()?.as_f64()
}

/// Numbers the browser's history entry.
pub(super) fn write_entry(entry: f64) -> f64 {
    let history = window().history();
    let _written = history.map(|history| history.replace_state(&JsValue::from_f64(entry), ""));
    entry
}

/// The history follows: a new entry, or the present one under the address that the page has after all redirects.
pub(super) fn write_history(history: History, anew: bool, address: &str) -> f64 {
    let Ok(entries) = window().history() else { return 0.0 };
    let state = |entry: f64| JsValue::from_f64(entry);
    match history {
        History::Push if !anew => {
            let entry = js_sys::Date::now() + f64::from(STEP.get()) / 1_000.0;
            let _pushed = entries.push_state_with_url(&state(entry), "", Some(address));
            entry
        }
        History::Push | History::At(_) => {
            let entry = if let History::At(entry) = history { entry } else { SHOWN.with_borrow(|shown| shown.0) };
            let _replaced = entries.replace_state_with_url(&state(entry), "", Some(address));
            entry
        }
    }
}
