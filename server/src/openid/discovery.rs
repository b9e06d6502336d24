//! What an application finds out by itself.

use crate::openid_addresses::{AUTHORIZE, KEYS, LOGOUT, TOKEN, USERINFO};
use crate::{api::broken, state::AppState};
use accounts::{Algorithm, Scope};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// For so long an application need not ask again, in seconds: less than a new key waits before it signs.
const KEPT: &str = "public, max-age=300";

/// The provider's metadata (OpenID Connect Discovery, 3; RFC 8414).
pub(super) async fn configuration(State(server): State<AppState>) -> Response {
    let base_url = server.config.base_url();
    let at = |path: &str| format!("{base_url}{path}");
    let metadata = json!({
        "issuer": base_url,
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "userinfo_endpoint": at(USERINFO),
        "jwks_uri": at(KEYS),
        "end_session_endpoint": at(LOGOUT),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "scopes_supported": Scope::ALL,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::as_str),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "select_account", "consent"],
        "acr_values_supported": ["aal1", "aal2"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "acr", "amr", "name", "given_name",
            "family_name", "locale", "email", "email_verified", "phone_number", "phone_number_verified", "account_roles",
            "account_permissions", "accounts",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    ([(header::CACHE_CONTROL, KEPT)], Json(metadata)).into_response()
}

/// The keys that ID tokens are signed with.
pub(super) async fn keys(State(server): State<AppState>) -> Response {
    match server.accounts.signing.published().await {
        Ok(keys) => ([(header::CACHE_CONTROL, KEPT)], Json(keys)).into_response(),
        Err(error) => broken(&error),
    }
}
