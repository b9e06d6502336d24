//! The cookie that belongs to a browser, whoever uses it.

use crate::state::AppState;
use accounts::{RequestContext, Token};
use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie that a browser's forms are bound to, where it has none yet.
pub(crate) fn browser_cookie(server: &AppState, context: &RequestContext, browser: &Token) -> HeaderMap {
    let line = server.cookies.browser_cookie(browser, server.accounts.settings().browser_lifetime());
    let new = context.browser.is_none().then(|| HeaderValue::from_str(&line).ok()).flatten();
    new.map(|line| (header::SET_COOKIE, line)).into_iter().collect()
}
