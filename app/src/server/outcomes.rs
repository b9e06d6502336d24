//! How the ends of verbs become answers.

use super::{
    accounts, asking,
    cookies::{
        Link, Opened, drop_link, drop_session, keep_browser, keep_known, keep_language, keep_session, keep_theme,
        opened,
    },
    failure,
    guards::SET_UP,
    visitor,
};
use crate::{
    answer::{Answer, Failure},
    form_endpoints::FormEndpoint,
};
use accounts::{Acceptance, Entry, Error, LetIn, Proved, SignedIn, Step, Token, Unfinished};
use axum::http::header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rules::{
    Details, Field, InvitationForm, InvitedForm, Language, LinkForm, PreferencesForm, ResetForm, Theme, UndoForm,
};

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
        Err(Error::TwoStepSetupRequired) => Ok(Answer::Go(SET_UP.to_owned())),
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

/// After the first step: the browser gets its secret and goes to the second.
pub(crate) async fn after_register(begun: Result<(String, Token), Error>) -> Result<Answer, Failure> {
    let (id, browser) = match begun {
        Ok(begun) => begun,
        Err(error) => return answer(Err(error)),
    };
    keep_browser(&browser, accounts().settings().browser_lifetime());
    let visitor = accounts::RequestContext { browser: Some(browser), ..visitor() };
    Ok(Answer::Go(step(&visitor, "/register/details", &id).await?))
}

/// After the second step: on to the third, in the language that was chosen.
pub(crate) async fn after_details(detailed: Result<Details, Error>, id: &str) -> Result<Answer, Failure> {
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

/// After the code: signed in, and on to the last step. An invitation that holds no more says so on its page.
pub(crate) async fn proved(proved: Result<Proved, Error>, registration: &str) -> Result<Answer, Failure> {
    if matches!(proved, Err(Error::Gone)) {
        let unfinished = accounts().registrations.unfinished(&visitor(), Some(registration)).await.map_err(failure)?;
        if unfinished.is_some_and(|unfinished| unfinished.invited) {
            return Ok(Answer::Go(Link::Invite.page().to_owned()));
        }
    }
    answer(proved.map(|proved| match proved {
        Proved::SignedIn(signed_in) => {
            keep(&signed_in);
            Answer::Go("/register/two-step".to_owned())
        }
        Proved::AlreadyRegistered => Answer::Go("/sign-in?done=registered".to_owned()),
    }))
}

/// The code's page again, which says what was done.
pub(crate) async fn verify_again(ended: Result<(), Error>, done: &str, id: &str) -> Result<Answer, Failure> {
    if ended.is_err() {
        return answer(ended.map(|()| Answer::Go(String::new())));
    }
    let page = step(&visitor(), "/register/verify", id).await?;
    let joint = if page.contains('?') { '&' } else { '?' };
    Ok(Answer::Go(format!("{page}{joint}done={done}")))
}

/// After address and password: all the way in, or on to the second step.
pub(crate) fn after_sign_in(entry: &Entry, next: &str) -> Answer {
    match entry {
        Entry::SignedIn(signed_in) => welcome(signed_in, next),
        Entry::SecondStep(session) => {
            keep_session(session);
            Answer::Go(with_next("/sign-in/two-step", next))
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
    Answer::Go(next.to_owned())
}

/// The browser's session is taken, and what it kept of the pages with it (ASVS 5.0 14.3.1). Its cache has none of them, since
/// they are not to be stored; emptying it would take long, and what other pages of this site need with it.
pub(crate) fn after_sign_out(next: &str) -> Answer {
    drop_session();
    super::add_header(header::HeaderName::from_static("clear-site-data"), "\"storage\"");
    Answer::Load(next.to_owned())
}

/// The page of the recovery codes, which leads on to `next`; it says that 2-step verification is on where that is new.
pub(crate) fn recovery_page(next: &str, enabled: bool) -> Answer {
    let page = with_next("/settings/security/recovery-codes", next);
    Answer::Go(if enabled { format!("{page}&done=enabled") } else { page })
}

/// Takes the new password for the link that this browser has opened.
pub(crate) async fn reset(form: &ResetForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Reset);
    let dead = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(dead) };
    match accounts().passwords.reset(form, &link, &visitor()).await {
        Ok(known) => {
            keep_known(&known);
            drop_link(Link::Reset, &link);
            accounts().sessions.sign_out(&visitor()).await.map_err(failure)?;
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
        Err(Error::Gone | Error::Forbidden) => Ok(Answer::Go(page)),
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
fn page_again(opened: &Opened, id: &str) -> Answer {
    let named = opened.named(id).map(|link| opened.page(&link));
    let none = if id.is_empty() { "" } else { "none" };
    Answer::Go(named.unwrap_or_else(|| with_query(opened.link().page(), &[("link", none)])))
}

/// Accepts the invitation whose link this browser has opened; whoever is not signed in does that first, or registers.
pub(crate) async fn accept(form: &InvitationForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Invite);
    let again = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(again) };
    match noted(accounts().invitations.accept_invitation(form, &link, &visitor()).await) {
        Ok(Acceptance::Member(number)) => {
            drop_link(Link::Invite, &link);
            Ok(Answer::Go(format!("/clients/{}?done=joined", number.digits())))
        }
        Ok(Acceptance::SignIn) => Ok(Answer::Go(with_next("/sign-in", &opened.page(&link)))),
        Ok(Acceptance::Register) => Ok(Answer::Go(opened.page(&link).replacen("/invite", "/invite/register", 1))),
        Err(Error::Gone | Error::Forbidden) => Ok(again),
        Err(error) => answer(Err(error)),
    }
}

/// Declines it; the page says so then.
pub(crate) async fn decline(form: &InvitationForm, unknown: bool) -> Result<Answer, Failure> {
    let opened = opened(Link::Invite);
    let again = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(again) };
    match noted(accounts().invitations.decline_invitation(form, unknown, &link, &visitor()).await) {
        Ok(()) | Err(Error::Gone | Error::Forbidden) => Ok(again),
        Err(error) => answer(Err(error)),
    }
}

/// The wizard's first step for whoever is invited.
pub(crate) async fn register_invited(form: &InvitedForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Invite);
    let again = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(again) };
    match noted(accounts().registrations.register_invited(form, &link, &visitor()).await) {
        Err(Error::Gone | Error::Forbidden) => Ok(again),
        ended => after_register(ended).await,
    }
}

/// Cancels the deletion by the link that this browser has opened; the page says so then.
pub(crate) async fn stay(form: &LinkForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Stay);
    let again = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(again) };
    match accounts().deletions.cancel_deletion_by_link(&link, &visitor()).await {
        Ok(()) => {
            drop_link(Link::Stay, &link);
            Ok(Answer::Go(format!("{}?done=stays", Link::Stay.page())))
        }
        Err(Error::Gone) => Ok(again),
        Err(error) => answer(Err(error)),
    }
}

/// Restores the former address by the link that this browser has opened.
pub(crate) async fn undo_email(form: &UndoForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Undo);
    let dead = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(dead) };
    match accounts().email_changes.undo_email(form, &link, &visitor()).await {
        Ok(()) => {
            drop_link(Link::Undo, &link);
            accounts().sessions.sign_out(&visitor()).await.map_err(failure)?;
            Ok(after_sign_out("/sign-in?done=restored"))
        }
        Err(Error::Gone) => Ok(dead),
        Err(error) => answer(Err(error)),
    }
}

/// Lets this browser in by the link that it has opened, and leads on to where it was kept out.
pub(crate) async fn unlock(form: &LinkForm) -> Result<Answer, Failure> {
    let opened = opened(Link::Unlock);
    let dead = page_again(&opened, &form.link);
    let Some(link) = opened.named(&form.link) else { return Ok(dead) };
    let (known, let_in) = match accounts().sign_in.unlock(&link, &visitor()).await {
        Ok(let_in) => let_in,
        Err(Error::Gone) => return Ok(dead),
        Err(error) => return answer(Err(error)),
    };
    keep_known(&known);
    drop_link(Link::Unlock, &link);
    match let_in {
        LetIn::Registration(id) => verify_again(Ok(()), "let-in", &id).await,
        LetIn::EmailChange => Ok(Answer::Go("/settings/profile/email?done=let-in".to_owned())),
        LetIn::SignIn => Ok(Answer::Go("/sign-in?done=let-in".to_owned())),
    }
}

/// Keeps language and theme, as far as they were chosen: for the user, or for this browser.
pub(crate) async fn choose(language: Option<Language>, theme: Option<Theme>) -> Result<(), Failure> {
    let visitor = visitor();
    if let Some(me) = asking().await? {
        let (language, theme) = (language.unwrap_or(me.user.language), theme.unwrap_or(me.user.theme));
        let form = PreferencesForm { language: language.tag().to_owned(), theme: theme.value().to_owned() };
        accounts().profiles.save_preferences(&form, &visitor).await.map_err(failure)?;
    }
    language.into_iter().for_each(keep_language);
    theme.into_iter().for_each(keep_theme);
    Ok(())
}

/// Language and theme are kept; only where one of them is new the next page is loaded whole.
pub(crate) fn preferred(language: Language, theme: Theme) -> Answer {
    let before = crate::visit::visit();
    keep_language(language);
    keep_theme(theme);
    let next = "/settings/personalization?done=saved".to_owned();
    if (language, theme) == (before.language, before.theme) { Answer::Go(next) } else { Answer::Load(next) }
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
async fn step(visitor: &accounts::RequestContext, page: &str, id: &str) -> Result<String, Failure> {
    let several = accounts().registrations.unfinished_count(visitor).await.map_err(failure)? > 1;
    Ok(if several { format!("{page}?registration={id}") } else { page.to_owned() })
}
