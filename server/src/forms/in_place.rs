//! A server function's answer for the awake app.

use super::{
    MOST_ANSWER,
    keep::{confirmed, first, is_stale, keep},
};
use crate::{pages, request_id::Number, state::AppState};
use app::{Answer, Failure, FormEndpoint, PageContext};
use axum::{
    Json,
    body::{Body, to_bytes},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use rules::{Field, FieldError};
use serde_json::json;
use words::pages::Pages;

/// An answer for the awake app: where to go on, or what is wrong in words. Where something comes first, such as signing in,
/// the way there with the form kept.
pub(super) async fn in_place(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    answer: Response,
) -> Response {
    let (mut answered, body) = answer.into_parts();
    let body = to_bytes(body, MOST_ANSWER).await.unwrap_or_default();
    let kept = match serde_json::from_slice::<Answer>(&body) {
        Ok(Answer::Go(path)) => return told(answered, json!({ "go": path })),
        Ok(Answer::Load(path)) => return told(answered, json!({ "load": path })),
        Ok(Answer::Passkey { create, options }) => {
            return told(answered, json!({ "passkey": options, "create": create.then_some("") }));
        }
        Ok(bar @ (Answer::SignIn | Answer::ReauthRequired | Answer::TwoStepSetupRequired)) => {
            first(server, parts, target, fields, &bar).await
        }
        Ok(Answer::Refused(errors)) if is_stale(&errors) => keep(server, parts, target, fields, errors).await,
        Ok(Answer::Refused(errors)) => {
            let sentence = |(field, wrong): (Field, FieldError)| (field.name(), words(parts).wrong(field, wrong));
            let refused = errors.iter().map(sentence).collect::<Vec<_>>();
            let unknown = errors.of(Field::Passkey) == Some(FieldError::Unknown);
            let unknown = unknown.then(|| server.accounts.passkeys.domain());
            let confirmed = confirmed(&fields, &errors);
            return told(answered, json!({ "refused": refused, "confirmed": confirmed, "unknown": unknown }));
        }
        Ok(Answer::Filled(filled)) => {
            let values = filled.values.iter().map(|(field, value)| (field.name(), value)).collect::<Vec<_>>();
            return told(answered, json!({ "filled": values, "said": filled.said }));
        }
        Err(_) => None,
    };
    match (kept, serde_json::from_slice::<Failure>(&body)) {
        (Some((path, headers)), _) => (headers, Json(json!({ "go": path }))).into_response(),
        (None, Ok(failure @ Failure::TooMany(_))) if target.is_unlocked_by_letter() => {
            told(answered, json!({ "failed": failure.sentence(words(parts)), "letter": "", "request": number(parts) }))
        }
        (None, Ok(failure @ Failure::Broken)) => broken(parts, answered, &failure.sentence(words(parts))),
        (None, Ok(failure)) => {
            let sentence = failure.sentence(words(parts));
            told(answered, json!({ "failed": sentence, "request": number(parts) }))
        }
        // It could not be kept.
        (None, Err(_)) if serde_json::from_slice::<Answer>(&body).is_ok() => {
            answered.status = StatusCode::SERVICE_UNAVAILABLE;
            answered.headers.insert(header::RETRY_AFTER, pages::BUSY.into());
            let sentence = Failure::Busy(pages::BUSY).sentence(words(parts));
            told(answered, json!({ "failed": sentence, "request": number(parts) }))
        }
        (None, Err(_)) => {
            answered.status = StatusCode::INTERNAL_SERVER_ERROR;
            broken(parts, answered, words(parts).live.failed)
        }
    }
}

/// A sentence for the awake app that names the request's number, as a page does.
fn broken(parts: &Parts, answered: axum::http::response::Parts, sentence: &str) -> Response {
    let number = number(parts).unwrap_or_default();
    let sentence = format!("{sentence} {} {number}", words(parts).trouble.number);
    told(answered, json!({ "failed": sentence, "request": number }))
}

/// The request's number, by which the operator finds what did not work.
pub(super) fn number(parts: &Parts) -> Option<&str> {
    parts.extensions.get::<Number>().map(|Number(number)| number.as_str())
}

/// These words with the status, the cookies and orders of what answered.
fn told(mut answered: axum::http::response::Parts, words: serde_json::Value) -> Response {
    let body = words.to_string();
    answered.headers.insert(header::CONTENT_LENGTH, body.len().into());
    Response::from_parts(answered, Body::from(body))
}

pub(super) fn words(parts: &Parts) -> &'static Pages {
    words::pages(parts.extensions.get::<PageContext>().map(|visit| visit.language).unwrap_or_default())
}
