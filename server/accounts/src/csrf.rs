//! The token of a form for browsers that do not say from where a change comes (the HMAC-based token pattern of OWASP's
//! cheat sheet on cross-site request forgery).

use crate::{RequestContext, Token, parts::Sessions};
use subtle::ConstantTimeEq;

const PURPOSE: &str = "csrf token";

impl Sessions {
    /// The token for the forms of whoever is asking: a keyed hash of their session, or else of the browser's secret. None
    /// without either cookie.
    pub fn csrf_token(&self, context: &RequestContext) -> Option<String> {
        let cookie = context.session.as_ref().or(context.browser.as_ref())?;
        Some(self.keys.hash(PURPOSE, cookie.expose()))
    }

    /// Whether a form's token was made for one of this browser's cookies. A page from before signing in counts, and a key
    /// that was rotated meanwhile.
    pub fn is_csrf_token(&self, context: &RequestContext, token: &str) -> bool {
        let made = |cookie: &Token| self.keys.hashes(PURPOSE, cookie.expose());
        let all = [&context.session, &context.browser].into_iter().flatten().flat_map(made);
        all.fold(false, |found, own| found | bool::from(own.as_bytes().ct_eq(token.as_bytes())))
    }
}
