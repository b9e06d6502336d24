//! `/register/verify`: proving the address.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page, breaking},
    no_letter::NoLetter,
    register::StartOver,
    unlock::Offer,
    visit::{visit, words},
    wizard::Ahead,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AddressForm, CodeForm, Delivery, Field, ResendForm};
use words::Mend;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct VerifyData {
    pub(crate) registration: String,
    /// Whether an invitation began it: then its address stays.
    pub(crate) invited: bool,
    /// The form for the code.
    pub(crate) code: Shown,
    /// The button for another code.
    pub(crate) resend: Shown,
    /// The form for another address.
    pub(crate) address: Shown,
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
#[server(endpoint = "confirm")]
pub async fn confirm(#[server(flatten)] form: CodeForm) -> Result<Answer, Failure> {
    use crate::server;
    let context = server::request_context();
    let proved = server::accounts().registrations.confirm(&form, &context).await;
    ssr::after_confirm(proved, &form.registration).await
}

/// Sends another code.
#[server(endpoint = "resend")]
pub async fn resend(#[server(flatten)] form: ResendForm) -> Result<Answer, Failure> {
    use crate::server;
    let sent = server::accounts().registrations.resend(&form, &server::request_context()).await;
    crate::server::verify_again(sent, "sent", &form.registration).await
}

/// Corrects the address.
#[server(endpoint = "change_address")]
pub async fn change_address(#[server(flatten)] form: AddressForm) -> Result<Answer, Failure> {
    use crate::server;
    let changed = server::accounts().registrations.change_address(&form, &server::request_context()).await;
    crate::server::verify_again(changed, "changed", &form.registration).await
}

const DONE: FlashMessages = &[
    ("sent", |words| words.verify.sent_again),
    ("changed", |words| words.verify.address_changed),
    ("let-in", |words| words.unlock.done),
];

/// The page.
#[component]
pub(crate) fn VerifyView(data: VerifyData) -> impl IntoView {
    let words = &words().verify;
    let VerifyData {
        registration,
        invited,
        code,
        resend,
        address,
        email,
        letter,
        minutes,
        resend_in,
        capped,
        written,
        delivery,
    } = data;
    let [_, _, ahead @ ..] = if invited { &self::words().invitation.aside } else { &self::words().register.aside };
    let mend = if invited { Mend::Resend } else { Mend::Change };
    view! {
        <Page heading=words.heading.to_owned() step=(3, 4) back="/register/details" aside=Ahead::of(ahead)>
            <Flash messages=DONE/>
            <p class="lead">{if written { words.sent_to } else { words.not_sent_to }} " " <strong dir="ltr">{breaking(&email)}</strong></p>
            {written.then(|| view! { <p>{(words.lifetime)(minutes)}</p> })}
            <PostForm to=Confirm::PATH shown=code>
                <Hidden field=Field::Registration/>
                <Hidden field=Field::Version/>
                <TextField field=Field::Code/>
                <Submit label=words.confirm/>
            </PostForm>
            <NoLetter letter to=Resend::PATH resend resend_in fares=written.then(|| ::words::delivery(visit().language).fares(delivery, mend))/>
            {capped.then(|| view! { <Offer email/> })}
            {(!invited).then(|| view! { <WrongAddress address=address.clone()/> })}
            <section>
                <p class="form__note">{words.start_over_hint}</p>
                <PostForm to=StartOver::PATH shown=Shown::of(vec![(Field::Registration, registration)])>
                    <Hidden field=Field::Registration/>
                    <Submit label=words.start_over look="link"/>
                </PostForm>
            </section>
        </Page>
    }
}

/// The form for another address, folded away.
#[component]
fn WrongAddress(address: Shown) -> impl IntoView {
    let words = &words().verify;
    let open = !address.errors.is_empty();
    view! {
        <details class="disclosure" open=open>
            <summary>{words.wrong_address}</summary>
            <div class="disclosure__body">
                <PostForm to=ChangeAddress::PATH shown=address>
                    <Hidden field=Field::Registration/>
                    <TextField field=Field::Email/>
                    <Submit label=words.change look="secondary"/>
                </PostForm>
            </div>
        </details>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        form::with_version,
        server::{
            Link, accounts, answer, code_letter, failure, minutes, only_at, refused, refused_value, request_context,
            set_cookies_of, unfinished_or_leave,
        },
    };
    use accounts::{Error, Kind, Proved};

    /// What the page shows; who is not that far is led to their step.
    pub(crate) async fn verify_data(registration: Option<String>) -> Result<VerifyData, Failure> {
        let named = refused_value(Field::Registration).or(registration);
        let unfinished = unfinished_or_leave(named).await?;
        only_at(&unfinished, "/register/verify")?;
        let own = |endpoint: &str| {
            refused(endpoint).unwrap_or_else(|| Shown::of(vec![(Field::Registration, unfinished.id.clone())]))
        };
        let (from, subject) = code_letter(Kind::VerificationCode, unfinished.language);
        Ok(VerifyData {
            code: with_version(own("confirm"), unfinished.address_changes),
            resend: with_version(own("resend"), unfinished.code_sent_at),
            address: own("change_address"),
            letter: (from, subject),
            written: unfinished.code_sent_at > 0,
            delivery: unfinished.delivery,
            minutes: minutes(accounts().settings().code_lifetime),
            resend_in: unfinished.resend_in,
            capped: unfinished.capped,
            email: unfinished.email,
            registration: unfinished.id,
            invited: unfinished.invited,
        })
    }

    /// After the code: signed in, and on to the last step. An invitation that holds no more says so on its page.
    pub(crate) async fn after_confirm(proved: Result<Proved, Error>, registration: &str) -> Result<Answer, Failure> {
        if matches!(proved, Err(Error::Gone)) {
            let unfinished =
                accounts().registrations.unfinished(&request_context(), Some(registration)).await.map_err(failure)?;
            if unfinished.is_some_and(|unfinished| unfinished.invited) {
                return Ok(Answer::Go(Link::Invite.page().to_owned()));
            }
        }
        answer(proved.map(|proved| match proved {
            Proved::SignedIn(signed_in) => {
                set_cookies_of(&signed_in);
                Answer::Go("/register/two-step".to_owned())
            }
            Proved::AlreadyRegistered => Answer::Go("/sign-in?done=registered".to_owned()),
        }))
    }
}
