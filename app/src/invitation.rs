//! `/invite`: an invitation, to be accepted or declined; and the wizard's first step for whoever has no user yet.

use crate::{
    answer::{Answer, Failure},
    clients::roles_in_words,
    closed::Closed,
    fields::{CheckBox, TextField},
    form::{CsrfToken, Hidden, PostForm, Shown, Submit},
    layout::{DeadLink, Page, breaking},
    password::Measured,
    tools::Reveal,
    visit::{address, words},
    whose::Whose,
    wizard::{Accept, Ahead},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{AccountNumber, Field, InvitationForm, InvitationReader, InvitationState, InvitedForm, Limits, Role};

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
    pub(crate) state: InvitationState,
    pub(crate) reader: InvitationReader,
    /// Why nobody new can register with the address, if so.
    pub(crate) closed: Option<Closed>,
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
    ssr::accept(&form).await
}

/// Declines it.
#[server(endpoint = "decline_invitation")]
pub async fn decline_invitation(#[server(flatten)] form: InvitationForm) -> Result<Answer, Failure> {
    ssr::decline(&form, false).await
}

/// Declines it, because the sender is unknown.
#[server(endpoint = "unknown_sender")]
pub async fn unknown_sender(#[server(flatten)] form: InvitationForm) -> Result<Answer, Failure> {
    ssr::decline(&form, true).await
}

/// Begins the registration of somebody invited.
#[server(endpoint = "register_invited")]
pub async fn register_invited(#[server(flatten)] form: InvitedForm) -> Result<Answer, Failure> {
    ssr::begin(&form).await
}

/// The page.
#[component]
pub(crate) fn InvitationView(data: InvitationData) -> impl IntoView {
    let words = &words().invitation;
    match data.invitation {
        Some(facts) => view! { <Opened facts/> }.into_any(),
        None => view! {
            <Page heading=words.dead.to_owned()>
                <DeadLink sentence=words.missing/>
                <p><a class="button button--primary" href="/clients">{words.to_accounts}</a></p>
            </Page>
        }
        .into_any(),
    }
}

/// An invitation that is known: what it says, and what may be done with it.
#[component]
fn Opened(facts: Facts) -> impl IntoView {
    let words = &words().invitation;
    let Facts { shown, number, company, inviter, email, roles, until, state, reader, closed } = facts;
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
        (InvitationState::Open, InvitationReader::Other(here)) => {
            view! { <Other sentence=(words.other)(&here, &email)/> }.into_any()
        }
        (InvitationState::Open, InvitationReader::Former(here)) => {
            view! { <Other sentence=(words.former)(&here, &email)/> }.into_any()
        }
        (InvitationState::Open, InvitationReader::Invited) => view! { <Answers shown/> }.into_any(),
        (InvitationState::Open, InvitationReader::Nobody) => {
            let hint = if closed.is_some() { words.nobody_new } else { words.nobody };
            view! { <p>{hint}</p> <Answers shown/> }.into_any()
        }
        (state, _) => view! { <Ended state/> }.into_any(),
    };
    view! {
        <Page heading=heading>
            {(state == InvitationState::Open).then(|| view! { <p class="lead">{words.lead}</p> })}
            <dl class="facts">{rows.map(row).into_iter().collect_view()}</dl>
            {answer()}
        </Page>
    }
}

/// Accept, decline, or not knowing the sender.
#[component]
fn Answers(shown: Shown) -> impl IntoView {
    let words = &words().invitation;
    let (second, third) = (shown.clone(), shown.clone());
    view! {
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
fn Other(sentence: String) -> impl IntoView {
    let all = words();
    view! {
        <p class="notice notice--warning">{sentence}</p>
        <form method="post" action="/api/sign_out" class="form__actions">
            <CsrfToken/>
            <input type="hidden" name=Field::Next.name() value=address().whole/>
            <button class="button button--secondary" type="submit">{all.frame.sign_out}</button>
        </form>
    }
}

/// It cannot be accepted; what can be done instead.
#[component]
fn Ended(state: InvitationState) -> impl IntoView {
    let words = &words().invitation;
    let sentence = match state {
        InvitationState::Open => "",
        InvitationState::Expired => words.expired,
        InvitationState::Revoked => words.revoked,
        InvitationState::Accepted => words.accepted,
        InvitationState::Declined => words.declined,
        InvitationState::Unknown => words.declined_unknown,
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
            <PostForm to=RegisterInvited::PATH shown minimum=limits.password_min>
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

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        server::{
            Link, accounts, answer, current_user, drop_link, failure, known_browser, leave_for, meant, moment, noted,
            opened, page_again, refused_form, request_context, wanted_back, with_next,
        },
        wizard::ssr::after_register,
    };
    use accounts::{Acceptance, Error, Invitation, Registration, Token};

    /// The invitation whose link this browser has opened.
    async fn opened_by(link: Option<&Token>) -> Result<Option<Invitation>, Failure> {
        match link {
            Some(link) => accounts().invitations.invitation(link, current_user().as_deref()).await.map_err(failure),
            None => Ok(None),
        }
    }

    pub(crate) async fn invitation_data() -> Result<InvitationData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Invite, Shown::default())?;
        Ok(InvitationData { invitation: opened_by(link.as_ref()).await?.map(|invitation| facts(invitation, shown)) })
    }

    fn facts(invitation: Invitation, mut shown: Shown) -> Facts {
        let closed = closed(&invitation);
        shown.values.push((Field::Invitation, invitation.id));
        Facts {
            shown,
            number: invitation.number,
            company: invitation.company,
            inviter: invitation.inviter,
            email: invitation.email,
            roles: invitation.roles,
            until: moment(invitation.until),
            state: invitation.state,
            reader: invitation.reader,
            closed,
        }
    }

    /// Why nobody new can register with the address that is invited, if so.
    fn closed(invitation: &Invitation) -> Option<Closed> {
        match accounts().settings().registration {
            Registration::Closed => Some(Closed::Wholly),
            _ => (!invitation.admitted).then_some(Closed::Domain),
        }
    }

    fn is_open(invitation: &Invitation) -> bool {
        invitation.state == InvitationState::Open && invitation.reader == InvitationReader::Nobody
    }

    /// The number of the account that an open invitation of this browser is to.
    pub(crate) async fn waiting() -> Result<Option<String>, Failure> {
        let link = opened(Link::Invite).named_or_newest("");
        Ok(opened_by(link.as_ref()).await?.filter(is_open).map(|invitation| invitation.number.to_string()))
    }

    /// The wizard's first step; only for whoever holds an invitation that is open, and is not signed in.
    pub(crate) async fn invited_data() -> Result<Result<InvitedData, Closed>, Failure> {
        let (mut shown, link) = meant(Link::Invite, refused_form("register_invited"))?;
        let invitation = opened_by(link.as_ref()).await?.filter(is_open).ok_or_else(|| leave_for("/invite"))?;
        known_browser();
        if let Some(closed) = closed(&invitation) {
            return Ok(Err(closed));
        }
        shown.values.retain(|(field, _)| *field != Field::Invitation);
        shown.values.push((Field::Invitation, invitation.id));
        let limits = accounts().settings().limits;
        Ok(Ok(InvitedData { shown, limits, number: invitation.number, email: invitation.email }))
    }

    /// Accepts the invitation whose link this browser has opened; whoever is not signed in does that first, or registers.
    pub(crate) async fn accept(form: &InvitationForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Invite);
        let again = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(again) };
        match noted(accounts().invitations.accept_invitation(form, &link, &request_context()).await) {
            Ok(Acceptance::Member(number)) => {
                drop_link(Link::Invite, &link);
                let joined = || format!("/clients/{}?done=joined", number.digits());
                Ok(wanted_back().map_or_else(|| Answer::Go(joined()), Answer::Load))
            }
            Ok(Acceptance::SignIn) => Ok(Answer::Go(with_next("/sign-in", &opened.page(&link)))),
            Ok(Acceptance::Register) => Ok(Answer::Go(opened.page(&link).replacen("/invite", "/invite/register", 1))),
            Err(Error::Gone | Error::Forbidden) => Ok(again),
            Err(error) => answer(Err(error)),
        }
    }

    /// Declines it; the page says so then.
    pub(crate) async fn decline(form: &InvitationForm, unknown: bool) -> Result<Answer, Failure> {
        let opened = opened(Link::Invite);
        let again = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(again) };
        match noted(accounts().invitations.decline_invitation(form, unknown, &link, &request_context()).await) {
            Ok(()) | Err(Error::Gone | Error::Forbidden) => Ok(again),
            Err(error) => answer(Err(error)),
        }
    }

    /// The wizard's first step for whoever is invited.
    pub(crate) async fn begin(form: &InvitedForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Invite);
        let again = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(again) };
        match noted(accounts().registrations.register_invited(form, &link, &request_context()).await) {
            Err(Error::Gone | Error::Forbidden) => Ok(again),
            ended => after_register(ended).await,
        }
    }
}
