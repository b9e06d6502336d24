//! Which address leads where.

use crate::{api, assets, config::Config, flood::Flood, forms, guard, kept::Kept, links, mailbox, pages};
use accounts::Accounts;
use app::{Site, server::Cookies};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use prometheus_client::registry::Registry;
use std::sync::Arc;

/// What every handler shares.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) cookies: Cookies,
    pub(crate) site: Site,
    pub(crate) flood: Arc<Flood>,
    pub(crate) config: Arc<Config>,
    /// The pages of strangers.
    pub(crate) kept: Arc<Kept>,
    /// What a page may load and do.
    pub(crate) policy: HeaderValue,
    /// Whether people come by https.
    pub(crate) secure: bool,
}

impl Server {
    /// Makes the context that pages and server functions find their way around with.
    pub(crate) fn context(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let (accounts, cookies) = (Arc::clone(&self.accounts), self.cookies);
        move || app::server::provide(Arc::clone(&accounts), cookies)
    }
}

/// All addresses. What changes something passes the same-origin check first; everything passes the headers.
pub(crate) fn router(server: Server) -> Router {
    let mut routes = Router::new()
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/api/whoami", get(api::whoami))
        .route("/api/{function}", post(forms::call))
        .route("/reset-password/{token}", get(links::reset))
        .route("/email-undo/{token}", get(links::undo))
        .route("/invite/{token}", get(links::invite))
        .route("/unlock/{token}", get(links::unlock))
        .route("/invite/register", get(links::page))
        .route("/settings/data", get(links::page).post(links::data))
        .route("/.well-known/change-password", get(links::change_password))
        .route("/settings/security/recovery-codes", get(links::page).post(links::recovery_codes))
        .route("/terms", get(pages::terms))
        .route("/privacy", get(pages::privacy))
        .route("/accessibility", get(pages::accessibility));
    if server.config.is_development() {
        routes = routes.route("/dev/components", get(pages::components)).route("/dev/routes", get(pages::routes));
    }
    if server.config.is_development() && server.config.smtp_url.is_none() {
        routes = routes
            .route("/dev/mailbox", get(mailbox::list))
            .route("/dev/mailbox/{name}", get(mailbox::letter))
            .route("/dev/mailbox/{name}/html", get(mailbox::html));
    }
    routes
        .method_not_allowed_fallback(not_allowed)
        .fallback(page_or_asset)
        .layer(middleware::from_fn_with_state(server.clone(), guard::same_origin))
        .layer(middleware::from_fn_with_state(server.clone(), guard::visit))
        .with_state(server)
}

/// What the operator watches, on an address of its own.
pub(crate) fn watched(server: Server, registry: Arc<Registry>) -> Router {
    Router::new()
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/metrics", get(move || api::metrics(registry)))
        .with_state(server)
}

async fn page_or_asset(State(server): State<Server>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return not_allowed().await;
    }
    if assets::is_asset(request.uri().path()) {
        let (parts, _) = request.into_parts();
        return assets::serve(&parts).await.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    }
    pages::app(&server, request).await
}

async fn not_allowed() -> Response {
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}
