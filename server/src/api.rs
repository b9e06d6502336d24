//! Answers for programs: the panel, and whoever watches over this one.

use crate::router::Server;
use accounts::{Visitor, Who};
use axum::{
    Extension, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Who the session belongs to and what they may do, for the operator's panel.
pub(crate) async fn whoami(State(server): State<Server>, Extension(visitor): Extension<Visitor>) -> Response {
    match server.accounts.who(visitor.session.as_ref()).await {
        Ok(Some(who)) => Json(described(&who)).into_response(),
        Ok(None) => StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => {
            tracing::error!(%error, "whoami failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn described(who: &Who) -> Value {
    let user = &who.user;
    let account = |account: &accounts::Account| {
        let name = account.name().map_or_else(|| format!("{} {}", user.name, user.surname), ToOwned::to_owned);
        json!({"number": account.number, "name": name, "roles": account.roles, "permissions": account.permissions()})
    };
    json!({
        "user": {"id": user.id, "email": user.email, "name": user.name, "surname": user.surname, "language": user.language, "two_step": false},
        "accounts": who.accounts.iter().map(account).collect::<Vec<_>>(),
    })
}

/// Whether the process runs.
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// Whether it can do its work: the database answers.
pub(crate) async fn readyz(State(server): State<Server>) -> Response {
    if server.accounts.db().answers().await {
        "ready".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "database").into_response()
    }
}
