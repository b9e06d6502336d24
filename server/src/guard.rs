//! What every request passes: who is asking, and the headers of the answer.

mod client_address;

use crate::{
    assets, browser_cookie::browser_cookie, openid_addresses, pages, policy, request_id::Number, state::AppState,
};
use accounts::{Account, Registration, RequestContext};
use app::{PageContext, SignedIn, server::Cookies};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use client_address::client;
use futures_util::FutureExt;
use std::{net::SocketAddr, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long an answer may take, once all of the request is here.
pub(crate) const ANSWERS_WITHIN: Duration = Duration::from_secs(8);
/// So many accounts stand in the menu at most.
const SWITCHED: usize = 10;

/// Works out who is asking and what every page shows.
pub(crate) async fn visit(State(server): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut visit = stranger(&server, &parts);
    let headers = &parts.headers;
    let mut context = server.cookies.request_context(headers);
    if let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        context.network_address = Some(client(headers, peer.ip(), server.config.trusted_proxies));
    }
    // Only a page shows who is signed in; files, server functions and what applications ask need not.
    let path = parts.uri.path();
    let is_page = !path.starts_with("/api/") && !assets::is_asset(path) && !openid_addresses::is_for_applications(path);
    let browser = if is_page { csrf(&server, &parts.headers, &mut context, &mut visit) } else { HeaderMap::new() };
    let session = context.session.as_ref().filter(|_| is_page);
    let me = server.accounts.sessions.current_user(session).await;
    let mut in_step = Vec::new();
    if let Err(error) = &me {
        tracing::warn!(%error, "nobody can say who is signed in");
        visit.is_unknown = true;
    }
    if let Ok(Some(me)) = me {
        (visit.language, visit.theme) = (me.user.language, me.user.theme);
        in_step = server.cookies.in_step(headers, visit.language, visit.theme);
        visit.user = Some(SignedIn {
            accounts: switches(&me.accounts),
            id: me.user.id.clone(),
            email: me.user.email.clone(),
            leaving: me.user.delete_at.map(app::server::moment),
        });
        parts.extensions.insert(Arc::new(me));
    }
    context.language = visit.language;
    let prefetches = headers.contains_key(pages::PREFETCH);
    let (uri, known) = (parts.uri.clone(), visit.clone());
    parts.extensions.insert(context);
    parts.extensions.insert(visit);
    let request = Request::from_parts(parts, body);
    let answer = async {
        if known.is_unknown && !pages::needs_no_database(&uri) {
            return pages::away(&server, known.clone(), &uri);
        }
        in_time(&server, request, next, &known, &uri).await
    };
    let mut response = caught(answer, || pages::broken(&server, known.clone(), &uri)).await;
    keep_in_step(response.headers_mut(), &in_step);
    if is_html(response.headers()) {
        append(response.headers_mut(), &browser);
    }
    if prefetches && (response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE)) {
        response = StatusCode::NO_CONTENT.into_response();
    }
    response
}

/// The answer to a request, or that it took too long. A form has its own limit, since it may take long to come.
async fn in_time(server: &AppState, request: Request, next: Next, visit: &PageContext, uri: &Uri) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let answer = timeout(ANSWERS_WITHIN, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        tracing::warn!(path = uri.path(), "an answer took too long");
        pages::away(server, visit.clone(), uri)
    })
}

/// Gives the forms of a browser without Fetch Metadata their token, and the browser the cookie it is bound to: the header
/// for that.
fn csrf(server: &AppState, headers: &HeaderMap, context: &mut RequestContext, visit: &mut PageContext) -> HeaderMap {
    if headers.contains_key("sec-fetch-site") {
        return HeaderMap::new();
    }
    let browser = context.browser.clone().unwrap_or_else(|| server.accounts.sessions.new_browser());
    let cookie = browser_cookie(server, context, &browser);
    context.browser = Some(browser);
    visit.csrf_token = server.accounts.sessions.csrf_token(context);
    cookie
}

/// Adds headers to others. `extend` would put them in the place of those with the same name, such as other cookies.
pub(crate) fn append(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        headers.append(name, value.clone());
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What a page shows to somebody of whom nothing is known but this request.
pub(crate) fn stranger(server: &AppState, parts: &Parts) -> PageContext {
    let number = parts.extensions.get::<Number>();
    PageContext {
        language: Cookies::language(&parts.headers),
        theme: Cookies::theme(&parts.headers),
        brand: server.config.brand.clone(),
        support_email: server.config.support_email.clone(),
        registration_open: server.config.registration == Registration::Open,
        user: None,
        is_unknown: false,
        csrf_token: None,
        request: number.map(|Number(number)| number.clone()),
    }
}

/// An answer, even where a handler panics; the others go on as if nothing had happened (ASVS 5.0 16.5.4).
async fn caught<T>(answer: impl Future<Output = T>, broken: impl FnOnce() -> T) -> T {
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_panic| broken())
}

/// The cookies of language and theme follow the user's choice, wherever it was made.
fn keep_in_step(headers: &mut HeaderMap, lines: &[String]) {
    for line in lines {
        if let Ok(line) = HeaderValue::from_str(line) {
            headers.append(header::SET_COOKIE, line);
        }
    }
}

/// The accounts that the menu leads to, number and name; nothing where there is no choice.
fn switches(accounts: &[Account]) -> Vec<(String, String)> {
    let shown = |account: &Account| (account.number.to_string(), account.name_shown.clone());
    if accounts.len() > 1 { accounts.iter().take(SWITCHED).map(shown).collect() } else { Vec::new() }
}

/// The headers of every answer (ASVS 5.0 3.4). What a handler set itself stays.
pub(crate) fn put_headers(headers: &mut HeaderMap, server: &AppState) {
    let always = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()",
        ),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("reporting-endpoints", policy::REPORT_ENDPOINTS),
    ];
    for (name, value) in always {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| server.policy.clone());
    if server.secure {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_one_request_and_has_an_answer() {
        assert_eq!(caught(async { 200 }, || 500).await, 200);
        assert_eq!(caught(async { panic!("in a handler") }, || 500).await, 500);
    }
}
