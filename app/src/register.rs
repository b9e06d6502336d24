//! `/register`: who registers.

use crate::{
    answer::{Answer, Failure},
    form::{Hidden, PageData, PostForm, Shown, Submit, TextField, loaded},
    layout::Page,
    visit::words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::{Field, Limits, RegisterForm};
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterData {
    shown: Shown,
    limits: Limits,
    resumed: Option<Resumed>,
}

/// An unfinished registration of this browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resumed {
    id: String,
    email: String,
    /// The page where it goes on.
    go_on: String,
}

/// What the page shows: what was refused, or an unfinished registration of this browser, or nothing.
#[server(endpoint = "register_page")]
pub async fn register_page(#[server(default)] form: Option<String>) -> Result<RegisterData, Failure> {
    use crate::server;
    server::only_visitors().await?;
    let limits = server::accounts().settings().limits;
    let unfinished = server::unfinished(None).await?;
    let resumed = unfinished.as_ref().map(|unfinished| Resumed {
        id: unfinished.id.clone(),
        email: unfinished.email.clone(),
        go_on: server::page_of(unfinished),
    });
    let kept = server::kept_form(form, "/register").await?.map(|kept| kept.shown("register"));
    let shown = kept.or_else(|| unfinished.map(|unfinished| Shown::of(unfinished.values)));
    Ok(RegisterData { shown: shown.unwrap_or_default(), limits, resumed })
}

/// Begins a registration.
#[server(endpoint = "register")]
pub async fn register(#[server(flatten)] form: RegisterForm) -> Result<Answer, Failure> {
    use crate::server;
    let visitor = server::visitor();
    let begun = server::accounts().register(&form, &visitor).await;
    server::begun(begun).await
}

/// Drops an unfinished registration.
#[server(endpoint = "start_over")]
pub async fn start_over(#[server(default)] registration: String) -> Result<Answer, Failure> {
    use crate::server;
    let dropped = server::accounts().start_over(&server::visitor(), &registration).await;
    server::answer(dropped.map(|()| Answer::Load("/register".to_owned())))
}

/// The page.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let query = use_query_map();
    let data: PageData<RegisterData> =
        Resource::new_blocking(move || query.with(|query| query.get("form")), register_page);
    loaded(data, |data| view! { <RegisterView data/> })
}

#[component]
fn RegisterView(data: RegisterData) -> impl IntoView {
    let words = &words().register;
    let limits = data.limits;
    let minimum = (words.password_hint)(limits.password_min);
    let resumed = data.resumed.map(|resumed| view! { <ResumedView resumed/> });
    let aside = move || {
        let item = |text| view! { <li>{text}</li> };
        view! { <h2>{words.aside_heading}</h2><ol>{words.aside.map(item).into_iter().collect_view()}</ol> }
    };
    view! {
        <Page heading=words.heading.to_owned() step=(1, 3) aside>
            <p class="lead">{words.lead}</p>
            {resumed}
            <PostForm<Register> shown=data.shown check=check>
                <div class="form__row">
                    <TextField field=Field::Name/>
                    <TextField field=Field::Surname/>
                </div>
                <TextField field=Field::Email/>
                <TextField field=Field::Password hint=Signal::stored(minimum)/>
                <TextField field=Field::ConfirmPassword/>
                <Accept/>
                <Submit label=words.button/>
            </PostForm<Register>>
        </Page>
    }
}

/// The browser's check leaves the operator's own minimum to the server.
fn check(typed: &Register) -> Result<(), rules::Errors> {
    typed.form.check(&Limits { password_min: Limits::FEWEST }).map(drop)
}

/// That registering accepts the terms and the privacy policy.
#[component]
fn Accept() -> impl IntoView {
    let words = words();
    let [before, between, after] = words.register.accept;
    view! {
        <p class="form__note">
            {before}<a href="/terms" target="_blank" rel="external">{words.frame.terms}</a>
            {between}<a href="/privacy" target="_blank" rel="external">{words.frame.privacy}</a>{after}
        </p>
    }
}

/// An unfinished registration of this browser: go on, or drop it.
#[component]
fn ResumedView(resumed: Resumed) -> impl IntoView {
    let words = &words().register;
    view! {
        <div class="notice notice--info">
            <p>{(words.resumed)(&resumed.email)}</p>
            <p>
                <a href=resumed.go_on>{words.go_on}</a>
            </p>
            <PostForm<StartOver> shown=Shown::of(vec![(Field::Registration, resumed.id)]) check=|_| Ok(())>
                <Hidden field=Field::Registration/>
                <Submit label=words.start_over look="link"/>
            </PostForm<StartOver>>
        </div>
    }
}
