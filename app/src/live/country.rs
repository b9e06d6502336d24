//! The search in a list of countries: a combobox with a list (ARIA APG 1.2, "list autocomplete with automatic selection").
//!
//! The select stays the form's field: it is what is labelled, focused, sent, and written by whoever writes it. What would
//! open the browser's own list opens the search over it, which the server left in a template. The search is on the page
//! only while it is open, and all its state with it; it writes what was chosen into the select and gives the focus back.

mod search;

use super::{
    dom::{all, around, by_id, first, listen, set},
    fetch::json,
};
use js_sys::{JsString, Reflect, RegExp};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTemplateElement, KeyboardEvent},
};
use search::near;
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::spawn_local;

/// What else people call each country, by its code. It is fetched when a list is first opened.
const OTHERS: &str = "/countries.json";
/// Keeps on an option what is searched.
const NAMES: &str = "data-names";

thread_local! {
    /// What else people call each country.
    static KNOWN: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
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
    listen(&window(), "popstate", |_| opened().map(|search| search.close(false)));
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
        // A finger has no use for the focus on a list; some systems would open theirs.
        Some(option) => search.choose(Some(&option), window().navigator().max_touch_points() == 0),
        None => search.show(true),
    }
    Some(())
}

fn key_pressed(event: &Event) -> Option<()> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let field = around(event, ".combobox")?;
    let (control, alt) = (event.ctrl_key(), event.alt_key());
    // In Safari the key that ends a composition comes after it, with this code.
    if event.is_composing() || event.key_code() == 229 || event.meta_key() || (control && !alt) {
        return None;
    }
    let key = event.key();
    let is_arrow = key == "ArrowDown" || key == "ArrowUp";
    match opened() {
        Some(search) => search.obey(&key, alt)?,
        None if is_arrow || key == " " => open(&field)?,
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
    opened()?.filter();
    Some(())
}

/// The focus goes elsewhere, without a word what to do with what was typed: it counts where it is clear. While another
/// window is in front the search waits.
fn left(event: &Event) -> Option<()> {
    around(event, ".combobox__input")?;
    if document().has_focus().unwrap_or(true) {
        let search = opened()?;
        search.choose(search.active().filter(|_| CLEAR.get()).as_ref(), false);
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
    search.filter();
    let _focused = search.input.focus();
    near(&search.list);
    if KNOWN.with_borrow(JsValue::is_undefined) {
        spawn_local(learn());
    }
    Some(())
}

/// Fetches what else countries are called.
async fn learn() {
    let Some(others) = json(OTHERS).await else { return };
    KNOWN.set(others);
    let Some(search) = opened() else { return };
    for country in all(&search.select, "option") {
        let _forgotten = country.remove_attribute(NAMES);
    }
    // A list that was closed meanwhile stays so; one that had found nothing may find something now.
    let closed = search.list.hidden() && search.list.has_child_nodes();
    if !search.input.value().is_empty() && !closed {
        search.filter();
    }
}

/// What is searched of a country: the page's name, the code, and the others if they are known.
fn names(country: &HtmlElement, code: &str) -> String {
    country.get_attribute(NAMES).unwrap_or_else(|| {
        let own = country.text_content().unwrap_or_default();
        let others = KNOWN.with_borrow(|known| Reflect::get(known, &code.into()).ok()?.as_string());
        let names = fold(&format!(";{own};{code};{};", others.unwrap_or_default()));
        set(country, NAMES, &names);
        names
    })
}

/// Small letters without accents, and without the signs that people leave out; one blank for what parts words.
fn fold(text: &str) -> String {
    let mut folded = JsString::from(text).to_lower_case().normalize("NFD");
    for (letters, plain) in [("[\u{300}-\u{36F}.'’ʼʻ‘`´)]", ""), ("[-–—(,&\\s]+", " "), ("ł", "l")] {
        folded = folded.replace_by_pattern(&RegExp::new(letters, "g"), plain);
    }
    folded.trim().into()
}
