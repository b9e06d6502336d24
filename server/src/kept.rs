//! Pages that are kept rendered, and compressed HTML.
//!
//! What is kept is made of a page's name, a language and a look alone ([`Stranger`]): no session, cookie or request can
//! get into it. It is compressed once, and nothing that anybody typed is in it.

use crate::assets::{holds, takes_gzip};
use accounts::Settings;
use app::{
    Site,
    public::{Public, Stranger, public},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, PoisonError, RwLock},
};

/// Smaller ones gain nothing.
const WORTH_IT: usize = 1_400;
/// Most bytes of a page.
const MOST: usize = 4 * 1024 * 1024;

/// What a kept page is known by.
type Key = (&'static str, StatusCode, Stranger);

/// The pages of strangers, as far as anybody has asked for them.
#[derive(Debug, Default)]
pub(crate) struct KeptPages(RwLock<HashMap<Key, Arc<Page>>>);

/// A page that is kept.
#[derive(Debug)]
pub(crate) struct Page {
    /// What it was made of: an operator's text may change while the program runs.
    of: Public,
    html: Bytes,
    gzip: Bytes,
    etags: [HeaderValue; 2],
}

impl KeptPages {
    /// The page, rendered now if it is not kept.
    pub(crate) fn page(&self, settings: &Settings, site: Site, of: Public, stranger: Stranger) -> Arc<Page> {
        let key = (of.path(), of.status(), stranger);
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
        if let Some(kept) = kept.filter(|kept| kept.of == of) {
            return kept;
        }
        let html = public(of.clone(), stranger, settings, site);
        let page = Arc::new(Page::new(of, html));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&page));
        page
    }
}

impl Page {
    fn new(of: Public, html: String) -> Page {
        let hash = crc32fast::hash(html.as_bytes());
        let etag = |coding| HeaderValue::try_from(format!("\"{hash:08x}-{}-{coding}\"", html.len()));
        let etags = ["identity", "gzip"].map(|coding| etag(coding).expect("hexadecimal digits"));
        let gzip = gzip(html.as_bytes(), Compression::best()).into();
        Page { of, gzip, etags, html: html.into() }
    }

    /// The answer, or that the browser has it already (RFC 9110, 13.1.2).
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response {
        let zipped = takes_gzip(headers);
        let etag = &self.etags[usize::from(zipped)];
        let mut response = if self.of.status() == StatusCode::OK && holds(headers, etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let body = if zipped { &self.gzip } else { &self.html };
            (self.of.status(), Html(body.clone())).into_response()
        };
        let headers = response.headers_mut();
        if zipped {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language, Cookie"));
        response
    }
}

/// A page made for one person, compressed if that is safe: not where another site made the browser ask, which could put
/// guesses into the address and watch the length of the answer (BREACH); and never one that shows a secret.
pub(crate) async fn compressed(mut response: Response, asked: &HeaderMap) -> Response {
    let ours = asked.get("sec-fetch-site").is_some_and(|site| site == "same-origin" || site == "none");
    if !ours || !takes_gzip(asked) || response.headers().contains_key(SECRET) {
        response.headers_mut().remove(SECRET);
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(html) = to_bytes(body, MOST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if html.len() < WORTH_IT {
        return Response::from_parts(parts, Body::from(html));
    }
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    Response::from_parts(parts, Body::from(gzip(&html, Compression::fast())))
}

/// Marks a page that shows a secret; the mark is not sent.
const SECRET: &str = app::server::SHOWS_SECRET;

fn gzip(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), level);
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a Vec takes everything")
}
