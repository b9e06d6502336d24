//! What each page shows, and who is led elsewhere instead.

mod clients;
mod invitation;
mod settings;
mod signed_in;

pub use signed_in::moment;

use super::{
    Kept, accounts, code_letter,
    cookies::{Link, opened},
    countries, failure,
    guards::brings_no_cookies,
    kept_form, known_browser, leave_for, not_found, numbers_of, only_at, only_visitors, only_visitors_or, page_of,
    refused_form, unfinished, unfinished_or_leave, visitor, with_guesses, with_next,
};
use crate::{
    answer::Failure,
    data::StayData,
    details::DetailsData,
    email::{UndoData, UndoFacts},
    form::Shown,
    layout::link_is_blocked,
    page::PageData,
    register::{Closed, RegisterData, Resumed},
    reset::{ForgotData, ResetData},
    routes::Route,
    second_step::SecondStepData,
    sign_in::SignInData,
    unlock::UnlockData,
    verify::VerifyData,
    visit::Address,
};
use accounts::{Kind, Registration, Token};
use leptos::prelude::use_context;
use rules::Field;

/// What the page at this address shows.
pub(super) async fn page_data(address: &Address) -> Result<PageData, Failure> {
    let asked = |name| address.asked(name);
    let (form, registration, next) = (asked("form"), asked("registration"), asked("next"));
    let Some((route, names)) = Route::of(&address.path) else { return Ok(page_not_found()) };
    Ok(match route {
        Route::Landing => PageData::Landing,
        Route::Register => register(form).await?,
        Route::Details => PageData::Details(details(form, registration).await?),
        Route::Verify => PageData::Verify(verify(form, registration).await?),
        Route::LastStep => PageData::TwoStep(signed_in::last_step(form).await?),
        Route::SignIn => PageData::SignIn(sign_in(form, next).await?),
        Route::SecondStep => PageData::SecondStep(second_step(form, next, asked("recovery")).await?),
        Route::Forgot => PageData::Forgot(forgot(form).await?),
        Route::Reset => PageData::Reset(reset(form).await?),
        Route::Unlock => PageData::Unlock(unlock(form).await?),
        Route::Panel => PageData::Panel(signed_in::panel().await?),
        Route::Identity => PageData::Identity(signed_in::identity(form, next).await?),
        Route::Settings => return Err(leave_for("/settings/profile")),
        Route::Profile => PageData::Profile(settings::profile(form).await?),
        Route::Email => PageData::Email(settings::email(form).await?),
        Route::Security => PageData::Security(settings::security(form).await?),
        Route::TwoStep => PageData::TwoStep(signed_in::two_step(form).await?),
        Route::Recovery => PageData::Recovery(signed_in::recovery(next).await?),
        Route::Personalization => PageData::Personalization(settings::personalization(form).await?),
        Route::Data => PageData::Data(settings::data(form).await?),
        Route::Undo => PageData::Undo(undo(form).await?),
        Route::Stay => PageData::Stay(stay().await?),
        Route::Activity => PageData::Activity(signed_in::activity(address).await?),
        Route::Invitation => PageData::Invitation(invitation::invitation().await?),
        Route::Invited => invitation::register(form).await?,
        Route::Clients
        | Route::NewClient
        | Route::Client
        | Route::Members
        | Route::Invite
        | Route::ClientActivity
        | Route::Roles
        | Route::Notifications
        | Route::Dissociate
        | Route::ResetTwoStep => clients::page_data(route, &names, address).await?,
    })
}

/// Whether no page stands at this path.
pub(super) fn is_nobodys(path: &str) -> bool {
    Route::of(path).is_none()
}

/// A page that is not there.
fn page_not_found() -> PageData {
    not_found();
    PageData::NotFound
}

/// What the page shows: what was refused, or an unfinished registration of this browser, or nothing.
async fn register(form: Option<String>) -> Result<PageData, Failure> {
    only_visitors()?;
    if let Some(reason) = closed(accounts().settings().registration) {
        return Ok(PageData::Closed(reason));
    }
    known_browser();
    let limits = accounts().settings().limits;
    // One by invitation goes on where it was, or not at all.
    let unfinished = unfinished(None).await?.filter(|unfinished| !unfinished.invited);
    let resumed = unfinished.as_ref().map(|unfinished| Resumed {
        id: unfinished.id.clone(),
        email: unfinished.email.clone(),
        go_on: page_of(unfinished),
    });
    let kept = kept_form(form, "/register").await?.map(|kept| kept.shown("register"));
    let shown = kept.or_else(|| unfinished.map(|unfinished| Shown::of(unfinished.values)));
    let invited = invitation::waiting().await?;
    Ok(PageData::Register(RegisterData { shown: shown.unwrap_or_default(), limits, resumed, invited }))
}

/// Why nobody can register, if so.
pub(super) fn closed(registration: Registration) -> Option<Closed> {
    match registration {
        Registration::Open => None,
        Registration::Invitation => Some(Closed::ByInvitation),
        Registration::Closed => Some(Closed::Wholly),
    }
}

/// What the page shows; who has not begun is led to the beginning.
async fn details(form: Option<String>, registration: Option<String>) -> Result<DetailsData, Failure> {
    let kept = kept_form(form, "/register/details").await?;
    let named = kept.as_ref().map(Kept::registration).or(registration);
    let unfinished = unfinished_or_leave(named).await?;
    let invited = unfinished.invited;
    let shown = kept.map_or_else(|| Shown::of(with_guesses(unfinished.values)), |kept| kept.shown("details"));
    Ok(DetailsData { numbers: numbers_of(&shown), countries: countries(&shown), shown, invited })
}

/// What the page shows; who is not that far is led to their step.
async fn verify(form: Option<String>, registration: Option<String>) -> Result<VerifyData, Failure> {
    let kept = kept_form(form, "/register/verify").await?;
    let named = kept.as_ref().map(Kept::registration).or(registration);
    let unfinished = unfinished_or_leave(named).await?;
    only_at(&unfinished, "/register/verify")?;
    let own = |endpoint: &str| match &kept {
        Some(kept) if kept.is_of(endpoint) => kept.shown(endpoint),
        _ => Shown::of(vec![(Field::Registration, unfinished.id.clone())]),
    };
    let (from, subject) = code_letter(Kind::VerificationCode, unfinished.language);
    Ok(VerifyData {
        code: own("confirm"),
        resend: with_version(own("resend"), unfinished.code_sent_at),
        address: own("change_address"),
        letter: (from, subject),
        written: unfinished.code_sent_at > 0,
        delivery: unfinished.delivery,
        minutes: minutes(accounts().settings().code_lifetime),
        resend_in: unfinished.resend_in,
        capped: unfinished.capped,
        email: unfinished.email,
        registration: unfinished.id,
        invited: unfinished.invited,
    })
}

/// A form that says what its page saw.
fn with_version(mut shown: Shown, version: impl ToString) -> Shown {
    shown.values.retain(|(field, _)| *field != Field::Version);
    shown.values.push((Field::Version, version.to_string()));
    shown
}

/// What the page shows.
async fn sign_in(form: Option<String>, next: Option<String>) -> Result<SignInData, Failure> {
    only_visitors_or(next.as_deref())?;
    known_browser();
    let kept = kept_form(form, "/sign-in").await?;
    Ok(SignInData { shown: kept.map_or_else(|| wanted(next), |kept| kept.shown("sign_in")) })
}

/// What the page shows; who has not begun to sign in, or not within ten minutes, is led to the beginning.
async fn second_step(
    form: Option<String>,
    next: Option<String>,
    recovery: Option<String>,
) -> Result<SecondStepData, Failure> {
    only_visitors_or(next.as_deref())?;
    let Some((_, email)) = accounts().sign_in.half_signed_in(visitor().session.as_ref()).await.map_err(failure)? else {
        let next = next.as_deref().and_then(rules::own_path).unwrap_or_default();
        let why = if brings_no_cookies() { "cookies" } else { "done=half" };
        return Err(leave_for(&format!("{}&{why}", with_next("/sign-in", next))));
    };
    let kept = kept_form(form, "/sign-in/two-step").await?;
    let recovery = kept.as_ref().map_or(recovery.is_some(), |kept| kept.is_of("recover"));
    let endpoint = if recovery { "recover" } else { "second_step" };
    let shown = kept.map(|kept| kept.shown(endpoint)).unwrap_or_else(|| wanted(next));
    let next = shown.value(Field::Next);
    let (other, again) = (with_next("/sign-in/two-step", &next), with_next("/sign-in", &next));
    let other = if recovery { other } else { format!("{other}&recovery") };
    Ok(SecondStepData { shown, email, recovery, other, again })
}

async fn forgot(form: Option<String>) -> Result<ForgotData, Failure> {
    known_browser();
    let shown = refused_form(form, "/forgot-password", "forgot").await?;
    Ok(ForgotData { shown, minutes: minutes(accounts().settings().reset_lifetime) })
}

async fn reset(form: Option<String>) -> Result<ResetData, Failure> {
    known_browser();
    let (shown, link) = meant(Link::Reset, refused_form(form, "/reset-password", "reset").await?)?;
    let email = match link {
        Some(link) => accounts().passwords.reset_open(&link).await.map_err(failure)?,
        None => None,
    };
    Ok(ResetData { shown, limits: accounts().settings().limits, email })
}

async fn unlock(form: Option<String>) -> Result<UnlockData, Failure> {
    known_browser();
    let (shown, link) = meant(Link::Unlock, Shown::default())?;
    let open = match &link {
        Some(link) => accounts().sign_in.unlock_open(link).await.map_err(failure)?,
        None => false,
    };
    let button = open.then_some(shown);
    let is_asked = use_context::<Address>().is_some_and(|address| address.asked("link").is_some());
    let ask = refused_form(form, "/unlock", "ask_unlock").await?;
    Ok(UnlockData { ask, dead: !open && (link.is_some() || is_asked), button })
}

async fn undo(form: Option<String>) -> Result<UndoData, Failure> {
    known_browser();
    let (shown, link) = meant(Link::Undo, refused_form(form, "/email-undo", "undo_email").await?)?;
    let undo = match link {
        Some(link) => accounts().email_changes.undo_open(&link).await.map_err(failure)?,
        None => None,
    };
    let facts = undo.map(|undo| UndoFacts { email: undo.email, pending: undo.pending, two_step: undo.two_step });
    Ok(UndoData { shown, undo: facts })
}

/// What the page of a letter's link shows: whose user stays after all.
async fn stay() -> Result<StayData, Failure> {
    known_browser();
    let (shown, link) = meant(Link::Stay, Shown::default())?;
    let leaving = match link {
        Some(link) => accounts().deletions.deletion_open(&link).await.map_err(failure)?,
        None => None,
    };
    Ok(StayData { shown, leaving: leaving.map(|(email, at)| (email, signed_in::moment(at))) })
}

/// The link that a page is opened by: the one that its form or its address names, or the newest. The form names it from
/// then on, and so acts for whom it was sent to, whatever other tabs open.
///
/// # Errors
/// Elsewhere, where the cookie has come back that this page was asked for: its address need not ask any more.
pub(super) fn meant(link: Link, mut shown: Shown) -> Result<(Shown, Option<Token>), Failure> {
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
fn wanted(next: Option<String>) -> Shown {
    Shown::of(vec![(Field::Next, next.unwrap_or_default())])
}

pub(super) fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or_default()
}
