//! `/settings/profile/email`: proving another address.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, breaking},
    no_letter::NoLetter,
    unlock::Offer,
    visit::{visit, words},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Delivery, EmailCodeForm, EmailResendForm, Field};
use words::Mend;

/// What `/settings/profile/email` shows.
#[derive(Clone, Debug)]
pub struct EmailData {
    /// The form for the code.
    pub(crate) code: Shown,
    /// The button for another code.
    pub(crate) resend: Shown,
    /// The button that gives it up.
    pub(crate) cancel: Shown,
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
pub async fn cancel_email_change(#[server(default)] version: String) -> Result<Answer, Failure> {
    use crate::server;
    let cancelled = server::accounts().email_changes.cancel_email_change(&version, &server::request_context()).await;
    server::or_settings(
        cancelled.map(|()| Answer::Go("/settings/profile?done=cancelled".to_owned())),
        "/settings/profile",
    )
}

const DONE: FlashMessages = &[("sent", |words| words.verify.sent_again), ("let-in", |words| words.unlock.done)];

/// `/settings/profile/email`
#[component]
pub(crate) fn EmailView(data: EmailData) -> impl IntoView {
    let all = words();
    let words = &all.verify;
    let EmailData { code, resend, cancel, email, letter, minutes, resend_in, capped, written, delivery } = data;
    view! {
        <Page heading=words.heading.to_owned() back="/settings/profile">
            <Flash messages=DONE/>
            <p class="lead">{if written { words.sent_to } else { words.not_sent_to }} " " <strong dir="ltr">{breaking(&email)}</strong></p>
            {written.then(|| view! { <p>{(words.lifetime)(minutes)}</p> })}
            <p>{all.email.until_then}</p>
            <PostForm to=ConfirmEmail::PATH shown=code>
                <Hidden field=Field::Version/>
                <TextField field=Field::Code/>
                <Submit label=words.confirm/>
            </PostForm>
            <NoLetter letter to=ResendEmailCode::PATH resend resend_in fares=written.then(|| ::words::delivery(visit().language).fares(delivery, Mend::Cancel))/>
            {capped.then(|| view! { <Offer email/> })}
            <section>
                <p class="form__note">{all.email.cancel_hint}</p>
                <PostForm to=CancelEmailChange::PATH shown=cancel>
                    <Hidden field=Field::Version/>
                    <Submit label=all.email.cancel look="link"/>
                </PostForm>
            </section>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        form::with_version,
        server::{
            accounts, code_letter, current_user_or_leave, failure, leave_for, minutes, refused_form, request_context,
        },
    };
    use accounts::Kind;

    /// Where no address waits for its code, the profile says what is.
    pub(crate) async fn email_data() -> Result<EmailData, Failure> {
        let page = "/settings/profile/email";
        let me = current_user_or_leave(page)?;
        let change = accounts().email_changes.email_change(&me, &request_context()).await.map_err(failure)?;
        let change = change.ok_or_else(|| leave_for("/settings/profile"))?;
        Ok(EmailData {
            code: with_version(refused_form("confirm_email"), change.seq),
            cancel: with_version(Shown::default(), change.seq),
            resend: with_version(refused_form("resend_email_code"), change.code_sent_at),
            letter: code_letter(Kind::EmailChangeCode, me.user.language),
            minutes: minutes(accounts().settings().code_lifetime),
            resend_in: change.resend_in,
            capped: change.capped,
            written: change.code_sent_at > 0,
            delivery: change.delivery,
            email: change.email,
        })
    }
}
