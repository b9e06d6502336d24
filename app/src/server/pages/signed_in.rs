//! The pages of somebody signed in.

use super::wanted;
use crate::{
    activity::ActivityData,
    answer::Failure,
    identity::IdentityData,
    panel::PanelData,
    recovery::RecoveryData,
    security::FEW,
    server::{
        accounts, current_user_or_leave, failure, kept_form, leave_for, panel_data, redirect_or_fail, refused_form,
        shows_secret, with_next, with_query,
    },
    two_step::TwoStepData,
    visit::{Address, visit},
};
use accounts::{At, AuditEntry, By, CurrentUser, TwoStep};
use rules::{Act, Role, TwoStepPolicy};
use time::OffsetDateTime;
use words::activity::log;

pub(super) async fn panel() -> Result<PanelData, Failure> {
    let page = "/panel";
    let me = current_user_or_leave(page)?;
    let few = me.user.two_step && two_step_state(&me).await?.recovery_left <= FEW;
    Ok(panel_data(CurrentUser::clone(&me), few))
}

pub(super) async fn identity(form: Option<String>, next: Option<String>) -> Result<IdentityData, Failure> {
    let page = "/confirm-identity";
    let wished = next.as_deref().and_then(rules::own_path);
    let here = wished.map_or_else(|| page.to_owned(), |next| with_next(page, next));
    let me = current_user_or_leave(&here)?;
    if let Some(next) = wished.filter(|_| accounts().sessions.is_fresh(&me)) {
        return Err(leave_for(next));
    }
    let kept = kept_form(form, page).await?;
    let shown = kept.map_or_else(|| wanted(next), |kept| kept.shown("confirm_identity"));
    Ok(IdentityData { shown, email: me.user.email.clone(), two_step: me.user.two_step })
}

/// The wizard's last step; whoever has taken it goes on to the panel.
pub(super) async fn last_step(form: Option<String>) -> Result<TwoStepData, Failure> {
    let page = "/register/two-step";
    let me = current_user_or_leave(page)?;
    if me.user.two_step {
        // Perhaps by the very form that was sent twice: then its codes are still to be seen.
        let next = if recovery_shown(&me).await { "/settings/security/recovery-codes?next=/panel" } else { "/panel" };
        return Err(leave_for(next));
    }
    set_up(page, "last_step", form).await
}

pub(super) async fn two_step(form: Option<String>) -> Result<TwoStepData, Failure> {
    set_up("/settings/security/two-step", "enable_two_step", form).await
}

/// The page that sets 2-step verification up. Only after a fresh proof: it shows the key.
async fn set_up(page: &str, endpoint: &str, form: Option<String>) -> Result<TwoStepData, Failure> {
    let me = current_user_or_leave(page)?;
    let set_up = accounts().two_step.two_step_set_up(&me).await.map_err(|error| redirect_or_fail(error, page))?;
    let state = two_step_state(&me).await?;
    let shown = refused_form(form, page, endpoint).await?;
    shows_secret();
    let wizard = page == "/register/two-step";
    let (enabled, required) = (state.enabled, state.required && !state.enabled);
    Ok(TwoStepData { shown, wizard, required, enabled, key: set_up.key, link: set_up.link, picture: set_up.picture })
}

pub(super) async fn recovery(next: Option<String>) -> Result<RecoveryData, Failure> {
    let page = "/settings/security/recovery-codes";
    let next = next.as_deref().and_then(rules::own_path).unwrap_or("/settings/security").to_owned();
    let here = with_next(page, &next);
    let me = current_user_or_leave(&here)?;
    let codes = accounts().two_step.recovery_codes(&me).await.map_err(|error| redirect_or_fail(error, &here))?;
    let state = two_step_state(&me).await?;
    if !state.enabled {
        return Err(leave_for("/settings/security"));
    }
    shows_secret();
    Ok(RecoveryData { codes, left: state.recovery_left, next })
}

/// Whether recovery codes can be shown now.
pub(super) async fn recovery_shown(me: &CurrentUser) -> bool {
    matches!(accounts().two_step.recovery_codes(me).await, Ok(Some(_)))
}

pub(super) async fn activity(address: &Address) -> Result<ActivityData, Failure> {
    let me = current_user_or_leave("/activity")?;
    let log = accounts().audit.activity(&me, &at(address)).await.map_err(failure)?;
    let [newest, newer, older] = beside("/activity", log.newer, log.older);
    let lines = log.lines.into_iter().map(in_words).collect();
    Ok(ActivityData { around: None, about: None, lines, newest, newer, older })
}

/// Which page of a log or list is wanted.
pub(super) fn at(address: &Address) -> At {
    match (address.asked("after"), address.asked("before")) {
        (Some(id), _) => At::After(id),
        (None, Some(id)) => At::Before(id),
        (None, None) => At::First,
    }
}

/// The first page of a log, and those before and after this one.
pub(super) fn beside(here: &str, newer: Option<String>, older: Option<String>) -> [Option<String>; 3] {
    let newest = newer.is_some().then(|| here.to_owned());
    [newest, newer.map(|id| with_query(here, &[("before", &id)])), older.map(|id| with_query(here, &[("after", &id)]))]
}

/// A line of the log: when, what, who, from where, how it ended.
pub(super) fn in_words(line: AuditEntry) -> [String; 5] {
    let words = log(visit().language);
    let who = who_in_words(line.by);
    let from = [line.device.unwrap_or_default(), line.network_address];
    let from = from.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let result = if line.done { words.done } else { words.refused };
    [moment(line.at), act_in_words(line.act, &line.detail), who, from, result.to_owned()]
}

/// Somebody in the log.
pub(super) fn who_in_words(who: By) -> String {
    let words = log(visit().language);
    match who {
        By::You => words.you.to_owned(),
        By::Operator => words.operator.to_owned(),
        By::Member(address) => address,
        By::Former(Some(address)) => (words.former)(&address),
        By::Former(None) => words.former_member.to_owned(),
        By::Somebody => words.somebody.to_owned(),
    }
}

/// What was done, with the roles or the policy that came of it.
fn act_in_words(act: Act, detail: &str) -> String {
    let language = visit().language;
    let (said, words) = ((log(language).act)(act), words::pages(language));
    let of_roles = || detail.split(' ').filter_map(Role::of_value).map(words.panel.role).collect::<Vec<_>>().join(", ");
    let result = match act {
        Act::RolesChanged => of_roles(),
        Act::PolicyChanged => TwoStepPolicy::of_value(detail)
            .map(|policy| (words.clients.policy)(policy)[0])
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    };
    if result.is_empty() { said.to_owned() } else { format!("{said}: {result}") }
}

/// A moment in UTC, as everybody reads it: `2026-11-21 20:43:07 UTC`.
pub fn moment(at: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = at.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02} UTC", at.date())
}

pub(super) async fn two_step_state(me: &CurrentUser) -> Result<TwoStep, Failure> {
    accounts().two_step.two_step(me).await.map_err(failure)
}
