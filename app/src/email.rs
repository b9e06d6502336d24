//! `/settings/profile/email` and `/email-undo`: proving another address, and bringing the former one back.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{DeadLink, Flash, FlashMessages, Page, breaking},
    unlock::Offer,
    verify::NoLetter,
    visit::{visit, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Delivery, EmailCodeForm, EmailResendForm, Field, UndoForm};
use words::Mend;

/// What `/settings/profile/email` shows.
#[derive(Clone, Debug)]
pub struct EmailData {
    /// The form for the code.
    pub(crate) code: Shown,
    /// The button for another code.
    pub(crate) resend: Shown,
    /// The address that waits.
    pub(crate) email: String,
    /// Where the letter comes from, and its subject.
    pub(crate) letter: (String, String),
    /// How many minutes a code works.
    pub(crate) minutes: u32,
    /// In how many seconds another code can be had.
    pub(crate) resend_in: u32,
    /// Whether that is so because as many letters went to the address as may.
    pub(crate) capped: bool,
    /// Whether a letter was written: past the letters' cap none is.
    pub(crate) written: bool,
    /// How the letter fares.
    pub(crate) delivery: Delivery,
}

/// What `/email-undo` shows.
#[derive(Clone, Debug)]
pub struct UndoData {
    pub(crate) shown: Shown,
    /// What the link undoes, if it works.
    pub(crate) undo: Option<UndoFacts>,
}

/// What a link undoes.
#[derive(Clone, Debug)]
pub struct UndoFacts {
    /// The former address.
    pub(crate) email: String,
    /// Whether the new one still waits for its proof.
    pub(crate) pending: bool,
    /// Whether a code of the authenticator app is needed.
    pub(crate) two_step: bool,
}

/// Takes the code.
#[server(endpoint = "confirm_email")]
pub async fn confirm_email(#[server(flatten)] form: EmailCodeForm) -> Result<Answer, Failure> {
    use crate::server;
    let confirmed = server::accounts().email_changes.confirm_email(&form, &server::request_context()).await;
    server::or_settings(
        confirmed.map(|()| Answer::Go("/settings/profile?done=changed".to_owned())),
        "/settings/profile",
    )
}

/// Sends another code.
#[server(endpoint = "resend_email_code")]
pub async fn resend_email_code(#[server(flatten)] form: EmailResendForm) -> Result<Answer, Failure> {
    use crate::server;
    let sent = server::accounts().email_changes.resend_email_code(&form, &server::request_context()).await;
    server::or_settings(sent.map(|()| Answer::Go("/settings/profile/email?done=sent".to_owned())), "/settings/profile")
}

/// Gives the change up.
#[server(endpoint = "cancel_email_change")]
pub async fn cancel_email_change() -> Result<Answer, Failure> {
    use crate::server;
    let cancelled = server::accounts().email_changes.cancel_email_change(&server::request_context()).await;
    server::or_settings(
        cancelled.map(|()| Answer::Go("/settings/profile?done=cancelled".to_owned())),
        "/settings/profile",
    )
}

/// Restores the former address.
#[server(endpoint = "undo_email")]
pub async fn undo_email(#[server(flatten)] form: UndoForm) -> Result<Answer, Failure> {
    ssr::use_link(&form).await
}

const DONE: FlashMessages = &[("sent", |words| words.verify.sent_again), ("let-in", |words| words.unlock.done)];

/// `/settings/profile/email`
#[component]
pub(crate) fn EmailView(data: EmailData) -> impl IntoView {
    let all = words();
    let words = &all.verify;
    let EmailData { code, resend, email, letter, minutes, resend_in, capped, written, delivery } = data;
    view! {
        <Page heading=words.heading.to_owned() back="/settings/profile">
            <Flash messages=DONE/>
            <p class="lead">{if written { words.sent_to } else { words.not_sent_to }} " " <strong dir="ltr">{breaking(&email)}</strong></p>
            {written.then(|| view! { <p>{(words.lifetime)(minutes)}</p> })}
            <p>{all.email.until_then}</p>
            <PostForm to=ConfirmEmail::PATH shown=code>
                <TextField field=Field::Code/>
                <Submit label=words.confirm/>
            </PostForm>
            <NoLetter letter to=ResendEmailCode::PATH resend resend_in fares=written.then(|| ::words::delivery(visit().language).fares(delivery, Mend::Cancel))/>
            {capped.then(|| view! { <Offer email/> })}
            <section>
                <p class="form__note">{all.email.cancel_hint}</p>
                <PostForm to=CancelEmailChange::PATH shown=Shown::default()>
                    <Submit label=all.email.cancel look="link"/>
                </PostForm>
            </section>
        </Page>
    }
}

/// `/email-undo`
#[component]
pub(crate) fn UndoView(data: UndoData) -> impl IntoView {
    let words = &words().undo;
    let UndoData { shown, undo } = data;
    let body = move || match undo {
        Some(undo) => view! { <Restore shown undo/> }.into_any(),
        None => {
            let support = visit().support_email;
            view! {
                <DeadLink sentence=words.dead/>
                <p><a class="button button--primary" href=format!("mailto:{support}") rel="external">{support.clone()}</a></p>
            }
            .into_any()
        }
    };
    view! { <Page heading=words.heading.to_owned()>{body()}</Page> }
}

/// What is going to happen, and the button for it.
#[component]
fn Restore(shown: Shown, undo: UndoFacts) -> impl IntoView {
    let words = &words().undo;
    let what = if undo.pending { words.pending } else { words.changed };
    let support = visit().support_email;
    view! {
        <p class="lead">{what} " " <strong dir="ltr">{undo.email.clone()}</strong></p>
        <p>{words.afterwards}</p>
        <PostForm to=UndoEmail::PATH shown>
            <Hidden field=Field::Link/>
            {undo.two_step.then(|| view! { <Whose email=undo.email/> <TextField field=Field::TwoStepCode/> })}
            <Submit label=words.button/>
        </PostForm>
        {undo.two_step.then(|| view! { <p class="form__note">{self::words().second_step.no_phone} " " <a href=format!("mailto:{support}") rel="external">{support.clone()}</a></p> })}
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        form::with_version,
        server::{
            Link, accounts, answer, code_letter, current_user_or_leave, drop_link, failure, kept_form, known_browser,
            leave_for, meant, minutes, opened, page_again, refused_form, request_context,
        },
        sign_in::ssr::after_sign_out,
    };
    use accounts::{Error, Kind};

    /// Where no address waits for its code, the profile says what is.
    pub(crate) async fn email_data(form: Option<String>) -> Result<EmailData, Failure> {
        let page = "/settings/profile/email";
        let me = current_user_or_leave(page)?;
        let change = accounts().email_changes.email_change(&me, &request_context()).await.map_err(failure)?;
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

    pub(crate) async fn undo_data(form: Option<String>) -> Result<UndoData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Undo, refused_form(form, "/email-undo", "undo_email").await?)?;
        let undo = match link {
            Some(link) => accounts().email_changes.undo_open(&link).await.map_err(failure)?,
            None => None,
        };
        let facts = undo.map(|undo| UndoFacts { email: undo.email, pending: undo.pending, two_step: undo.two_step });
        Ok(UndoData { shown, undo: facts })
    }

    /// Restores the former address by the link that this browser has opened.
    pub(crate) async fn use_link(form: &UndoForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Undo);
        let dead = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(dead) };
        match accounts().email_changes.undo_email(form, &link, &request_context()).await {
            Ok(()) => {
                drop_link(Link::Undo, &link);
                accounts().sessions.sign_out(&request_context()).await.map_err(failure)?;
                Ok(after_sign_out("/sign-in?done=restored"))
            }
            Err(Error::Gone) => Ok(dead),
            Err(error) => answer(Err(error)),
        }
    }
}
