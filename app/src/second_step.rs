//! `/sign-in/two-step`: the second step of signing in.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Page, Returning},
    passkeys::{PasskeyButton, SecondStepByPasskey},
    visit::{visit, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, RecoverForm, TwoStepForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct SecondStepData {
    pub(crate) shown: Shown,
    /// Whether there is an authenticator app.
    pub(crate) app: bool,
    /// What the button for a passkey shows, where there is one.
    pub(crate) passkey: Option<Shown>,
    /// Whose code it is.
    pub(crate) email: String,
    /// Whether it asks for a recovery code.
    pub(crate) recovery: bool,
    /// The same page asking for the other kind of code.
    pub(crate) other: String,
    /// The first step, for somebody else.
    pub(crate) again: String,
}

/// Takes the authenticator app's code.
#[server(endpoint = "second_step")]
pub async fn second_step(#[server(flatten)] form: TwoStepForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in.second_step(&form, &server::request_context()).await;
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, form.next())))
}

/// Takes a recovery code instead.
#[server(endpoint = "recover")]
pub async fn recover(#[server(flatten)] form: RecoverForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in.recover(&form, &server::request_context()).await;
    // Whoever has lost the phone has ten minutes to move to another one: that is where they are led.
    let next = if form.next() == "/panel" { "/settings/security" } else { form.next() };
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, next)))
}

/// The page.
#[component]
pub(crate) fn SecondStepView(data: SecondStepData) -> impl IntoView {
    let (all, support) = (words(), visit().support_email);
    let (words, confirm) = (&all.second_step, all.verify.confirm);
    let SecondStepData { shown, app, passkey, email, recovery, other, again } = data;
    let next = shown.value(Field::Next);
    let form = move || match recovery {
        true => view! {
            <PostForm to=Recover::PATH shown=shown>
                <Hidden field=Field::Next/>
                <Whose email/>
                <TextField field=Field::RecoveryCode/>
                <Submit label=confirm/>
            </PostForm>
        }
        .into_any(),
        false if !app => ().into_any(),
        false => view! {
            <PostForm to=SecondStep::PATH shown=shown>
                <Hidden field=Field::Next/>
                <Whose email/>
                <TextField field=Field::TwoStepCode/>
                <Submit label=confirm/>
            </PostForm>
        }
        .into_any(),
    };
    let lead = match (recovery, app, passkey.is_some()) {
        (true, ..) => words.recovery_lead,
        (false, true, false) => words.lead,
        (false, true, true) => all.passkeys.both_lead,
        (false, false, _) => all.passkeys.second_step_lead,
    };
    let touch = move || {
        passkey.filter(|_| !recovery).map(|shown| {
            view! { <PasskeyButton to=SecondStepByPasskey::PATH shown label=all.passkeys.confirm look="primary"/> }
        })
    };
    view! {
        <Page heading=all.two_step.heading.to_owned()>
            <p class="lead">{lead}</p>
            <Returning next/>
            {touch()}
            {form()}
            <p><a href=other rel="external">{match (recovery, app) {
                (true, true) => words.use_code,
                (true, false) => all.passkeys.confirm,
                (false, _) => words.use_recovery,
            }}</a></p>
            <p class="form__note">{words.lost} " " <a href=format!("mailto:{support}") rel="external">{support.clone()}</a></p>
            <p><a href=again rel="external">{words.other}</a></p>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        accounts, brings_no_cookies, failure, leave_for, only_visitors_or, refused, request_context, wanted, with_next,
    };

    /// What the page shows; who has not begun to sign in, or not within ten minutes, is led to the beginning.
    pub(crate) async fn second_step_data(
        next: Option<String>,
        recovery: Option<String>,
    ) -> Result<SecondStepData, Failure> {
        only_visitors_or(next.as_deref())?;
        let Some((user_id, email)) =
            accounts().sign_in.pending_session(request_context().session.as_ref()).await.map_err(failure)?
        else {
            let next = next.as_deref().and_then(rules::own_path).unwrap_or_default();
            let why = if brings_no_cookies() { "cookies" } else { "done=half" };
            return Err(leave_for(&format!("{}&{why}", with_next("/sign-in", next))));
        };
        let [code, recovering, touched] = ["second_step", "recover", "second_step_by_passkey"].map(refused);
        let recovery = recovering.is_some() || (recovery.is_some() && code.is_none() && touched.is_none());
        let is_touch = touched.is_some();
        let shown = code.or(recovering).or(touched).unwrap_or_else(|| wanted(next));
        let next = shown.value(Field::Next);
        let (other, again) = (with_next("/sign-in/two-step", &next), with_next("/sign-in", &next));
        let other = if recovery { other } else { format!("{other}&recovery") };
        let factors = accounts().sign_in.factors(&user_id).await.map_err(failure)?;
        let passkey = (factors.passkeys > 0 && accounts().passkeys.are_possible()).then(|| match is_touch {
            true => shown.clone(),
            false => Shown::of(vec![(Field::Next, next.clone())]),
        });
        Ok(SecondStepData { shown, app: factors.app, passkey, email, recovery, other, again })
    }
}
