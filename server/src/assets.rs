//! The site's own files: the browser's half of the program, the style, and what lies in `public/`.
//!
//! The program carries them inside it (`server/build.rs`). Under `cargo leptos watch`, which sets
//! `LEPTOS_SITE_ROOT`, they are read from that folder instead.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::LazyLock,
};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What a page asks for by name: absolute paths on this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The JavaScript module that loads the WebAssembly and wakes the page.
    pub(crate) js: &'static str,
    /// The WebAssembly.
    pub(crate) wasm: &'static str,
    /// The style sheet.
    pub(crate) css: &'static str,
}

/// The names that pages link to. They change with the content, so they may be kept for ever.
pub(crate) fn names() -> Names {
    match &*FOLDER {
        Some(_) => Names { js: "/pkg/ocpanel.js", wasm: "/pkg/ocpanel.wasm", css: "/pkg/ocpanel.css" },
        None => NAMES,
    }
}

/// Whether `path` (as in the request's address) is one of the site's files.
pub(crate) fn is_asset(path: &str) -> bool {
    match &*FOLDER {
        Some(folder) => file_in(folder, path).is_some_and(|file| file.is_file()),
        None => find(path).is_some(),
    }
}

/// Answers a request for one of the site's files, compressed as the browser likes it best, or with 304 where the
/// browser has it already (RFC 9110, 8.8.3 and 12.5.3); with 405 unless it is a GET or HEAD. `None`: there is no
/// such file.
pub(crate) async fn serve(request: &Parts) -> Option<Response> {
    let path = request.uri.path();
    let found = match &*FOLDER {
        Some(folder) => Found::read(&file_in(folder, path)?).await?,
        None => Found::choose(find(path)?, &request.headers),
    };
    Some(found.answer(path, request))
}

/// Where `cargo leptos` has put the site, if it is what started the program.
static FOLDER: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("LEPTOS_SITE_ROOT").map(PathBuf::from));

/// One file inside the program.
struct Asset {
    path: &'static str,
    /// Of the content as it is, without compression.
    hash: &'static str,
    raw: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The file in `folder` for a path of plain names, so that none leads out of it or to a hidden file.
fn file_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let plain = |name: &str| {
        !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let path = path.strip_prefix('/')?;
    path.split('/').all(|name| !name.is_empty() && plain(name)).then(|| folder.join(path))
}

/// What will be sent, before it is known whether the browser has it.
struct Found {
    bytes: Cow<'static, [u8]>,
    encoding: Encoding,
    etag: Option<String>,
}

impl Found {
    fn choose(asset: &'static Asset, headers: &HeaderMap) -> Self {
        let variants =
            [(Encoding::Identity, Some(asset.raw)), (Encoding::Gzip, asset.gzip), (Encoding::Brotli, asset.brotli)];
        let offered = variants.iter().filter(|(_, bytes)| bytes.is_some()).map(|(encoding, _)| *encoding);
        let encoding = best(&all(headers, header::ACCEPT_ENCODING), offered);
        let bytes = variants.into_iter().find_map(|(one, bytes)| bytes.filter(|_| one == encoding));
        Self {
            bytes: bytes.unwrap_or(asset.raw).into(),
            encoding,
            etag: Some(format!("\"{}-{}\"", asset.hash, encoding.name())),
        }
    }

    async fn read(file: &Path) -> Option<Self> {
        let bytes = tokio::fs::read(file).await.ok()?;
        Some(Self { bytes: bytes.into(), encoding: Encoding::Identity, etag: None })
    }

    fn answer(self, path: &str, request: &Parts) -> Response {
        if !matches!(request.method, Method::GET | Method::HEAD) {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        let mut response = match &self.etag {
            Some(etag) if is_among(&all(&request.headers, header::IF_NONE_MATCH), etag) => {
                StatusCode::NOT_MODIFIED.into_response()
            }
            _ => self.body(path, request.method == Method::HEAD),
        };
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache_control(path)));
        if let Some(etag) = self.etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
            headers.insert(header::ETAG, etag);
        }
        response
    }

    fn body(&self, path: &str, head: bool) -> Response {
        let body = if head { Body::empty() } else { Body::from(self.bytes.clone()) };
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        headers.insert(header::CONTENT_LENGTH, self.bytes.len().into());
        if self.encoding != Encoding::Identity {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(self.encoding.name()));
        }
        response
    }

    fn cache_control(&self, path: &str) -> &'static str {
        match self.etag {
            None => "no-cache",
            Some(_) if path.starts_with("/pkg/") => "public, max-age=31536000, immutable",
            Some(_) => "public, max-age=3600",
        }
    }
}

/// From the least to the most liked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// The offer that an `Accept-Encoding` of `accepted` weighs highest; the file as it is where it allows none.
fn best(accepted: &str, offered: impl Iterator<Item = Encoding>) -> Encoding {
    let weighed = offered.filter_map(|encoding| Some((weight(accepted, encoding.name())?, encoding)));
    weighed.filter(|(weight, _)| *weight > 0).max().map_or(Encoding::Identity, |(_, encoding)| encoding)
}

/// Whether an answer to this request may be compressed with gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    weight(&all(headers, header::ACCEPT_ENCODING), Encoding::Gzip.name()).is_some_and(|weight| weight > 0)
}

/// The weight of a coding in thousandths, by its name or else by `*`; `None` when it is not spoken of.
fn weight(accepted: &str, coding: &str) -> Option<u16> {
    let weight_of = |wanted: &str| {
        accepted.split(',').find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            parts.next()?.eq_ignore_ascii_case(wanted).then(|| {
                let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
                q.map_or(1000, |q| q.parse::<f32>().map_or(0, |q| (q * 1000.0) as u16))
            })
        })
    };
    weight_of(coding).or_else(|| weight_of("*"))
}

/// Whether a request says that the browser has what this entity tag names (RFC 9110, 13.1.2).
pub(crate) fn holds(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    etag.to_str().is_ok_and(|etag| is_among(&all(headers, header::IF_NONE_MATCH), etag))
}

/// Whether an `If-None-Match` of `known` names `etag`.
fn is_among(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
}

/// All values of a header that is a list, as one.
fn all(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" => "image/jpeg",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{
        Site,
        server::{Public, Stranger, public},
    };

    #[test]
    fn every_island_of_a_page_is_known_to_the_browsers_half() {
        let js = find(NAMES.js).expect("`make build` makes the site first");
        let js = std::str::from_utf8(js.raw).expect("a script is text");
        let site = Site::new(NAMES.js, NAMES.wasm, NAMES.css);
        let stranger = Stranger { language: rules::Language::English, theme: rules::Theme::System };
        let page = public(Public::Register, stranger, &accounts::Settings::default(), site);
        let islands = page.split("data-component=\"").skip(1).filter_map(|rest| rest.split('"').next());
        // Another compiler may give another hash: the function's name counts.
        let names: Vec<_> = islands.map(|island| island.trim_end_matches(|c: char| c.is_ascii_digit())).collect();
        assert_eq!(names, ["LiveForm_"]);
        for name in names {
            let exported = js.split(name).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            assert!(exported, "{name}");
        }
    }

    fn best_of_all(accepted: &str) -> Encoding {
        best(accepted, [Encoding::Identity, Encoding::Gzip, Encoding::Brotli].into_iter())
    }

    #[test]
    fn browsers_get_brotli() {
        assert_eq!(best_of_all("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(best_of_all("*"), Encoding::Brotli);
        assert_eq!(best_of_all("GZIP;q=1.0, BR;Q=1"), Encoding::Brotli);
    }

    #[test]
    fn who_says_nothing_gets_the_file_as_it_is() {
        assert_eq!(best_of_all(""), Encoding::Identity);
        assert_eq!(best_of_all("zstd"), Encoding::Identity);
    }

    #[test]
    fn a_weight_of_zero_refuses() {
        assert_eq!(best_of_all("br;q=0, gzip"), Encoding::Gzip);
        assert_eq!(best_of_all("br; q=0.000, *"), Encoding::Gzip);
        assert_eq!(best_of_all("*;q=0"), Encoding::Identity);
        assert_eq!(best_of_all("br;q=x"), Encoding::Identity);
    }

    #[test]
    fn the_higher_weight_wins() {
        assert_eq!(best_of_all("br;q=0.4, gzip;q=0.5"), Encoding::Gzip);
        assert_eq!(best_of_all("identity;q=0.9, br;q=0.1, *;q=0"), Encoding::Identity);
    }

    #[test]
    fn only_what_there_is_is_chosen() {
        assert_eq!(best("br, gzip", [Encoding::Identity, Encoding::Gzip].into_iter()), Encoding::Gzip);
        assert_eq!(best("br, gzip", [Encoding::Identity].into_iter()), Encoding::Identity);
    }

    #[test]
    fn an_etag_is_recognised_in_a_list() {
        assert!(is_among("\"a\", W/\"b-br\"", "\"b-br\""));
        assert!(is_among("*", "\"b-br\""));
        assert!(!is_among("\"b-gzip\"", "\"b-br\""));
        assert!(!is_among("", "\"b-br\""));
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = Path::new("site");
        assert_eq!(file_in(folder, "/pkg/ocpanel.js"), Some(PathBuf::from("site/pkg/ocpanel.js")));
        for path in ["/../secret", "/pkg/../../secret", "//etc/passwd", "/.env", "/a%2fb", "/", "pkg"] {
            assert_eq!(file_in(folder, path), None, "{path}");
        }
    }
}
