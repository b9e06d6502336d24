//! The browser's document, in as few words as this needs.

use super::LIFE;
use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys::{
        AddEventListenerOptions, Element, Event, EventTarget, FocusOptions, FormData, HtmlElement, HtmlFormElement,
        UrlSearchParams,
    },
};
use rules::Language;
use words::{live, pages::Live};

/// What the browser says by itself, in the language of the page.
pub(super) fn live_words() -> &'static Live {
    let language = document().document_element().and_then(|html| html.get_attribute("lang"));
    live(language.and_then(|tag| Language::of_tag(&tag)).unwrap_or_default())
}

/// What happens at an event.
type Handle = Box<dyn Fn(&Event) -> Option<()>>;

/// Calls `handle` for each event, until everything lets go. What it ends with only helps it to end early.
pub(super) fn listen(target: &EventTarget, kind: &str, handle: impl Fn(&Event) -> Option<()> + 'static) {
    add_listener(target, kind, Box::new(handle));
}

/// The same for all, so that it is in the program once.
fn add_listener(target: &EventTarget, kind: &str, handle: Handle) {
    let options = AddEventListenerOptions::new();
    LIFE.with_borrow(|life| {
        if let Some(life) = life {
            options.set_signal(life);
        }
    });
    let handle = Closure::<dyn Fn(Event)>::new(move |event| _ = handle(&event)).into_js_value();
    let _added =
        target.add_event_listener_with_callback_and_add_event_listener_options(kind, handle.unchecked_ref(), &options);
}

/// Calls `act` in so many milliseconds.
pub(super) fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let _set = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), milliseconds);
}

/// All elements of this selector within an element.
pub(super) fn all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// The first of them.
pub(super) fn first(within: &Element, selector: &str) -> Option<HtmlElement> {
    within.query_selector(selector).ok()??.dyn_into().ok()
}

/// The element of this id.
pub(super) fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The document's own element.
pub(super) fn html() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// An element within its parent, with a class and a text.
pub(super) fn add(parent: &Element, tag: &str, class: &str, text: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element(tag).ok()?.dyn_into().ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

/// Sets an attribute.
pub(super) fn set(element: &Element, name: &str, value: &str) {
    let _set = element.set_attribute(name, value);
}

/// Moves the focus to the element, and brings it into view.
pub(super) fn focus(element: &HtmlElement) {
    element.scroll_into_view();
    let _focused = element.focus();
}

/// Moves the focus to the element, and leaves the page where it is.
pub(super) fn focus_still(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _focused = element.focus_with_options(&options);
}

/// What is typed and chosen in a form, as it would be sent.
pub(super) fn fields(form: &HtmlFormElement) -> Option<UrlSearchParams> {
    let typed = FormData::new_with_form(form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&typed).ok()
}

/// The element that an event is about, or the nearest of this selector around it.
pub(super) fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}
