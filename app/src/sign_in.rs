//! `/sign-in`, and signing out.

use crate::{
    answer::{Answer, Failure},
    form::{Hidden, PageData, PostForm, Shown, Submit, TextField, loaded},
    layout::Page,
    visit::words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::{Field, SignInForm};
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInData {
    shown: Shown,
}

/// What the page shows.
#[server(endpoint = "sign_in_page")]
pub async fn sign_in_page(
    #[server(default)] form: Option<String>,
    #[server(default)] next: Option<String>,
) -> Result<SignInData, Failure> {
    use crate::server;
    server::only_visitors().await?;
    let kept = server::kept_form(form, "/sign-in").await?;
    let next = next.unwrap_or_default();
    Ok(SignInData { shown: kept.map_or_else(|| Shown::of(vec![(Field::Next, next)]), |kept| kept.shown("sign_in")) })
}

/// Signs in.
#[server(endpoint = "sign_in")]
pub async fn sign_in(#[server(flatten)] form: SignInForm) -> Result<Answer, Failure> {
    use crate::server;
    let signed_in = server::accounts().sign_in(&form, &server::visitor()).await;
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in.session, signed_in.language, form.next())))
}

/// Signs out.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().sign_out(server::visitor().session.as_ref()).await;
    server::answer(ended.map(|()| server::farewell()))
}

/// The page.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let source = move || query.with(|query| (query.get("form"), query.get("next")));
    let data: PageData<SignInData> = Resource::new_blocking(source, |(form, next)| sign_in_page(form, next));
    let registered = query.with_untracked(|query| query.get("registered").is_some());
    loaded(data, move |data| view! { <SignInView data registered/> })
}

#[component]
fn SignInView(data: SignInData, registered: bool) -> impl IntoView {
    let words = &words().sign_in;
    let aside = move || {
        let item = |text| view! { <li>{text}</li> };
        view! { <h2>{words.aside_heading}</h2><ul>{words.aside.map(item).into_iter().collect_view()}</ul> }
    };
    view! {
        <Page heading=words.heading.to_owned() aside>
            {registered.then(|| view! { <p class="notice notice--info" role="status">{words.already_registered}</p> })}
            <PostForm<SignIn> shown=data.shown check=|typed| typed.form.check().map(drop)>
                <Hidden field=Field::Next/>
                <TextField field=Field::Email current=true/>
                <TextField field=Field::Password current=true/>
                <Submit label=words.button/>
            </PostForm<SignIn>>
        </Page>
    }
}
