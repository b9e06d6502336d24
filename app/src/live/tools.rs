//! The tools around forms: seeing a password, hearing how hard it is to guess, what numbers look like in a country,
//! copying, printing, counting seconds.

mod hints;
mod strength;

use super::{
    dom::{add, after, all, around, by_id, first, focus, listen, live_words},
    form::{set_pending, set_value},
    navigate::is_secret,
};
use hints::{ask_hints, ask_phone_hint, changed};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement},
};
use strength::{measure, typed};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Listens to what happens anywhere on the page.
pub(super) fn start() {
    let document = document();
    listen(&document, "click", pressed);
    listen(&document, "change", changed);
    listen(&document, "input", typed);
    listen(&document, "focusin", leave_menu);
    // A page that comes back from the browser's memory waits for nothing.
    listen(&window(), "pageshow", |_| nothing_is_pending());
}

/// Makes the tools of a page that has just come, in the places for them.
pub(super) fn wake_in(page: &Element) {
    make_buttons(page);
    for place in all(page, "[data-wait]") {
        let seconds = place.get_attribute("data-wait").and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
        count_down(place, js_sys::Date::now() + f64::from(seconds as u32) * 1000.0);
    }
    // What was typed or chosen before this was awake.
    for tin in all(page, "input[name=tin]") {
        ask_hints(&tin);
        ask_phone_hint(&tin);
    }
    for measured in all(page, "[data-measured]") {
        measure(measured.into());
    }
}

fn make_buttons(within: &Element) {
    for place in all(within, "[data-label]:empty") {
        let label = place.get_attribute("data-label").unwrap_or_default();
        if let Some(button) = add(&place, "button", "button button--link", &label) {
            let _set = button.set_attribute("type", "button");
        }
    }
}

/// The open menu does not lie over what the focus has gone on to.
fn leave_menu(event: &Event) -> Option<()> {
    let (menu, focused) = (by_id("menu")?, event.target()?.dyn_into::<Element>().ok()?);
    let left = focused.closest(".menu").ok()?.is_none() && menu.matches(":popover-open").ok()?;
    left.then(|| menu.hide_popover().ok())?
}

fn nothing_is_pending() -> Option<()> {
    for form in document().body().iter().flat_map(|body| all(body, "form[data-pending]")) {
        if let Some(form) = form.dyn_ref::<HtmlFormElement>() {
            set_pending(form, false);
        }
    }
    Some(())
}

/// A press on a tool, or on a line of a summary.
fn pressed(event: &Event) -> Option<()> {
    if let Some(link) = around(event, ".problem__list a") {
        let field = by_id(link.get_attribute("href")?.strip_prefix('#')?)?;
        event.prevent_default();
        focus(&field);
        return Some(());
    }
    let tool = around(event, "[data-label]")?;
    if tool.has_attribute("data-reveal") {
        let form = tool.closest("form").ok()??;
        let hidden = first(&form, "input[type=password]").is_some();
        show_passwords(&form, hidden);
    } else if let Some(text) = tool.get_attribute("data-copy") {
        copy(tool, text)?;
    } else if let Some(field) = tool.get_attribute("data-fill") {
        let form = tool.closest("form").ok()??;
        set_value(&form, &field, &tool.get_attribute("data-value")?)?;
        focus(&by_id(&field)?);
    } else if tool.has_attribute("data-print") {
        window().print().ok()?;
    }
    Some(())
}

/// Shows what was typed as a password, or hides it again.
fn show_passwords(form: &Element, show: bool) {
    for field in all(form, "input").iter().filter_map(|field| field.dyn_ref::<HtmlInputElement>()) {
        if is_secret(field) && field.get_attribute("autocomplete").is_some_and(|kind| kind.ends_with("-password")) {
            field.set_type(if show { "text" } else { "password" });
        }
    }
    for tool in all(form, "[data-reveal]") {
        let label = tool.get_attribute(if show { "data-reveal" } else { "data-label" });
        if let Some(button) = first(&tool, "button") {
            button.set_text_content(label.as_deref());
        }
    }
}

/// Hides what was typed as a password.
pub(super) fn hide_passwords(form: &Element) {
    if first(form, "[data-reveal]").is_some() {
        show_passwords(form, false);
    }
}

/// Copies a text and says so beside the button.
fn copy(tool: Element, text: String) -> Option<()> {
    if !window().is_secure_context() {
        return None;
    }
    let written = window().navigator().clipboard().write_text(&text);
    spawn_local(async move {
        let copied = JsFuture::from(written).await.is_ok();
        if let Some(status) = tool.next_element_sibling() {
            status.set_text_content(copied.then_some(live_words().copied));
        }
    });
    Some(())
}

/// Says how many seconds are left, each second anew, and at the end that it is over.
fn count_down(place: HtmlElement, until: f64) {
    let left = ((until - js_sys::Date::now()) / 1000.0).ceil().max(0.0) as u32;
    if left == 0 {
        place.set_text_content(None);
        // On a page that was left meanwhile nobody hears it.
        if let Some(status) = place.next_element_sibling().filter(|status| status.is_connected()) {
            status.set_text_content(Some(live_words().again_now));
        }
        return;
    }
    place.set_text_content(Some(&(live_words().wait)(left)));
    after(1000, move || count_down(place.clone(), until));
}
