//! `/settings/data`: a copy of what is kept, and leaving for good.

use crate::{
    answer::{Answer, Failure},
    fields::Refused,
    form::{CsrfToken, Hidden, PostForm, Shown, Submit},
    layout::{DeadLink, Flash, FlashMessages, Page, SettingsTabs, breaking},
    visit::{address, words},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, LinkForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct DataData {
    /// What the button that deletes shows.
    pub(crate) shown: Shown,
    /// When the user will be deleted, in words, if they asked for it.
    pub(crate) deletion: Option<String>,
    /// Accounts of the user's own that have other members.
    pub(crate) shared: Vec<String>,
    /// How many days a deletion waits.
    pub(crate) days: u32,
}

/// Asks to be deleted.
#[server(endpoint = "ask_deletion")]
pub async fn ask_deletion() -> Result<Answer, Failure> {
    use crate::server;
    let asked = server::accounts().deletions.ask_deletion(&server::request_context()).await;
    server::answer(asked.map(|()| Answer::Go("/settings/data?done=asked".to_owned())))
}

/// Cancels that.
#[server(endpoint = "cancel_deletion")]
pub async fn cancel_deletion() -> Result<Answer, Failure> {
    use crate::server;
    let cancelled = server::accounts().deletions.cancel_deletion(&server::request_context()).await;
    server::answer(cancelled.map(|()| Answer::Go("/settings/data?done=cancelled".to_owned())))
}

/// What the page of a letter's link shows: a user stays who was to be deleted.
#[derive(Clone, Debug)]
pub struct StayData {
    /// What the button sends: by which link.
    pub(crate) shown: Shown,
    /// Whose user will be deleted and when, in words; none where the link does not work.
    pub(crate) leaving: Option<(String, String)>,
}

/// Cancels a deletion by a letter's link.
#[server(endpoint = "stay")]
pub async fn stay(#[server(flatten)] form: LinkForm) -> Result<Answer, Failure> {
    ssr::use_link(&form).await
}

const DONE: FlashMessages = &[("asked", |words| words.data.asked), ("cancelled", |words| words.data.cancelled)];

/// The page.
#[component]
pub(crate) fn DataView(data: DataData) -> impl IntoView {
    let words = &words().data;
    let DataData { shown, deletion, shared, days } = data;
    let delete = move || match deletion {
        Some(when) => view! { <Shared shared/> <Waiting when/> }.into_any(),
        None => view! { <Delete shown shared days/> }.into_any(),
    };
    view! {
        <Page heading=words.heading.to_owned()>
            <SettingsTabs here="/settings/data"/>
            <Flash messages=DONE/>
            <section aria-labelledby="copy">
                <h2 id="copy">{words.download_heading}</h2>
                <p>{words.download_lead}</p>
                <form method="post" action="/settings/data" class="form__actions">
                    <CsrfToken/>
                    <button class="button button--secondary" type="submit">{words.download}</button>
                </form>
            </section>
            <section aria-labelledby="delete">
                <h2 id="delete">{words.delete_heading}</h2>
                {delete()}
            </section>
        </Page>
    }
}

/// While nobody has asked for it.
#[component]
fn Delete(shown: Shown, shared: Vec<String>, days: u32) -> impl IntoView {
    let words = &words().data;
    view! {
        <p>{(words.delete_lead)(days)}</p>
        <Shared shared/>
        <PostForm to=AskDeletion::PATH shown>
            <Refused field=Field::Email only=true/>
            <Submit label=words.delete look="danger"/>
        </PostForm>
    }
}

/// The accounts that are in the way: somebody else uses them too.
#[component]
fn Shared(shared: Vec<String>) -> impl IntoView {
    let sentence = (!shared.is_empty()).then(|| (words().data.shared)(&shared.join(", ")));
    sentence.map(|sentence| view! { <p class="notice notice--warning">{sentence}</p> })
}

/// While the deletion waits.
#[component]
fn Waiting(when: String) -> impl IntoView {
    let words = &words().data;
    view! {
        <p class="notice notice--warning">{(words.waiting)(&when)}</p>
        <PostForm to=CancelDeletion::PATH shown=Shown::default()>
            <Submit label=words.cancel/>
        </PostForm>
    }
}

const STAYS: FlashMessages = &[("stays", |words| words.data.cancelled)];

/// `/cancel-deletion`
#[component]
pub(crate) fn StayView(data: StayData) -> impl IntoView {
    let words = words();
    let StayData { shown, leaving } = data;
    let done = address().asked("done").is_some();
    let body = move || match leaving {
        _ if done => view! { <ToSignIn/> }.into_any(),
        Some((email, when)) => view! {
            <dl class="facts">
                <div class="facts__row"><dt>{words.label(Field::Email)}</dt><dd><bdi>{breaking(&email)}</bdi></dd></div>
            </dl>
            <p class="notice notice--warning">{(words.data.waiting)(&when)}</p>
            <PostForm to=Stay::PATH shown>
                <Hidden field=Field::Link/>
                <Submit label=words.data.cancel/>
            </PostForm>
        }
        .into_any(),
        None => view! { <DeadLink sentence=words.data.dead/> <ToSignIn/> }.into_any(),
    };
    view! { <Page heading=words.data.cancel.to_owned()><Flash messages=STAYS/>{body()}</Page> }
}

#[component]
fn ToSignIn() -> impl IntoView {
    view! { <p><a class="button button--primary" href="/sign-in">{words().frame.sign_in}</a></p> }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        Link, accounts, answer, current_user_or_leave, drop_link, failure, known_browser, meant, moment, opened,
        page_again, refused_form, request_context,
    };
    use accounts::{Error, Settings};

    pub(crate) async fn data_data() -> Result<DataData, Failure> {
        let page = "/settings/data";
        let me = current_user_or_leave(page)?;
        let deletion = accounts().deletions.deletion(&me).await.map_err(failure)?;
        Ok(DataData {
            shown: refused_form("ask_deletion"),
            deletion: deletion.at.map(moment),
            shared: deletion.shared.iter().map(ToString::to_string).collect(),
            days: u32::try_from(Settings::DELETION_WAIT / 86_400).unwrap_or_default(),
        })
    }

    /// What the page of a letter's link shows: whose user stays after all.
    pub(crate) async fn stay_data() -> Result<StayData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Stay, Shown::default())?;
        let leaving = match link {
            Some(link) => accounts().deletions.deletion_open(&link).await.map_err(failure)?,
            None => None,
        };
        Ok(StayData { shown, leaving: leaving.map(|(email, at)| (email, moment(at))) })
    }

    /// Cancels the deletion by the link that this browser has opened; the page says so then.
    pub(crate) async fn use_link(form: &LinkForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Stay);
        let again = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(again) };
        match accounts().deletions.cancel_deletion_by_link(&link, &request_context()).await {
            Ok(()) => {
                drop_link(Link::Stay, &link);
                Ok(Answer::Go(format!("{}?done=stays", Link::Stay.page())))
            }
            Err(Error::Gone) => Ok(again),
            Err(error) => answer(Err(error)),
        }
    }
}
