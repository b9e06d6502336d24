//! Addresses of development, under `/dev/`: for somebody at the machine itself alone. The mailbox asks for a key besides,
//! which stands in the address that the program prints when it starts, as notebooks do.

use crate::{front, loopback::is_loopback, pages, state::AppState};
use accounts::Token;
use app::{PlainBody, server::cookie};
use axum::{
    extract::{ConnectInfo, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::net::SocketAddr;

/// What a proxy adds. Whoever comes through one is not at the machine.
const FORWARDED: [&str; 6] =
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
/// The cookie of a browser that has come with the key.
const COOKIE: &str = "ocpanel-mailbox";

/// Lets only somebody through who sits at the machine itself, and speaks to it by a name that no other site can have: a
/// foreign name may lead here too (DNS rebinding).
pub(crate) async fn at_the_machine(State(server): State<AppState>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let here = peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback());
    let named = front::host(request.headers()).is_some_and(|host| is_loopback(host.host()));
    if here && named && !is_forwarded(request.headers()) {
        return next.run(request).await;
    }
    pages::trouble(&server, &request.into_parts().0, StatusCode::NOT_FOUND, |words| words.not_found)
}

/// Opens the mailbox to the key: it comes with the address once, then with a cookie, and stands in no address any more.
pub(crate) async fn with_key(State(server): State<AppState>, request: Request, next: Next) -> Response {
    let opens = |key: &str| server.mailbox.as_ref().is_some_and(|own| is_same(own, key));
    let asked = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|Query(pairs)| pairs);
    let asked = asked.unwrap_or_default().into_iter().find(|(name, _)| name == "key").map(|(_, key)| key);
    match asked {
        Some(key) if opens(&key) => {
            let line = format!("{COOKIE}={key}; Path=/dev/mailbox; HttpOnly; SameSite=Strict");
            ([(header::SET_COOKIE, line)], Redirect::to(request.uri().path())).into_response()
        }
        _ if cookie(request.headers(), COOKIE).is_some_and(opens) => next.run(request).await,
        _ => closed(&server, request),
    }
}

/// Keys are compared by their hashes, so that the time it takes says nothing.
fn is_same(own: &Token, key: &str) -> bool {
    Token::parse(key).is_some_and(|key| key.hash() == own.hash())
}

fn closed(server: &AppState, request: Request) -> Response {
    let body = "<p class=\"lead\">The mailbox opens by the address that stands in the program's first lines: \
                <code>/dev/mailbox?key=…</code></p>";
    let page = pages::plain(server, &request.into_parts().0, "Mailbox".to_owned(), PlainBody::Html(body.to_owned()));
    (StatusCode::FORBIDDEN, page).into_response()
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
}
