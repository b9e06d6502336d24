//! What is alive in the browser: each form, the few tools around it, and the step from page to page.
//!
//! The server has rendered every page whole. What wakes here writes by ids and attributes into places that the server
//! left, whole sentences at a time, and reads the fields as they are; so whatever a password manager, a translator or the
//! browser itself did to the page in between does no harm. The server compiles this module too, and renders
//! [`LiveForm`]; nothing else of it runs there.

mod country;
mod dom;
mod fetch;
mod form;
mod navigate;
mod passkey;
mod prefetch;
mod tools;
mod typed;

use form::wake;
use leptos::{prelude::*, web_sys::AbortSignal};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// The live half of the form that it stands in. It shows nothing, and has no text that anything could change.
#[island]
pub(crate) fn LiveForm() -> impl IntoView {
    view! { <span hidden use:wake></span> }
}

thread_local! {
    /// Ends every listener at once.
    static LIFE: RefCell<Option<AbortSignal>> = const { RefCell::new(None) };
    /// Wakes the islands of an element.
    static WAKE: RefCell<Option<js_sys::Function>> = const { RefCell::new(None) };
    /// Makes a document of a page's HTML.
    static PARSE: RefCell<Option<js_sys::Function>> = const { RefCell::new(None) };
}

/// Takes the page over. `life` ends all listeners when it is aborted; `wake` is a function that wakes the islands of the
/// element it is given; `parse` makes a document of a page's HTML, which browsers let nobody else do.
pub fn start(life: AbortSignal, wake: js_sys::Function, parse: js_sys::Function) {
    LIFE.set(Some(life));
    WAKE.set(Some(wake));
    PARSE.set(Some(parse));
    typed::start();
    tools::start();
    country::start();
    navigate::start();
    form::start();
    prefetch::start();
    if let Some(body) = document().body() {
        wake_in(&body);
    }
}

/// The document that a page's HTML makes.
fn parsed(html: &str) -> Option<leptos::web_sys::Document> {
    PARSE.with_borrow(|parse| parse.as_ref()?.call1(&JsValue::NULL, &JsValue::from_str(html)).ok()?.dyn_into().ok())
}

/// Wakes the islands and tools of a page that has just come.
fn wake_in(element: &leptos::web_sys::Element) {
    tools::wake_in(element);
    passkey::wake_in(element);
    WAKE.with_borrow(|wake| {
        if let Some(wake) = wake {
            let _woken = wake.call1(&JsValue::NULL, element);
        }
    });
}
