//! Addresses that lead on, and a file to download.

use crate::{forms::not_too_many, pages, state::AppState};
use accounts::{CurrentUser, Error, RequestContext, Token};
use app::server::{Link, with_next};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use std::sync::Arc;

const DATA: &str = "/settings/data";
/// What the page of a link is asked with by a browser that has brought no cookie yet.
const CHECK: &str = "?cookies=link";
const RECOVERY_CODES: &str = "/settings/security/recovery-codes";

/// The link of a letter: its secret moves from the address into a cookie at once, so that it stands in no history and no
/// Referer. Nothing else happens; whether it works is the page's to say.
pub(crate) fn opens(link: Link) -> MethodRouter<AppState> {
    get(move |State(server): State<AppState>, Path(token): Path<String>, headers: HeaderMap| async move {
        let Some(token) = Token::parse(&token) else {
            // What another letter's link has left must not show here.
            return Redirect::to(&format!("{}?link=none", link.page())).into_response();
        };
        let before = server.cookies.opened(&headers, link);
        // The page says so where the cookie does not come back.
        let context = server.cookies.request_context(&headers);
        let on = if context.is_without_cookies() && before.is_empty() { CHECK } else { "" };
        let opened = before.with(token.clone());
        let line = server.cookies.links_cookie(&opened);
        let on = Redirect::to(&format!("{}{on}", opened.page(&token)));
        ([(header::SET_COOKIE, line), (header::REFERRER_POLICY, "no-referrer".to_owned())], on).into_response()
    })
}

/// Where password managers send people to change their password (w3c.github.io/webappsec-change-password-url).
pub(crate) async fn change_password() -> Redirect {
    Redirect::to("/settings/security")
}

/// A page of the app that shares its address with something else.
pub(crate) async fn page(State(server): State<AppState>, request: Request) -> Response {
    pages::app(&server, request).await
}

/// Everything held about the user as a file; the way leads over a proof of identity where that is needed.
pub(crate) async fn data(
    State(server): State<AppState>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Response {
    if let Err(seconds) = not_too_many(&server, request.extensions()) {
        let (parts, _) = request.into_parts();
        return pages::later(&server, &parts, StatusCode::TOO_MANY_REQUESTS, seconds, Some(DATA.to_owned()));
    }
    match server.accounts.exports.download(&context).await {
        Ok(data) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
            ];
            (headers, data).into_response()
        }
        Err(Error::SignedOut) => Redirect::to(&with_next("/sign-in", DATA)).into_response(),
        Err(Error::ReauthRequired) => Redirect::to(&with_next("/confirm-identity", DATA)).into_response(),
        Err(error) => pages::failed(&server, &request.into_parts().0, &error),
    }
}

/// The recovery codes as a file, as long as they can be shown; the page says what is in the way.
pub(crate) async fn recovery_codes(
    State(server): State<AppState>,
    me: Option<Extension<Arc<CurrentUser>>>,
    request: Request,
) -> Response {
    let Some(Extension(me)) = me else { return Redirect::to(RECOVERY_CODES).into_response() };
    match server.accounts.two_step.recovery_codes(&me).await {
        Ok(Some(codes)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
            ];
            (headers, codes.join("\r\n") + "\r\n").into_response()
        }
        Ok(None) | Err(Error::ReauthRequired) => Redirect::to(RECOVERY_CODES).into_response(),
        Err(error) => pages::failed(&server, &request.into_parts().0, &error),
    }
}
