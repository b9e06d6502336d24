//! What follows when somebody has come in, has proved who they are, or has left.

use super::{
    add_header, drop_session, drop_way_back, set_known_cookie, set_language_cookie, set_session_cookie,
    set_theme_cookie,
};
use crate::answer::Answer;
use accounts::{SignedIn, Token};
use axum::http::HeaderName;

/// Signed in.
pub(crate) fn welcome(signed_in: &SignedIn, next: &str) -> Answer {
    set_cookies_of(signed_in);
    Answer::Load(next.to_owned())
}

/// The browser gets its session, what it is known by, and the user's language.
pub(crate) fn set_cookies_of(signed_in: &SignedIn) {
    set_session_cookie(&signed_in.session);
    set_known_cookie(&signed_in.known);
    set_language_cookie(signed_in.language);
    set_theme_cookie(signed_in.theme);
}

/// The browser's session is taken, and what it kept of the pages with it (ASVS 5.0 14.3.1). Its cache has none of them, since
/// they are not to be stored; emptying it would take long, and what other pages of this site need with it.
pub(crate) fn after_sign_out(next: &str) -> Answer {
    drop_session();
    drop_way_back();
    add_header(HeaderName::from_static("clear-site-data"), "\"storage\"");
    Answer::Load(next.to_owned())
}

/// The identity is proved: the session goes on under a new secret.
pub(crate) fn after_proof(session: &Token, next: &str) -> Answer {
    set_session_cookie(session);
    Answer::Go(next.to_owned())
}
