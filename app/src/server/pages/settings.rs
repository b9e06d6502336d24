//! The pages of the account settings.

use super::{
    minutes,
    signed_in::{moment, recovery_shown, two_step_state},
    with_version,
};
use crate::{
    answer::Failure,
    data::DataData,
    email::EmailData,
    form::Shown,
    profile::ProfileData,
    security::{SecurityData, SessionData},
    server::{accounts, code_letter, current_user_or_leave, failure, kept_form, leave_for, refused_form, visitor},
};
use accounts::{Kind, Session, Settings, User};
use rules::{Errors, Field, FieldError};

pub(super) async fn profile(form: Option<String>) -> Result<ProfileData, Failure> {
    let page = "/settings/profile";
    let me = current_user_or_leave(page)?;
    let user = me.user.clone();
    let waiting = accounts().email_changes.email_change(&me, &visitor()).await.map_err(failure)?;
    let version = user.version.clone();
    let kept = kept_form(form, page).await?.map(|kept| kept.shown("save_profile"));
    let kept = kept.filter(|shown| is_of(&user, shown));
    let saved = user.profile();
    let shown = match kept {
        Some(shown) if shown.errors.iter().any(|(_, wrong)| wrong == FieldError::Stale) => {
            with_version(compared(shown, saved), version)
        }
        // What the page saw when it was filled in: something else may be saved by now.
        Some(shown) => shown,
        None => with_version(Shown::of(saved), version),
    };
    Ok(ProfileData { shown, waiting: waiting.map(|change| change.email) })
}

/// Whether a profile was filled in on a page of this user; somebody else may have signed in since.
fn is_of(user: &User, shown: &Shown) -> bool {
    let version = shown.value(Field::Version);
    version.split_once('.').is_some_and(|(id, _)| id == user.id)
}

/// What was typed, with what is saved beside each field that is stale.
fn compared(shown: Shown, saved: Vec<(Field, String)>) -> Shown {
    let is_stale = |field: Field, errors: &Errors| errors.of(field) == Some(FieldError::Stale);
    let saved = saved.into_iter().filter(|(field, _)| is_stale(*field, &shown.errors)).collect();
    Shown { saved, ..shown }
}

/// Where no address waits for its code, the profile says what is.
pub(super) async fn email(form: Option<String>) -> Result<EmailData, Failure> {
    let page = "/settings/profile/email";
    let me = current_user_or_leave(page)?;
    let change = accounts().email_changes.email_change(&me, &visitor()).await.map_err(failure)?;
    let change = change.ok_or_else(|| leave_for("/settings/profile"))?;
    let kept = kept_form(form, page).await?;
    let own = |endpoint| kept.as_ref().map(|kept| kept.shown(endpoint)).unwrap_or_default();
    Ok(EmailData {
        code: own("confirm_email"),
        resend: with_version(own("resend_email_code"), change.code_sent_at),
        letter: code_letter(Kind::EmailChangeCode, me.user.language),
        minutes: minutes(accounts().settings().code_lifetime),
        resend_in: change.resend_in,
        capped: change.capped,
        written: change.code_sent_at > 0,
        delivery: change.delivery,
        email: change.email,
    })
}

pub(super) async fn security(form: Option<String>) -> Result<SecurityData, Failure> {
    let page = "/settings/security";
    let me = current_user_or_leave(page)?;
    let sessions = accounts().session_list.sessions(&me).await.map_err(failure)?;
    let state = two_step_state(&me).await?;
    Ok(SecurityData {
        password: refused_form(form, page, "change_password").await?,
        limits: accounts().settings().limits,
        email: me.user.email.clone(),
        first_confirm: me.user.two_step && !accounts().sessions.is_fresh(&me),
        enabled: state.enabled,
        required: state.required,
        recovery_left: state.recovery_left,
        recovery_shown: recovery_shown(&me).await,
        sessions: sessions.into_iter().map(in_words).collect(),
    })
}

fn in_words(session: Session) -> SessionData {
    SessionData {
        id: session.id,
        device: session.device,
        network_address: session.network_address,
        seen: moment(session.seen_at),
        began: moment(session.began_at),
        this: session.this,
    }
}

pub(super) async fn personalization(form: Option<String>) -> Result<Shown, Failure> {
    let page = "/settings/personalization";
    let me = current_user_or_leave(page)?;
    let chosen = [(Field::Language, me.user.language.tag()), (Field::Theme, me.user.theme.value())];
    let chosen = Shown::of(chosen.map(|(field, value)| (field, value.to_owned())).to_vec());
    Ok(kept_form(form, page).await?.map_or(chosen, |kept| kept.shown("save_preferences")))
}

pub(super) async fn data(form: Option<String>) -> Result<DataData, Failure> {
    let page = "/settings/data";
    let me = current_user_or_leave(page)?;
    let deletion = accounts().deletions.deletion(&me).await.map_err(failure)?;
    Ok(DataData {
        shown: refused_form(form, page, "ask_deletion").await?,
        deletion: deletion.at.map(moment),
        shared: deletion.shared.iter().map(ToString::to_string).collect(),
        days: u32::try_from(Settings::DELETION_WAIT / 86_400).unwrap_or_default(),
    })
}
