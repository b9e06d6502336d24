//! What is wrong with a form, said in its places and its summary.

use super::super::dom::{add, all, by_id, first, focus, live_words, set};
use super::say_unanswered;
use leptos::{
    prelude::document,
    web_sys::{HtmlElement, HtmlFormElement},
};

/// Says what is wrong, in the form's places and its summary, which gets the focus.
pub(super) fn refuse(form: &HtmlFormElement, wrong: &[(String, String)]) {
    say_unanswered(form, "");
    for place in all(form, "[data-error]") {
        let name = place.get_attribute("data-error").unwrap_or_default();
        let sentence = wrong.iter().find(|(field, _)| *field == name).map(|(_, sentence)| sentence.as_str());
        say_wrong(&place, sentence);
        for field in all(form, &format!("[aria-describedby~={name}-error]")) {
            mark(&field, sentence.is_some());
        }
    }
    let Some(summary) = summary(form) else { return };
    summarise(&summary, wrong);
    name_document();
    if !wrong.is_empty() {
        focus(&summary);
    }
}

/// The place for all that is wrong with the form.
pub(super) fn summary(form: &HtmlFormElement) -> Option<HtmlElement> {
    by_id(&form.get_attribute("data-problems")?)
}

/// Writes what is wrong into its place; nothing empties it.
fn say_wrong(place: &HtmlElement, sentence: Option<&str>) {
    place.set_text_content(None);
    place.set_hidden(sentence.is_none());
    if let Some(sentence) = sentence {
        add(place, "span", "visually-hidden", &format!("{} ", live_words().error));
        add(place, "span", "", sentence);
    }
}

fn mark(field: &HtmlElement, wrong: bool) {
    let _marked =
        if wrong { field.set_attribute("aria-invalid", "true") } else { field.remove_attribute("aria-invalid") };
    if let Ok(Some(around)) = field.closest(".field") {
        let _toggled = around.class_list().toggle_with_force("field--error", wrong);
    }
}

/// Every error of the form, each a link to its field.
fn summarise(summary: &HtmlElement, wrong: &[(String, String)]) {
    summary.set_text_content(None);
    summary.set_hidden(wrong.is_empty());
    if wrong.is_empty() {
        return;
    }
    // Named by its title and described by its list, it is read whole, once.
    let tie = |part: &HtmlElement, name: &str| {
        let id = format!("{}-{name}", summary.id());
        part.set_id(&id);
        set(summary, name, &id);
    };
    let (title, list) =
        (add(summary, "h2", "problem__title", live_words().problem), add(summary, "ul", "problem__list", ""));
    let (Some(title), Some(list)) = (title, list) else { return };
    tie(&title, "aria-labelledby");
    tie(&list, "aria-describedby");
    for (field, sentence) in wrong {
        if let Some(link) = add(&list, "li", "", "").and_then(|item| add(&item, "a", "", sentence)) {
            let _led = link.set_attribute("href", &format!("#{field}"));
        }
    }
}

/// The document's title says whether something is wrong on the page.
fn name_document() {
    let Some(main) = by_id("main") else { return };
    let named = main.get_attribute("data-title").unwrap_or_default();
    let wrong = first(&main, ".problem:not([hidden])").is_some();
    document().set_title(&if wrong { format!("{} {named}", live_words().error) } else { named });
}
