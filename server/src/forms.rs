//! The one place that knows about plain forms. It stands before every server function.
//!
//! It refuses what no form of ours sends. A form posted without scripts it hands on as if it came from a script, and turns
//! the answer into what a browser understands: a redirect to the next page, or to the same page with the form kept.

use crate::{flood::Flood, front::Number, guard, pages, state::AppState};
use accounts::{Refusal, RequestContext, Token, count_refusal};
use app::{
    Answer, CSRF_TOKEN, Failure, Filled, FormEndpoint, INSTEAD, PageContext, READS,
    server::{with_next, with_query},
};
use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use rules::{Errors, Field, FieldError, own_path};
use serde_json::json;
use std::{net::IpAddr, time::Duration};
use tokio::time::{sleep, timeout};
use words::pages::{Pages, Trouble};

/// Most bytes of a form.
const MOST_BYTES: usize = 64 * 1024;
/// Most bytes of a server function's answer: the countries are the longest.
const MOST_ANSWER: usize = 1024 * 1024;
const JSON: &str = "application/json";
/// How long a form may take to arrive.
pub(crate) const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

/// How long it may take to keep what was typed, once the database had no time for the act itself.
const KEPT_WITHIN: Duration = Duration::from_secs(1);
/// How often an act is tried again that met another, and how much later each time.
const TRIES_AGAIN: u32 = 3;
const MEETS_AGAIN: Duration = Duration::from_millis(30);

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
    if let Some((name, value)) = chosen_preference(&parts) {
        return in_other_taste(&server, &parts, target, fields, (name, value)).await;
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

/// The language or look that a form was sent for, with a button of the footer: a name and its value.
fn chosen_preference(parts: &Parts) -> Option<(&str, &str)> {
    let chosen = parts.uri.query()?.split_once('=')?;
    [Field::Language.name(), Field::Theme.name()].contains(&chosen.0).then_some(chosen)
}

/// Keeps what was typed, and shows it again in the language or look that was chosen.
async fn in_other_taste(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    (name, value): (&str, &str),
) -> Response {
    let typed = fields.iter().any(|(name, value)| {
        !value.is_empty() && Field::named(name).is_some_and(|field| !field.is_hidden() && !field.is_secret())
    });
    let kept = if typed { keep(server, parts, target, fields.clone(), Errors::default()).await } else { None };
    let (next, mut cookies) = kept.unwrap_or_else(|| (page_with_link(target, fields), HeaderMap::new()));
    let chosen = app::server::taste(parts.clone(), server.context(), name, value).await;
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

pub(crate) type Refused = (StatusCode, fn(&Trouble) -> (&'static str, &'static str));

/// The form's bytes, and its fields; or why they are refused.
async fn read(parts: &Parts, body: Body, function: &str) -> Result<(Bytes, Vec<(String, String)>), Refused> {
    let path = parts.uri.path();
    if !leptos::server_fn::axum::server_fn_paths().any(|(known, _)| known == path) {
        return Err((StatusCode::NOT_FOUND, |words| words.not_found));
    }
    if !is_urlencoded(&parts.headers) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, |words| words.bad_request));
    }
    let bytes = bytes(body).await?;
    let unreadable: Refused = (StatusCode::BAD_REQUEST, |words| words.bad_request);
    let fields = decode(&bytes).filter(|fields| are_expected(fields, function)).ok_or(unreadable)?;
    Ok((bytes, fields))
}

/// What a form is made of; not more and not longer than a form may be.
pub(crate) async fn bytes(body: Body) -> Result<Bytes, Refused> {
    let too_large: Refused = (StatusCode::PAYLOAD_TOO_LARGE, |words| words.too_large);
    let too_slow: Refused = (StatusCode::REQUEST_TIMEOUT, |words| words.too_slow);
    let bytes = timeout(ARRIVES_WITHIN, to_bytes(body, MOST_BYTES)).await.map_err(|_| too_slow)?;
    bytes.map_err(|_| too_large)
}

/// What a form says under this name.
pub(crate) fn value(bytes: &[u8], name: &str) -> Option<String> {
    decode(bytes)?.into_iter().find(|(at, _)| at == name).map(|(_, value)| value)
}

fn is_urlencoded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Names and values; none where a byte is not UTF-8 or is NUL, which no text has.
fn decode(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let decode = |raw: &str| {
        let text = percent_decode_str(&raw.replace('+', " ")).decode_utf8().ok()?.into_owned();
        (!text.contains('\0')).then_some(text)
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| Some((decode(name)?, decode(value)?))).collect()
}

/// Every field is one that the function takes, and comes once.
fn are_expected(fields: &[(String, String)], function: &str) -> bool {
    let takes = |name: &str| match FormEndpoint::of(function) {
        Some(target) => {
            [CSRF_TOKEN, INSTEAD].contains(&name)
                || Field::named(name).is_some_and(|field| target.fields.contains(&field))
        }
        None => READS.iter().any(|(read, takes)| *read == function && takes.contains(&name)),
    };
    fields
        .iter()
        .enumerate()
        .all(|(at, (name, _))| takes(name) && !fields[..at].iter().any(|(before, _)| before == name))
}

/// The server function's answer. An act that met another is tried again, unseen.
async fn run(server: &AppState, parts: Parts, bytes: Bytes) -> Response {
    let in_time = timeout(guard::ANSWERS_WITHIN, async {
        for again in 1..=TRIES_AGAIN {
            let answer = run_once(server, parts.clone(), bytes.clone()).await;
            if !has_met_another(&answer) {
                return answer;
            }
            sleep(MEETS_AGAIN * again).await;
        }
        run_once(server, parts, bytes).await
    });
    match in_time.await {
        Ok(answer) if !has_met_another(&answer) => answer,
        _ => busy(),
    }
}

async fn run_once(server: &AppState, parts: Parts, bytes: Bytes) -> Response {
    let request = Request::from_parts(parts, Body::from(bytes));
    leptos_axum::handle_server_fns_with_context(server.context(), request).await.into_response()
}

/// Whether the act can be tried again at once: see [`accounts::Error::Busy`].
fn has_met_another(answer: &Response) -> bool {
    answer.status() == StatusCode::SERVICE_UNAVAILABLE
        && answer.headers().get(header::RETRY_AFTER).is_some_and(|after| after == "0")
}

/// What a server function answers that cannot do it now.
fn busy() -> Response {
    let after = [(header::RETRY_AFTER, pages::BUSY)];
    (StatusCode::SERVICE_UNAVAILABLE, after, Json(Failure::Busy(pages::BUSY))).into_response()
}

/// A server function's answer as one that a browser without scripts understands.
async fn translate(
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
        Ok(Answer::Filled(filled)) if answered.status.is_success() => {
            let kept = keep_filled(server, parts, target, fields, Errors::default(), filled).await;
            let kept = kept.map(|(page, headers)| (format!("{page}#found"), headers));
            redirect_to_form(server, parts, kept).await
        }
        Ok(bar @ (Answer::SignIn | Answer::ReauthRequired)) => {
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

/// An answer for the awake app: where to go on, or what is wrong in words. Where something comes first, such as signing in,
/// the way there with the form kept.
async fn in_place(
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
        Ok(bar @ (Answer::SignIn | Answer::ReauthRequired)) => first(server, parts, target, fields, &bar).await,
        Ok(Answer::Refused(errors)) if is_stale(&errors) => keep(server, parts, target, fields, errors).await,
        Ok(Answer::Refused(errors)) => {
            let sentence = |(field, wrong): (Field, FieldError)| (field.name(), words(parts).wrong(field, wrong));
            let refused = errors.iter().map(sentence).collect::<Vec<_>>();
            return told(answered, json!({ "refused": refused, "confirmed": confirmed(&fields, &errors) }));
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
fn number(parts: &Parts) -> Option<&str> {
    parts.extensions.get::<Number>().map(|Number(number)| number.as_str())
}

/// These words with the status, the cookies and orders of what answered.
fn told(mut answered: axum::http::response::Parts, words: serde_json::Value) -> Response {
    let body = words.to_string();
    answered.headers.insert(header::CONTENT_LENGTH, body.len().into());
    Response::from_parts(answered, Body::from(body))
}

fn words(parts: &Parts) -> &'static Pages {
    words::pages(parts.extensions.get::<PageContext>().map(|visit| visit.language).unwrap_or_default())
}

/// What has to come first, and the way back to the form as it was filled, to be sent once more.
async fn first(
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
    let page = if *bar == Answer::SignIn { "/sign-in" } else { "/confirm-identity" };
    Some((with_next(page, &back), headers))
}

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
    let kept = timeout(KEPT_WITHIN, server.accounts.saved_forms.keep_form(&refusal, &page, context)).await;
    let (id, _) = kept.ok()?.ok()?;
    Some(format!("{page}?form={id}"))
}

fn refusal(target: &FormEndpoint, fields: Vec<(String, String)>, errors: Errors, filled: Filled) -> Refusal {
    let marks = (Field::Confirmed, confirmed(&fields, &errors));
    let named = fields.into_iter().filter_map(|(name, value)| Some((Field::named(&name)?, value)));
    let instead = |field: &Field| *field == Field::Confirmed || filled.values.iter().any(|(filled, _)| filled == field);
    let typed = named.filter(|(field, _)| !instead(field));
    let marks = target.fields.contains(&Field::Confirmed).then_some(marks);
    let values = typed.chain(filled.values.iter().cloned()).chain(marks);
    let values = values.filter_map(|(field, value)| Some((field, within(field, value)?))).collect();
    Refusal { endpoint: target.form().to_owned(), values, errors, said: filled.said }
}

/// The marks of all doubtful texts that the person is told of with these errors, or was before.
fn confirmed(fields: &[(String, String)], errors: &Errors) -> String {
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
fn page_of(target: &FormEndpoint, refusal: &Refusal) -> String {
    let value = |field| refusal.values.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
    target.page_of(|field| value(field).unwrap_or_default())
}

/// Keeps what was typed and what is wrong with it: the address that shows it, and the cookie it is bound to. A browser
/// that brings no cookie could not show it: it is led to the page that says so, and nothing is kept.
async fn keep(
    server: &AppState,
    parts: &Parts,
    target: &FormEndpoint,
    fields: Vec<(String, String)>,
    errors: Errors,
) -> Option<(String, HeaderMap)> {
    keep_filled(server, parts, target, fields, errors, Filled::default()).await
}

/// The same, with what was found for it.
async fn keep_filled(
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
    let kept = server.accounts.saved_forms.keep_form(&refusal, &page, &context).await;
    let (id, browser) = kept.inspect_err(|error| tracing::error!(%error, "a form could not be kept")).ok()?;
    Some((format!("{page}?form={id}"), browser_cookie(server, &context, &browser)))
}

/// Whether something else was saved meanwhile: only a page made anew can show both.
fn is_stale(errors: &Errors) -> bool {
    errors.iter().any(|(_, wrong)| wrong == FieldError::Stale)
}

/// The cookie that a browser's forms are bound to, where it has none yet.
pub(crate) fn browser_cookie(server: &AppState, context: &RequestContext, browser: &Token) -> HeaderMap {
    let line = server.cookies.browser_cookie(browser, server.accounts.settings().browser_lifetime());
    let new = context.browser.is_none().then(|| HeaderValue::from_str(&line).ok()).flatten();
    new.map(|line| (header::SET_COOKIE, line)).into_iter().collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_the_browser_wrote_it() {
        let fields = decode("name=%D0%9E%D0%BB%D1%8F+K&surname=a%26b%3D&email".as_bytes());
        let expected =
            [("name", "Оля K"), ("surname", "a&b="), ("email", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(fields.as_deref(), Some(&expected[..]));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        for bytes in [&b"name=%ff"[..], b"name=\xff", b"name=%00", b"na%00me=x", b"name=%c0%80", b"name=%ed%a0%80"] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn only_the_forms_own_fields_pass_and_each_once() {
        let fields = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), String::new())).collect::<Vec<_>>();
        assert!(are_expected(&fields(&["email", "password", "next"]), "sign_in"));
        assert!(!are_expected(&fields(&["email", "email"]), "sign_in"));
        assert!(!are_expected(&fields(&["email", "role"]), "sign_in"));
        assert!(!are_expected(&fields(&["name"]), "sign_in"));
        assert!(!are_expected(&fields(&["form"]), "page"));
        assert!(are_expected(&fields(&["email", "password"]), "strength"));
    }
}
