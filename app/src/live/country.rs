//! The search in a list of countries: a combobox with a list (ARIA APG 1.2, "list autocomplete with automatic selection").
//!
//! The select stays the form's field: it is what is labelled, focused, sent, and written by whoever writes it. What would
//! open the browser's own list opens the search over it, which the server left in a template. The search is on the page
//! only while it is open, and all its state with it; it writes what was chosen into the select and gives the focus back.
//!
//! The names on the page are found at once; what else people call a country the server knows. A choice made before it has
//! answered waits for the answer.

mod answer;
mod search;

use super::dom::{around, by_id, first, listen, set};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{
        Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTemplateElement,
        KeyboardEvent, PointerEvent,
    },
};
use search::near;
use std::cell::{Cell, RefCell};

/// What is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The option that is marked.
    Marked,
    /// The same, if it is clear that it is meant.
    IfClear,
}

/// A choice that waits for an answer.
struct Waiting {
    choice: Choice,
    /// The form that is sent after it, and the button.
    sent: Option<(HtmlFormElement, Option<HtmlElement>)>,
}

thread_local! {
    /// The choice that waits for an answer.
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
    /// Whether exactly one country is meant by what is typed, or by the arrows.
    static CLEAR: Cell<bool> = const { Cell::new(false) };
}

/// The open search.
struct Search {
    select: HtmlSelectElement,
    input: HtmlInputElement,
    list: HtmlElement,
    status: HtmlElement,
}

/// Listens to what happens to lists of countries anywhere on the page.
pub(super) fn start() {
    let document = document();
    listen(&document, "mousedown", pressed_down);
    listen(&document, "click", pressed);
    listen(&document, "keydown", key_pressed);
    listen(&document, "input", typed);
    listen(&document, "focusout", left);
    // Before the page is put aside for Back and Forward.
    listen(&window(), "popstate", |_| end());
}

/// Closes the search, if it is open, before its page is put aside.
pub(super) fn end() -> Option<()> {
    opened().map(|search| search.close(false))
}

/// Whether a choice in this form waits for an answer: the form is sent once it is made.
pub(super) fn defers(form: &HtmlFormElement, pressed: Option<&HtmlElement>) -> bool {
    let in_form = || opened().is_some_and(|search| search.select.form().as_ref() == Some(form));
    WAITING.with_borrow_mut(|waiting| {
        let waiting = waiting.as_mut().filter(|_| in_form());
        waiting.map(|waiting| waiting.sent = Some((form.clone(), pressed.cloned()))).is_some()
    })
}

/// What was chosen counts no longer, nor does the press that came after it.
fn forget_choice() {
    WAITING.take();
}

/// The search, if it is open.
fn opened() -> Option<Search> {
    let list = by_id("countries")?;
    let field = list.closest(".combobox").ok()??;
    Some(Search {
        select: first(&field, "select")?.unchecked_into(),
        input: first(&field, "input")?.unchecked_into(),
        status: first(&field, "[role=status]")?,
        list,
    })
}

/// The browser does not open its own list, and a press on an option leaves the focus where it is.
fn pressed_down(event: &Event) -> Option<()> {
    around(event, ".combobox select, .combobox__list").map(|_| event.prevent_default())
}

fn pressed(event: &Event) -> Option<()> {
    let field = around(event, ".combobox")?;
    let Some(search) = opened() else { return open(&field) };
    match around(event, "li") {
        Some(option) => search.choose(Some(&option), !is_touch(event)),
        None => search.show(true),
    }
    Some(())
}

/// Whether it was a finger. It has no use for the focus on a list; some systems would open theirs.
fn is_touch(event: &Event) -> bool {
    let pointer: Option<&PointerEvent> = event.dyn_ref();
    pointer.map_or_else(|| window().navigator().max_touch_points() > 0, |pointer| pointer.pointer_type() == "touch")
}

fn key_pressed(event: &Event) -> Option<()> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let field = around(event, ".combobox")?;
    let (control, alt) = (event.ctrl_key(), event.alt_key());
    // Keys of a composition have this code; in Safari also the one that ends it, which comes after it.
    if event.key_code() == 229 || event.meta_key() || (control && !alt) {
        return None;
    }
    let key = event.key();
    let is_arrow = key == "ArrowDown" || key == "ArrowUp";
    match opened() {
        Some(search) => search.obey(&key, alt)?,
        None if is_arrow || key == " " && !alt => open(&field)?,
        // What is typed goes into the search. Control and Alt together are one key of some keyboards, for letters; so
        // is Alt alone on a Mac, for Latin letters beyond ASCII. With others it opens menus elsewhere.
        None if (control == alt || is_foreign(&key)) && key.chars().count() == 1 => return open(&field),
        None => return None,
    }
    event.prevent_default();
    Some(())
}

/// Whether it begins with a Latin letter beyond ASCII.
fn is_foreign(key: &str) -> bool {
    ("\u{C0}".."\u{250}").contains(&key)
}

fn typed(event: &Event) -> Option<()> {
    around(event, ".combobox__input")?;
    forget_choice();
    opened()?.filter();
    Some(())
}

/// The focus goes elsewhere, without a word what to do with what was typed: it counts where it is clear. While another
/// window is in front the search waits.
fn left(event: &Event) -> Option<()> {
    around(event, ".combobox__input")?;
    if document().has_focus().unwrap_or(true) {
        let search = opened()?;
        if !search.waits(Choice::IfClear) {
            search.choose(search.active().filter(|_| CLEAR.get()).as_ref(), false);
        }
    }
    Some(())
}

/// Puts the search over the select.
fn open(field: &Element) -> Option<()> {
    let template: HtmlTemplateElement = first(field, "template")?.unchecked_into();
    field.append_child(&template.content().clone_node_with_deep(true).ok()?).ok()?;
    let search = opened()?;
    // Nobody meets two fields for one thing.
    set(&search.select, "aria-hidden", "true");
    set(&search.select, "tabindex", "-1");
    if search.select.has_attribute("aria-invalid") {
        set(&search.input, "aria-invalid", "true");
    }
    answer::forget();
    let _focused = search.input.focus();
    search.filter();
    near(&search.list);
    Some(())
}
