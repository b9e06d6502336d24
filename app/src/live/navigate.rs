//! From page to page in place.
//!
//! What comes next is always the server's page: it is fetched by its address, redirects are followed, and its header, main
//! part, footer and title take the place of the present ones. So what is shown and the address agree, and a guard is a
//! redirect and nothing else. The page that was left is kept for Back and Forward with what was typed. Whatever is
//! unexpected becomes an ordinary load.

mod history;
mod kept;

pub(super) use history::here;
pub(super) use kept::is_secret;

use super::{
    country,
    dom::{after, all, around, by_id, fields, first, focus_still, html, listen},
    fetch::{Page, ask_again, fetched},
    parsed, passkey, prefetch, wake_in,
};
use history::{History, entry, write_entry, write_history};
use kept::{LEFT, put_back, set_aside, wipe};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Document, Element, Event, HtmlAnchorElement, HtmlElement, HtmlFormElement, MouseEvent},
};
use std::cell::{Cell, RefCell};
use wasm_bindgen_futures::spawn_local;

/// What of a page changes with it.
const PARTS: [&str; 3] = ["header", "main", "footer"];
/// What of the document's own element changes with it.
const MARKS: [&str; 4] = ["lang", "dir", "data-theme", "data-visit"];

thread_local! {
    /// The history entry and the address of what is shown.
    static SHOWN: RefCell<(f64, String)> = const { RefCell::new((0.0, String::new())) };
    /// Counts the steps begun: one that another has overtaken comes to nothing.
    static STEP: Cell<u32> = const { Cell::new(0) };
}

/// Takes presses on links and the browser's Back and Forward over.
pub(super) fn start() {
    let entry = entry().unwrap_or_else(|| write_entry(js_sys::Date::now()));
    show_at(entry, here());
    listen(&document(), "click", pressed);
    listen(&document(), "submit", asked);
    listen(&window(), "popstate", |_| gone_back());
    // Leaving the document: what is kept of it in the browser's memory has no passwords.
    listen(&window(), "pagehide", |_| document().body().map(|body| wipe(&body)));
    begin();
}

/// A page that was loaded whole on the way through ours begins as one in place does: at what is wrong, or at the heading of the
/// wizard's step. Whoever comes from elsewhere begins at the top.
fn begin() -> Option<()> {
    let main = by_id("main")?;
    let from_us = document().referrer().starts_with(&window().location().origin().ok()?);
    let untouched = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let place = first(&main, ".problem:not([hidden])").or_else(|| first(&main, ".step + .title"))?;
    if from_us && untouched && window().location().hash().ok()?.is_empty() {
        focus_still(&place);
    }
    Some(())
}

/// Loads the page at this address as any link would.
pub(super) fn load(address: &str) {
    let _begun = window().location().assign(address);
}

/// Goes to where a form's answer leads. Who one is may have changed by it.
pub(super) async fn follow(address: &str) {
    step(address, History::Push, true).await;
}

/// The address of a link that leads to another page of ours, by a press that means just that.
pub(super) fn leads(link: &HtmlAnchorElement) -> Option<String> {
    let elsewhere = link.origin() != window().location().origin().ok()?;
    let external = link.rel().split(' ').any(|word| word == "external");
    let same_page = !link.hash().is_empty() && format!("{}{}", link.pathname(), link.search()) == here();
    if elsewhere || external || same_page || !link.target().is_empty() || link.has_attribute("download") {
        return None;
    }
    Some(format!("{}{}{}", link.pathname(), link.search(), link.hash()))
}

fn pressed(event: &Event) -> Option<()> {
    let mouse = event.dyn_ref::<MouseEvent>()?;
    let special = mouse.button() != 0 || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key();
    if special || event.default_prevented() {
        return None;
    }
    let address = leads(&around(event, "a[href]")?.dyn_into().ok()?)?;
    event.prevent_default();
    spawn_local(async move { step(&address, History::Push, false).await });
    Some(())
}

/// A form that only asks for a page.
fn asked(event: &Event) -> Option<()> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    if event.default_prevented() || form.method() != "get" {
        return None;
    }
    let query = fields(&form)?.to_string().as_string()?;
    let path = form.get_attribute("action")?;
    event.prevent_default();
    let address = if query.is_empty() { path } else { format!("{path}?{query}") };
    spawn_local(async move { step(&address, History::Push, false).await });
    Some(())
}

/// The browser's address has changed: the page that belongs to it comes.
fn gone_back() -> Option<()> {
    let (entry, address) = (entry(), here());
    let shown = SHOWN.with_borrow(Clone::clone);
    if entry == Some(shown.0) || (entry.is_none() && address == shown.1) {
        // Another place on the same page.
        write_entry(shown.0);
        return None;
    }
    let entry = entry.unwrap_or_else(|| write_entry(js_sys::Date::now()));
    let found = LEFT.with_borrow(|left| left.iter().position(|kept| kept.entry == entry && kept.address == address));
    match found {
        Some(at) => {
            next_step();
            let kept = LEFT.with_borrow_mut(|left| left.remove(at));
            set_aside();
            passkey::withdraw();
            put_back(kept);
        }
        None => spawn_local(async move { step(&address, History::At(entry), false).await }),
    }
    Some(())
}

fn next_step() -> u32 {
    STEP.set(STEP.get() + 1);
    STEP.get()
}

/// Fetches the page at this address and puts it in place, or loads it.
async fn step(address: &str, history: History, may_change: bool) {
    let own = next_step();
    mark_loading(true);
    let page = match prefetch::take(address) {
        Some(page) => Some(page),
        None => fetched(address, None).await,
    };
    if STEP.get() != own {
        return;
    }
    mark_loading(false);
    if page.and_then(|page| put(&page, address, history, may_change)).is_none() {
        match history {
            History::Push => load(address),
            History::At(_) => drop(window().location().reload()),
        }
    }
}

/// Puts the page in place of the present one, if it is one of this very site for this very person.
fn put(page: &Page, wanted: &str, history: History, may_change: bool) -> Option<()> {
    let new = parsed(&page.html)?;
    let (old_html, new_html) = (html()?, new.document_element()?);
    let same = |name: &str| old_html.get_attribute(name) == new_html.get_attribute(name);
    if old_html.get_attribute("data-build").is_none() || !same("data-build") || !(same("data-visit") || may_change) {
        return None;
    }
    let parts = parts_of(&new)?;
    // The same page anew takes the place of the old one in the history too.
    let anew = history == History::Push && SHOWN.with_borrow(|(_, shown)| *shown == page.address);
    if !same("data-visit") {
        LEFT.set(Vec::new());
    } else if !anew {
        country::end();
        set_aside();
    }
    for name in MARKS {
        let _set = match new_html.get_attribute(name) {
            Some(value) => old_html.set_attribute(name, &value),
            None => old_html.remove_attribute(name),
        };
    }
    let hash = wanted.split_once('#').map(|(_, id)| id.to_owned());
    let address = hash.as_ref().map_or_else(|| page.address.clone(), |id| format!("{}#{id}", page.address));
    let entry = write_history(history, anew, &address);
    passkey::withdraw();
    replace_parts(&parts)?;
    document().set_title(&new.title());
    show_at(entry, page.address.clone());
    let main = by_id("main")?;
    wake_in(&main);
    arrive(&main, hash.as_deref());
    if page.again {
        spawn_local(ask_again(page.address.clone()));
    }
    Some(())
}

fn parts_of(document: &Document) -> Option<Vec<Element>> {
    let body = document.body()?;
    PARTS.iter().map(|part| body.query_selector(&format!("body > {part}")).ok().flatten()).collect()
}

/// These parts stand where the present ones do.
fn replace_parts(parts: &[Element]) -> Option<()> {
    for (old, new) in parts_of(&document())?.iter().zip(parts) {
        old.replace_with_with_node_1(new).ok()?;
    }
    Some(())
}

/// Focus and reading begin at the page's heading, or where the address points.
fn arrive(main: &HtmlElement, hash: Option<&str>) {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    match hash.and_then(by_id) {
        Some(target) => drop(target.focus()),
        None => focus_still(&by_id("heading").unwrap_or_else(|| main.clone())),
    }
    // What was done is heard where it changes on the page, not where it comes with it.
    for told in all(main, ".notice[role=status]") {
        let sentence = told.text_content();
        told.set_text_content(Some("\u{a0}"));
        after(100, move || told.set_text_content(sentence.as_deref()));
    }
}

fn show_at(entry: f64, address: String) {
    if let Some(html) = html() {
        let _set = html.set_attribute("data-at", &address);
    }
    SHOWN.set((entry, address));
}

/// Whether the next page is on its way.
fn mark_loading(loading: bool) {
    let Some(html) = html() else { return };
    let _marked = if loading { html.set_attribute("data-loading", "") } else { html.remove_attribute("data-loading") };
}
