//! What Security shows of 2-step verification that is on.

use crate::{
    form::{PostForm, Shown, Submit},
    recovery::Renew,
    two_step::DisableTwoStep,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// At so many recovery codes it is time for new ones.
pub(crate) const FEW: u32 = 3;

/// While 2-step verification is on.
#[component]
pub(super) fn Enabled(
    required: bool,
    app: bool,
    passkeys: u32,
    recovery_left: u32,
    recovery_shown: bool,
) -> impl IntoView {
    let all = words();
    let words = &all.security;
    let disable = move || match required {
        true => view! { <p class="form__note">{words.required}</p> }.into_any(),
        false => view! {
            {(passkeys > 0).then(|| view! { <p class="form__note">{all.passkeys.disabled_too}</p> })}
            <PostForm to=DisableTwoStep::PATH shown=Shown::default()>
                <Submit label=words.disable look="secondary"/>
            </PostForm>
        }
        .into_any(),
    };
    let few = (recovery_left <= FEW).then(|| view! { <p class="notice notice--warning">{all.recovery.few}</p> });
    view! {
        <p>{if app { words.on } else { all.passkeys.on }}</p>
        <p><a href="/settings/security/two-step">{if app { words.replace } else { all.passkeys.add_app }}</a></p>
        <h3>{all.recovery.heading}</h3>
        <p>{(all.recovery.left)(recovery_left)}</p>
        {recovery_shown.then(|| view! { <p><a href="/settings/security/recovery-codes">{all.recovery.show}</a></p> })}
        {few}
        <Renew/>
        {disable()}
    }
}
