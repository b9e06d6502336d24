//! Access tokens, as requests bring them (RFC 6750).

use crate::state::AppState;
use accounts::{Bearer, Error, Token};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Why an access token opens nothing.
pub(crate) const INVALID_TOKEN: &str = "Bearer realm=\"ocpanel\", error=\"invalid_token\"";
/// Why one does not open what is of accounts.
pub(crate) const NO_ACCOUNTS: &str = "Bearer realm=\"ocpanel\", error=\"insufficient_scope\", scope=\"accounts\"";

/// The answer to an access token that is not good here (RFC 6750, 3).
pub(crate) fn refused(status: StatusCode, how: &'static str) -> Response {
    (status, [(header::WWW_AUTHENTICATE, HeaderValue::from_static(how))]).into_response()
}

/// Whose access token a request brings; nothing where it brings none at all.
pub(crate) async fn bearer(server: &AppState, headers: &HeaderMap) -> Option<Result<Option<Bearer>, Error>> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, word) = line.split_once(' ')?;
    let token = kind.eq_ignore_ascii_case("bearer").then_some(word.trim())?;
    Some(match Token::parse(token) {
        Some(token) => server.accounts.applications.bearer(&token).await,
        None => Ok(None),
    })
}
