//! `/settings/security/recovery-codes`.

use crate::{
    answer::{Answer, Failure},
    form::{CsrfToken, Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page},
    tools::{Copy, Print},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::Field;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct RecoveryData {
    /// The codes, as long as they can be shown.
    pub(crate) codes: Option<Vec<String>>,
    /// How many are left.
    pub(crate) left: u32,
    /// Where to go once they are saved.
    pub(crate) next: String,
}

/// The codes are written down: they are not shown again.
#[server(endpoint = "saved_recovery_codes")]
pub async fn saved_recovery_codes(#[server(default)] next: String) -> Result<Answer, Failure> {
    use crate::server;
    let saved = server::accounts().two_step.saved_recovery_codes(&server::request_context()).await;
    let next = rules::own_path(&next).unwrap_or("/settings/security");
    server::answer(saved.map(|()| Answer::Go(next.to_owned())))
}

/// Makes new codes instead of the old ones.
#[server(endpoint = "new_recovery_codes")]
pub async fn new_recovery_codes() -> Result<Answer, Failure> {
    use crate::server;
    let made = server::accounts().two_step.new_recovery_codes(&server::request_context()).await;
    server::or_settings(made.map(|()| ssr::recovery_page("/settings/security", None)), "/settings/security")
}

const DONE: FlashMessages =
    &[("enabled", |words| words.security.enabled), ("replaced", |words| words.recovery.replaced)];

/// The page.
#[component]
pub(crate) fn RecoveryView(data: RecoveryData) -> impl IntoView {
    let words = &words().recovery;
    let RecoveryData { codes, left, next } = data;
    let body = move || match codes {
        Some(codes) => view! { <Codes codes next/> }.into_any(),
        None => view! {
            <p class="lead">{words.hidden}</p>
            <p>{(words.left)(left)}</p>
            <Renew/>
        }
        .into_any(),
    };
    view! { <Page heading=words.heading.to_owned() back="/settings/security"><Flash messages=DONE/> {body()}</Page> }
}

/// The codes, and what one can do with them.
#[component]
fn Codes(codes: Vec<String>, next: String) -> impl IntoView {
    let words = &words().recovery;
    let all = codes.join("\n");
    let code = |code: String| view! { <li><code dir="ltr" translate="no">{code}</code></li> };
    view! {
        <p class="lead">{words.lead}</p>
        <p>{words.once}</p>
        <ul class="recovery-codes">{codes.into_iter().map(code).collect_view()}</ul>
        <div class="form__actions">
            <form method="post" action="/settings/security/recovery-codes">
                <CsrfToken/>
                <button class="button button--secondary" type="submit">{words.download}</button>
            </form>
            <Print/>
            <Copy text=all/>
        </div>
        <PostForm to=SavedRecoveryCodes::PATH shown=Shown::of(vec![(Field::Next, next)])>
            <Hidden field=Field::Next/>
            <Submit label=words.saved/>
        </PostForm>
    }
}

/// The button for new codes.
#[component]
pub(crate) fn Renew() -> impl IntoView {
    let words = &words().recovery;
    view! {
        <p class="form__note">{words.renew_hint}</p>
        <PostForm to=NewRecoveryCodes::PATH shown=Shown::default()>
            <Submit label=words.renew look="secondary"/>
        </PostForm>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        server::two_step_state,
        server::{accounts, current_user_or_leave, leave_for, redirect_or_fail, shows_secret, with_next},
    };
    use accounts::CurrentUser;

    pub(crate) async fn recovery_data(next: Option<String>) -> Result<RecoveryData, Failure> {
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
    pub(crate) async fn recovery_shown(me: &CurrentUser) -> bool {
        matches!(accounts().two_step.recovery_codes(me).await, Ok(Some(_)))
    }

    /// The page of the recovery codes, which leads on to `next`.
    pub(crate) fn recovery_page_of(next: &str) -> String {
        with_next("/settings/security/recovery-codes", next)
    }

    /// The same, which says what was done.
    pub(crate) fn recovery_page(next: &str, done: Option<&str>) -> Answer {
        let page = recovery_page_of(next);
        Answer::Go(done.map(|done| format!("{page}&done={done}")).unwrap_or(page))
    }
}
