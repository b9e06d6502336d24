//! Passkeys: what the browser's authenticator answers.

use super::dom::all;
use js_sys::{JSON, Object, Promise, Reflect};
use leptos::web_sys::{AbortController, Element};
use rules::FieldError;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON, catch)]
    fn creation(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON, catch)]
    fn request(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = isConditionalMediationAvailable, catch)]
    fn offers() -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = signalAllAcceptedCredentials, catch)]
    fn signal_all(all: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = signalCurrentUserDetails, catch)]
    fn signal_user(user: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = signalUnknownCredential, catch)]
    fn signal_unknown(credential: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    fn create(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    fn get(options: &JsValue) -> Result<Promise, JsValue>;
}

/// What the authenticator answers, as JSON; else what a person is told.
pub(super) async fn answer(create: bool, options: &str) -> Result<String, FieldError> {
    let promise = asked(create, options).map_err(|_| FieldError::Unsupported)?;
    let passkey = JsFuture::from(promise).await.map_err(|error| wrong(&error))?;
    json(&passkey, options).ok_or(FieldError::Unsupported)
}

/// What is sent: the credential, and beside it the question as it came.
fn json(passkey: &JsValue, options: &str) -> Option<String> {
    let answer = JSON::parse(&String::from(JSON::stringify(passkey).ok()?)).ok()?;
    let options = JSON::parse(options).ok()?;
    let question = "question".into();
    Reflect::set(&answer, &question, &Reflect::get(&options, &question).ok()?).ok()?;
    JSON::stringify(&answer).ok().map(String::from)
}

fn asked(making: bool, options: &str) -> Result<Promise, JsValue> {
    let question = question(making, options)?;
    withdraw();
    if making { create(&question) } else { get(&question) }
}

/// A browser that knows no passkeys, or not these functions, ends here.
fn question(making: bool, options: &str) -> Result<Object, JsValue> {
    let options = JSON::parse(options)?;
    let public_key = if making { creation(&options)? } else { request(&options)? };
    let question = Object::new();
    Reflect::set(&question, &"publicKey".into(), &public_key)?;
    Ok(question)
}

thread_local! {
    /// Ends what the browser offers where an address is typed.
    static OFFER: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Whether the browser offers passkeys where an address is typed.
pub(super) async fn can_be_offered() -> bool {
    let Ok(answer) = offers() else { return false };
    JsFuture::from(answer).await.is_ok_and(|offers| offers.is_truthy())
}

/// The passkey, as JSON, that is chosen among what the browser offers; None once it offers it no more.
pub(super) async fn chosen(options: &str) -> Option<String> {
    let (question, offer) = (question(false, options).ok()?, AbortController::new().ok()?);
    Reflect::set(&question, &"mediation".into(), &"conditional".into()).ok()?;
    Reflect::set(&question, &"signal".into(), &offer.signal()).ok()?;
    withdraw();
    OFFER.set(Some(offer));
    json(&JsFuture::from(get(&question).ok()?).await.ok()?, options)
}

/// Browsers do one thing at a time with passkeys: what is offered has to end before another begins.
pub(super) fn withdraw() {
    if let Some(offer) = OFFER.take() {
        offer.abort();
    }
}

/// Tells the browser what a page that has just come knows of the user's passkeys. One that keeps no list, or knows only some
/// of these functions, goes on without.
pub(super) fn wake_in(page: &Element) {
    for place in all(page, "[data-passkeys]") {
        let Ok(known) = JSON::parse(&place.get_attribute("data-passkeys").unwrap_or_default()) else { continue };
        signal(signal_user(&known));
        if Reflect::has(&known, &"allAcceptedCredentialIds".into()).unwrap_or(false) {
            signal(signal_all(&known));
        }
    }
}

/// Tells the browser that nobody at this domain has the passkey of this answer, so that it offers it no more.
pub(super) fn forget(domain: &str, passkey: &str) {
    let unknown = Object::new();
    let id = JSON::parse(passkey).and_then(|passkey| Reflect::get(&passkey, &"id".into()));
    let _set = id.and_then(|id| Reflect::set(&unknown, &"credentialId".into(), &id));
    let _set = Reflect::set(&unknown, &"rpId".into(), &domain.into());
    signal(signal_unknown(&unknown));
}

fn signal(told: Result<Promise, JsValue>) {
    if let Ok(told) = told {
        spawn_local(async move { drop(JsFuture::from(told).await) });
    }
}

/// WebAuthn says little of why, on purpose.
fn wrong(error: &JsValue) -> FieldError {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("InvalidStateError") => FieldError::Used,
        Some("NotAllowedError" | "AbortError") => FieldError::Missing,
        _ => FieldError::Unsupported,
    }
}
