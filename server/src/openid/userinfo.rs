//! What an application may know of somebody.

use crate::{
    api::broken,
    bearer::{INVALID_TOKEN, bearer, refused},
    state::AppState,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

/// What the access token says, as of now (OpenID Connect Core, 5.3).
pub(super) async fn userinfo(State(server): State<AppState>, headers: HeaderMap) -> Response {
    match bearer(&server, &headers).await {
        Some(Ok(Some(bearer))) => Json(server.accounts.applications.userinfo(&bearer)).into_response(),
        Some(Err(error)) => broken(&error),
        Some(Ok(None)) => refused(StatusCode::UNAUTHORIZED, INVALID_TOKEN),
        None => refused(StatusCode::UNAUTHORIZED, "Bearer realm=\"ocpanel\""),
    }
}
