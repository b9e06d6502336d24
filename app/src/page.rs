//! What the pages show and how the browser gets it: one server function and one resource serve all of them, because
//! the browser would carry the code for each once more.

use crate::{
    activity::{ActivityData, ActivityView},
    answer::Failure,
    ask::ask,
    clients::{ClientData, ClientView, ClientsData, ClientsView},
    data::{DataData, DataView},
    details::{DetailsData, DetailsView},
    email::{EmailData, EmailView, UndoData, UndoView},
    form::{Shown, Unanswered},
    identity::{IdentityData, IdentityView},
    invitation::{InvitationData, InvitationView, InvitedData, InvitedView},
    landing::LandingPage,
    layout::{Forbidden, Loading, NotFound},
    members::{
        MembersData, MembersView,
        one::{InviteData, InviteView, MemberData, MemberView},
    },
    panel::{PanelData, PanelView},
    personalization::PersonalizationView,
    profile::{ProfileData, ProfileView},
    recovery::{RecoveryData, RecoveryView},
    register::{Closed, ClosedView, RegisterData, RegisterView},
    reset::{ForgotData, ForgotView, ResetData, ResetView},
    second_step::{SecondStepData, SecondStepView},
    security::{SecurityData, SecurityView},
    sign_in::{SignInData, SignInView},
    two_step::{TwoStepData, TwoStepView},
    verify::{VerifyData, VerifyView},
    visit::{Visit, visit},
};
use leptos::{prelude::*, server::codee::string::JsonSerdeCodec, server_fn::ServerFn, web_sys};
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// What a page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum PageData {
    /// The one that asks was made before language, look or session changed elsewhere: it is loaded anew.
    Outdated,
    Landing,
    NotFound,
    Register(RegisterData),
    Closed(Closed),
    Details(DetailsData),
    Verify(VerifyData),
    SignIn(SignInData),
    SecondStep(SecondStepData),
    Forgot(ForgotData),
    Reset(ResetData),
    Panel(PanelData),
    Identity(IdentityData),
    TwoStep(TwoStepData),
    Recovery(RecoveryData),
    Profile(ProfileData),
    Email(EmailData),
    Undo(UndoData),
    Security(SecurityData),
    Personalization(Shown),
    Data(DataData),
    Activity(ActivityData),
    Forbidden,
    Clients(ClientsData),
    Client(ClientData),
    Members(MembersData),
    Invite(InviteData),
    Member(MemberData),
    Invitation(InvitationData),
    Invited(InvitedData),
}

/// What the page at this path shows; who has no business there is led elsewhere.
#[server(endpoint = "page")]
pub async fn page_at(
    #[server(default)] path: String,
    #[server(flatten)] query: Query,
    #[server(default)] seen: Option<String>,
) -> Result<PageData, Failure> {
    if crate::server::is_outdated(seen) {
        return Ok(PageData::Outdated);
    }
    crate::server::page_data(&path, query).await
}

/// What of a page's query its data depends on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    pub(crate) form: Option<String>,
    pub(crate) registration: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) recovery: Option<String>,
    pub(crate) page: Option<String>,
    pub(crate) search: Option<String>,
    pub(crate) sort: Option<String>,
}

/// The names of [`Query`], in its order.
const ASKED: [&str; 7] = ["form", "registration", "next", "recovery", "page", "search", "sort"];

type Asked = [Option<String>; ASKED.len()];

/// Shows the page at this address when its data is there: one blocking resource, so that the server renders it whole.
pub(crate) fn page() -> AnyView {
    // The router's own query: a route's is not renewed when only its path changes, and here one route serves all.
    let (path, query, seen) = (use_location().pathname, use_location().query, visit().seen);
    let asked = move || (path.get(), query.with(|query| ASKED.map(|name| query.get(name))));
    let data: Resource<Result<PageData, Failure>, JsonSerdeCodec> =
        Resource::new_blocking(asked, move |(path, asked)| page_data(path, asked, &seen));
    view! { <Suspense fallback=Loading>{move || Suspend::new(async move { shown(data.await) })}</Suspense> }.into_any()
}

/// The page's data: on the server at once, from the browser by asking for it. Not `async`, or the browser would carry both.
fn page_data(path: String, asked: Asked, seen: &str) -> BoxFuture<Result<PageData, Failure>> {
    if cfg!(feature = "ssr") {
        let [form, registration, next, recovery, page, search, sort] = asked;
        let query = Query { form, registration, next, recovery, page, search, sort };
        Box::pin(page_at(path, query, None))
    } else {
        Box::pin(ask(PageAt::PATH, urlencoded(&path, seen, asked)))
    }
}

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What [`page_at`] takes, as a form would send it.
fn urlencoded(path: &str, seen: &str, asked: Asked) -> String {
    let Ok(fields) = web_sys::UrlSearchParams::new() else { return String::new() };
    fields.append("path", path);
    fields.append("seen", seen);
    for (name, value) in ASKED.into_iter().zip(asked) {
        if let Some(value) = value {
            fields.append(name, &value);
        }
    }
    fields.to_string().into()
}

/// A page with its data. A failure to get it is said in words; being sent elsewhere needs none. The server may look at
/// it once more after the answer has gone, and everything around it with that: then there is nothing to show.
fn shown(data: Result<PageData, Failure>) -> AnyView {
    if use_context::<Visit>().is_none() {
        return ().into_any();
    }
    match data {
        Ok(PageData::Landing) => view! { <LandingPage/> }.into_any(),
        Ok(PageData::NotFound) => view! { <NotFound/> }.into_any(),
        Ok(PageData::Register(data)) => view! { <RegisterView data/> }.into_any(),
        Ok(PageData::Closed(reason)) => view! { <ClosedView reason/> }.into_any(),
        Ok(PageData::Details(data)) => view! { <DetailsView data/> }.into_any(),
        Ok(PageData::Verify(data)) => view! { <VerifyView data/> }.into_any(),
        Ok(PageData::SignIn(data)) => view! { <SignInView data/> }.into_any(),
        Ok(PageData::SecondStep(data)) => view! { <SecondStepView data/> }.into_any(),
        Ok(PageData::Forgot(data)) => view! { <ForgotView data/> }.into_any(),
        Ok(PageData::Reset(data)) => view! { <ResetView data/> }.into_any(),
        Ok(PageData::Panel(data)) => view! { <PanelView data/> }.into_any(),
        Ok(PageData::Identity(data)) => view! { <IdentityView data/> }.into_any(),
        Ok(PageData::TwoStep(data)) => view! { <TwoStepView data/> }.into_any(),
        Ok(PageData::Recovery(data)) => view! { <RecoveryView data/> }.into_any(),
        Ok(PageData::Profile(data)) => view! { <ProfileView data/> }.into_any(),
        Ok(PageData::Email(data)) => view! { <EmailView data/> }.into_any(),
        Ok(PageData::Undo(data)) => view! { <UndoView data/> }.into_any(),
        Ok(PageData::Personalization(shown)) => view! { <PersonalizationView shown/> }.into_any(),
        Ok(PageData::Data(data)) => view! { <DataView data/> }.into_any(),
        Ok(PageData::Security(data)) => view! { <SecurityView data/> }.into_any(),
        Ok(PageData::Activity(data)) => view! { <ActivityView data/> }.into_any(),
        Ok(PageData::Forbidden) => view! { <Forbidden/> }.into_any(),
        Ok(PageData::Clients(data)) => view! { <ClientsView data/> }.into_any(),
        Ok(PageData::Client(data)) => view! { <ClientView data/> }.into_any(),
        Ok(PageData::Members(data)) => view! { <MembersView data/> }.into_any(),
        Ok(PageData::Invite(data)) => view! { <InviteView data/> }.into_any(),
        Ok(PageData::Member(data)) => view! { <MemberView data/> }.into_any(),
        Ok(PageData::Invitation(data)) => view! { <InvitationView data/> }.into_any(),
        Ok(PageData::Invited(data)) => view! { <InvitedView data/> }.into_any(),
        Ok(PageData::Outdated) => {
            Effect::new(|_| drop(window().location().reload()));
            view! { <Loading/> }.into_any()
        }
        Err(failure) => {
            view! { <div class="page"><Unanswered failure=Signal::stored(Some(failure))/></div> }.into_any()
        }
    }
}
