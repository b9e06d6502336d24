//! Pages that were left, kept for Back and Forward with what was typed.

use super::super::dom::{all, by_id, focus_still};
use super::{SHOWN, mark_loading, parts_of, replace_parts, show_at};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, HtmlInputElement},
};
use rules::Field;
use std::cell::RefCell;

/// So many pages are kept for Back and Forward.
const KEPT: usize = 6;

/// A page that was left.
pub(super) struct Kept {
    /// Its entry in the browser's history.
    pub(super) entry: f64,
    pub(super) address: String,
    title: String,
    parts: Vec<Element>,
    scrolled: (f64, f64),
    focused: Option<HtmlElement>,
}

thread_local! {
    pub(super) static LEFT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what is shown for Back and Forward.
pub(super) fn set_aside() {
    let Some(parts) = parts_of(&document()) else { return };
    parts.iter().for_each(wipe);
    // What was said once is not said again when the page comes back.
    parts
        .iter()
        .flat_map(|part| all(part, ".visually-hidden[role=status]"))
        .for_each(|said| said.set_text_content(None));
    let (entry, address) = SHOWN.with_borrow(Clone::clone);
    let window = window();
    let scrolled = (window.scroll_x().unwrap_or_default(), window.scroll_y().unwrap_or_default());
    let focused = document().active_element().and_then(|element| element.dyn_into().ok());
    let kept = Kept { entry, address, title: document().title(), parts, scrolled, focused };
    LEFT.with_borrow_mut(|left| {
        left.retain(|other| other.entry != entry);
        if left.len() == KEPT {
            left.remove(0);
        }
        left.push(kept);
    });
}

/// A page that was kept stands there again as it was left.
pub(super) fn put_back(kept: Kept) {
    if replace_parts(&kept.parts).is_none() {
        drop(window().location().reload());
        return;
    }
    mark_loading(false);
    document().set_title(&kept.title);
    show_at(kept.entry, kept.address);
    if let Some(element) = kept.focused.filter(|element| element.is_connected()).or_else(|| by_id("heading")) {
        focus_still(&element);
    }
    window().scroll_to_with_x_and_y(kept.scrolled.0, kept.scrolled.1);
}

/// What must never be kept is emptied.
pub(super) fn wipe(part: &(impl AsRef<Element> + ?Sized)) {
    for field in all(part.as_ref(), "input") {
        if let Some(field) = field.dyn_ref::<HtmlInputElement>().filter(|field| is_secret(field)) {
            field.set_value("");
        }
    }
}

/// Whether what is typed here is a secret.
pub(in super::super) fn is_secret(field: &HtmlInputElement) -> bool {
    field.type_() == "password" || Field::named(&field.name()).is_some_and(Field::is_secret)
}
