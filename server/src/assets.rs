//! The site's own files: the browser's half of the program, the style, and what lies in `public/`.
//!
//! The program carries them inside it (`server/build.rs`). Under `cargo leptos watch`, which sets
//! `LEPTOS_SITE_ROOT`, they are read from that folder instead.

mod accepted;

pub(crate) use accepted::{holds, takes_gzip};

use accepted::{Encoding, all, best, is_among};
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
        public::{Public, Stranger, public},
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

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = Path::new("site");
        assert_eq!(file_in(folder, "/pkg/ocpanel.js"), Some(PathBuf::from("site/pkg/ocpanel.js")));
        for path in ["/../secret", "/pkg/../../secret", "//etc/passwd", "/.env", "/a%2fb", "/", "pkg"] {
            assert_eq!(file_in(folder, path), None, "{path}");
        }
    }
}
