//! What was typed outlives the document: a reload, or a page that is loaded in between. Browsers that keep nothing of pages
//! like ours would lose it.
//!
//! It stands in the tab's own storage until the next page wakes, without secrets, and comes back only to the same page of
//! the same person, into fields that are as the server sent them and that nobody types into just now.

use super::{
    dom::{all, html, listen},
    navigate::{here, is_secret},
};
use js_sys::{Array, JSON};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, Storage},
};

const KEY: &str = "ocpanel-typed";

/// Brings back what was typed before, and keeps it when the document is left.
pub(super) fn start() {
    bring_back();
    listen(&window(), "pagehide", |_| keep());
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}

/// The page that it belongs to: its address, and for whom it is.
fn page() -> Option<String> {
    Some(format!("{} {}", html()?.get_attribute("data-visit")?, here()))
}

fn keep() -> Option<()> {
    let kept = Array::of1(&page()?.into());
    for field in fields() {
        let (now, sent) = (value(&field)?, sent(&field)?);
        if now != sent {
            kept.push(&Array::of2(&key(&field).into(), &now.into()));
        }
    }
    let text = JSON::stringify(&kept).ok()?.as_string()?;
    if kept.length() > 1 { storage()?.set_item(KEY, &text).ok() } else { storage()?.remove_item(KEY).ok() }
}

fn bring_back() -> Option<()> {
    let text = storage()?.get_item(KEY).ok()??;
    storage()?.remove_item(KEY).ok()?;
    let kept: Array = JSON::parse(&text).ok()?.dyn_into().ok()?;
    if kept.get(0).as_string()? != page()? {
        return None;
    }
    for pair in kept.iter().skip(1) {
        let pair: Array = pair.dyn_into().ok()?;
        let (name, before) = (pair.get(0).as_string()?, pair.get(1).as_string()?);
        let here = document().active_element();
        let untouched = |field: &HtmlElement| {
            key(field) == name && value(field) == sent(field) && here.as_ref() != Some(field.as_ref())
        };
        if let Some(field) = fields().into_iter().find(untouched) {
            set(&field, &before);
        }
    }
    Some(())
}

/// Everything that people type or choose in the forms that are sent.
fn fields() -> Vec<HtmlElement> {
    let Some(body) = document().body() else { return Vec::new() };
    let typed = |field: &HtmlElement| field.dyn_ref::<HtmlInputElement>().is_none_or(|field| !is_secret(field));
    let of_forms = "main form[method=post] input:not([type=hidden], [hidden]), main form[method=post] select";
    all(&body, of_forms).into_iter().filter(typed).collect()
}

/// A field of a page: its form and its name; of a choice also its value.
fn key(field: &HtmlElement) -> String {
    let of = |name: &str| field.get_attribute(name).unwrap_or_default();
    let form = field.closest("form").ok().flatten().map(|form| form.id()).unwrap_or_default();
    format!("{form} {} {}", of("name"), if is_checked_kind(field) { of("value") } else { String::new() })
}

fn is_checked_kind(field: &HtmlElement) -> bool {
    field.get_attribute("type").is_some_and(|kind| kind == "radio" || kind == "checkbox")
}

/// What a field holds.
fn value(field: &HtmlElement) -> Option<String> {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(field) if is_checked_kind(field) => Some(field.checked().to_string()),
        Some(field) => Some(field.value()),
        None => Some(field.dyn_ref::<HtmlSelectElement>()?.value()),
    }
}

/// What it held when the server sent it.
fn sent(field: &HtmlElement) -> Option<String> {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(field) if is_checked_kind(field) => Some(field.default_checked().to_string()),
        Some(field) => Some(field.default_value()),
        None => {
            let options = all(field, "option");
            let chosen = options.iter().find(|option| option.has_attribute("selected")).or(options.first());
            Some(chosen?.dyn_ref::<HtmlOptionElement>()?.value())
        }
    }
}

fn set(field: &HtmlElement, value: &str) {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(field) if is_checked_kind(field) => field.set_checked(value == "true"),
        Some(field) => field.set_value(value),
        None => {
            if let Some(field) = field.dyn_ref::<HtmlSelectElement>() {
                field.set_value(value);
            }
        }
    }
    if let Ok(event) = Event::new("input") {
        let _told = field.dispatch_event(&event);
    }
}
