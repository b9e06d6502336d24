//! What a server function needs of the server: the accounts, who is asking, cookies, and how verbs' ends become answers.
//! The browser's build leaves this out.

mod address;
mod answers;
mod cookies;
mod entry;
mod guards;
mod saved_form;

pub(crate) use address::address_of;
pub(crate) use answers::{answer, noted, or_list, or_page, or_settings, page_again, page_of, step, verify_again};
pub use answers::{with_next, with_query};
pub use cookies::{Cookies, Link, cookie};
pub(crate) use cookies::{
    drop_link, drop_session, drop_way_back, opened, set_browser_cookie, set_known_cookie, set_language_cookie,
    set_session_cookie, set_theme_cookie, wanted_back,
};
pub(crate) use entry::{after_proof, after_sign_out, set_cookies_of, welcome};
pub use guards::SET_UP;
pub(crate) use guards::{
    brings_no_cookies, code_letter, current_user, current_user_or_leave, known_browser, meant, of_question, only_at,
    only_visitors, only_visitors_or, redirect_or_fail, unfinished, unfinished_or_leave, wanted, with_guesses,
    with_kept,
};
pub(crate) use saved_form::{read_saved_form, refused, refused_form, refused_value};

use crate::{answer::Failure, visit::PageContext};
pub use accounts::moment;
use accounts::{Accounts, CurrentUser, RequestContext, TwoStep};
use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use rules::{Password, Strength};
use std::sync::Arc;

/// Makes a request's context: the accounts, the cookies' names, and what the page knows.
pub fn provide(accounts: Arc<Accounts>, cookies: Cookies) {
    provide_context(accounts);
    provide_context(cookies);
    if let Some(visit) = extension::<PageContext>() {
        provide_context(visit);
    }
}

/// The verbs.
pub(crate) fn accounts() -> Arc<Accounts> {
    expect_context()
}

/// Who is asking.
pub(crate) fn request_context() -> RequestContext {
    extension::<RequestContext>().unwrap_or_default()
}

/// Who is signed in, for a server function that reads: only a page has been asked for by its guard.
pub(crate) async fn asking() -> Result<Option<CurrentUser>, Failure> {
    accounts().sessions.current_user(request_context().session.as_ref()).await.map_err(failure)
}

/// How hard a password is to guess; one that is too long is not looked at.
pub(crate) async fn strength(password: &str, who: [&str; 3]) -> Result<Strength, Failure> {
    match Password::enter(password) {
        Ok(password) => accounts().passwords.strength(&password, who).await.map_err(failure),
        Err(_) => Ok(Strength::Common),
    }
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

pub(crate) fn response() -> ResponseOptions {
    expect_context()
}

/// The page is nobody's.
pub(crate) fn not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
}

/// Whoever asks may not see the page.
pub(crate) fn forbidden() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::FORBIDDEN);
    }
}

/// Marks a page that shows a secret, so that it is not compressed.
pub const SHOWS_SECRET: &str = "ocpanel-shows-secret";

/// The page shows a secret.
pub(crate) fn shows_secret() {
    response().insert_header(HeaderName::from_static(SHOWS_SECRET), HeaderValue::from_static("1"));
}

/// Leads elsewhere.
pub(crate) fn leave_for(path: &str) -> Failure {
    if let Ok(location) = HeaderValue::from_str(path) {
        response().insert_header(header::LOCATION, location);
        response().set_status(StatusCode::SEE_OTHER);
    }
    Failure::Elsewhere
}

/// What the person learns of an error that they cannot mend.
pub(crate) fn failure(error: accounts::Error) -> Failure {
    match error {
        accounts::Error::Busy(seconds) => {
            later(StatusCode::SERVICE_UNAVAILABLE, seconds);
            Failure::Busy(seconds)
        }
        accounts::Error::TooMany(seconds) => {
            later(StatusCode::TOO_MANY_REQUESTS, seconds);
            Failure::TooMany(seconds)
        }
        error => {
            tracing::error!(%error, "a server function failed");
            response().set_status(StatusCode::INTERNAL_SERVER_ERROR);
            Failure::Broken
        }
    }
}

fn later(status: StatusCode, seconds: u32) {
    response().set_status(status);
    response().insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
}

pub(crate) fn add_header(name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response().append_header(name, value);
    }
}

pub(crate) fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or_default()
}

/// Whether 2-step verification is on, and how many recovery codes are left.
pub(crate) async fn two_step_state(me: &CurrentUser) -> Result<TwoStep, Failure> {
    accounts().two_step.two_step(me).await.map_err(failure)
}

/// How a page of an account ends: what it shows, or why not.
pub(crate) enum Ended {
    Error(accounts::Error),
    Failure(Failure),
}

impl From<accounts::Error> for Ended {
    fn from(error: accounts::Error) -> Ended {
        Ended::Error(error)
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Ended {
        Ended::Failure(failure)
    }
}
