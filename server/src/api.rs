//! Answers for programs: the panel, and whoever watches over this one.

use crate::{pages::BUSY, state::AppState};
use accounts::{CurrentUser, Error, RequestContext};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use prometheus_client::{encoding::text::encode, registry::Registry};
use serde_json::{Value, json};
use std::sync::Arc;

/// A letter that waits longer than this, in seconds, shows in the answer to whoever watches.
const LATE: i64 = 300;

/// Who the session belongs to and what they may do, for the operator's panel.
pub(crate) async fn whoami(State(server): State<AppState>, Extension(context): Extension<RequestContext>) -> Response {
    match server.accounts.sessions.current_user(context.session.as_ref()).await {
        Ok(Some(me)) => Json(described(&me)).into_response(),
        Ok(None) => StatusCode::UNAUTHORIZED.into_response(),
        Err(Error::Busy(_)) => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, BUSY)]).into_response(),
        Err(error) => {
            tracing::error!(%error, "whoami failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn described(me: &CurrentUser) -> Value {
    let user = &me.user;
    let account = |account: &accounts::Account| json!({"number": account.number, "name": account.name_shown, "roles": account.roles, "permissions": account.permissions()});
    json!({
        "user": {"id": user.id, "email": user.email, "name": user.name, "surname": user.surname, "language": user.language, "two_step": user.two_step},
        "accounts": me.accounts.iter().map(account).collect::<Vec<_>>(),
    })
}

/// Whether the process runs.
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// Whether it can do its work: the database keeps what is written.
pub(crate) async fn readyz(State(server): State<AppState>) -> Response {
    if !server.readiness.is_ready(server.accounts.db()).await {
        return (StatusCode::SERVICE_UNAVAILABLE, "database").into_response();
    }
    // Letters that do not go are a trouble to see to, but pages work.
    match server.accounts.outbox.letters_late().await {
        Ok(late) if late > LATE || server.accounts.outbox.mail_is_refused() => "mail".into_response(),
        _ => "ready".into_response(),
    }
}

/// What was counted since the start, as Prometheus reads it.
pub(crate) async fn metrics(server: AppState, registry: Arc<Registry>) -> Response {
    server.metrics.look(&server.accounts).await;
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
