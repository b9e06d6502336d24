//! Passkeys: what the browser's authenticator answers.

use js_sys::{JSON, Promise, Reflect};
use rules::FieldError;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON, catch)]
    fn creation(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON, catch)]
    fn request(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    fn create(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "credentials"], catch)]
    fn get(options: &JsValue) -> Result<Promise, JsValue>;
}

/// What the authenticator answers, as JSON; else what a person is told.
pub(super) async fn answer(create: bool, options: &str) -> Result<String, FieldError> {
    let promise = asked(create, options).map_err(|_| FieldError::Unsupported)?;
    let passkey = JsFuture::from(promise).await.map_err(|error| wrong(&error))?;
    let json = JSON::stringify(&passkey).map_err(|_| FieldError::Unsupported)?;
    Ok(json.into())
}

/// A browser that knows no passkeys, or not these functions, ends here.
fn asked(making: bool, options: &str) -> Result<Promise, JsValue> {
    let options = JSON::parse(options)?;
    let public_key = if making { creation(&options)? } else { request(&options)? };
    let whole = js_sys::Object::new();
    Reflect::set(&whole, &"publicKey".into(), &public_key)?;
    if making { create(&whole) } else { get(&whole) }
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
