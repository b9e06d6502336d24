//! How the server answers a form.

use super::super::{dom::live_words, fetch::post};
use leptos::{
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Response, UrlSearchParams},
};
use wasm_bindgen_futures::JsFuture;

/// How the server answers a form.
pub(super) enum Answer {
    /// The next page, in place.
    Go(String),
    /// The next page, loaded whole.
    Load(String),
    /// What is wrong: fields and sentences. And the marks of what is only doubtful; and the domain of a passkey
    /// that nobody has.
    Refused(Vec<(String, String)>, String, Option<String>),
    /// What was found: fields and values. And what is said of it.
    Filled(Vec<(String, String)>, String),
    /// A passkey is to be made, or used: with these options.
    Passkey(bool, String),
    /// Why there is no answer, in words; and whether a letter helps.
    Failed(String, bool),
}

/// Posts the fields and reads the answer.
pub(super) async fn ask(path: &str, fields: &UrlSearchParams) -> Answer {
    let Some(response) = post(path, fields, None).await else {
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
    if let Some(options) = text_of("passkey") {
        return Some(Answer::Passkey(text_of("create").is_some(), options));
    }
    if let Some(sentence) = text_of("said") {
        return Some(Answer::Filled(pairs(&json, "filled")?, sentence));
    }
    let confirmed = text_of("confirmed").unwrap_or_default();
    Some(Answer::Refused(pairs(&json, "refused")?, confirmed, text_of("unknown")))
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
