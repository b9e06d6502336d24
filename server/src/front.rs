//! What every request meets first: it gets its number, and it has to ask for an address of ours.

use crate::{
    guard,
    metrics::{method, route},
    pages,
    request_id::Number,
    state::AppState,
};
use accounts::Random;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use std::time::{Duration, Instant};
use tracing::Instrument;
use words::pages::Trouble;

/// Where a balancer asks whether the program is well.
const HEALTH_CHECKS: [&str; 2] = ["/healthz", "/readyz"];
/// Where the answer says the request's number.
const NUMBER: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request, refuses it where it asks for nothing of ours, and puts on the answer what all answers have.
pub(crate) async fn receive(State(server): State<AppState>, mut request: Request, next: Next) -> Response {
    let number = format!("{:016x}", u64::from_ne_bytes(Random::SYSTEM.bytes()));
    request.extensions_mut().insert(Number(number.clone()));
    // Of the highest level, so that no filter takes the number from a line.
    let span = tracing::error_span!("request", id = number);
    let (began, method, route) = (Instant::now(), method(request.method()), route(request.uri().path()));
    let mut response = passed(&server, request, next).instrument(span.clone()).await;
    span.in_scope(|| write_down(method, &route, response.status(), began.elapsed()));
    if let Ok(number) = HeaderValue::try_from(number) {
        response.headers_mut().insert(NUMBER, number);
    }
    guard::put_headers(response.headers_mut(), &server);
    response
}

/// A line for each request, with the address's pattern and not the address: links hold secrets, searches names. Files, and
/// whoever asks all the time whether the program is well, are of a level of their own.
fn write_down(method: &str, route: &str, status: StatusCode, took: Duration) {
    let (status, ms) = (status.as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    if route == "/{file}" || HEALTH_CHECKS.contains(&route) {
        tracing::debug!(method, route, status, ms, "answered");
    } else {
        tracing::info!(method, route, status, ms, "answered");
    }
}

async fn passed(server: &AppState, mut request: Request, next: Next) -> Response {
    if !is_for_us(request.method(), request.uri(), request.headers(), &server.origins) {
        tracing::info!(what = "a target or a host that is none", "refused request");
        return refused(server, request, StatusCode::BAD_REQUEST, |words| words.bad_request);
    }
    if request.uri().authority().is_some() {
        *request.uri_mut() = origin_form(request.uri());
    }
    if let Some(address) = by_name(server, &request) {
        return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response();
    }
    match way(request.uri(), matches!(*request.method(), Method::GET | Method::HEAD)) {
        Way::Here => next.run(request).await,
        Way::Nowhere => refused(server, request, StatusCode::NOT_FOUND, |words| words.not_found),
        Way::To(address) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, address)]).into_response(),
    }
}

/// The page that says it, made of nothing that the target says.
fn refused(
    server: &AppState,
    request: Request,
    status: StatusCode,
    which: fn(&Trouble) -> (&'static str, &'static str),
) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.uri = Uri::from_static("/");
    let visit = guard::stranger(server, &parts);
    parts.extensions.insert(visit);
    pages::trouble(server, &parts, status, which)
}

/// Whether a request asks for a path, of this very site where it names one, and says once to whom it speaks (RFC 9112,
/// 3.2; ASVS 5.0 4.2.1).
fn is_for_us(method: &Method, target: &Uri, headers: &HeaderMap, origins: &[String]) -> bool {
    let is_ours = |host: &Authority| origins.iter().any(|origin| names(origin, host));
    target.authority().is_none_or(is_ours)
        && *method != Method::CONNECT
        && target.path().starts_with('/')
        && (host(headers).is_some() || is_health_check(target, headers))
}

/// Whether the host is that of the origin.
fn names(origin: &str, host: &Authority) -> bool {
    origin.split_once("://").is_some_and(|(_, ours)| host.as_str().eq_ignore_ascii_case(ours))
}

/// Where a browser goes on that opens a page of this machine's by number: to the name, where passkeys are possible and its
/// cookies are. What is no browser stays where it has asked.
fn by_name(server: &AppState, request: &Request) -> Option<HeaderValue> {
    let [name, numbers @ ..] = &*server.origins else { return None };
    let opens = request.method() == Method::GET
        && request.headers().get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    let host = host(request.headers()).filter(|_| opens)?;
    let by_number = numbers.iter().any(|origin| names(origin, &host));
    by_number.then(|| HeaderValue::try_from(format!("{name}{}", origin_form(request.uri()))).ok()).flatten()
}

/// Balancers ask whether the program is well in HTTP/1.0, without any host: HAProxy's `option httpchk` does.
fn is_health_check(target: &Uri, headers: &HeaderMap) -> bool {
    HEALTH_CHECKS.contains(&target.path()) && !headers.contains_key(header::HOST)
}

/// The host that a request names, if it names one.
pub(crate) fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none())?.to_str().ok()?;
    host.parse::<Authority>().ok().filter(|_| !host.contains('@'))
}

/// Path and query alone.
fn origin_form(target: &Uri) -> Uri {
    target.path_and_query().cloned().map_or_else(|| Uri::from_static("/"), Uri::from)
}

/// Where an address leads.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// To what stands there.
    Here,
    /// To the same without a slash or a question mark at its end.
    To(HeaderValue),
    /// To nothing: nobody writes it like this who means one of ours.
    Nowhere,
}

/// Each page has one address. Only what begins with a single slash is ever led to, so no browser reads another host in it.
fn way(target: &Uri, reads: bool) -> Way {
    let path = target.path();
    if is_twisted(path) {
        return Way::Nowhere;
    }
    let straight = path.strip_suffix('/').filter(|path| !path.is_empty());
    // A form without fields that asks for a page leaves a question mark that asks for nothing.
    let dangling = reads && target.query() == Some("");
    if straight.is_none() && !dangling {
        return Way::Here;
    }
    let straight = straight.unwrap_or(path);
    let query = target.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    match HeaderValue::try_from(format!("{straight}{query}")) {
        Ok(address) if reads => Way::To(address),
        _ => Way::Nowhere,
    }
}

/// Whether two programs could read a path differently: as another path, or as another host; or not at all.
fn is_twisted(path: &str) -> bool {
    path.contains("//")
        || path.contains('\\')
        || path.split('/').any(|part| part == "." || part == "..")
        || (path.contains('%') && hides(path))
}

/// Whether what is encoded in a path would mean something there, or is no text.
fn hides(path: &str) -> bool {
    let encoded = |code: &str| path.as_bytes().windows(3).any(|bytes| bytes.eq_ignore_ascii_case(code.as_bytes()));
    let decoded = percent_decode_str(path).decode_utf8();
    ["%2e", "%2f", "%5c"].into_iter().any(encoded)
        || decoded.is_err()
        || decoded.is_ok_and(|path| path.contains(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(method: Method, target: &'static str, hosts: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_static(host));
        }
        is_for_us(&method, &Uri::from_static(target), &headers, &["https://panel.example:8443".to_owned()])
    }

    #[test]
    fn only_a_path_of_ours_asked_of_one_host_is_taken() {
        let (host, ours) = (&["anything.example"][..], "https://panel.example:8443/register?x=1");
        for (method, target, hosts) in [
            (Method::GET, "/", host),
            (Method::POST, "/api/register", &["[::1]:3000"]),
            (Method::GET, ours, host),
            (Method::OPTIONS, "/register", host),
            (Method::GET, "/readyz", &[]),
            (Method::OPTIONS, "/healthz", &[]),
        ] {
            assert!(is_taken(method, target, hosts), "{target} {hosts:?}");
        }
        for (method, target, hosts) in [
            (Method::GET, "/", &[][..]),
            (Method::GET, "/", &[""]),
            (Method::GET, "/readyz", &["panel.example", "evil.example"]),
            (Method::GET, "/", &["panel.example", "panel.example"]),
            (Method::GET, "/", &["panel.example", "evil.example"]),
            (Method::GET, "/", &["panel.example evil.example"]),
            (Method::GET, "/", &["name@panel.example"]),
            (Method::GET, "https://evil.example/register", host),
            (Method::GET, "https://panel.example:8443.evil.example/", host),
            (Method::GET, "panel.example:8443", host),
            (Method::OPTIONS, "*", host),
            (Method::CONNECT, "panel.example:8443", host),
            (Method::CONNECT, "/register", host),
        ] {
            assert!(!is_taken(method, target, hosts), "{target} {hosts:?}");
        }
        assert_eq!(origin_form(&Uri::from_static(ours)), Uri::from_static("/register?x=1"));
    }

    #[test]
    fn each_page_has_one_address() {
        let to = |address: &'static str| Way::To(HeaderValue::from_static(address));
        for (target, leads) in [
            ("/", Way::Here),
            ("/?x=//y/", Way::Here),
            ("/register", Way::Here),
            ("/pkg/ocpanel-0123.js", Way::Here),
            ("/register/", to("/register")),
            ("/register/?x=1&y=/", to("/register?x=1&y=/")),
            ("/reset-password/TOKEN/", to("/reset-password/TOKEN")),
            ("/panel?", to("/panel")),
            ("/?", to("/")),
            ("/register/?", to("/register")),
            ("//?", Way::Nowhere),
            ("//", Way::Nowhere),
            ("//evil.example/", Way::Nowhere),
            ("/\\evil.example/", Way::Nowhere),
            ("/register//", Way::Nowhere),
            ("/register\\", Way::Nowhere),
            ("/%2e%2e/register", Way::Nowhere),
            ("/%2F/evil.example/", Way::Nowhere),
            ("/%5Cevil.example/", Way::Nowhere),
            ("/settings/../register", Way::Nowhere),
            ("/./register", Way::Nowhere),
            ("/reset-password/%ff", Way::Nowhere),
            ("/reset-password/%00", Way::Nowhere),
            ("/register%0d%0aX-Y:z/", Way::Nowhere),
            ("/%D0%BD%D1%96%D0%B4%D0%B5", Way::Here),
        ] {
            assert_eq!(way(&Uri::from_static(target), true), leads, "{target}");
        }
        assert_eq!(
            way(&Uri::from_static("/api/register/"), false),
            Way::Nowhere,
            "what changes something is led nowhere"
        );
    }
}
