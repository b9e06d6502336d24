//! How the ends of verbs become answers.

use super::{
    accounts,
    cookies::{
        Link, drop_link, drop_session, keep_browser, keep_known, keep_language, keep_session, keep_theme, opened,
    },
    failure, visitor,
};
use crate::answer::{Answer, Failure};
use accounts::{Entry, Error, Proved, SignedIn, Step, Token, Unfinished};
use axum::http::header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rules::{Details, Language, PreferencesForm, ResetForm, Theme, UndoForm};

/// A verb's end as an answer. What is gone leads to the beginning, what is finished to sign in; these pages lead on to
/// the panel who is signed in.
pub(crate) fn answer(ended: Result<Answer, Error>) -> Result<Answer, Failure> {
    match ended {
        Ok(answer) => Ok(answer),
        Err(Error::Refused(errors)) => Ok(Answer::Refused(errors)),
        Err(Error::Gone) => Ok(Answer::Load("/register?gone".to_owned())),
        Err(Error::Finished) => Ok(Answer::Load("/sign-in?done=finished".to_owned())),
        Err(Error::SignedOut) => Ok(Answer::SignIn),
        Err(Error::Prove) => Ok(Answer::Prove),
        Err(error) => Err(failure(error)),
    }
}

/// The page where an unfinished registration goes on.
pub(crate) fn page_of(unfinished: &Unfinished) -> String {
    let page = match unfinished.step {
        Step::Details => "/register/details",
        Step::Verify => "/register/verify",
    };
    page.to_owned()
}

/// After the first step: the browser gets its secret and goes to the second.
pub(crate) async fn begun(begun: Result<(String, Token), Error>) -> Result<Answer, Failure> {
    let (id, browser) = match begun {
        Ok(begun) => begun,
        Err(error) => return answer(Err(error)),
    };
    keep_browser(&browser, accounts().settings().browser_lifetime());
    let visitor = accounts::Visitor { browser: Some(browser), ..visitor() };
    Ok(Answer::Go(step(&visitor, "/register/details", &id).await?))
}

/// After the second step: on to the third, in the language that was chosen.
pub(crate) async fn detailed(detailed: Result<Details, Error>, id: &str) -> Result<Answer, Failure> {
    let details = match detailed {
        Ok(details) => details,
        Err(error) => return answer(Err(error)),
    };
    let visitor = visitor();
    let next = step(&visitor, "/register/verify", id).await?;
    if details.language == visitor.language {
        return Ok(Answer::Go(next));
    }
    keep_language(details.language);
    Ok(Answer::Load(next))
}

/// After the code: signed in, and on to the last step.
pub(crate) async fn proved(proved: Result<Proved, Error>) -> Result<Answer, Failure> {
    answer(proved.map(|proved| match proved {
        Proved::SignedIn(signed_in) => {
            keep(&signed_in);
            Answer::Load("/register/two-step".to_owned())
        }
        Proved::AlreadyRegistered => Answer::Load("/sign-in?done=registered".to_owned()),
    }))
}

/// The code's page again, which says what was done.
pub(crate) async fn verify_again(ended: Result<(), Error>, done: &str, id: &str) -> Result<Answer, Failure> {
    if ended.is_err() {
        return answer(ended.map(|()| Answer::Go(String::new())));
    }
    let page = step(&visitor(), "/register/verify", id).await?;
    let joint = if page.contains('?') { '&' } else { '?' };
    Ok(Answer::Load(format!("{page}{joint}done={done}")))
}

/// After address and password: all the way in, or on to the second step.
pub(crate) fn entered(entry: &Entry, next: &str) -> Answer {
    match entry {
        Entry::SignedIn(signed_in) => welcome(signed_in, next),
        Entry::SecondStep(session) => {
            keep_session(session);
            Answer::Load(with_next("/sign-in/two-step", next))
        }
    }
}

/// Signed in.
pub(crate) fn welcome(signed_in: &SignedIn, next: &str) -> Answer {
    keep(signed_in);
    Answer::Load(next.to_owned())
}

/// The browser gets its session, what it is known by, and the user's language.
fn keep(signed_in: &SignedIn) {
    keep_session(&signed_in.session);
    keep_known(&signed_in.known);
    keep_language(signed_in.language);
    keep_theme(signed_in.theme);
}

/// The identity is proved: the session goes on under a new secret.
pub(crate) fn proved_again(session: &Token, next: &str) -> Answer {
    keep_session(session);
    Answer::Load(next.to_owned())
}

/// The browser's session is taken, and what it kept of the pages with it (ASVS 5.0 14.3.1).
pub(crate) fn farewell(next: &str) -> Answer {
    drop_session();
    super::add_header(header::HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
    Answer::Load(next.to_owned())
}

/// The page of the recovery codes, which leads on to `next`; it says that 2-step verification is on where that is new.
pub(crate) fn recovery_page(next: &str, enabled: bool) -> Answer {
    let page = with_next("/settings/security/recovery-codes", next);
    Answer::Load(if enabled { format!("{page}&done=enabled") } else { page })
}

/// Takes the new password for the link that this browser has opened.
pub(crate) async fn reset(form: &ResetForm) -> Result<Answer, Failure> {
    let dead = Answer::Load("/reset-password".to_owned());
    let Some(link) = opened(Link::Reset) else { return Ok(dead) };
    match accounts().reset(form, &link, &visitor()).await {
        Ok(known) => {
            keep_known(&known);
            drop_link(Link::Reset);
            accounts().sign_out(&visitor()).await.map_err(failure)?;
            drop_session();
            Ok(Answer::Load("/sign-in?done=changed".to_owned()))
        }
        Err(Error::Gone) => Ok(dead),
        Err(error) => answer(Err(error)),
    }
}

/// After an act of the settings; where what it was about is gone, this page says what is.
pub(crate) fn or_settings(ended: Result<Answer, Error>, page: &str) -> Result<Answer, Failure> {
    match ended {
        Err(Error::Gone) => Ok(Answer::Load(page.to_owned())),
        ended => answer(ended),
    }
}

/// Restores the former address by the link that this browser has opened.
pub(crate) async fn undo_email(form: &UndoForm) -> Result<Answer, Failure> {
    let dead = Answer::Load("/email-undo".to_owned());
    let Some(link) = opened(Link::Undo) else { return Ok(dead) };
    match accounts().undo_email(form, &link, &visitor()).await {
        Ok(()) => {
            drop_link(Link::Undo);
            accounts().sign_out(&visitor()).await.map_err(failure)?;
            Ok(farewell("/sign-in?done=restored"))
        }
        Err(Error::Gone) => Ok(dead),
        Err(error) => answer(Err(error)),
    }
}

/// Keeps language and theme, as far as they were chosen: for the user, or for this browser.
pub(crate) async fn choose(language: Option<Language>, theme: Option<Theme>) -> Result<(), Failure> {
    let visitor = visitor();
    if let Some(who) = accounts().who(visitor.session.as_ref()).await.map_err(failure)? {
        let (language, theme) = (language.unwrap_or(who.user.language), theme.unwrap_or(who.user.theme));
        let form = PreferencesForm { language: language.tag().to_owned(), theme: theme.value().to_owned() };
        accounts().save_preferences(&form, &visitor).await.map_err(failure)?;
    }
    language.into_iter().for_each(keep_language);
    theme.into_iter().for_each(keep_theme);
    Ok(())
}

/// What stands for itself in the value of a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// A page's address with the page wanted after it.
pub fn with_next(page: &str, next: &str) -> String {
    format!("{page}?next={}", utf8_percent_encode(next, PLAIN))
}

/// The address of a step. It names the registration only where this browser has several.
async fn step(visitor: &accounts::Visitor, page: &str, id: &str) -> Result<String, Failure> {
    let several = accounts().unfinished_count(visitor).await.map_err(failure)? > 1;
    Ok(if several { format!("{page}?registration={id}") } else { page.to_owned() })
}
