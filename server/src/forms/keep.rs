//! What was typed is kept, so that the page of the form can show it again.

use super::made_for_whom;
use crate::{browser_cookie::browser_cookie, state::AppState};
use accounts::{Refusal, RequestContext};
use app::{
    Answer, Filled, FormEndpoint,
    server::{SET_UP, with_next},
};
use axum::http::{HeaderMap, request::Parts};
use rules::{Errors, Field, FieldError, own_path};

/// What has to come first, and the way back to the form as it was filled, to be sent once more.
pub(super) async fn first(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    bar: &Answer,
) -> Option<(String, HeaderMap)> {
    if *bar == Answer::SignIn && target.page.starts_with("/sign-in") {
        let next = fields.iter().find(|(name, _)| name == Field::Next.name());
        let next = next.and_then(|(_, next)| own_path(next)).unwrap_or_default();
        return Some((format!("{}&done=half", with_next("/sign-in", next)), HeaderMap::new()));
    }
    let (back, headers) = keep(server, parts, target, fields, Errors::default()).await?;
    let page = match bar {
        Answer::SignIn => "/sign-in",
        Answer::TwoStepSetupRequired => SET_UP,
        _ => "/confirm-identity",
    };
    Some((with_next(page, &back), headers))
}

pub(super) fn refusal(target: &FormEndpoint, fields: Vec<(String, String)>, errors: Errors, filled: Filled) -> Refusal {
    let made_for = made_for_whom(&fields).unwrap_or_default().to_owned();
    let marks = (Field::Confirmed, confirmed(&fields, &errors));
    let named = fields.into_iter().filter_map(|(name, value)| Some((Field::named(&name)?, value)));
    let instead = |field: &Field| *field == Field::Confirmed || filled.values.iter().any(|(filled, _)| filled == field);
    let typed = named.filter(|(field, _)| !instead(field));
    let marks = target.fields.contains(&Field::Confirmed).then_some(marks);
    let values = typed.chain(filled.values.iter().cloned()).chain(marks);
    let values = values.filter_map(|(field, value)| Some((field, within(field, value)?))).collect();
    Refusal { endpoint: target.form().to_owned(), values, errors, said: filled.said, made_for }
}

/// The marks of all doubtful texts that the person is told of with these errors, or was before.
pub(super) fn confirmed(fields: &[(String, String)], errors: &Errors) -> String {
    let typed = |field: Field| fields.iter().find(|(name, _)| name == field.name()).map(|(_, value)| value.clone());
    rules::confirmation(&|field| typed(field).unwrap_or_default(), errors)
}

/// What was typed as far as it can be right there; what people do not see is kept whole or not at all.
fn within(field: Field, value: String) -> Option<String> {
    match value.char_indices().nth(usize::from(field.most())) {
        None => Some(value),
        Some(_) if field.is_hidden() => None,
        Some((end, _)) => Some(value[..end].to_owned()),
    }
}

/// The page that shows this form.
pub(super) fn page_of(target: &FormEndpoint, refusal: &Refusal) -> String {
    let value = |field| refusal.values.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
    target.page_of(|field| value(field).unwrap_or_default())
}

/// Keeps what was typed and what is wrong with it: the address that shows it, and the cookie it is bound to. A browser
/// that brings no cookie could not show it: it is led to the page that says so, and nothing is kept.
pub(super) async fn keep(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    errors: Errors,
) -> Option<(String, HeaderMap)> {
    keep_filled(server, parts, target, fields, errors, Filled::default()).await
}

/// The same, with what was found for it.
pub(super) async fn keep_filled(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    errors: Errors,
    filled: Filled,
) -> Option<(String, HeaderMap)> {
    let context = parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
    let refusal = refusal(target, fields, errors, filled);
    let page = page_of(target, &refusal);
    if context.is_without_cookies() {
        let browser = server.accounts.sessions.new_browser();
        return Some((format!("{page}?cookies"), browser_cookie(server, &context, &browser)));
    }
    let kept = server.accounts.saved_forms.save_form(&refusal, &page, &context).await;
    let (id, browser) = kept.inspect_err(|error| tracing::error!(%error, "a form could not be kept")).ok()?;
    Some((format!("{page}?form={id}"), browser_cookie(server, &context, &browser)))
}

/// Whether something else was saved meanwhile: only a page made anew can show both.
pub(super) fn is_stale(errors: &Errors) -> bool {
    errors.iter().any(|(_, wrong)| wrong == FieldError::Stale)
}
