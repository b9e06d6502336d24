//! How hard a password is to guess, asked while it is typed.

use super::super::{
    dom::{after, around, fields, first},
    fetch::read,
};
use leptos::{
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, UrlSearchParams},
};
use rules::Field;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;

/// How long nothing must be typed before the server is asked how hard a password is to guess, in milliseconds.
const PAUSE: i32 = 400;
/// What the server needs to know for that.
const ASKED: [Field; 4] = [Field::Password, Field::Name, Field::Surname, Field::Email];

thread_local! {
    /// How often something was typed; an answer about an earlier time says nothing now.
    static TYPED: Cell<u32> = const { Cell::new(0) };
}

/// Asks, after a pause in typing, how hard the password is to guess.
pub(super) fn typed(event: &Event) -> Option<()> {
    measure(around(event, "[data-measured]")?)
}

pub(super) fn measure(measured: Element) -> Option<()> {
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
    let Some(sentence) = read("/api/strength", &fields, None).await else { return };
    if TYPED.get() == typing {
        place.set_text_content(sentence.as_string().as_deref());
    }
}
