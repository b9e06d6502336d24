//! Pages as they are sent.

use crate::{
    answer::Failure,
    layout::{Frame, Title},
    page::{shown, ssr::page_data},
    plain::{Leads, PlainBody, PlainPage},
    preferences::ssr::choose,
    server::{address_of, response},
    shell::{Shell, Site},
    visit::{Address, PageContext, words},
};
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, Uri, request::Parts},
    response::{Html, IntoResponse, Response},
};
use leptos::{prelude::*, reactive::computed::ScopedFuture};
use leptos_axum::{ResponseOptions, ResponseParts};
use rules::{Field, Language, Theme};
use std::sync::PoisonError;

/// The page of the app at the address of this request, for whoever asks. `provide` makes the context of its data.
pub async fn page(parts: Parts, provide: impl FnOnce(), site: Site) -> Response {
    let address = address_of(&parts.uri);
    let (owner, data) = asked(parts, provide, async move {
        provide_context(address.clone());
        page_data(&address).await
    })
    .await;
    owner.with(|| match data {
        Err(Failure::Elsewhere) => answered(Body::empty().into_response()),
        Err(failure) => {
            let (heading, advice) = trouble(&failure);
            let body = PlainBody::Advice { advice, leads: Leads::Again, letter: None };
            let page = move || view! { <PlainPage heading=heading.to_owned() body/> }.into_any();
            answered(Html(html(site, false, page)).into_response())
        }
        Ok(data) => answered(Html(html(site, true, move || shown(data))).into_response()),
    })
}

/// Why a page cannot be shown, and what to do. Nothing was typed there.
fn trouble(failure: &Failure) -> (&'static str, String) {
    let words = &words().trouble;
    match failure {
        Failure::Busy(seconds) => (words.busy.0, (words.busy.1)(*seconds)),
        Failure::TooMany(seconds) => (words.too_many.0, (words.too_many.1)(*seconds)),
        Failure::Elsewhere | Failure::Broken => (words.broken.0, words.broken.1.to_owned()),
    }
}

/// Keeps a language or a look for whoever asks, by the name of its field: the cookies that go with it.
pub async fn preferences(parts: Parts, provide: impl FnOnce(), name: &str, value: &str) -> HeaderMap {
    let language = Language::of_tag(value).filter(|_| name == Field::Language.name());
    let theme = Theme::parse(value).filter(|_| name == Field::Theme.name());
    // What could not be kept is as it was; the page shows it.
    let (owner, _kept) = asked(parts, provide, choose(language, theme)).await;
    owner.with(told).headers
}

/// Does this with the context of a request: what came of it, and the owner of that context.
async fn asked<T>(parts: Parts, provide: impl FnOnce(), act: impl Future<Output = T>) -> (Owner, T) {
    let owner = Owner::new_root(None);
    let act = owner.with(|| {
        provide_context(parts);
        provide_context(ResponseOptions::default());
        provide();
        ScopedFuture::new_untracked(act)
    });
    let done = act.await;
    (owner, done)
}

/// What was told about the answer while it was made.
fn told() -> ResponseParts {
    response().0.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The answer as it is told by whatever made the page.
fn answered(mut response: Response) -> Response {
    let told = told();
    *response.status_mut() = told.status.unwrap_or(StatusCode::OK);
    response.headers_mut().extend(told.headers);
    response
}

/// A page of text, for whoever asks.
pub fn text(visit: PageContext, uri: &Uri, site: Site, heading: String, body: PlainBody) -> String {
    alone(visit, address_of(uri), site, false, move || view! { <PlainPage heading body/> }.into_any())
}

/// A page that needs nothing but the visit.
pub(crate) fn alone(
    visit: PageContext,
    address: Address,
    site: Site,
    live: bool,
    page: impl FnOnce() -> AnyView + Send + 'static,
) -> String {
    Owner::new_root(None).with(|| {
        provide_context(visit);
        provide_context(address);
        html(site, live, page)
    })
}

/// The whole document.
fn html(site: Site, live: bool, page: impl FnOnce() -> AnyView + Send + 'static) -> String {
    let title = Title::default();
    provide_context(title);
    let body = view! { <Frame>{page()}</Frame> }.into_any();
    let title = title.get().concat();
    // What leptos marks between nodes is for pages that are hydrated; text and attributes have no such characters.
    view! { <Shell site live title body/> }.to_html().replace("<!>", "")
}

/// Every component in every state, for those who work on the look.
pub fn components(visit: PageContext, uri: &Uri, site: Site) -> String {
    alone(visit, address_of(uri), site, false, || view! { <crate::component_preview::ComponentPreview/> }.into_any())
}
