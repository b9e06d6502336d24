//! A server function is run; an act that met another is tried again.

use crate::{guard, pages, state::AppState};
use app::Failure;
use axum::{
    Json,
    body::{Body, Bytes},
    extract::Request,
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How often an act is tried again that met another, and how much later each time.
const TRIES_AGAIN: u32 = 3;
const MEETS_AGAIN: Duration = Duration::from_millis(30);

/// The server function's answer. An act that met another is tried again, unseen.
pub(super) async fn run(server: &AppState, parts: Parts, bytes: Bytes) -> Response {
    let in_time = timeout(guard::ANSWERS_WITHIN, async {
        for again in 1..=TRIES_AGAIN {
            let answer = run_once(server, parts.clone(), bytes.clone()).await;
            if !has_met_another(&answer) {
                return answer;
            }
            sleep(MEETS_AGAIN * again).await;
        }
        run_once(server, parts, bytes).await
    });
    match in_time.await {
        Ok(answer) if !has_met_another(&answer) => answer,
        _ => busy(),
    }
}

async fn run_once(server: &AppState, parts: Parts, bytes: Bytes) -> Response {
    let request = Request::from_parts(parts, Body::from(bytes));
    leptos_axum::handle_server_fns_with_context(server.context(), request).await.into_response()
}

/// Whether the act can be tried again at once: see [`accounts::Error::Busy`].
fn has_met_another(answer: &Response) -> bool {
    answer.status() == StatusCode::SERVICE_UNAVAILABLE
        && answer.headers().get(header::RETRY_AFTER).is_some_and(|after| after == "0")
}

/// What a server function answers that cannot do it now.
fn busy() -> Response {
    let after = [(header::RETRY_AFTER, pages::BUSY)];
    (StatusCode::SERVICE_UNAVAILABLE, after, Json(Failure::Busy(pages::BUSY))).into_response()
}
