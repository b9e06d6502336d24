//! The next page, fetched when somebody points at its link: it is there when they press. The server gives none that would
//! set a cookie.

use super::{
    dom::{after, around, listen},
    fetch::{Page, fetched},
    navigate::leads,
};
use leptos::{
    prelude::document,
    web_sys::{Event, HtmlAnchorElement},
};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// So long a pointer must rest on a link, in milliseconds.
const REST: i32 = 60;
/// So long a page is as good as one fetched now, in milliseconds.
const FRESH: f64 = 15_000.0;
/// What the server knows such a request by.
const HEADER: &str = "Ocpanel-Prefetch";

thread_local! {
    /// The page fetched last: the address asked for, when, and what came.
    static FETCHED: RefCell<Option<(String, f64, Page)>> = const { RefCell::new(None) };
    /// The link pointed at last.
    static WANTED: RefCell<String> = const { RefCell::new(String::new()) };
    /// Counts what made all of it worthless.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Listens for links that are pointed at.
pub(super) fn start() {
    for kind in ["pointerover", "focusin"] {
        listen(&document(), kind, pointed_at);
    }
}

/// The page at this address, if it was fetched just now; it serves once.
pub(super) fn take(address: &str) -> Option<Page> {
    let (at, when, page) = FETCHED.take()?;
    (at == address && js_sys::Date::now() - when < FRESH).then_some(page)
}

/// Forgets it: something is about to change.
pub(super) fn forget() {
    TURN.set(TURN.get() + 1);
    FETCHED.set(None);
}

fn pointed_at(event: &Event) -> Option<()> {
    let Some(link) = around(event, "a[href]") else {
        WANTED.set(String::new());
        return None;
    };
    let address = leads(&link.dyn_into::<HtmlAnchorElement>().ok()?)?;
    let known = FETCHED.with_borrow(|fetched| {
        fetched.as_ref().is_some_and(|(at, when, _)| *at == address && js_sys::Date::now() - when < FRESH)
    });
    if known || WANTED.with_borrow(|wanted| *wanted == address) {
        return None;
    }
    WANTED.set(address.clone());
    let turn = TURN.get();
    after(REST, move || {
        if WANTED.with_borrow(|wanted| *wanted == address) {
            spawn_local(fetch(address.clone(), turn));
        }
    });
    Some(())
}

async fn fetch(address: String, turn: u32) {
    let page = fetched(&address, Some(HEADER)).await;
    if let Some(page) = page.filter(|_| TURN.get() == turn) {
        FETCHED.set(Some((address, js_sys::Date::now(), page)));
    }
}
