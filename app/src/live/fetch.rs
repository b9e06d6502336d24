//! What is asked of the server: pages, and answers to forms.

use js_sys::Promise;
use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{AbortSignal, Headers, RequestInit, Response, Url, UrlSearchParams},
};
use wasm_bindgen_futures::JsFuture;

/// How often it is looked whether something is still pressed, in milliseconds.
const PRESSED: i32 = 50;

/// A page as it came: where from, after all redirects, and its HTML.
pub(super) struct Page {
    pub(super) address: String,
    pub(super) html: String,
    /// Whether a cookie belongs to it that does not come before somebody has pressed.
    pub(super) again: bool,
}

/// The page at this address; nothing where anything is unexpected. `header` says what it is asked for.
pub(super) async fn fetched(address: &str, header: Option<&str>) -> Option<Page> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", "text/html").ok()?;
    if let Some(name) = header {
        headers.set(name, "1").ok()?;
    }
    let init = RequestInit::new();
    init.set_headers(&headers);
    let response = send(address, &init).await?;
    let kind = response.headers().get("content-type").ok()??;
    if response.status() != 200 || !kind.starts_with("text/html") {
        return None;
    }
    let url = Url::new(&response.url()).ok()?;
    let again = header.is_some_and(|name| response.headers().has(name).unwrap_or(false));
    let html = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let ours = url.origin() == window().location().origin().ok()?;
    ours.then(|| Page { address: format!("{}{}", url.pathname(), url.search()), html, again })
}

/// Asks for what belongs to a page besides its HTML.
pub(super) async fn ask_again(address: String) {
    let init = RequestInit::new();
    init.set_method("HEAD");
    let _answer = send(&address, &init).await;
}

/// Posts fields as a form would, and asks for JSON; an abort ends the wait.
pub(super) async fn post(path: &str, fields: &UrlSearchParams, abort: Option<&AbortSignal>) -> Option<Response> {
    let headers = Headers::new().ok()?;
    headers.set("Accept", "application/json").ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(fields);
    init.set_signal(abort);
    send(path, &init).await
}

/// What a server function that only reads says of these fields. It is heard when nothing is pressed: what it moves would
/// move away from under the press.
pub(super) async fn read(path: &str, fields: &UrlSearchParams, abort: Option<&AbortSignal>) -> Option<JsValue> {
    let said = said(path, fields, abort).await;
    while document().query_selector(":active").is_ok_and(|pressed| pressed.is_some()) {
        let pause = Promise::new(&mut |go_on, _| {
            let _set = window().set_timeout_with_callback_and_timeout_and_arguments_0(&go_on, PRESSED);
        });
        let _passed = JsFuture::from(pause).await;
    }
    said
}

async fn said(path: &str, fields: &UrlSearchParams, abort: Option<&AbortSignal>) -> Option<JsValue> {
    let response = post(path, fields, abort).await.filter(Response::ok)?;
    JsFuture::from(response.json().ok()?).await.ok()
}

/// The answer, if one came.
async fn send(address: &str, init: &RequestInit) -> Option<Response> {
    JsFuture::from(window().fetch_with_str_and_init(address, init)).await.ok()?.dyn_into().ok()
}
