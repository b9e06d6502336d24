//! What each page shows, and who is led elsewhere instead.

use super::{
    Kept, accounts, code_letter, code_minutes, countries, kept_form, known_browser, not_found, only_at, only_visitors,
    page_of, panel_data, unfinished, unfinished_or_leave, who_or_leave, with_guesses,
};
use crate::{
    answer::Failure,
    details::DetailsData,
    form::Shown,
    page::PageData,
    panel::PanelData,
    register::{Closed, RegisterData, Resumed},
    sign_in::SignInData,
    verify::VerifyData,
};
use accounts::Registration;
use rules::Field;

/// What the page at this path shows.
pub(crate) async fn page_data(
    path: &str,
    form: Option<String>,
    registration: Option<String>,
    next: Option<String>,
) -> Result<PageData, Failure> {
    Ok(match path {
        "/register" => register(form).await?,
        "/register/details" => PageData::Details(details(form, registration).await?),
        "/register/verify" => PageData::Verify(verify(form, registration).await?),
        "/sign-in" => PageData::SignIn(sign_in(form, next).await?),
        "/panel" => PageData::Panel(panel().await?),
        _ => {
            not_found();
            return Err(Failure::Broken);
        }
    })
}

/// What the page shows: what was refused, or an unfinished registration of this browser, or nothing.
async fn register(form: Option<String>) -> Result<PageData, Failure> {
    only_visitors().await?;
    if let Some(reason) = closed() {
        return Ok(PageData::Closed(reason));
    }
    known_browser();
    let limits = accounts().settings().limits;
    let unfinished = unfinished(None).await?;
    let resumed = unfinished.as_ref().map(|unfinished| Resumed {
        id: unfinished.id.clone(),
        email: unfinished.email.clone(),
        go_on: page_of(unfinished),
    });
    let kept = kept_form(form, "/register").await?.map(|kept| kept.shown("register"));
    let shown = kept.or_else(|| unfinished.map(|unfinished| Shown::of(unfinished.values)));
    Ok(PageData::Register(RegisterData { shown: shown.unwrap_or_default(), limits, resumed }))
}

/// Why nobody can register now, if so.
fn closed() -> Option<Closed> {
    match accounts().settings().registration {
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
    let shown = kept.map_or_else(|| Shown::of(with_guesses(unfinished.values)), |kept| kept.shown("details"));
    Ok(DetailsData { shown, countries: countries() })
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
    let (from, subject) = code_letter(unfinished.language);
    Ok(VerifyData {
        code: own("confirm"),
        resend: with_version(own("resend"), unfinished.code_sent_at),
        address: own("change_address"),
        letter: (from, subject),
        written: unfinished.code_sent_at > 0,
        undelivered: unfinished.undelivered,
        minutes: code_minutes(),
        resend_in: unfinished.resend_in,
        email: unfinished.email,
        registration: unfinished.id,
    })
}

/// The press of Resend Code says what the page saw.
fn with_version(mut shown: Shown, code_sent_at: i64) -> Shown {
    shown.values.retain(|(field, _)| *field != Field::Version);
    shown.values.push((Field::Version, code_sent_at.to_string()));
    shown
}

/// What the page shows.
async fn sign_in(form: Option<String>, next: Option<String>) -> Result<SignInData, Failure> {
    only_visitors().await?;
    known_browser();
    let kept = kept_form(form, "/sign-in").await?;
    let next = next.unwrap_or_default();
    Ok(SignInData { shown: kept.map_or_else(|| Shown::of(vec![(Field::Next, next)]), |kept| kept.shown("sign_in")) })
}

/// What the page shows; a stranger is led to sign in.
async fn panel() -> Result<PanelData, Failure> {
    Ok(panel_data(who_or_leave("/panel").await?))
}
