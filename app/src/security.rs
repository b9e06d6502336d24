//! `/settings/security`: what protects the user.

use crate::{
    form::{PostForm, Shown, Submit},
    layout::Page,
    recovery::Renew,
    two_step::DisableTwoStep,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// At so many recovery codes it is time for new ones.
pub(crate) const FEW: u32 = 3;

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecurityData {
    /// Whether 2-step verification is on.
    pub(crate) enabled: bool,
    /// Recovery codes that are left.
    pub(crate) recovery_left: u32,
    /// Whether they can still be shown.
    pub(crate) recovery_shown: bool,
}

/// The page.
#[component]
pub(crate) fn SecurityView(data: SecurityData) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let disabled = use_query_map().with_untracked(|query| query.get("done").is_some());
    let two_step = move || match data.enabled {
        true => view! { <Enabled recovery_left=data.recovery_left recovery_shown=data.recovery_shown/> }.into_any(),
        false => view! {
            <p>{words.off}</p>
            <p><a class="button button--primary" href="/settings/security/two-step">{all.two_step.enable}</a></p>
        }
        .into_any(),
    };
    view! {
        <Page heading=all.frame.settings.to_owned()>
            {(disabled && !data.enabled).then(|| view! { <p class="notice" role="status">{words.disabled}</p> })}
            <section aria-labelledby="two-step">
                <h2 id="two-step">{all.two_step.heading}</h2>
                {two_step()}
            </section>
        </Page>
    }
}

/// While 2-step verification is on.
#[component]
fn Enabled(recovery_left: u32, recovery_shown: bool) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let few = (recovery_left <= FEW).then(|| view! { <p class="notice notice--warning">{all.recovery.few}</p> });
    view! {
        <p>{words.on}</p>
        <p><a href="/settings/security/two-step">{words.replace}</a></p>
        <h3>{all.recovery.heading}</h3>
        <p>{(all.recovery.left)(recovery_left)}</p>
        {recovery_shown.then(|| view! { <p><a href="/settings/security/recovery-codes">{all.recovery.show}</a></p> })}
        {few}
        <Renew/>
        <PostForm to=DisableTwoStep::PATH shown=Shown::default() check=|_| Ok(())>
            <Submit label=words.disable look="secondary"/>
        </PostForm>
    }
}
