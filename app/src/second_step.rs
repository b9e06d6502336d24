//! `/sign-in/two-step`: the second step of signing in.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    visit::{visit, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, RecoverForm, TwoStepForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct SecondStepData {
    pub(crate) shown: Shown,
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
    let signed_in = server::accounts().sign_in.second_step(&form, &server::visitor()).await;
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, form.next())))
}

/// Takes a recovery code instead.
#[server(endpoint = "recover")]
pub async fn recover(#[server(flatten)] form: RecoverForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in.recover(&form, &server::visitor()).await;
    // Whoever has lost the phone has ten minutes to move to another one: that is where they are led.
    let next = if form.next() == "/panel" { "/settings/security" } else { form.next() };
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, next)))
}

/// The page.
#[component]
pub(crate) fn SecondStepView(data: SecondStepData) -> impl IntoView {
    let (all, support) = (words(), visit().support_email);
    let (words, confirm) = (&all.second_step, all.verify.confirm);
    let SecondStepData { shown, email, recovery, other, again } = data;
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
    view! {
        <Page heading=all.two_step.heading.to_owned()>
            <p class="lead">{if recovery { words.recovery_lead } else { words.lead }}</p>
            {form()}
            <p><a href=other rel="external">{if recovery { words.use_code } else { words.use_recovery }}</a></p>
            <p class="form__note">{words.lost} " " <a href=format!("mailto:{support}") rel="external">{support.clone()}</a></p>
            <p><a href=again rel="external">{words.other}</a></p>
        </Page>
    }
}
