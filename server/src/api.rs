//! Answers for programs: the panel, and whoever watches over this one.

use crate::{bearer, pages::BUSY, state::AppState};
use accounts::{CurrentUser, Error, RequestContext};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use prometheus_client::{encoding::text::encode, registry::Registry};
use serde_json::{Value, json};
use std::sync::Arc;

/// A letter that waits longer than this, in seconds, shows in the answer to whoever watches.
const LATE: i64 = 300;

/// What a proxy hands on to the panel behind it. All of them are in every answer: a proxy may take one that is missing
/// from its own visitor.
const IDENTITY: [HeaderName; 6] = [
    HeaderName::from_static("x-ocpanel-user"),
    HeaderName::from_static("x-ocpanel-email"),
    HeaderName::from_static("x-ocpanel-name"),
    HeaderName::from_static("x-ocpanel-language"),
    HeaderName::from_static("x-ocpanel-accounts"),
    HeaderName::from_static("x-ocpanel-permissions"),
];
/// What stands for itself in such a header.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'@').remove(b'+');

/// Who a session or an access token belongs to and what they may do, for the operator's panel: as JSON, and as headers for
/// a proxy. Without either the answer is 401, and 403 to an access token without the scope of accounts.
pub(crate) async fn whoami(
    State(server): State<AppState>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
) -> Response {
    let me = match bearer::bearer(&server, &headers).await {
        Some(Ok(Some(bearer))) if bearer.scope.has("accounts") => Ok(bearer.me),
        Some(Ok(Some(_))) => Err(bearer::refused(StatusCode::FORBIDDEN, bearer::NO_ACCOUNTS)),
        Some(Ok(None)) => Err(bearer::refused(StatusCode::UNAUTHORIZED, bearer::INVALID_TOKEN)),
        Some(Err(error)) => Err(broken(&error)),
        None => match server.accounts.sessions.current_user(context.session.as_ref()).await {
            Ok(me) => me.ok_or_else(|| StatusCode::UNAUTHORIZED.into_response()),
            Err(error) => Err(broken(&error)),
        },
    };
    let values = identity(me.as_ref().ok());
    let mut response = match me {
        Ok(me) => Json(described(&me)).into_response(),
        Err(refused) => refused,
    };
    for (name, value) in IDENTITY.into_iter().zip(values) {
        response.headers_mut().insert(name, HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("")));
    }
    response
}

/// The values of [`IDENTITY`], percent-encoded; empty where there is nobody.
fn identity(me: Option<&CurrentUser>) -> [String; 6] {
    let Some(me) = me else { return Default::default() };
    let (user, encoded) = (&me.user, |text: &str| utf8_percent_encode(text, PLAIN).to_string());
    let all = |of: fn(&accounts::Account) -> Vec<String>| me.accounts.iter().flat_map(of).collect::<Vec<_>>().join(",");
    [
        user.id.clone(),
        encoded(&user.email),
        encoded(&rules::full_name(&user.name, &user.surname)),
        user.language.tag().to_owned(),
        all(accounts::Account::flat_roles),
        all(accounts::Account::flat_permissions),
    ]
}

/// The answer to a program that could not be answered.
pub(crate) fn broken(error: &Error) -> Response {
    if let Error::Busy(_) = error {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, BUSY)]).into_response();
    }
    tracing::error!(%error, "an answer for a program failed");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn described(me: &CurrentUser) -> Value {
    let user = &me.user;
    json!({
        "user": {"id": user.id, "email": user.email, "name": user.name, "surname": user.surname, "language": user.language, "two_step": user.two_step},
        "accounts": me.accounts.iter().map(accounts::Account::described).collect::<Vec<_>>(),
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
