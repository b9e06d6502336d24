//! `/invite`: an invitation, to be accepted or declined; and the wizard's first step for whoever has no user yet.

use crate::{
    answer::{Answer, Failure},
    clients::roles_in_words,
    fields::{CheckBox, TextField},
    form::{CsrfToken, Hidden, PostForm, Shown, Submit},
    layout::{Dead, Page, breaking},
    password::Measured,
    register::{Accept, Ahead},
    tools::Reveal,
    visit::{address, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountNumber, Field, InvitationForm, InvitedForm, Limits, Role};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct InvitationData {
    /// None where this browser has opened no link, or one that is unknown.
    pub(crate) invitation: Option<Facts>,
}

/// An invitation in words.
#[derive(Clone, Debug)]
pub struct Facts {
    /// What its buttons send: which invitation, and by which link.
    pub(crate) shown: Shown,
    pub(crate) number: AccountNumber,
    pub(crate) company: Option<String>,
    pub(crate) inviter: String,
    pub(crate) email: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) until: String,
    pub(crate) state: State,
    pub(crate) reader: Reader,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be accepted.
    Open,
    /// It was not accepted in time.
    Expired,
    /// It holds no more.
    Revoked,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
}

/// Who looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Nobody is signed in.
    Nobody,
    /// Whoever is invited.
    Invited,
    /// Somebody else, of this address.
    Other(String),
}

/// What the wizard's first step shows to whoever is invited.
#[derive(Clone, Debug)]
pub struct InvitedData {
    pub(crate) shown: Shown,
    pub(crate) limits: Limits,
    pub(crate) number: AccountNumber,
    /// The address that is invited.
    pub(crate) email: String,
}

/// Accepts the invitation.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(#[server(flatten)] form: InvitationForm) -> Result<Answer, Failure> {
    crate::server::accept(&form).await
}

/// Declines it.
#[server(endpoint = "decline_invitation")]
pub async fn decline_invitation(#[server(flatten)] form: InvitationForm) -> Result<Answer, Failure> {
    crate::server::decline(&form, false).await
}

/// Declines it, because the sender is unknown.
#[server(endpoint = "unknown_sender")]
pub async fn unknown_sender(#[server(flatten)] form: InvitationForm) -> Result<Answer, Failure> {
    crate::server::decline(&form, true).await
}

/// Begins the registration of somebody invited.
#[server(endpoint = "register_invited")]
pub async fn register_invited(#[server(flatten)] form: InvitedForm) -> Result<Answer, Failure> {
    crate::server::register_invited(&form).await
}

/// The page.
#[component]
pub(crate) fn InvitationView(data: InvitationData) -> impl IntoView {
    let words = &words().invitation;
    match data.invitation {
        Some(facts) => view! { <Known facts/> }.into_any(),
        None => view! {
            <Page heading=words.dead.to_owned()>
                <Dead said=words.missing/>
                <p><a class="button button--primary" href="/clients">{words.to_accounts}</a></p>
            </Page>
        }
        .into_any(),
    }
}

/// An invitation that is known: what it says, and what may be done with it.
#[component]
fn Known(facts: Facts) -> impl IntoView {
    let words = &words().invitation;
    let Facts { shown, number, company, inviter, email, roles, until, state, reader } = facts;
    let number = match company {
        Some(company) => format!("{number} ({company})"),
        None => number.to_string(),
    };
    let heading = (words.heading)(&facts.number.to_string());
    let rows = [
        (crate::visit::words().panel.account_number, number),
        (words.inviter, inviter),
        (words.invited, email.clone()),
        (crate::visit::words().label(Field::Roles), roles_in_words(&roles)),
        (words.until, until),
    ];
    let row = |(term, fact): (&'static str, String)| {
        view! { <div class="facts__row"><dt>{term}</dt><dd><bdi>{breaking(&fact)}</bdi></dd></div> }
    };
    let answer = move || match (state, reader) {
        (State::Open, Reader::Other(here)) => view! { <Other here email/> }.into_any(),
        (State::Open, reader) => view! { <Answers shown nobody=reader == Reader::Nobody/> }.into_any(),
        (state, _) => view! { <Ended state/> }.into_any(),
    };
    view! {
        <Page heading=heading>
            {(state == State::Open).then(|| view! { <p class="lead">{words.lead}</p> })}
            <dl class="facts">{rows.map(row).into_iter().collect_view()}</dl>
            {answer()}
        </Page>
    }
}

/// Accept, decline, or not knowing the sender.
#[component]
fn Answers(shown: Shown, nobody: bool) -> impl IntoView {
    let words = &words().invitation;
    let (second, third) = (shown.clone(), shown.clone());
    view! {
        {nobody.then(|| view! { <p>{words.nobody}</p> })}
        <div class="sure">
            <PostForm to=AcceptInvitation::PATH shown>
                <Hidden field=Field::Invitation/>
                <Hidden field=Field::Link/>
                <Submit label=words.accept/>
            </PostForm>
            <PostForm to=DeclineInvitation::PATH shown=second>
                <Hidden field=Field::Invitation/>
                <Hidden field=Field::Link/>
                <Submit label=words.decline look="secondary"/>
            </PostForm>
        </div>
        <section>
            <p class="form__note">{words.unknown_hint}</p>
            <PostForm to=UnknownSender::PATH shown=third>
                <Hidden field=Field::Invitation/>
                <Hidden field=Field::Link/>
                <Submit label=words.unknown look="link"/>
            </PostForm>
        </section>
    }
}

/// Somebody else is signed in, who can do neither.
#[component]
fn Other(here: String, email: String) -> impl IntoView {
    let all = words();
    view! {
        <p class="notice notice--warning">{(all.invitation.other)(&here, &email)}</p>
        <form method="post" action="/api/sign_out" class="form__actions">
            <CsrfToken/>
            <input type="hidden" name=Field::Next.name() value=address().whole/>
            <button class="button button--secondary" type="submit">{all.frame.sign_out}</button>
        </form>
    }
}

/// It cannot be accepted; what can be done instead.
#[component]
fn Ended(state: State) -> impl IntoView {
    let words = &words().invitation;
    let sentence = match state {
        State::Open => "",
        State::Expired => words.expired,
        State::Revoked => words.revoked,
        State::Accepted => words.accepted,
        State::Declined => words.declined,
    };
    view! {
        <p class="notice notice--info" role="status">{sentence}</p>
        <p><a class="button button--primary" href="/clients">{words.to_accounts}</a></p>
    }
}

/// The wizard's first step for whoever is invited; the address is the invitation's.
#[component]
pub(crate) fn InvitedView(data: InvitedData) -> impl IntoView {
    let all = words();
    let words = &all.invitation;
    let InvitedData { shown, limits, number, email } = data;
    let minimum = (all.register.password_hint)(limits.password_min);
    view! {
        <Page heading=all.register.heading.to_owned() step=(1, 4) back="/invite" aside=Ahead::of(&words.aside)>
            <p class="lead">{(words.heading)(&number.to_string())}". " {words.register_lead}</p>
            <PostForm to=RegisterInvited::PATH shown>
                <Hidden field=Field::Invitation/>
                <Hidden field=Field::Link/>
                <dl class="facts">
                    <div class="facts__row">
                        <dt>{all.label(Field::Email)}</dt>
                        <dd><bdi>{breaking(&email)}</bdi> " " <span class="facts__hint">{words.fixed}</span></dd>
                    </div>
                </dl>
                <Whose email/>
                <div class="form__row">
                    <TextField field=Field::Name/>
                    <TextField field=Field::Surname/>
                </div>
                <CheckBox field=Field::OneName/>
                <Measured minimum=limits.password_min>
                    <TextField field=Field::Password hint=minimum.clone()/>
                </Measured>
                <TextField field=Field::ConfirmPassword/>
                <Reveal/>
                <Accept/>
                <Submit label=all.register.button/>
            </PostForm>
        </Page>
    }
}
