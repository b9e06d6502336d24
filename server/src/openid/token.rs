//! A code for tokens.

use super::{credentials::Credentials, parameters::Parameters};
use crate::{api::broken, forms, state::AppState};
use accounts::Grant;
use axum::{
    Json,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Exchanges a code for an access token and an ID token (OpenID Connect Core, 3.1.3).
pub(super) async fn token(State(server): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let form = forms::bytes(body).await.ok().and_then(|bytes| Parameters::parse(&bytes));
    let Some(form) = form else { return refused(StatusCode::BAD_REQUEST, "invalid_request") };
    let Some(credentials) = Credentials::of(&parts.headers, &form) else { return unknown_application() };
    let application = match server.accounts.applications.application(&credentials.id).await {
        Ok(found) => found.filter(|application| application.is_secret(credentials.secret.as_deref())),
        Err(error) => return broken(&error),
    };
    let Some(application) = application else {
        tracing::warn!(application = %credentials.id.chars().take(22).collect::<String>(), what = "an application's secret", "refused right");
        return unknown_application();
    };
    match form.get("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        None => return refused(StatusCode::BAD_REQUEST, "invalid_request"),
    }
    let (Some(code), Some(redirect_uri)) = (form.get("code"), form.get("redirect_uri")) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let grant = Grant { code, redirect_uri, verifier: form.get("code_verifier") };
    match server.accounts.applications.exchange(&application, &grant).await {
        Ok(Some(tokens)) => Json(json!({
            "access_token": tokens.access_token.expose(),
            "token_type": "Bearer",
            "expires_in": tokens.expires_in,
            "id_token": tokens.id_token,
            "scope": tokens.scope.to_string(),
        }))
        .into_response(),
        Ok(None) => {
            tracing::warn!(application = application.name, what = "an authorization code", "refused right");
            refused(StatusCode::BAD_REQUEST, "invalid_grant")
        }
        Err(error) => broken(&error),
    }
}

fn unknown_application() -> Response {
    let mut response = refused(StatusCode::UNAUTHORIZED, "invalid_client");
    response.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        header::HeaderValue::from_static("Basic realm=\"ocpanel\", charset=\"UTF-8\""),
    );
    response
}

/// RFC 6749, 5.2.
fn refused(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}
