//! Which address leads where.

use crate::{
    api, assets, forms, front, guard, links, local, mailbox, metrics, openid, pages, policy, reports, same_origin,
    seen, state::AppState,
};
use app::server::Link;
use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use prometheus_client::registry::Registry;
use std::sync::Arc;
use tower::Layer;

/// All addresses. What asks for none of them is refused before anything looks at it ([`front`]); what changes something
/// passes the same-origin check, but for what changes nothing by a cookie: browsers' reports,
/// whoami, OpenID Connect.
pub(crate) fn router(server: AppState) -> Router {
    let mut routes = Router::new()
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route(seen::ADDRESS, get(seen::seen))
        .route("/api/{function}", post(forms::call))
        .route("/reset-password/{token}", links::opens(Link::Reset))
        .route("/email-undo/{token}", links::opens(Link::Undo))
        .route("/invite/{token}", links::opens(Link::Invite))
        .route("/cancel-deletion/{token}", links::opens(Link::Stay))
        .route("/unlock/{token}", links::opens(Link::Unlock))
        .route("/invite/register", get(links::page))
        .route("/settings/data", get(links::page).post(links::data))
        .route("/.well-known/change-password", get(links::change_password))
        .route("/settings/security/recovery-codes", get(links::page).post(links::recovery_codes))
        .route("/terms", get(pages::terms))
        .route("/privacy", get(pages::privacy))
        .route("/accessibility", get(pages::accessibility));
    if server.config.is_development() {
        routes = routes.merge(development(&server));
    }
    let routes = routes
        .method_not_allowed_fallback(not_allowed)
        .fallback(page_or_asset)
        .layer(middleware::from_fn_with_state(server.clone(), same_origin::check))
        .route(policy::REPORTS, post(reports::take).fallback(not_allowed))
        // A proxy asks by whatever method its own visitor used; nothing is changed.
        .route("/api/whoami", any(api::whoami))
        .merge(openid::for_browsers().method_not_allowed_fallback(not_allowed))
        .merge(openid::for_applications())
        .layer(middleware::from_fn_with_state(server.clone(), guard::visit))
        .with_state(server.clone());
    let counted = middleware::from_fn_with_state(server.metrics.clone(), metrics::count);
    behind_the_front(server, routes).layer(counted)
}

/// What only those who work on the program see.
fn development(server: &AppState) -> Router<AppState> {
    let mailbox = Router::new()
        .route("/dev/mailbox", get(mailbox::list))
        .route("/dev/mailbox/{name}", get(mailbox::letter))
        .route("/dev/mailbox/{name}/html", get(mailbox::html))
        .route_layer(middleware::from_fn_with_state(server.clone(), local::with_key));
    let all = Router::new().route("/dev/components", get(pages::components)).route("/dev/routes", get(pages::routes));
    let all = if server.mailbox.is_some() { all.merge(mailbox) } else { all };
    all.route_layer(middleware::from_fn_with_state(server.clone(), local::at_the_machine))
}

/// A layer of a router's own would come after it has looked for the address.
fn behind_the_front(server: AppState, routes: Router) -> Router {
    let front = middleware::from_fn_with_state(server, front::receive);
    Router::new().fallback_service(front.layer(routes))
}

/// What the operator watches, on an address of its own.
pub(crate) fn watched(server: AppState, registry: Arc<Registry>) -> Router {
    let routes = Router::new()
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/metrics", get(move |State(server): State<AppState>| api::metrics(server, registry)))
        .with_state(server.clone());
    behind_the_front(server, routes)
}

async fn page_or_asset(State(server): State<AppState>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let (parts, _) = request.into_parts();
        return ([(header::ALLOW, "GET, HEAD")], cannot_be_opened(&server, &parts)).into_response();
    }
    if assets::is_asset(request.uri().path()) {
        let (parts, _) = request.into_parts();
        return assets::serve(&parts).await.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    }
    pages::app(&server, request).await
}

async fn not_allowed(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    cannot_be_opened(&server, &parts)
}

/// A page too: somebody has gone back to where a form was sent, or opened it from a history.
fn cannot_be_opened(server: &AppState, parts: &Parts) -> Response {
    pages::trouble(server, parts, StatusCode::METHOD_NOT_ALLOWED, |words| words.not_a_page)
}
