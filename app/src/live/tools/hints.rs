//! What numbers look like in a country, and what follows from them, asked while the form is filled in.

use super::super::{
    dom::{add, around, by_id, fields, first, set},
    fetch::read,
};
use super::make_buttons;
use leptos::{
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, HtmlFormElement, UrlSearchParams},
};
use rules::Field;
use wasm_bindgen_futures::spawn_local;

/// What the server needs to know to say what numbers look like.
const HINTED: [Field; 3] = [Field::Country, Field::OrganisationType, Field::Tin];
/// Keeps at a place what was asked for it last.
const ASKED: &str = "data-asked";

pub(super) fn changed(event: &Event) -> Option<()> {
    if let Some(field) = around(event, "[name=country], [name=phone]") {
        ask_phone_hint(&field);
    }
    ask_hints(&around(event, "[name=country], [name=organisation_type], [name=tin]")?)
}

/// What the numbers look like follows the country, and some of them follow from the TIN.
pub(super) fn ask_hints(field: &Element) -> Option<()> {
    let form = field.closest("form").ok()??;
    first(&form, "[name=tin]")?;
    let other = ask(&form, "/api/number_hints", &HINTED, |_, hints| {
        hints
            .and_then(|hints| hints.dyn_into().ok())
            .iter()
            .flat_map(js_sys::Array::iter)
            .for_each(|hint| _ = show_hint(&hint));
    })?;
    // What a register said was said of another number.
    first(&form, "[data-found]").filter(|_| other)?.set_text_content(None);
    Some(())
}

/// How the phone number is read follows the country too.
pub(super) fn ask_phone_hint(field: &Element) -> Option<()> {
    let place = first(&field.closest("form").ok()??, "#phone-read")?;
    ask(&place, "/api/phone_hint", &[Field::Country, Field::Phone], |place, hint| {
        // Without an answer nothing is said, and nothing moves.
        say(place, hint.and_then(|hint| hint.as_string()).as_deref().unwrap_or("\u{a0}"));
    })?;
    Some(())
}

/// Asks about fields of the form around the place, unless just that was asked last; whether anything was. What the form
/// has not stands at the place. `tell` hears the answer, or that none came, if nothing else was asked meanwhile.
fn ask(place: &Element, path: &'static str, about: &[Field], tell: fn(&Element, Option<JsValue>)) -> Option<bool> {
    let form: HtmlFormElement = place.closest("form").ok()??.dyn_into().ok()?;
    let (typed, asked) = (fields(&form)?, UrlSearchParams::new().ok()?);
    for field in about {
        let value = typed.get(field.name()).or_else(|| place.get_attribute(&format!("data-{}", field.name())));
        asked.append(field.name(), &value.unwrap_or_default());
    }
    let asked_for = String::from(asked.to_string());
    let before = place.get_attribute(ASKED);
    if before.as_ref() == Some(&asked_for) {
        return None;
    }
    set(place, ASKED, &asked_for);
    let place = place.clone();
    spawn_local(async move {
        let answer = read(path, &asked, None).await;
        if place.get_attribute(ASKED).is_some_and(|asked| asked == asked_for) {
            tell(&place, answer);
        }
    });
    Some(before.is_some())
}

fn show_hint(hint: &JsValue) -> Option<()> {
    let of = |name: &str| js_sys::Reflect::get(hint, &name.into()).ok();
    let text = |name: &str| of(name)?.as_string();
    let field = text("field")?;
    say(&*by_id(&format!("{field}-hint"))?, &text("hint")?);
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
fn say(place: &Element, text: &str) {
    if place.text_content().is_none_or(|said| said != text) {
        place.set_text_content(Some(text));
    }
}
