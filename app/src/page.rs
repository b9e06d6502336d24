//! What the pages show and how the browser gets it: one server function and one resource serve all of them, because
//! the browser would carry the code for each once more.

use crate::{
    answer::Failure,
    ask::ask,
    details::{DetailsData, DetailsView},
    form::Unanswered,
    layout::Loading,
    panel::{PanelData, PanelView},
    register::{Closed, ClosedView, RegisterData, RegisterView},
    sign_in::{SignInData, SignInView},
    verify::{VerifyData, VerifyView},
};
use leptos::{prelude::*, server::codee::string::JsonSerdeCodec, server_fn::ServerFn, web_sys};
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// What a page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum PageData {
    Register(RegisterData),
    Closed(Closed),
    Details(DetailsData),
    Verify(VerifyData),
    SignIn(SignInData),
    Panel(PanelData),
}

/// What the page at this path shows; who has no business there is led elsewhere.
#[server(endpoint = "page")]
pub async fn page_at(
    #[server(default)] path: String,
    #[server(default)] form: Option<String>,
    #[server(default)] registration: Option<String>,
    #[server(default)] next: Option<String>,
) -> Result<PageData, Failure> {
    crate::server::page_data(&path, form, registration, next).await
}

/// What of a page's query its data depends on.
const ASKED: [&str; 3] = ["form", "registration", "next"];

/// Shows the page at this path when its data is there: one blocking resource, so that the server renders the page whole.
pub(crate) fn page(path: &'static str) -> AnyView {
    let query = use_query_map();
    let asked = move || query.with(|query| ASKED.map(|name| query.get(name)));
    let data: Resource<Result<PageData, Failure>, JsonSerdeCodec> =
        Resource::new_blocking(asked, move |asked| page_data(path, asked));
    view! { <Suspense fallback=Loading>{move || Suspend::new(async move { shown(data.await) })}</Suspense> }.into_any()
}

/// The page's data: on the server at once, from the browser by asking for it. Not `async`, or the browser would carry both.
fn page_data(path: &'static str, asked: [Option<String>; 3]) -> BoxFuture<Result<PageData, Failure>> {
    if cfg!(feature = "ssr") {
        let [form, registration, next] = asked;
        Box::pin(page_at(path.to_owned(), form, registration, next))
    } else {
        Box::pin(ask(PageAt::PATH, urlencoded(path, asked)))
    }
}

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What [`page_at`] takes, as a form would send it.
fn urlencoded(path: &str, asked: [Option<String>; 3]) -> String {
    let Ok(fields) = web_sys::UrlSearchParams::new() else { return String::new() };
    fields.append("path", path);
    for (name, value) in ASKED.into_iter().zip(asked) {
        if let Some(value) = value {
            fields.append(name, &value);
        }
    }
    fields.to_string().into()
}

/// A page with its data. A failure to get it is said in words; being sent elsewhere needs none.
fn shown(data: Result<PageData, Failure>) -> AnyView {
    match data {
        Ok(PageData::Register(data)) => view! { <RegisterView data/> }.into_any(),
        Ok(PageData::Closed(reason)) => view! { <ClosedView reason/> }.into_any(),
        Ok(PageData::Details(data)) => view! { <DetailsView data/> }.into_any(),
        Ok(PageData::Verify(data)) => view! { <VerifyView data/> }.into_any(),
        Ok(PageData::SignIn(data)) => view! { <SignInView data/> }.into_any(),
        Ok(PageData::Panel(data)) => view! { <PanelView data/> }.into_any(),
        Err(failure) => {
            view! { <div class="page"><Unanswered failure=Signal::stored(Some(failure))/></div> }.into_any()
        }
    }
}
