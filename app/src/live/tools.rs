//! The tools around forms: seeing a password, hearing how hard it is to guess, what numbers look like in a country,
//! copying, printing, counting seconds.

use super::{
    dom::{add, after, all, around, by_id, fields, first, focus, listen, live_words},
    fetch::post,
    form::{set_pending, set_value},
    navigate::is_secret,
};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, UrlSearchParams},
};
use rules::Field;
use std::cell::Cell;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How long nothing must be typed before the server is asked how hard a password is to guess, in milliseconds.
const PAUSE: i32 = 400;
/// What the server needs to know for that.
const ASKED: [Field; 4] = [Field::Password, Field::Name, Field::Surname, Field::Email];
/// What the server needs to know to say what numbers look like.
const HINTED: [Field; 3] = [Field::Country, Field::OrganisationType, Field::Tin];

thread_local! {
    /// How often something was typed; an answer about an earlier time says nothing now.
    static TYPED: Cell<u32> = const { Cell::new(0) };
}

/// Listens to what happens anywhere on the page.
pub(super) fn start() {
    let document = document();
    listen(&document, "click", pressed);
    listen(&document, "change", changed);
    listen(&document, "input", typed);
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

fn changed(event: &Event) -> Option<()> {
    ask_hints(&around(event, "[name=country], [name=organisation_type], [name=tin]")?)
}

/// What the numbers look like follows the country, and some of them follow from the TIN.
fn ask_hints(field: &Element) -> Option<()> {
    let form: HtmlFormElement = field.closest("form").ok()??.dyn_into().ok()?;
    first(&form, "[name=tin]")?;
    let (typed, asked) = (fields(&form)?, UrlSearchParams::new().ok()?);
    for field in HINTED {
        asked.append(field.name(), &typed.get(field.name())?);
    }
    let asked_for = String::from(asked.to_string());
    let before = form.get_attribute("data-hints");
    if before.as_ref() != Some(&asked_for) {
        // What a register said was said of another number.
        if let Some(found) = first(&form, "[data-found]").filter(|_| before.is_some()) {
            found.set_text_content(None);
        }
        form.set_attribute("data-hints", &asked_for).ok()?;
        spawn_local(async move { _ = show_hints(&form, &asked).await });
    }
    Some(())
}

async fn show_hints(form: &Element, asked: &UrlSearchParams) -> Option<()> {
    let json = JsFuture::from(post("/api/number_hints", asked).await?.json().ok()?).await.ok()?;
    let hints: js_sys::Array = json.dyn_into().ok()?;
    // Another answer is on its way.
    if asked.to_string() == form.get_attribute("data-hints")? {
        hints.iter().for_each(|hint| _ = show_hint(&hint));
    }
    Some(())
}

fn show_hint(hint: &JsValue) -> Option<()> {
    let of = |name: &str| js_sys::Reflect::get(hint, &name.into()).ok();
    let text = |name: &str| of(name)?.as_string();
    let field = text("field")?;
    say(&by_id(&format!("{field}-hint"))?, &text("hint")?);
    let input = by_id(&field)?;
    match of("numeric")?.as_bool()? {
        true => input.set_attribute("inputmode", "numeric").ok()?,
        false => input.remove_attribute("inputmode").ok()?,
    }
    let (place, number) = (by_id(&format!("{field}-follows"))?, text("follows")?);
    if number.is_empty() {
        place.set_text_content(None);
        return Some(());
    }
    place.set_text_content(Some(&format!("{} ", text("sentence")?)));
    let tool = add(&place, "span", "", "")?;
    for (name, value) in [("data-label", text("take")?), ("data-fill", field), ("data-value", number)] {
        tool.set_attribute(name, &value).ok()?;
    }
    make_buttons(&place);
    Some(())
}

/// Says it, unless it is said already: whoever listens hears it once.
fn say(place: &HtmlElement, text: &str) {
    if place.text_content().is_none_or(|said| said != text) {
        place.set_text_content(Some(text));
    }
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

/// Asks, after a pause in typing, how hard the password is to guess.
fn typed(event: &Event) -> Option<()> {
    measure(around(event, "[data-measured]")?)
}

fn measure(measured: Element) -> Option<()> {
    let status = first(&measured, "[role=status]")?;
    status.set_text_content(None);
    let typing = TYPED.get() + 1;
    TYPED.set(typing);
    after(PAUSE, move || {
        if let Some(fields) = (TYPED.get() == typing).then(|| asked(&measured)).flatten() {
            spawn_local(say_strength(status.clone(), fields, typing));
        }
    });
    Some(())
}

/// The form's fields for that; nothing for a password that is too short.
fn asked(measured: &Element) -> Option<UrlSearchParams> {
    let minimum: usize = measured.get_attribute("data-measured")?.parse().ok()?;
    let form: HtmlFormElement = measured.closest("form").ok()??.dyn_into().ok()?;
    let typed = fields(&form)?;
    let asked = UrlSearchParams::new().ok()?;
    for field in ASKED {
        let value = typed.get(field.name()).unwrap_or_default();
        if field == Field::Password && value.chars().count() < minimum {
            return None;
        }
        asked.append(field.name(), &value);
    }
    Some(asked)
}

async fn say_strength(place: HtmlElement, fields: UrlSearchParams, typing: u32) {
    let Some(response) = post("/api/strength", &fields).await.filter(|response| response.ok()) else { return };
    let Ok(json) = response.json() else { return };
    let sentence = JsFuture::from(json).await.ok().and_then(|sentence| sentence.as_string());
    if TYPED.get() == typing {
        place.set_text_content(sentence.as_deref());
    }
}
