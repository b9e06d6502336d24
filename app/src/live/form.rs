//! A form: checked, sent and answered in place.

use super::{
    dom::{add, all, by_id, fields, first, focus, listen, live_words, set},
    fetch::post,
    navigate, prefetch,
    tools::hide_passwords,
};
use crate::form_endpoints::FormEndpoint;
use leptos::{
    prelude::document,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, Response, SubmitEvent, UrlSearchParams},
};
use rules::{Errors, Field};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How the server answers a form.
enum Answer {
    /// The next page, in place.
    Go(String),
    /// The next page, loaded whole.
    Load(String),
    /// What is wrong: fields and sentences. And the marks of what is only doubtful.
    Refused(Vec<(String, String)>, String),
    /// What was found: fields and values. And what is said of it.
    Filled(Vec<(String, String)>, String),
    /// Why there is no answer, in words; and whether a letter helps.
    Failed(String, bool),
}

/// Wakes the form around this element. Its listener comes last: whatever breaks before leaves the form to the browser.
pub(super) fn wake(here: Element) {
    let Some(form) = here.closest("form").ok().flatten().and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    let own = form.clone();
    listen(&form, "submit", move |event| submit(event, &own));
}

/// Takes a press. A form that cannot be read is left to the browser, and the server answers for it.
fn submit(event: &Event, form: &HtmlFormElement) -> Option<()> {
    let pressed = event.dyn_ref::<SubmitEvent>()?.submitter();
    let elsewhere = pressed.and_then(|pressed| pressed.get_attribute("formaction"));
    // With a query it is the footer's, which asks for another document.
    if elsewhere.as_ref().is_some_and(|path| path.contains('?')) {
        return None;
    }
    let path = elsewhere.or(form.get_attribute("action"))?;
    let target = FormEndpoint::of(path.strip_prefix("/api/")?)?;
    let fields = fields(form)?;
    let checked = (target.check)(&|field| fields.get(field.name()).unwrap_or_default());
    // Without the place that says what is wrong a press would seem dead.
    summary(form)?;
    event.prevent_default();
    // A browser keeps for next time only what was typed as a password.
    hide_passwords(form);
    if is_pending(form) {
        return None;
    }
    match checked {
        Err(errors) => refuse(form, &in_words(&errors)),
        Ok(()) => send(form.clone(), path, fields),
    }
    Some(())
}

fn in_words(errors: &Errors) -> Vec<(String, String)> {
    errors.iter().map(|(field, wrong)| (field.name().to_owned(), (live_words().wrong)(field, wrong))).collect()
}

fn send(form: HtmlFormElement, path: String, fields: UrlSearchParams) {
    set_pending(&form, true);
    prefetch::forget();
    spawn_local(async move {
        let answer = ask(&path, &fields).await;
        // The next page takes this one's place; until then the form is on its way. Back shows it with nothing wrong.
        if let Answer::Go(next) = &answer
            && form.is_connected()
        {
            refuse(&form, &[]);
            navigate::follow(next).await;
        }
        set_pending(&form, false);
        match answer {
            Answer::Go(_) => {}
            Answer::Load(next) => navigate::load(&next),
            Answer::Refused(wrong, confirmed) => {
                set_value(&form, Field::Confirmed.name(), &confirmed);
                refuse(&form, &wrong);
            }
            Answer::Filled(values, sentence) => fill_in(&form, &values, &sentence),
            Answer::Failed(sentence, helped) => {
                refuse(&form, &[]);
                say_unanswered(&form, &sentence);
                if helped {
                    offer_letter(&fields);
                }
            }
        }
    });
}

/// Posts the fields and reads the answer.
async fn ask(path: &str, fields: &UrlSearchParams) -> Answer {
    let Some(response) = post(path, fields).await else {
        return Answer::Failed(live_words().unreachable.to_owned(), false);
    };
    answered(response).await.unwrap_or_else(|| Answer::Failed(live_words().failed.to_owned(), false))
}

async fn answered(response: Response) -> Option<Answer> {
    let json = JsFuture::from(response.json().ok()?).await.ok()?;
    let text_of = |name: &str| js_sys::Reflect::get(&json, &name.into()).ok()?.as_string();
    if let Some(next) = text_of("go") {
        return Some(Answer::Go(next));
    }
    if let Some(next) = text_of("load") {
        return Some(Answer::Load(next));
    }
    if let Some(sentence) = text_of("failed") {
        return Some(Answer::Failed(sentence, text_of("letter").is_some()));
    }
    if let Some(sentence) = text_of("said") {
        return Some(Answer::Filled(pairs(&json, "filled")?, sentence));
    }
    Some(Answer::Refused(pairs(&json, "refused")?, text_of("confirmed").unwrap_or_default()))
}

/// The pairs of texts of this name.
fn pairs(json: &JsValue, name: &str) -> Option<Vec<(String, String)>> {
    let pairs: js_sys::Array = js_sys::Reflect::get(json, &name.into()).ok()?.dyn_into().ok()?;
    let pair = |pair: JsValue| {
        let pair: js_sys::Array = pair.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    Some(pairs.iter().filter_map(pair).collect())
}

/// Fills in what is still empty, and says where it comes from.
fn fill_in(form: &HtmlFormElement, values: &[(String, String)], sentence: &str) {
    refuse(form, &[]);
    for (name, value) in values {
        if input(form, name).is_some_and(|field| field.value().is_empty()) {
            set_value(form, name, value);
        }
    }
    if let Some(place) = first(form, "[data-found]") {
        place.set_text_content(Some(sentence));
    }
}

fn input(form: &Element, name: &str) -> Option<HtmlInputElement> {
    first(form, &format!("input[name={name}]"))?.dyn_into().ok()
}

/// Writes into a field as if it were typed.
pub(super) fn set_value(form: &Element, name: &str, value: &str) -> Option<()> {
    let field = input(form, name)?;
    field.set_value(value);
    let _told = field.dispatch_event(&Event::new("input").ok()?);
    Some(())
}

/// Says what is wrong, in the form's places and its summary, which gets the focus.
fn refuse(form: &HtmlFormElement, wrong: &[(String, String)]) {
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
fn summary(form: &HtmlFormElement) -> Option<HtmlElement> {
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

fn say_unanswered(form: &HtmlFormElement, sentence: &str) {
    let Some(place) = first(form, "[data-unanswered]") else { return };
    place.set_text_content(None);
    if !sentence.is_empty() {
        add(&place, "p", "notice notice--warning", sentence);
        place.scroll_into_view();
    }
}

/// Shows the button for a letter that lets this browser in, to the address that was sent.
fn offer_letter(sent: &UrlSearchParams) -> Option<()> {
    let main = by_id("main")?;
    let place = first(&main, "[data-offer]")?;
    let email = first(&place, "input[type=hidden]")?;
    email.set_attribute("value", &sent.get(Field::Email.name())?).ok()?;
    place.set_hidden(false);
    Some(())
}

fn is_pending(form: &HtmlFormElement) -> bool {
    form.has_attribute("data-pending")
}

/// Whether the form is on its way: its button says so.
pub(super) fn set_pending(form: &HtmlFormElement, pending: bool) {
    let set = |element: &Element, name: &str, value: &str| {
        let _set = if pending { element.set_attribute(name, value) } else { element.remove_attribute(name) };
    };
    set(form, "data-pending", "");
    for button in all(form, "button[type=submit]") {
        set(&button, "aria-disabled", "true");
    }
    for status in all(form, "[data-working]") {
        status.set_text_content(pending.then_some(live_words().working));
    }
}
