//! The one place that knows about plain forms. It stands before every server function.
//!
//! It refuses what no form of ours sends. A form posted without scripts it hands on as if it came from a script, and turns
//! the answer into what a browser understands: a redirect to the next page, or to the same page with the form kept.

mod in_place;
mod keep;
mod plain;
mod read;
mod run;

pub(crate) use read::{ARRIVES_WITHIN, bytes, value};

use crate::{flood::Flood, guard, pages, state::AppState};
use accounts::{RequestContext, count_refusal};
use app::{Failure, Filled, FormEndpoint, INSTEAD, MADE_FOR, made_for, server::with_query};
use axum::{
    Json,
    extract::{Path, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use in_place::{in_place, number, words};
use keep::{keep, page_of, refusal};
use plain::translate;
use read::read;
use rules::{Errors, Field};
use run::run;
use serde_json::json;
use std::net::IpAddr;

/// Most bytes of a server function's answer: the countries are the longest.
const MOST_ANSWER: usize = 1024 * 1024;
const JSON: &str = "application/json";

/// Calls a server function.
pub(crate) async fn call(
    State(server): State<AppState>,
    Path(mut function): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let plain = is_plain(&parts.headers);
    if let Err(seconds) = not_too_many(&server, &parts.extensions) {
        return too_many(&server, &parts, plain, seconds).await;
    }
    let (bytes, fields) = match read(&parts, body, &function).await {
        Ok(form) => form,
        Err((status, words)) => return pages::trouble(&server, &parts, status, words),
    };
    if let Some(other) = instead(&function, &fields) {
        function = other;
        parts.uri = Uri::try_from(format!("/api/{function}")).unwrap_or(parts.uri);
    }
    let Some(target) = FormEndpoint::of(&function) else {
        return if plain {
            pages::trouble(&server, &parts, StatusCode::NOT_FOUND, |words| words.not_found)
        } else {
            run(&server, parts, bytes).await
        };
    };
    if is_somebody_elses(&server, &parts, &fields).await {
        return somebody_elses(&server, &parts, plain);
    }
    if let Some((name, value)) = chosen_preference(&parts) {
        return with_other_preferences(&server, &parts, target, fields, (name, value)).await;
    }
    if !plain {
        let answer = run(&server, parts.clone(), bytes).await;
        return in_place(&server, &parts, target, fields, answer).await;
    }
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static(JSON));
    let answer = run(&server, parts.clone(), bytes).await;
    translate(&server, &parts, target, fields, answer).await
}

/// The server function that another button of this form names, in a browser that does not know `formaction`.
fn instead(function: &str, fields: &[(String, String)]) -> Option<String> {
    let (_, other) = fields.iter().find(|(name, _)| name == INSTEAD)?;
    FormEndpoint::of(other).filter(|other| other.form() == function).map(|other| other.endpoint.to_owned())
}

/// Put into a request whose post is counted already.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted;

/// Posts of one network address are counted before anything of them is read.
pub(crate) fn not_too_many(server: &AppState, extensions: &Extensions) -> Result<(), u32> {
    if extensions.get::<Counted>().is_some() {
        return Ok(());
    }
    let address = extensions.get::<RequestContext>().and_then(|context| context.network_address);
    counted(server, &server.flood, address)
}

/// Counts something that comes from a network address, if that is limited at all.
pub(crate) fn counted(server: &AppState, flood: &Flood, address: Option<IpAddr>) -> Result<(), u32> {
    let counted = address.filter(|_| server.config.rate_limits).map_or(Ok(()), |address| flood.count(address));
    counted.inspect_err(|seconds| {
        tracing::info!(limit = "posts of a network address", seconds, "limit reached");
        count_refusal("posts of a network address");
    })
}

pub(crate) async fn too_many(server: &AppState, parts: &Parts, plain: bool, seconds: u32) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    if plain {
        return pages::later(server, parts, status, seconds, None);
    }
    let sentence = Failure::TooMany(seconds).sentence(words(parts));
    (
        status,
        [(header::RETRY_AFTER, seconds.to_string())],
        Json(json!({ "failed": sentence, "request": number(parts) })),
    )
        .into_response()
}

/// For whom the form's page was made, where it says so.
fn made_for_whom(fields: &[(String, String)]) -> Option<&str> {
    fields.iter().find(|(name, _)| name == MADE_FOR).map(|(_, user)| user.as_str())
}

/// Whether the form's page was made for somebody else than who is signed in now. Where nobody is, it is kept for whom it
/// was made for.
async fn is_somebody_elses(server: &AppState, parts: &Parts, fields: &[(String, String)]) -> bool {
    let session = parts.extensions.get::<RequestContext>().and_then(|context| context.session.as_ref());
    let (Some(made), Some(session)) = (made_for_whom(fields), session) else { return false };
    let signed_in = server.accounts.sessions.signed_in(Some(session)).await;
    signed_in.is_ok_and(|user: Option<String>| user.is_some_and(|user| made_for(&user) != Some(made)))
}

fn somebody_elses(server: &AppState, parts: &Parts, plain: bool) -> Response {
    let status = StatusCode::CONFLICT;
    if plain {
        return pages::trouble(server, parts, status, |words| words.somebody_else);
    }
    let (title, sentence) = words(parts).trouble.somebody_else;
    (status, Json(json!({ "failed": format!("{title}. {sentence}"), "request": number(parts) }))).into_response()
}

/// The language or look that a form was sent for, with a button of the footer: a name and its value.
fn chosen_preference(parts: &Parts) -> Option<(&str, &str)> {
    let chosen = parts.uri.query()?.split_once('=')?;
    [Field::Language.name(), Field::Theme.name()].contains(&chosen.0).then_some(chosen)
}

/// Keeps what was typed, and shows it again in the language or look that was chosen.
async fn with_other_preferences(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    mut fields: Vec<(String, String)>,
    (name, value): (&str, &str),
) -> Response {
    // Where the form has the same choice, it follows: the next button would take back what this one chose.
    for (_, chosen) in fields.iter_mut().filter(|(field, _)| field == name) {
        value.clone_into(chosen);
    }
    // Whoever wants another language has not read the warning: it comes again, in theirs.
    if name == Field::Language.name() {
        let marks = fields.iter_mut().filter(|(field, _)| field == Field::Confirmed.name());
        marks.for_each(|(_, marks)| *marks = rules::confirmed_before(marks));
    }
    let typed = fields.iter().any(|(name, value)| {
        !value.is_empty() && Field::named(name).is_some_and(|field| !field.is_hidden() && !field.is_secret())
    });
    let kept = if typed { keep(server, parts, target, fields.clone(), Errors::default()).await } else { None };
    let (next, mut cookies) = kept.unwrap_or_else(|| (page_with_link(target, fields), HeaderMap::new()));
    let chosen = app::render::preferences(parts.clone(), server.context(), name, value).await;
    guard::append(&mut cookies, &chosen);
    see_other(&next, &cookies)
}

/// The page that shows this form, opened by the same link of a letter.
fn page_with_link(target: &FormEndpoint, fields: Vec<(String, String)>) -> String {
    let refusal = refusal(target, fields, Errors::default(), Filled::default());
    let page = page_of(target, &refusal);
    let link = refusal.values.iter().find(|(field, link)| *field == Field::Link && !link.is_empty());
    link.map_or(page.clone(), |(_, link)| with_query(&page, &[("link", link)]))
}

/// To the next page, with the cookies and orders that were given on the way.
fn see_other(path: &str, headers: &HeaderMap) -> Response {
    let Ok(location) = HeaderValue::from_str(path) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    for name in [header::SET_COOKIE, header::HeaderName::from_static("clear-site-data")] {
        for value in headers.get_all(&name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

/// Whether the answer is for a browser: all get HTML and redirects but who names JSON.
pub(crate) fn is_plain(headers: &HeaderMap) -> bool {
    let mut accepts = headers.get_all(header::ACCEPT).iter();
    !accepts
        .any(|accept| accept.as_bytes().windows(JSON.len()).any(|bytes| bytes.eq_ignore_ascii_case(JSON.as_bytes())))
}
