//! Who may see a page, and what it shows then. Whoever may not is led elsewhere.

use super::{
    Link, accounts, extension, failure, leave_for, opened, page_of, request_context, set_browser_cookie, with_next,
    with_query,
};
use crate::{
    answer::Failure,
    form::Shown,
    visit::{Address, address, link_is_blocked, visit},
};
use accounts::{CurrentUser, Kind, Step, Token, Unfinished};
use axum::http::{HeaderMap, header, request::Parts};
use leptos::prelude::use_context;
use rules::{Field, Language};
use std::sync::Arc;

/// This browser's unfinished registration.
pub(crate) async fn unfinished(id: Option<String>) -> Result<Option<Unfinished>, Failure> {
    accounts().registrations.unfinished(&request_context(), id.as_deref()).await.map_err(failure)
}

/// The unfinished registration; who has none is led to the panel or to the beginning.
pub(crate) async fn unfinished_or_leave(id: Option<String>) -> Result<Unfinished, Failure> {
    if let Some(unfinished) = unfinished(id).await? {
        return Ok(unfinished);
    }
    only_visitors()?;
    Err(leave_for(beginning()))
}

/// The wizard's beginning; it says so where the browser keeps no cookies.
fn beginning() -> &'static str {
    if brings_no_cookies() { "/register?cookies" } else { "/register" }
}

/// Whether the browser comes from a page of ours and still brings none of our cookies: it keeps none. Only where every
/// page before gave it one.
pub(crate) fn brings_no_cookies() -> bool {
    let from_us = use_context::<Parts>().is_some_and(|parts| comes_from_us(&parts.headers));
    from_us && request_context().is_without_cookies()
}

/// As the browser says it; an old one only by where it was.
fn comes_from_us(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let ours = format!("{}/", accounts().settings().base_url);
    headers.get(header::REFERER).and_then(|page| page.to_str().ok()).is_some_and(|page| page.starts_with(&ours))
}

/// The registration must be at this page's step.
pub(crate) fn only_at(unfinished: &Unfinished, page: &str) -> Result<(), Failure> {
    if unfinished.step == Step::Details && page != "/register/details" {
        Err(leave_for(&page_of(unfinished)))
    } else {
        Ok(())
    }
}

/// Somebody signed in has no business here and is led to the panel.
pub(crate) fn only_visitors() -> Result<(), Failure> {
    only_visitors_or(None)
}

/// Somebody signed in is led to the page wanted, if it is one of ours.
pub(crate) fn only_visitors_or(next: Option<&str>) -> Result<(), Failure> {
    match current_user() {
        Some(_) => Err(leave_for(next.and_then(rules::own_path).unwrap_or("/panel"))),
        None => Ok(()),
    }
}

/// Gives a browser its secret before its first form: the same form sent twice is one then.
pub(crate) fn known_browser() {
    if request_context().browser.is_none() {
        let accounts = accounts();
        set_browser_cookie(&accounts.sessions.new_browser(), accounts.settings().browser_lifetime());
    }
}

/// Who is signed in, as the request's guard found it; nobody where something else than a page is asked for.
pub(crate) fn current_user() -> Option<Arc<CurrentUser>> {
    extension()
}

/// Who is signed in; a stranger is led to sign in and back.
pub(crate) fn current_user_or_leave(page: &str) -> Result<Arc<CurrentUser>, Failure> {
    current_user().ok_or_else(|| redirect_or_fail(accounts::Error::SignedOut, page))
}

/// The page with what its address says besides: a refused form, or which part of a list is wanted. Not where that is too
/// long to come back to.
pub(crate) fn with_kept(page: &str) -> String {
    let address = address();
    const KEPT: [&str; 5] = ["form", "search", "sort", "after", "before"];
    let kept = KEPT.map(|name| (name, address.asked(name).unwrap_or_default()));
    let whole = with_query(page, &kept.each_ref().map(|(name, value)| (*name, value.as_str())));
    if page.contains('?') || rules::own_path(&whole).is_none() { page.to_owned() } else { whole }
}

/// Why somebody may not see this page, and where they can mend that: they come back here, to the form as it was kept.
pub(crate) fn redirect_or_fail(error: accounts::Error, page: &str) -> Failure {
    let page = &with_kept(page);
    match error {
        // The wizard's last step belongs to whoever has just finished it.
        accounts::Error::SignedOut if page.starts_with("/register") => leave_for(beginning()),
        accounts::Error::SignedOut if brings_no_cookies() => {
            leave_for(&format!("{}&cookies", with_next("/sign-in", page)))
        }
        accounts::Error::SignedOut => leave_for(&with_next("/sign-in", page)),
        accounts::Error::TwoStepSetupRequired => leave_for(&with_next(SET_UP, page)),
        accounts::Error::ReauthRequired => leave_for(&with_next("/confirm-identity", page)),
        error => failure(error),
    }
}

/// Where somebody goes whose account requires 2-step verification.
pub const SET_UP: &str = "/settings/security/two-step";

/// Where nothing was chosen yet: the page's language, its country if it has one, a personal account.
pub(crate) fn with_guesses(mut values: Vec<(Field, String)>) -> Vec<(Field, String)> {
    let language = visit().language;
    let country = match language {
        Language::Ukrainian => "UA",
        Language::Polish => "PL",
        Language::English => "",
    };
    for (field, guess) in
        [(Field::Language, language.tag()), (Field::Country, country), (Field::AccountType, "personal")]
    {
        if !values.iter().any(|(at, _)| *at == field) {
            values.push((field, guess.to_owned()));
        }
    }
    values
}

/// Where a letter of this kind comes from, and its subject.
pub(crate) fn code_letter(kind: Kind, language: Language) -> (String, String) {
    let accounts = accounts();
    let settings = accounts.settings();
    (settings.mail_from.clone(), kind.subject(language, &settings.brand))
}

/// The link that a page is opened by: the one that its form or its address names, or the newest. The form names it from
/// then on, and so acts for whom it was sent to, whatever other tabs open.
///
/// # Errors
/// Elsewhere, where the cookie has come back that this page was asked for: its address need not ask any more.
pub(crate) fn meant(link: Link, mut shown: Shown) -> Result<(Shown, Option<Token>), Failure> {
    let asked = || use_context::<Address>().and_then(|address| address.asked("link")).unwrap_or_default();
    let named = Some(shown.value(Field::Link)).filter(|named| !named.is_empty()).unwrap_or_else(asked);
    let token = opened(link).named_or_newest(&named);
    if token.is_some() && link_is_blocked() {
        return Err(leave_for(link.page()));
    }
    shown.values.retain(|(field, _)| *field != Field::Link);
    shown.values.extend(token.iter().map(|token| (Field::Link, token.id())));
    Ok((shown, token))
}

/// A form that knows only the page wanted after it.
pub(crate) fn wanted(next: Option<String>) -> Shown {
    Shown::of(vec![(Field::Next, next.unwrap_or_default())])
}

/// What an application's question, which somebody comes back to, says under this name.
pub(crate) fn of_question(next: Option<&str>, name: &str) -> Option<String> {
    let question = next.and_then(rules::own_path).filter(|next| next.starts_with("/openid/"))?;
    super::address_of(&question.parse().ok()?).asked(name)
}
