//! Whether a change comes from a page of ours (ASVS 5.0 3.5.1).

use crate::{
    forms::{self, Counted},
    pages,
    state::AppState,
};
use accounts::{RequestContext, count_refusal};
use app::CSRF_TOKEN;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use words::pages::Trouble;

/// Refuses every change that does not come from a page of ours. The first of these that is there decides: Fetch Metadata,
/// Origin, the form's own token. Text browsers send neither header.
pub(crate) async fn check(State(server): State<AppState>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let ours = match claimed_origin(request.headers(), &server.origins) {
        Origin::Ours => return next.run(request).await,
        Origin::Foreign => false,
        Origin::Nothing => true,
    };
    let (mut parts, body) = request.into_parts();
    if !ours {
        return refused(&server, &parts, |words| words.foreign);
    }
    if let Err(seconds) = forms::not_too_many(&server, &parts.extensions) {
        return forms::too_many(&server, &parts, forms::is_plain(&parts.headers), seconds).await;
    }
    parts.extensions.insert(Counted);
    let bytes = match forms::bytes(body).await {
        Ok(bytes) => bytes,
        Err((status, words)) => return pages::trouble(&server, &parts, status, words),
    };
    let context = parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
    if context.session.is_none() && context.browser.is_none() {
        return refused(&server, &parts, |words| words.no_cookies);
    }
    if !forms::value(&bytes, CSRF_TOKEN).is_some_and(|token| server.accounts.sessions.is_csrf_token(&context, &token)) {
        return refused(&server, &parts, |words| words.foreign);
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

fn refused(server: &AppState, parts: &Parts, which: fn(&Trouble) -> (&'static str, &'static str)) -> Response {
    tracing::warn!(what = "a change from a foreign page", "refused right");
    count_refusal("a change from a foreign page");
    pages::trouble(server, parts, StatusCode::FORBIDDEN, which)
}

/// What the headers of a change say about the page it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Ours,
    Foreign,
    /// Neither of the headers that browsers set themselves is there. A Referer of another site speaks against it; one of
    /// ours says nothing, since there is a browser that names the target itself.
    Nothing,
}

fn claimed_origin(headers: &HeaderMap, origins: &[String]) -> Origin {
    let ours = |ours: bool| if ours { Origin::Ours } else { Origin::Foreign };
    let mut sites = headers.get_all("sec-fetch-site").iter();
    match (sites.next(), sites.next()) {
        (Some(site), None) => return ours(site == "same-origin" || site == "none"),
        (Some(_), Some(_)) => return Origin::Foreign,
        (None, _) => {}
    }
    if headers.contains_key(header::ORIGIN) {
        return ours(origins.iter().any(|origin| headers.get_all(header::ORIGIN).iter().eq([origin.as_str()])));
    }
    let here = |referer: &[u8]| {
        let below = |origin: &String| referer.strip_prefix(origin.as_bytes());
        origins.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with(b"/"))
    };
    if headers.get_all(header::REFERER).iter().all(|referer| here(referer.as_bytes())) {
        Origin::Nothing
    } else {
        Origin::Foreign
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn origin_of(headers: &[(&'static str, &'static str)]) -> Origin {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        claimed_origin(&map, &["https://panel.example".to_owned()])
    }

    #[test]
    fn the_first_header_that_is_there_decides() {
        let (site, origin, referer) = ("sec-fetch-site", "origin", "referer");
        for ours in [
            &[(site, "same-origin")][..],
            &[(site, "none")],
            &[(site, "same-origin"), (origin, "null")],
            &[(origin, "https://panel.example")],
            &[(origin, "https://panel.example"), (referer, "https://evil.example/")],
        ] {
            assert_eq!(origin_of(ours), Origin::Ours, "{ours:?}");
        }
        for foreign in [
            &[(site, "cross-site")][..],
            &[(site, "same-site")],
            &[(site, "cross-site"), (origin, "https://panel.example")],
            &[(site, "same-origin"), (site, "cross-site")],
            &[(origin, "null")],
            &[(origin, "https://panel.example.evil")],
            &[(origin, "http://panel.example")],
            &[(origin, "https://panel.example"), (origin, "https://evil.example")],
            &[(referer, "https://evil.example/")],
            &[(referer, "https://panel.example.evil/")],
            &[(referer, "https://panel.example/register"), (referer, "https://evil.example/")],
        ] {
            assert_eq!(origin_of(foreign), Origin::Foreign, "{foreign:?}");
        }
        for nothing in
            [&[][..], &[(referer, "https://panel.example/register?x=1")], &[(referer, "https://panel.example")]]
        {
            assert_eq!(origin_of(nothing), Origin::Nothing, "{nothing:?}");
        }
    }
}
