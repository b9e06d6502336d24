//! How the ends of verbs become answers.

use super::{accounts, cookies::Opened, failure, request_context};
use crate::{
    answer::{Answer, Failure},
    form_endpoints::FormEndpoint,
    layout::DENIED,
};
use accounts::{Error, Step, Unfinished};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rules::Field;

/// A verb's end as an answer. What is gone leads to the beginning, what is finished to sign in; these pages lead on to
/// the panel who is signed in.
pub(crate) fn answer(ended: Result<Answer, Error>) -> Result<Answer, Failure> {
    match noted(ended) {
        Ok(answer) => Ok(answer),
        Err(Error::Refused(errors)) => Ok(Answer::Refused(errors)),
        Err(Error::Gone) => Ok(Answer::Go("/register?gone".to_owned())),
        Err(Error::Finished) => Ok(Answer::Go("/sign-in?done=finished".to_owned())),
        Err(Error::SignedOut) => Ok(Answer::SignIn),
        Err(Error::ReauthRequired) => Ok(Answer::ReauthRequired),
        Err(Error::TwoStepSetupRequired) => Ok(Answer::TwoStepSetupRequired),
        Err(Error::Forbidden) => Ok(Answer::Go("/panel".to_owned())),
        Err(error) => Err(failure(error)),
    }
}

/// Whoever watches over the program learns of a right that was refused (ASVS 5.0 16.3.2).
pub(crate) fn noted<T>(ended: Result<T, Error>) -> Result<T, Error> {
    ended.inspect_err(|error| {
        if matches!(error, Error::Forbidden) {
            tracing::warn!(what = "an act or a page of an account", "refused right");
        }
    })
}

/// The page where an unfinished registration goes on.
pub(crate) fn page_of(unfinished: &Unfinished) -> String {
    let page = match unfinished.step {
        Step::Details => "/register/details",
        Step::Verify => "/register/verify",
    };
    page.to_owned()
}

/// After an act of the settings; where what it was about is gone, this page says what is.
pub(crate) fn or_settings(ended: Result<Answer, Error>, page: &str) -> Result<Answer, Failure> {
    match ended {
        Err(Error::Gone) => Ok(Answer::Go(page.to_owned())),
        ended => answer(ended),
    }
}

/// After an act on an account: its page says what was done. Where the account is gone, or the act is not allowed, that
/// page says so.
pub(crate) fn or_page(ended: Result<(), Error>, account: &str, done: &str) -> Result<Answer, Failure> {
    let page = page_of_door("save_account", account, "");
    match noted(ended) {
        Ok(()) => Ok(Answer::Go(format!("{page}?done={done}"))),
        Err(Error::Gone) => Ok(Answer::Go(page)),
        Err(Error::Forbidden) => Ok(Answer::Go(format!("{page}?done={DENIED}"))),
        Err(error) => answer(Err(error)),
    }
}

/// After an act on one of an account's people: the list says what was done, and shows how it is where the act had been
/// done already. Where it is not allowed, the page of its form says so.
pub(crate) fn or_list(
    ended: Result<(), Error>,
    endpoint: &str,
    account: &str,
    member: &str,
    done: &str,
) -> Result<Answer, Failure> {
    let list = page_of_door("resend_invitation", account, member);
    match noted(ended) {
        Ok(()) => Ok(Answer::Go(format!("{list}?done={done}"))),
        Err(Error::Gone) => Ok(Answer::Go(list)),
        Err(Error::Forbidden) => Ok(Answer::Go(page_of_door(endpoint, account, member))),
        Err(error) => answer(Err(error)),
    }
}

/// The page of a form about this account and this member.
fn page_of_door(endpoint: &str, account: &str, member: &str) -> String {
    let typed = |field| if field == Field::Account { account } else { member }.to_owned();
    FormEndpoint::of(endpoint).map_or_else(|| "/clients".to_owned(), |target| target.page_of(typed))
}

/// The page of a link says how that stands: the one of this short name, or that there is none.
pub(crate) fn page_again(opened: &Opened, id: &str) -> Answer {
    let named = opened.named(id).map(|link| opened.page(&link));
    let none = if id.is_empty() { "" } else { "none" };
    Answer::Go(named.unwrap_or_else(|| with_query(opened.link().page(), &[("link", none)])))
}

/// What stands for itself in the value of a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// A page's address with the page wanted after it.
pub fn with_next(page: &str, next: &str) -> String {
    format!("{page}?next={}", utf8_percent_encode(next, PLAIN))
}

/// A page's address with these parts of a query, as far as they say something.
pub fn with_query(page: &str, parts: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, PLAIN));
    let said = parts.iter().filter(|(_, value)| !value.is_empty());
    let query = said.map(part).collect::<Vec<_>>().join("&");
    if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
}

/// The address of a step. It names the registration only where this browser has several.
pub(crate) async fn step(context: &accounts::RequestContext, page: &str, id: &str) -> Result<String, Failure> {
    let several = accounts().registrations.unfinished_count(context).await.map_err(failure)? > 1;
    Ok(if several { format!("{page}?registration={id}") } else { page.to_owned() })
}

/// The code's page again, which says what was done.
pub(crate) async fn verify_again(ended: Result<(), Error>, done: &str, id: &str) -> Result<Answer, Failure> {
    if ended.is_err() {
        return answer(ended.map(|()| Answer::Go(String::new())));
    }
    let page = step(&request_context(), "/register/verify", id).await?;
    let joint = if page.contains('?') { '&' } else { '?' };
    Ok(Answer::Go(format!("{page}{joint}done={done}")))
}
