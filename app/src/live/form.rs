//! A form: checked, sent and answered in place.

mod answer;
mod errors;

use super::{
    country,
    dom::{add, all, by_id, fields, first, listen, live_words},
    navigate, passkey, prefetch,
    tools::hide_passwords,
};
use crate::form_endpoints::FormEndpoint;
use answer::{Answer, ask};
use errors::{refuse, summary};
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, SubmitEvent, UrlSearchParams},
};
use rules::{Errors, Field, Limits};
use wasm_bindgen_futures::spawn_local;

/// Wakes the form around this element. Its listener comes last: whatever breaks before leaves the form to the browser.
pub(super) fn wake(here: Element) {
    let Some(form) = here.closest("form").ok().flatten().and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    let own = form.clone();
    listen(&form, "submit", move |event| submit(event, &own));
    offer_in(&form);
}

/// A page that Back or Forward has put back offers again what it offered before. After the step from page to page, whose
/// listener puts it back.
pub(super) fn start() {
    let again = || document().body().and_then(|body| offer_in(&body));
    listen(&window(), "popstate", move |_| again());
    listen(&window(), "pageshow", move |event| {
        let put_back = js_sys::Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy());
        if put_back { again() } else { None }
    });
}

/// Has the browser offer passkeys, if there is a place for it in this part of the page.
fn offer_in(part: &Element) -> Option<()> {
    let form = first(part, "[data-autofill]")?.closest("form").ok()??.dyn_into().ok()?;
    spawn_local(async move {
        let _done = offer_passkeys(form).await;
    });
    Some(())
}

/// Has the browser offer passkeys where the address is typed: one that is chosen there sends this form.
async fn offer_passkeys(form: HtmlFormElement) -> Option<()> {
    if !passkey::can_be_offered().await {
        return None;
    }
    let (path, fields) = (form.get_attribute("action")?, fields(&form)?);
    let Answer::Passkey(_, options) = ask(&path, &fields).await else { return None };
    if !form.is_connected() {
        return None;
    }
    fields.set(Field::Passkey.name(), &passkey::chosen(&options).await?);
    if form.is_connected() && !is_pending(&form) {
        send(form, path, fields);
    }
    Some(())
}

/// Takes a press. A form that cannot be read is left to the browser, and the server answers for it.
fn submit(event: &Event, form: &HtmlFormElement) -> Option<()> {
    let pressed = event.dyn_ref::<SubmitEvent>()?.submitter();
    if country::defers(form, pressed.as_ref()) {
        event.prevent_default();
        return None;
    }
    let elsewhere = pressed.and_then(|pressed| pressed.get_attribute("formaction"));
    // With a query it is the footer's, which asks for another document.
    if elsewhere.as_ref().is_some_and(|path| path.contains('?')) {
        return None;
    }
    let path = elsewhere.or(form.get_attribute("action"))?;
    let target = FormEndpoint::of(path.strip_prefix("/api/")?)?;
    let fields = fields(form)?;
    let checked = (target.check)(&|field| fields.get(field.name()).unwrap_or_default(), &limits(form));
    // Without the place that says what is wrong a press would seem dead.
    summary(form)?;
    event.prevent_default();
    // A browser keeps for next time only what was typed as a password.
    hide_passwords(form);
    if is_pending(form) {
        return None;
    }
    forgive_others(form);
    match checked {
        Err(errors) => refuse(form, &in_words(&errors)),
        Ok(()) => send(form.clone(), path, fields),
    }
    Some(())
}

/// The operator's limits, as far as the form knows them.
fn limits(form: &HtmlFormElement) -> Limits {
    let minimum = form.get_attribute("data-minimum").and_then(|minimum| minimum.parse().ok());
    Limits { password_min: minimum.unwrap_or_default() }
}

/// What was wrong with other forms of the page is past: the summary that stands on top is this form's.
fn forgive_others(form: &HtmlFormElement) -> Option<()> {
    let main = by_id("main")?;
    for other in all(&main, "form[data-problems]") {
        let other: HtmlFormElement = other.dyn_into().ok()?;
        if other != *form && summary(&other).is_some_and(|summary| !summary.hidden()) {
            refuse(&other, &[]);
        }
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
        let answer = ask_with_passkey(&path, &fields).await;
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
            Answer::Refused(wrong, confirmed, unknown) => {
                if let (Some(domain), Some(passkey)) = (unknown, fields.get(Field::Passkey.name())) {
                    passkey::forget(&domain, &passkey);
                }
                set_value(&form, Field::Confirmed.name(), &confirmed);
                refuse(&form, &wrong);
            }
            Answer::Passkey(..) => {}
            Answer::Filled(values, sentence) if is_about(&form, &fields) => fill_in(&form, &values, &sentence),
            Answer::Filled(..) => refuse(&form, &[]),
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

/// The answer to a form; where a passkey is asked for, to the form with what the browser's authenticator says.
async fn ask_with_passkey(path: &str, fields: &UrlSearchParams) -> Answer {
    let answer = ask(path, fields).await;
    let Answer::Passkey(create, options) = answer else { return answer };
    let field = Field::Passkey;
    match passkey::answer(create, &options).await {
        Ok(passkey) => {
            fields.set(field.name(), &passkey);
            ask(path, fields).await
        }
        Err(wrong) => {
            Answer::Refused(vec![(field.name().to_owned(), (live_words().wrong)(field, wrong))], String::new(), None)
        }
    }
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

/// Whether the numbers that were sent are in the form still: what was found is of no other.
fn is_about(form: &HtmlFormElement, sent: &UrlSearchParams) -> bool {
    let asked = [Field::Country, Field::Tin, Field::RegistrationNumber, Field::VatNumber];
    fields(form).is_some_and(|now| asked.into_iter().all(|field| now.get(field.name()) == sent.get(field.name())))
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
