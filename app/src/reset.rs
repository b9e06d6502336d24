//! `/forgot-password` and `/reset-password`: the way back in for somebody who has forgotten the password.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{DeadLink, Page, breaking},
    tools::Reveal,
    unlock::LaterOffer,
    visit::{address, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, ForgotForm, Limits, ResetForm};

/// What `/forgot-password` shows.
#[derive(Clone, Debug)]
pub struct ForgotData {
    pub(crate) shown: Shown,
    /// How many minutes a link works.
    pub(crate) minutes: u32,
}

/// What `/reset-password` shows.
#[derive(Clone, Debug)]
pub struct ResetData {
    pub(crate) shown: Shown,
    pub(crate) limits: Limits,
    /// Whose password the link changes; none where it does not work.
    pub(crate) email: Option<String>,
}

/// Sends a link to a new password, if the address is a user's. The answer is the same for all addresses.
#[server(endpoint = "forgot")]
pub async fn forgot(#[server(flatten)] form: ForgotForm) -> Result<Answer, Failure> {
    use crate::server;
    let sent = server::accounts().passwords.forgot(&form, &server::request_context()).await;
    server::answer(sent.map(|()| Answer::Go("/forgot-password?done=sent".to_owned())))
}

/// Takes the new password.
#[server(endpoint = "reset")]
pub async fn reset(#[server(flatten)] form: ResetForm) -> Result<Answer, Failure> {
    ssr::use_link(&form).await
}

/// `/forgot-password`
#[component]
pub(crate) fn ForgotView(data: ForgotData) -> impl IntoView {
    let words = &words().reset;
    let sent = address().asked("done").is_some();
    let minutes = data.minutes;
    let said = move || {
        view! {
            <p class="notice" role="status">{(words.sent)(minutes)}</p>
            <p>{words.no_letter}</p>
        }
    };
    view! {
        <Page heading=words.heading.to_owned() back="/sign-in">
            {sent.then(said)}
            <p class="lead">{words.lead}</p>
            <PostForm to=Forgot::PATH shown=data.shown>
                <TextField field=Field::Email current=true/>
                <Submit label=words.request/>
            </PostForm>
            <LaterOffer/>
        </Page>
    }
}

/// `/reset-password`
#[component]
pub(crate) fn ResetView(data: ResetData) -> impl IntoView {
    let all = words();
    let words = &all.reset;
    let ResetData { shown, limits, email } = data;
    let minimum = (all.register.password_hint)(limits.password_min);
    let body = move || {
        match email {
        Some(email) => view! {
            <p class="lead">{words.choose_lead}</p>
            <PostForm to=Reset::PATH shown=shown minimum=limits.password_min>
                <Hidden field=Field::Link/>
                <dl class="facts">
                    <div class="facts__row"><dt>{all.label(Field::Email)}</dt><dd><bdi>{breaking(&email)}</bdi></dd></div>
                </dl>
                <Whose email/>
                <TextField field=Field::NewPassword hint=minimum/>
                <TextField field=Field::ConfirmNewPassword/>
                <Reveal/>
                <Submit label=words.change/>
            </PostForm>
        }
        .into_any(),
        None => view! {
            <DeadLink sentence=words.dead/>
            <p class="form__actions">
                <a class="button button--primary" href="/forgot-password">{words.again}</a> " "
                <a class="button button--secondary" href="/sign-in">{all.frame.sign_in}</a>
            </p>
        }
        .into_any(),
    }
    };
    view! { <Page heading=words.choose.to_owned()>{body()}</Page> }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        Link, accounts, answer, drop_link, drop_session, failure, known_browser, meant, minutes, opened, page_again,
        refused_form, request_context, set_known_cookie,
    };
    use accounts::Error;

    pub(crate) async fn forgot_data() -> Result<ForgotData, Failure> {
        known_browser();
        let shown = refused_form("forgot");
        Ok(ForgotData { shown, minutes: minutes(accounts().settings().reset_lifetime) })
    }

    pub(crate) async fn reset_data() -> Result<ResetData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Reset, refused_form("reset"))?;
        let email = match link {
            Some(link) => accounts().passwords.reset_open(&link).await.map_err(failure)?,
            None => None,
        };
        Ok(ResetData { shown, limits: accounts().settings().limits, email })
    }

    /// Takes the new password for the link that this browser has opened.
    pub(crate) async fn use_link(form: &ResetForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Reset);
        let dead = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(dead) };
        match accounts().passwords.reset(form, &link, &request_context()).await {
            Ok(known) => {
                set_known_cookie(&known);
                drop_link(Link::Reset, &link);
                accounts().sessions.sign_out(&request_context()).await.map_err(failure)?;
                drop_session();
                Ok(Answer::Load("/sign-in?done=changed".to_owned()))
            }
            Err(Error::Gone) => Ok(dead),
            Err(error) => answer(Err(error)),
        }
    }
}
