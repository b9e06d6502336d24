//! A server function's answer for a browser without scripts.

use super::{
    MOST_ANSWER,
    keep::{first, keep, keep_filled, page_of, refusal},
    see_other,
};
use crate::{pages, state::AppState};
use accounts::RequestContext;
use app::{Answer, Filled, FormEndpoint};
use axum::{
    body::to_bytes,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::Response,
};
use rules::{Errors, Field, FieldError};
use std::time::Duration;
use tokio::time::timeout;

/// A server function's answer as one that a browser without scripts understands.
pub(super) async fn translate(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    answer: Response,
) -> Response {
    let (answered, body) = answer.into_parts();
    let body = to_bytes(body, MOST_ANSWER).await.unwrap_or_default();
    match serde_json::from_slice::<Answer>(&body) {
        Ok(Answer::Go(path) | Answer::Load(path)) if answered.status.is_success() => {
            see_other(&path, &answered.headers)
        }
        Ok(Answer::Refused(errors)) if answered.status.is_success() => {
            redirect_to_form(server, parts, keep(server, parts, target, fields, errors).await).await
        }
        Ok(Answer::Passkey { .. }) if answered.status.is_success() => {
            let errors = Errors::on(Field::Passkey, FieldError::Unsupported);
            redirect_to_form(server, parts, keep(server, parts, target, fields, errors).await).await
        }
        Ok(Answer::Filled(filled)) if answered.status.is_success() => {
            let kept = keep_filled(server, parts, target, fields, Errors::default(), filled).await;
            let kept = kept.map(|(page, headers)| (format!("{page}#found"), headers));
            redirect_to_form(server, parts, kept).await
        }
        Ok(bar @ (Answer::SignIn | Answer::ReauthRequired | Answer::TwoStepSetupRequired)) => {
            redirect_to_form(server, parts, first(server, parts, target, fields, &bar).await).await
        }
        _ if [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&answered.status) => {
            let after = answered.headers.get(header::RETRY_AFTER).and_then(|after| after.to_str().ok());
            let seconds = after.and_then(|after| after.parse().ok()).unwrap_or(60);
            let letter = letter_for(target, &fields).filter(|_| answered.status == StatusCode::TOO_MANY_REQUESTS);
            let back = way_back(server, parts, target, fields).await;
            pages::locked(server, parts, answered.status, seconds, back, letter)
        }
        _ => pages::trouble(server, parts, StatusCode::INTERNAL_SERVER_ERROR, |words| words.broken),
    }
}

/// The address that a letter helps to go on with here.
fn letter_for(target: &FormEndpoint, fields: &[(String, String)]) -> Option<String> {
    let email =
        fields.iter().find(|(name, _)| name == Field::Email.name()).filter(|_| target.is_unlocked_by_letter())?;
    Some(email.1.clone())
}

/// To where a kept form is shown; it may not have been kept.
async fn redirect_to_form(server: &AppState, parts: &Parts, next: Option<(String, HeaderMap)>) -> Response {
    match next {
        Some((path, headers)) => see_other(&path, &headers),
        None => pages::later(server, parts, StatusCode::SERVICE_UNAVAILABLE, pages::BUSY, None),
    }
}

/// How long it may take to keep what was typed, once the database had no time for the act itself.
const KEPT_WITHIN: Duration = Duration::from_secs(1);

/// The address that shows what was typed again, for a browser that we know: others would only fill the table.
async fn way_back(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
) -> Option<String> {
    let context = parts.extensions.get::<RequestContext>().filter(|context| context.browser.is_some())?;
    let refusal = refusal(target, fields, Errors::default(), Filled::default());
    let page = page_of(target, &refusal);
    let kept = timeout(KEPT_WITHIN, server.accounts.saved_forms.save_form(&refusal, &page, context)).await;
    let (id, _) = kept.ok()?.ok()?;
    Some(format!("{page}?form={id}"))
}
