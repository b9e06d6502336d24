//! Addresses that lead on, and a file to download.

use crate::{forms::not_too_many, pages, router::Server};
use accounts::{Error, Token, Visitor};
use app::server::{Link, SET_UP, with_next};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

const DATA: &str = "/settings/data";
const RECOVERY_CODES: &str = "/settings/security/recovery-codes";

/// How long a browser keeps the secret of a link it has opened, in seconds.
const KEPT: i64 = 1_800;

/// The link to a new password.
pub(crate) async fn reset(State(server): State<Server>, Path(token): Path<String>) -> Response {
    opened(&server, Link::Reset, &token, "/reset-password")
}

/// The link to the former address.
pub(crate) async fn undo(State(server): State<Server>, Path(token): Path<String>) -> Response {
    opened(&server, Link::Undo, &token, "/email-undo")
}

/// The link to an invitation.
pub(crate) async fn invite(State(server): State<Server>, Path(token): Path<String>) -> Response {
    opened(&server, Link::Invite, &token, "/invite")
}

/// The link that lets a browser in.
pub(crate) async fn unlock(State(server): State<Server>, Path(token): Path<String>) -> Response {
    opened(&server, Link::Unlock, &token, "/unlock")
}

/// The link of a letter: its secret moves from the address into a cookie at once, so that it stands in no history and no
/// Referer. Nothing else happens; whether it works is the page's to say.
fn opened(server: &Server, link: Link, token: &str, page: &str) -> Response {
    let on = Redirect::to(page);
    match Token::parse(token) {
        Some(token) => {
            let line = server.cookies.link_cookie(link, &token, KEPT);
            ([(header::SET_COOKIE, line), (header::REFERRER_POLICY, "no-referrer".to_owned())], on).into_response()
        }
        // What another letter's link has left must not show here.
        None => ([(header::SET_COOKIE, server.cookies.no_link(link))], on).into_response(),
    }
}

/// Where password managers send people to change their password (w3c.github.io/webappsec-change-password-url).
pub(crate) async fn change_password() -> Redirect {
    Redirect::to("/settings/security")
}

/// A page of the app that shares its address with something else.
pub(crate) async fn page(State(server): State<Server>, request: Request) -> Response {
    pages::app(&server, request).await
}

/// Everything held about the user as a file; the way leads over a proof of identity where that is needed.
pub(crate) async fn data(
    State(server): State<Server>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if let Err(seconds) = not_too_many(&server, request.extensions()) {
        let (parts, _) = request.into_parts();
        return pages::later(&server, &parts, StatusCode::TOO_MANY_REQUESTS, seconds, Some(DATA.to_owned()));
    }
    match server.accounts.download(&visitor).await {
        Ok(data) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
            ];
            (headers, data).into_response()
        }
        Err(Error::SignedOut) => Redirect::to(&with_next("/sign-in", DATA)).into_response(),
        Err(Error::Prove) => Redirect::to(&with_next("/confirm-identity", DATA)).into_response(),
        Err(Error::SetUp) => Redirect::to(SET_UP).into_response(),
        Err(error) => {
            tracing::error!(%error, "a user's data could not be gathered");
            let (parts, _) = request.into_parts();
            pages::trouble(&server, &parts, StatusCode::INTERNAL_SERVER_ERROR, |words| words.broken)
        }
    }
}

/// The recovery codes as a file, as long as they can be shown; the page says what is in the way.
pub(crate) async fn recovery_codes(
    State(server): State<Server>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    match server.accounts.recovery_codes(visitor.session.as_ref()).await {
        Ok(Some(codes)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
            ];
            (headers, codes.join("\r\n") + "\r\n").into_response()
        }
        Err(Error::SetUp) => Redirect::to(SET_UP).into_response(),
        Ok(None) | Err(Error::SignedOut | Error::Prove) => Redirect::to(RECOVERY_CODES).into_response(),
        Err(error) => {
            tracing::error!(%error, "recovery codes could not be read");
            let (parts, _) = request.into_parts();
            pages::trouble(&server, &parts, StatusCode::INTERNAL_SERVER_ERROR, |words| words.broken)
        }
    }
}
