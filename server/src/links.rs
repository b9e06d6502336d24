//! Addresses that lead on, and a file to download.

use crate::{pages, router::Server};
use accounts::{Error, Token, Visitor};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

const RECOVERY_CODES: &str = "/settings/security/recovery-codes";

/// The link of a letter: its secret moves from the address into a cookie at once, so that it stands in no history and no
/// Referer. Nothing else happens; whether it works is the page's to say.
pub(crate) async fn reset(State(server): State<Server>, Path(token): Path<String>) -> Response {
    let on = Redirect::to("/reset-password");
    match Token::parse(&token) {
        Some(token) => {
            let line = server.cookies.reset_cookie(&token, server.accounts.settings().reset_lifetime);
            ([(header::SET_COOKIE, line), (header::REFERRER_POLICY, "no-referrer".to_owned())], on).into_response()
        }
        None => on.into_response(),
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
        Ok(None) | Err(Error::SignedOut | Error::Prove) => Redirect::to(RECOVERY_CODES).into_response(),
        Err(error) => {
            tracing::error!(%error, "recovery codes could not be read");
            let (parts, _) = request.into_parts();
            pages::trouble(&server, &parts, StatusCode::INTERNAL_SERVER_ERROR, |words| words.broken).await
        }
    }
}
