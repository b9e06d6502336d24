//! What numbers look like in a country, and what follows from them, asked while the form is filled in.

use super::super::{
    dom::{add, around, by_id, fields, first},
    fetch::read,
};
use super::make_buttons;
use leptos::{
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, UrlSearchParams},
};
use rules::Field;
use wasm_bindgen_futures::spawn_local;

/// What the server needs to know to say what numbers look like.
const HINTED: [Field; 3] = [Field::Country, Field::OrganisationType, Field::Tin];

pub(super) fn changed(event: &Event) -> Option<()> {
    if let Some(field) = around(event, "[name=country], [name=phone]") {
        ask_phone_hint(&field);
    }
    ask_hints(&around(event, "[name=country], [name=organisation_type], [name=tin]")?)
}

/// What the numbers look like follows the country, and some of them follow from the TIN.
pub(super) fn ask_hints(field: &Element) -> Option<()> {
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

/// How the phone number is read follows the country too.
pub(super) fn ask_phone_hint(field: &Element) -> Option<()> {
    let form: HtmlFormElement = field.closest("form").ok()??.dyn_into().ok()?;
    let place = first(&form, "#phone-read")?;
    let (typed, asked) = (fields(&form)?, UrlSearchParams::new().ok()?);
    let country = typed.get(Field::Country.name()).or_else(|| place.get_attribute("data-country"));
    asked.append(Field::Country.name(), &country.unwrap_or_default());
    asked.append(Field::Phone.name(), &typed.get(Field::Phone.name())?);
    let asked_for = String::from(asked.to_string());
    place.set_attribute("data-asked", &asked_for).ok()?;
    spawn_local(async move {
        let hint = read("/api/phone_hint", &asked, None).await.and_then(|hint| hint.as_string());
        // Another answer may be on its way. Without one nothing is said, and nothing moves.
        if place.get_attribute("data-asked").is_some_and(|asked| asked == asked_for) {
            say(&place, hint.as_deref().unwrap_or("\u{a0}"));
        }
    });
    Some(())
}

async fn show_hints(form: &Element, asked: &UrlSearchParams) -> Option<()> {
    let hints: js_sys::Array = read("/api/number_hints", asked, None).await?.dyn_into().ok()?;
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
