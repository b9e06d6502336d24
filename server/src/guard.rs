//! What every request passes: who is asking, whether a change comes from our own pages, and the headers of the answer.

use crate::{assets, pages, router::Server};
use accounts::{Random, Visitor};
use app::{
    Visit,
    server::{Cookies, PageNonce},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use std::{fmt::Write, net::SocketAddr};

/// Works out who is asking and what every page shows, and puts the headers on the answer.
pub(crate) async fn visit(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let language = Cookies::language(headers);
    let mut visitor = server.cookies.visitor(headers);
    visitor.language = language;
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        visitor.network_address = address.ip().to_canonical().to_string();
    }
    // Only a page shows who is signed in; files and server functions need not ask.
    let path = request.uri().path();
    let is_page = !path.starts_with("/api/") && !assets::is_asset(path);
    let user_email = if is_page { user_email(&server, &visitor).await } else { None };
    let visit = Visit {
        language,
        brand: server.config.brand.clone(),
        support_email: server.config.support_email.clone(),
        user_email,
    };
    let nonce = nonce();
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(visit);
    request.extensions_mut().insert(PageNonce(nonce.as_str().into()));
    let mut response = next.run(request).await;
    put_headers(response.headers_mut(), &nonce, server.config.base_url().starts_with("https://"));
    response
}

async fn user_email(server: &Server, visitor: &Visitor) -> Option<String> {
    match server.accounts.who(visitor.session.as_ref()).await {
        Ok(who) => who.map(|who| who.user.email),
        Err(error) => {
            tracing::error!(%error, "the session could not be read");
            None
        }
    }
}

/// Refuses every change that does not come from a page of ours (Fetch Metadata, or else Origin; ASVS 5.0 3.5.1). A request
/// with neither header comes from no browser of today and is refused too.
pub(crate) async fn same_origin(State(server): State<Server>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_same_origin(request.headers(), &server.config.base_url()) {
        return pages::trouble(&server, &request.into_parts().0, StatusCode::FORBIDDEN, |words| words.foreign).await;
    }
    next.run(request).await
}

fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    match (sites.next(), sites.next()) {
        (Some(site), None) => site == "same-origin" || site == "none",
        (Some(_), Some(_)) => false,
        (None, _) => headers.get_all(header::ORIGIN).iter().eq([base_url]),
    }
}

/// 128 random bits in hexadecimal.
fn nonce() -> String {
    Random::SYSTEM.bytes::<16>().iter().fold(String::new(), |mut text, byte| {
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// The headers of every answer (ASVS 5.0 3.4). What a handler set itself stays.
fn put_headers(headers: &mut HeaderMap, nonce: &str, https: bool) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    let always = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("content-security-policy", &policy),
    ];
    for (name, value) in always {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(HeaderName::from_static(name)).or_insert(value);
        }
    }
    if https {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_origin(headers: &[(&'static str, &'static str)]) -> bool {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        is_same_origin(&map, "https://panel.example")
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        assert!(same_origin(&[("sec-fetch-site", "same-origin")]));
        assert!(same_origin(&[("origin", "https://panel.example")]));
        for foreign in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://panel.example")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            &[("origin", "null")],
            &[("origin", "https://panel.example.evil")],
            &[("origin", "http://panel.example")],
            &[("origin", "https://panel.example"), ("origin", "https://evil.example")],
            &[("referer", "https://panel.example/register")],
        ] {
            assert!(!same_origin(foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_nonce_never_comes_twice() {
        let nonces: std::collections::HashSet<String> = (0..1_000).map(|_| nonce()).collect();
        assert!(nonces.len() == 1_000 && nonces.iter().all(|nonce| nonce.len() == 32));
    }
}
