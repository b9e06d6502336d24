//! Pages: those of the app, and those of text.

mod legal;
mod trouble;

pub(crate) use legal::{accessibility, privacy, terms};
pub(crate) use trouble::{away, broken, failed, later, locked, trouble};

use crate::{assets, browser_cookie::browser_cookie, kept::compressed, state::AppState};
use accounts::RequestContext;
use app::{
    FORM_ENDPOINTS, PageContext, PlainBody, Route,
    public::{Public, Stranger},
    server::Link,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use words::pages::Applications;

/// What the app asks with for a page that nobody has pressed for yet. It gets no cookie by it.
pub(crate) const PREFETCH: &str = "ocpanel-prefetch";
/// When to try again what could not be done, in seconds.
pub(crate) const BUSY: u32 = 5;

/// A page of the app. One that is the same for all strangers was rendered before; none is whose forms have a token.
pub(crate) async fn app(server: &AppState, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(public) = Public::of(&parts.uri)
        && is_nobody(server, &parts, &public).await
    {
        return kept(server, &parts, public);
    }
    let headers = parts.headers.clone();
    compressed(app::render::page(parts, server.context(), server.site).await, &headers).await
}

/// Whether nothing is known of whoever asks that this page would show.
async fn is_nobody(server: &AppState, parts: &Parts, page: &Public) -> bool {
    let Some(context) = parts.extensions.get::<RequestContext>().filter(|context| context.session.is_none()) else {
        return false;
    };
    if has_token(parts) {
        return false;
    }
    if *page != Public::Register {
        return true;
    }
    // Its page warns whoever is invited.
    if !server.cookies.opened(&parts.headers, Link::Invite).is_empty() {
        return false;
    }
    if context.browser.is_none() {
        return true;
    }
    matches!(server.accounts.registrations.unfinished(context, None).await, Ok(None))
}

/// Whether the page's forms have a token of their own.
fn has_token(parts: &Parts) -> bool {
    parts.extensions.get::<PageContext>().is_some_and(|visit| visit.csrf_token.is_some())
}

/// A page as it is kept for all strangers, and the browser's cookie where it has a form.
fn kept(server: &AppState, parts: &Parts, public: Public) -> Response {
    let Some((visit, context)) = parts.extensions.get::<PageContext>().zip(parts.extensions.get::<RequestContext>())
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let gives_cookie = public.has_form() && context.browser.is_none();
    let stranger = Stranger { language: visit.language, theme: visit.theme };
    let page = server.kept.page(server.accounts.settings(), server.site, public, stranger);
    let mut response = page.answer(&parts.headers);
    if gives_cookie && parts.headers.contains_key(PREFETCH) {
        // It has not been pressed for. Once it is, the app asks once more for the cookie alone.
        response.headers_mut().insert(PREFETCH, HeaderValue::from_static("again"));
    } else if gives_cookie {
        response.headers_mut().extend(browser_cookie(server, context, &server.accounts.sessions.new_browser()));
    }
    response
}

/// Every component in every state, in development.
pub(crate) async fn components(State(server): State<AppState>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    Html(app::render::components(visit(&parts), &parts.uri, server.site)).into_response()
}

/// The addresses of all pages and the forms on them, in development: a test walks through them.
pub(crate) async fn routes() -> Response {
    const OTHERS: [&str; 3] = ["/terms", "/privacy", "/accessibility"];
    let pages: Vec<_> = Route::ALL.iter().map(|route| route.pattern()).chain(OTHERS).collect();
    let form_endpoints: Vec<_> = FORM_ENDPOINTS
        .iter()
        .map(|target| serde_json::json!({ "endpoint": target.endpoint, "page": target.page }))
        .collect();
    Json(serde_json::json!({ "pages": pages, "forms": form_endpoints })).into_response()
}

/// Whether all that this address needs stands in the program itself.
pub(crate) fn needs_no_database(uri: &Uri) -> bool {
    assets::is_asset(uri.path())
        || uri.path().starts_with("/api/")
        || ["/terms", "/privacy", "/accessibility", "/healthz", "/readyz"].contains(&uri.path())
        || matches!(Public::of(uri), Some(Public::Landing | Public::NotFound))
}

/// A page that leads on to an application, by itself and by a button. Chromium holds every redirect after a form to the
/// form's page; this is a page of its own.
pub(crate) fn onward(
    server: &AppState,
    parts: &Parts,
    name: &str,
    address: &str,
    which: fn(&Applications) -> &'static str,
) -> Response {
    let words = &words::pages(language(parts)).applications;
    let to = (words.continue_to)(name);
    let body = PlainBody::Onward { said: which(words).to_owned(), address: address.to_owned(), label: to.clone() };
    let mut response = plain(server, parts, to, body);
    if let Ok(refresh) = HeaderValue::try_from(format!("0; url={address}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// A page with a button that signs out and leads there.
pub(crate) fn sign_out(server: &AppState, parts: &Parts, application: Option<&str>, next: String) -> Response {
    let words = &words::pages(language(parts)).applications;
    let asked = application.map_or_else(|| words.sign_out_lead.to_owned(), words.asks_to_sign_out);
    plain(server, parts, words.sign_out.to_owned(), PlainBody::SignOut { asked, next })
}

/// A page of text.
pub(crate) fn plain(server: &AppState, parts: &Parts, heading: String, body: PlainBody) -> Response {
    Html(app::render::text(visit(parts), &parts.uri, server.site, heading, body)).into_response()
}

fn visit(parts: &Parts) -> PageContext {
    parts.extensions.get::<PageContext>().cloned().unwrap_or_default()
}

fn language(parts: &Parts) -> rules::Language {
    visit(parts).language
}
