//! How a request looks to the program once it is there: `ocpanel doctor` asks, and nobody else is told.

use crate::state::AppState;
use accounts::RequestContext;
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Where it is asked.
pub(crate) const ADDRESS: &str = "/api/seen";
/// The header with the word of whoever has the secret key.
pub(crate) const WORD: &str = "x-ocpanel-doctor";

/// What the program sees of a request.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Where it takes it to come from.
    pub(crate) from: Option<IpAddr>,
    /// How many entries of `X-Forwarded-For` it has.
    pub(crate) entries: usize,
}

/// Tells it to whoever has the secret key.
pub(crate) async fn seen(
    State(server): State<AppState>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
) -> Response {
    let word = headers.get(WORD).and_then(|word| word.to_str().ok()).unwrap_or_default();
    if !server.accounts.operator.is_operators_word(word) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let entries =
        headers.get_all("x-forwarded-for").iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    Json(Seen { from: context.network_address, entries: entries.count() }).into_response()
}
