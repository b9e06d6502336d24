//! Pages: those of the app, and those of text.

use crate::router::Server;
use app::{App, Gallery, PlainBody, PlainPage, Shell, Visit};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use pulldown_cmark::{Parser, html};
use words::{
    legal::{Legal, legal},
    pages::Trouble,
};

/// A page of the app, rendered whole.
pub(crate) async fn app(server: &Server, request: Request) -> Response {
    let site = server.site;
    rendered(server, request, move || view! { <Shell site><App/></Shell> }).await
}

/// A page, rendered to its end even if whoever asked has hung up: what is cut off in the middle would still be worked on
/// by others, without what it needs.
async fn rendered<V: IntoView + 'static>(
    server: &Server,
    request: Request,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let render = leptos_axum::render_app_async_with_context(server.context(), page);
    tokio::spawn(render(request)).await.unwrap_or_else(|stopped| match stopped.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    })
}

/// Every component in every state, in development.
pub(crate) async fn components(State(server): State<Server>, request: Request) -> Response {
    let site = server.site;
    rendered(&server, request, move || view! { <Shell site plain=true><Gallery/></Shell> }).await
}

/// A page that says what did not work and what to do.
pub(crate) async fn trouble(
    server: &Server,
    parts: &Parts,
    status: StatusCode,
    which: fn(&Trouble) -> (&'static str, &'static str),
) -> Response {
    let (heading, advice) = which(&words::pages(language(parts)).trouble);
    said(server, parts, status, heading, PlainBody::advice(advice)).await
}

/// A page that says when to try again, and leads back to what was typed where that was kept.
pub(crate) async fn later(
    server: &Server,
    parts: &Parts,
    status: StatusCode,
    seconds: u32,
    back: Option<String>,
) -> Response {
    let words = &words::pages(language(parts)).trouble;
    let (heading, advice) = if status == StatusCode::TOO_MANY_REQUESTS { words.too_many } else { words.busy };
    let mut response = said(server, parts, status, heading, PlainBody::Advice { advice: advice(seconds), back }).await;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

async fn said(server: &Server, parts: &Parts, status: StatusCode, heading: &str, body: PlainBody) -> Response {
    let mut response = plain(server, parts, heading.to_owned(), body).await;
    *response.status_mut() = status;
    response
}

/// Terms of use.
pub(crate) async fn terms(State(server): State<Server>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Terms, Some("terms")).await
}

/// Privacy policy.
pub(crate) async fn privacy(State(server): State<Server>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Privacy, Some("privacy")).await
}

/// Accessibility statement.
pub(crate) async fn accessibility(State(server): State<Server>, request: Request) -> Response {
    legal_page(&server, &request.into_parts().0, Legal::Accessibility, None).await
}

/// The operator's own text if there is one, else the built-in one. Its first line is its heading.
async fn legal_page(server: &Server, parts: &Parts, text: Legal, own: Option<&str>) -> Response {
    let language = language(parts);
    let file = server
        .config
        .legal_dir
        .as_ref()
        .zip(own)
        .map(|(folder, own)| folder.join(format!("{own}.{}.md", language.tag())));
    let own = match file {
        Some(file) => tokio::fs::read_to_string(file).await.ok(),
        None => None,
    };
    let markdown = own.unwrap_or_else(|| legal(text, language).to_owned());
    let markdown = markdown.replace("{brand}", &server.config.brand).replace("{support}", &server.config.support_email);
    let (heading, rest) = markdown.split_once('\n').unwrap_or((&markdown, ""));
    let mut body = String::new();
    html::push_html(&mut body, Parser::new(rest));
    plain(server, parts, heading.trim_start_matches('#').trim().to_owned(), PlainBody::Html(body)).await
}

/// A page of text, with what the first request already found out about the visit.
pub(crate) async fn plain(server: &Server, parts: &Parts, heading: String, body: PlainBody) -> Response {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = parts.uri.clone();
    *request.extensions_mut() = parts.extensions.clone();
    let site = server.site;
    let page = move || {
        let (heading, body) = (heading.clone(), body.clone());
        view! { <Shell site plain=true><PlainPage heading body/></Shell> }
    };
    rendered(server, request, page).await
}

fn language(parts: &Parts) -> rules::Language {
    parts.extensions.get::<Visit>().map(|visit| visit.language).unwrap_or_default()
}
