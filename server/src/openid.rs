//! OpenID Connect for the operator's applications (OpenID Connect Core 1.0 and Discovery 1.0; RP-Initiated Logout 1.0;
//! Back-Channel Logout 1.0 is told by the crate `accounts`).
//!
//! `authorize` and `logout` are asked by browsers, with our session's cookie. `token` and `userinfo` are asked by
//! applications: they look at no cookie, so that any page may ask them.

mod authorize;
mod credentials;
mod discovery;
mod logout;
mod parameters;
mod token;
mod userinfo;

use crate::{
    openid_addresses::{AUTHORIZE, DISCOVERY, KEYS, LOGOUT, SIGNED_OUT, TOKEN, USERINFO},
    state::AppState,
};
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// What browsers come to. A form of another site may lead here too: it is asked again as a page.
pub(crate) fn for_browsers() -> Router<AppState> {
    Router::new()
        .route(AUTHORIZE, get(authorize::authorize).post(parameters::ask_again))
        .route(LOGOUT, get(logout::logout).post(parameters::ask_again))
        .route(SIGNED_OUT, get(logout::signed_out))
}

/// What applications ask, from wherever they are.
pub(crate) fn for_applications() -> Router<AppState> {
    Router::new()
        .route(DISCOVERY, get(discovery::configuration))
        .route(KEYS, get(discovery::keys))
        .route(TOKEN, post(token::token))
        .route(USERINFO, get(userinfo::userinfo).post(userinfo::userinfo))
        .layer(middleware::from_fn(from_anywhere))
}

/// Pages of other sites may read the answer (fetch.spec.whatwg.org): it depends on no cookie.
async fn from_anywhere(request: Request, next: Next) -> Response {
    let mut response = match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}
