//! What a page says above its own matter: what was just done, a link that does not work, cookies that are not kept.

use crate::visit::{LINK, address, link_is_blocked, words};
use leptos::prelude::*;
use words::Pages;

/// What a page may say was just done: names and their sentences.
pub(crate) type FlashMessages = &'static [(&'static str, fn(&Pages) -> &'static str)];

/// What was just done, as `?done=` in the address says it.
#[component]
pub(crate) fn Flash(messages: FlashMessages) -> impl IntoView {
    let done = address().asked("done");
    let sentence = messages.iter().find(|(name, _)| done.as_deref() == Some(name)).map(|(_, say)| say(words()));
    sentence.map(|sentence| view! { <Told sentence=sentence.to_owned()/> }).into_any()
}

/// What a page says it has done: the document's title says it first.
#[component]
pub(crate) fn Told(sentence: String) -> impl IntoView {
    say_first(&sentence);
    view! { <p class="notice" role="status">{sentence}</p> }.into_any()
}

/// Has the document's title say this first.
fn say_first(sentence: &str) {
    if let Some(JustTold(told)) = use_context() {
        told.set_value(sentence.trim_end_matches('.').to_owned());
    }
}

/// That the page shows a form again which something else had to come before: nothing is wrong, and nothing is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotDoneYet;

/// What `?done=` says where an act was refused, because one's roles were changed meanwhile.
pub(crate) const DENIED: &str = "denied";

/// Says so, and the document's title says it first.
#[component]
pub(super) fn Denied() -> impl IntoView {
    address().asked("done").filter(|done| done == DENIED).map(|_| {
        let (sentence, what_to_do) = words().trouble.forbidden;
        say_first(sentence);
        view! { <p class="notice notice--warning" role="status">{sentence} ". " {what_to_do}</p> }
    })
}

/// Says so, and the document's title says it first.
#[component]
pub(super) fn NotDone() -> impl IntoView {
    use_context::<NotDoneYet>().map(|NotDoneYet| {
        let [sentence, what_to_do] = words().frame.not_done;
        say_first(sentence);
        view! { <p class="notice notice--warning" role="status">{sentence} " " {what_to_do}</p> }
    })
}

/// On the page that comes before a form which was filled in: where one will be again, and that it is kept.
#[component]
pub(crate) fn Returning(
    /// The page wanted after it.
    next: String,
) -> impl IntoView {
    let is_form = next.split(['?', '&']).any(|part| part.starts_with("form="));
    is_form.then(|| view! { <p class="form__note">{words().frame.returning}</p> }).into_any()
}

/// What the page was told to have done, for its title.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct JustTold(pub(super) StoredValue<String>);

/// That the link of a letter does not work; nothing where it might, but for the cookies.
#[component]
pub(crate) fn DeadLink(sentence: &'static str) -> impl IntoView {
    (!link_is_blocked()).then(|| view! { <p class="lead">{sentence}</p> }).into_any()
}

/// That the browser keeps no cookies, as `?cookies` in the address says it.
#[component]
pub(super) fn NoCookies() -> impl IntoView {
    let frame = &words().frame;
    let said =
        address().asked("cookies").map(|asked| if asked == LINK { frame.no_cookies_link } else { frame.no_cookies });
    said.map(|said| view! { <p class="notice notice--warning" role="alert">{said}</p> }).into_any()
}
