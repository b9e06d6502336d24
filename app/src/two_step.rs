//! `/register/two-step` and `/settings/security/two-step`: setting 2-step verification up.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Page, Returning, Told},
    passkeys::{LastStepByPasskey, PasskeyButton},
    tools::Copy,
    visit::{address, visit, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, TwoStepForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct TwoStepData {
    pub(crate) shown: Shown,
    /// Whether it is the wizard's last step.
    pub(crate) wizard: bool,
    /// Whether an account of theirs requires it, and it is off.
    pub(crate) required: bool,
    /// What the button for a passkey shows, where one can be the last step instead.
    pub(crate) passkey: Option<Shown>,
    /// Where one can be added otherwise.
    pub(crate) passkeys: String,
    /// Whether it is on already.
    pub(crate) enabled: bool,
    /// Whether there is an authenticator app already, with another key.
    pub(crate) app: bool,
    /// The secret key in groups of four.
    pub(crate) key: String,
    /// The same for an app on this device.
    pub(crate) link: String,
    /// The same as an SVG element.
    pub(crate) picture: String,
}

/// Switches it on with the first code of the key shown.
#[server(endpoint = "enable_two_step")]
pub async fn enable_two_step(#[server(flatten)] form: TwoStepForm) -> Result<Answer, Failure> {
    use crate::server;
    let enabled = server::accounts().two_step.enable_two_step(&form, &server::request_context()).await;
    let next = rules::own_path(&form.next).unwrap_or("/settings/security");
    server::answer(enabled.map(|was_off| ssr::recovery_codes_of(was_off, next)))
}

/// The same as the wizard's last step.
#[server(endpoint = "last_step")]
pub async fn last_step(#[server(flatten)] form: TwoStepForm) -> Result<Answer, Failure> {
    use crate::server;
    let enabled = server::accounts().two_step.enable_two_step(&form, &server::request_context()).await;
    server::answer(enabled.map(|was_off| ssr::recovery_codes_of(was_off, "/panel")))
}

/// Makes another key.
#[server(endpoint = "regenerate_key")]
pub async fn regenerate_key(#[server(default)] next: String) -> Result<Answer, Failure> {
    use crate::server;
    let made = server::accounts().two_step.regenerate_key(&server::request_context()).await;
    let next = rules::own_path(&next).unwrap_or_default();
    server::answer(made.map(|()| Answer::Go(server::with_query(server::SET_UP, &[("done", "key"), ("next", next)]))))
}

/// Switches it off.
#[server(endpoint = "disable_two_step")]
pub async fn disable_two_step() -> Result<Answer, Failure> {
    use crate::server;
    let disabled = server::accounts().two_step.disable_two_step(&server::request_context()).await;
    server::answer(disabled.map(|()| Answer::Go("/settings/security?done=disabled".to_owned())))
}

/// The page.
#[component]
pub(crate) fn TwoStepView(data: TwoStepData) -> impl IntoView {
    let words = &words().two_step;
    let TwoStepData { shown, wizard, required, passkey, passkeys, enabled, app, key, link, picture } = data;
    let regenerated = address().asked("done").is_some();
    let [open, scan, enter] = words.steps;
    let next = shown.value(Field::Next);
    let enable = if wizard { LastStep::PATH } else { EnableTwoStep::PATH };
    let lead = match (app, enabled, &passkey) {
        (true, ..) => words.moving,
        (false, true, _) => words.besides,
        (false, false, Some(_)) => crate::visit::words().passkeys.choose,
        (false, false, None) => words.lead,
    };
    let step = wizard.then_some((4, 4));
    let back = (!wizard && !required).then(|| "/settings/security".to_owned());
    view! {
        <Page heading=words.heading.to_owned() nostrip:step=step nostrip:back=back>
            {regenerated.then(|| view! { <Told sentence=words.regenerated.to_owned()/> })}
            {required.then(|| view! { <p class="notice notice--warning">{crate::visit::words().clients.required}</p> })}
            <p class="lead">{lead} " " {(wizard && !required).then_some(words.optional)}</p>
            {enabled.then(|| view! { <p>{words.new_codes}</p> })}
            <Returning next=next.clone()/>
            {passkey.map(|shown| view! { <ByPasskey shown wizard page=passkeys/> })}
            <ol class="set-up">
                <li>{open}</li>
                <li>
                    {scan}
                    <div class="set-up__picture" role="img" aria-label=words.picture inner_html=picture></div>
                    <p class="set-up__key">
                        <span class="set-up__label">{words.key}</span>
                        " "
                        <code dir="ltr" translate="no" data-secret-key>{grouped(&key)}</code>
                        <Copy text=key.replace(' ', "")/>
                    </p>
                    <p><a href=link rel="external">{words.open}</a></p>
                </li>
                <li>{enter}</li>
            </ol>
            <PostForm to=enable shown=shown>
                {(!wizard).then(|| view! { <Hidden field=Field::Next/> })}
                <Hidden field=Field::Version/>
                <Whose email=visit().user.map(|user| user.email).unwrap_or_default()/>
                <TextField field=Field::TwoStepCode/>
                <Submit label=words.enable/>
            </PostForm>
            {(wizard && !required).then(|| view! { <Skip/> })}
            {(!wizard).then(|| view! { <Regenerate next/> })}
        </Page>
    }
}

/// A passkey instead, and what stands before the other way.
#[component]
fn ByPasskey(shown: Shown, wizard: bool, page: String) -> impl IntoView {
    let words = &crate::visit::words().passkeys;
    let add = move || match wizard {
        true => view! { <PasskeyButton to=LastStepByPasskey::PATH shown label=words.add look="primary"/> }.into_any(),
        false => view! { <p><a href=page>{words.add}</a></p> }.into_any(),
    };
    view! {
        <p>{words.wizard}</p>
        {add()}
        <h2>{words.or_app}</h2>
    }
}

/// The key in groups that style alone sets apart, so that whoever selects it copies no blanks.
fn grouped(key: &str) -> impl IntoView + use<> {
    let group = |group: &str| view! { <span class="set-up__group">{group.to_owned()}</span><wbr/> };
    key.split(' ').map(group).collect_view()
}

/// On to the panel without it. A form without consequences, so the browser alone is enough.
#[component]
fn Skip() -> impl IntoView {
    view! {
        <form class="form" method="get" action="/panel">
            <div class="form__actions">
                <button class="button button--secondary" type="submit">{words().two_step.skip}</button>
            </div>
        </form>
    }
}

#[component]
fn Regenerate(next: String) -> impl IntoView {
    let words = &words().two_step;
    view! {
        <section>
            <p class="form__note">{words.regenerate_hint}</p>
            <PostForm to=RegenerateKey::PATH shown=Shown::of(vec![(Field::Next, next)])>
                <Hidden field=Field::Next/>
                <Submit label=words.regenerate look="secondary"/>
            </PostForm>
        </section>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        form::with_version,
        recovery::ssr::{recovery_page, recovery_page_of, recovery_shown},
        server::{
            SET_UP, accounts, current_user_or_leave, leave_for, redirect_or_fail, refused, refused_form, refused_value,
            shows_secret, two_step_state, wanted, with_query,
        },
    };
    use accounts::CurrentUser;
    use std::sync::Arc;

    /// The wizard's last step; whoever has taken it goes on to the panel.
    pub(crate) async fn last_step_data() -> Result<TwoStepData, Failure> {
        let page = "/register/two-step";
        let me = current_user_or_leave(page)?;
        if me.user.two_step {
            return Err(done_already(&me, "/panel").await);
        }
        set_up(me, page, "last_step", Shown::default()).await
    }

    /// Whoever is to come back somewhere, because that required it, goes there at once where it is on already.
    pub(crate) async fn two_step_data(next: Option<String>) -> Result<TwoStepData, Failure> {
        let next = refused_value(Field::Next).or(next).unwrap_or_default();
        let next = rules::own_path(&next).unwrap_or_default();
        let here = with_query(SET_UP, &[("next", next)]);
        let me = current_user_or_leave(&here)?;
        if me.user.two_step && !next.is_empty() {
            return Err(done_already(&me, next).await);
        }
        set_up(me, &here, "enable_two_step", wanted(Some(next.to_owned()))).await
    }

    /// Perhaps by the very form that was sent twice: then its codes are still to be seen.
    async fn done_already(me: &CurrentUser, next: &str) -> Failure {
        leave_for(&if recovery_shown(me).await { recovery_page_of(next) } else { next.to_owned() })
    }

    /// The page of the new recovery codes, which says what they are of: 2-step verification that was off before, or another
    /// app or phone.
    pub(super) fn recovery_codes_of(was_off: bool, next: &str) -> Answer {
        recovery_page(next, Some(if was_off { "enabled" } else { "replaced" }))
    }

    /// The page that sets 2-step verification up. Only after a fresh proof: it shows the key.
    async fn set_up(me: Arc<CurrentUser>, here: &str, endpoint: &str, first: Shown) -> Result<TwoStepData, Failure> {
        let set_up = accounts().two_step.two_step_set_up(&me).await.map_err(|error| redirect_or_fail(error, here))?;
        let state = two_step_state(&me).await?;
        let wizard = endpoint == "last_step";
        let pressed = refused_form("last_step_by_passkey");
        let offered = (wizard || !me.user.two_step) && accounts().passkeys.are_possible();
        let passkey = offered.then_some(pressed);
        let shown = with_version(refused(endpoint).unwrap_or(first), set_up.version);
        let passkeys = with_query("/settings/security/passkeys", &[("next", &shown.value(Field::Next))]);
        shows_secret();
        let (enabled, required) = (state.enabled, state.required && !state.enabled);
        Ok(TwoStepData {
            shown,
            wizard,
            required,
            passkey,
            passkeys,
            enabled,
            app: state.app,
            key: set_up.key,
            link: set_up.link,
            picture: set_up.picture,
        })
    }
}
