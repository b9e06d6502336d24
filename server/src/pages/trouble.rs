//! Pages that say what did not work and what to do.

use super::{BUSY, language, visit};
use crate::state::AppState;
use accounts::Error;
use app::{Leads, PageContext, PlainBody};
use axum::{
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use words::pages::Trouble;

/// A page that says what did not work and what to do.
pub(crate) fn trouble(
    server: &AppState,
    parts: &Parts,
    status: StatusCode,
    which: fn(&Trouble) -> (&'static str, &'static str),
) -> Response {
    let (heading, advice) = which(&words::pages(language(parts)).trouble);
    plain_page(server, parts, status, heading, PlainBody::advice(advice))
}

/// A page that says why a file cannot be given.
pub(crate) fn failed(server: &AppState, parts: &Parts, error: &Error) -> Response {
    if let Error::Busy(seconds) = error {
        return later(server, parts, StatusCode::SERVICE_UNAVAILABLE, *seconds, None);
    }
    tracing::error!(%error, "a file could not be made");
    trouble(server, parts, StatusCode::INTERNAL_SERVER_ERROR, |words| words.broken)
}

/// A page that says when to try again, and leads back to what was typed where that was kept.
pub(crate) fn later(
    server: &AppState,
    parts: &Parts,
    status: StatusCode,
    seconds: u32,
    back: Option<String>,
) -> Response {
    locked(server, parts, status, seconds, back, None)
}

/// The same, with the button for a letter to this address where that helps.
pub(crate) fn locked(
    server: &AppState,
    parts: &Parts,
    status: StatusCode,
    seconds: u32,
    back: Option<String>,
    letter: Option<String>,
) -> Response {
    let words = &words::pages(language(parts)).trouble;
    let (heading, advice) = if status == StatusCode::TOO_MANY_REQUESTS { words.too_many } else { words.busy };
    let leads = match back {
        Some(form) => Leads::ToForm(form),
        None if parts.method == Method::GET => Leads::Again,
        None => Leads::ToStart,
    };
    let body = PlainBody::Advice { advice: advice(seconds), leads, letter };
    let mut response = plain_page(server, parts, status, heading, body);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn plain_page(server: &AppState, parts: &Parts, status: StatusCode, heading: &str, body: PlainBody) -> Response {
    let mut visit = visit(parts);
    // What is not there is no trouble to write about.
    visit.request = visit.request.filter(|_| status != StatusCode::NOT_FOUND);
    let page = app::render::text(visit, &parts.uri, server.site, heading.to_owned(), body);
    (status, Html(page)).into_response()
}

/// The page that says that the database is away.
pub(crate) fn away(server: &AppState, visit: PageContext, uri: &Uri) -> Response {
    let (heading, advice) = words::pages(visit.language).trouble.busy;
    let body = PlainBody::Advice { advice: advice(BUSY), leads: Leads::Again, letter: None };
    let page = app::render::text(visit, uri, server.site, heading.to_owned(), body);
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, BUSY)], Html(page)).into_response()
}

/// The page that says that something broke.
pub(crate) fn broken(server: &AppState, visit: PageContext, uri: &Uri) -> Response {
    let (heading, advice) = words::pages(visit.language).trouble.broken;
    let page = app::render::text(visit, uri, server.site, heading.to_owned(), PlainBody::advice(advice));
    (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
}
