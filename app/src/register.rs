//! `/register`: who registers.

use crate::{
    answer::{Answer, Failure},
    fields::{CheckBox, TextField},
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    password::Measured,
    tools::Reveal,
    visit::{address, words},
    wizard::{Accept, Ahead},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, Limits, RegisterForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct RegisterData {
    pub(crate) shown: Shown,
    pub(crate) limits: Limits,
    pub(crate) resumed: Option<Resumed>,
    /// The account that an open invitation of this browser is to.
    pub(crate) invited: Option<String>,
}

/// An unfinished registration of this browser.
#[derive(Clone, Debug)]
pub struct Resumed {
    pub(crate) id: String,
    pub(crate) email: String,
    /// The page where it goes on.
    pub(crate) go_on: String,
}

/// Begins a registration.
#[server(endpoint = "register")]
pub async fn register(#[server(flatten)] form: RegisterForm) -> Result<Answer, Failure> {
    use crate::server;
    let context = server::request_context();
    let begun = server::accounts().registrations.register(&form, &context).await;
    crate::wizard::ssr::after_register(begun).await
}

/// Drops an unfinished registration.
#[server(endpoint = "start_over")]
pub async fn start_over(#[server(default)] registration: String) -> Result<Answer, Failure> {
    use crate::server;
    // Whoever is invited begins again at the invitation: any other registration would open an account of its own.
    let invited = server::unfinished(Some(registration.clone())).await?.is_some_and(|unfinished| unfinished.invited);
    let dropped = server::accounts().registrations.start_over(&server::request_context(), &registration).await;
    server::answer(dropped.map(|()| Answer::Go(if invited { "/invite" } else { "/register" }.to_owned())))
}

/// The page.
#[component]
pub(crate) fn RegisterView(data: RegisterData) -> impl IntoView {
    let words = &words().register;
    let limits = data.limits;
    let minimum = (words.password_hint)(limits.password_min);
    let gone = address().asked("gone").is_some();
    let resumed = data.resumed.map(|resumed| view! { <ResumedView resumed/> });
    let invited = data.invited.map(|number| {
        view! { <p class="notice notice--warning">{(words.invited)(&number)} " " <a href="/invite">{words.see_invitation}</a></p> }
    });
    view! {
        <Page heading=words.heading.to_owned() step=(1, 4) aside=Ahead::of(&words.aside)>
            <p class="lead">{words.lead}</p>
            {gone.then(|| view! { <p class="notice notice--info" role="status">{words.gone}</p> })}
            {invited}
            {resumed}
            <PostForm to=Register::PATH shown=data.shown minimum=limits.password_min>
                <div class="form__row">
                    <TextField field=Field::Name/>
                    <TextField field=Field::Surname/>
                </div>
                <CheckBox field=Field::OneName/>
                <TextField field=Field::Email/>
                <Measured minimum=limits.password_min>
                    <TextField field=Field::Password hint=minimum/>
                </Measured>
                <TextField field=Field::ConfirmPassword/>
                <Reveal/>
                <Accept/>
                <Submit label=words.button/>
            </PostForm>
        </Page>
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
            <PostForm to=StartOver::PATH shown=Shown::of(vec![(Field::Registration, resumed.id)])>
                <Hidden field=Field::Registration/>
                <Submit label=words.start_over look="link"/>
            </PostForm>
        </div>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use crate::closed::{Closed, ssr::closed};

    use super::*;
    use crate::{
        invitation::ssr::waiting,
        server::{accounts, known_browser, only_visitors, page_of, refused, unfinished},
    };

    /// What the page shows: what was refused, or an unfinished registration of this browser, or nothing; or why nobody
    /// can register.
    pub(crate) async fn register_data() -> Result<Result<RegisterData, Closed>, Failure> {
        only_visitors()?;
        if let Some(reason) = closed(accounts().settings().registration) {
            return Ok(Err(reason));
        }
        known_browser();
        let limits = accounts().settings().limits;
        // One by invitation goes on where it was, or not at all.
        let unfinished = unfinished(None).await?.filter(|unfinished| !unfinished.invited);
        let resumed = unfinished.as_ref().map(|unfinished| Resumed {
            id: unfinished.id.clone(),
            email: unfinished.email.clone(),
            go_on: page_of(unfinished),
        });
        let kept = refused("register");
        let shown = kept.or_else(|| unfinished.map(|unfinished| Shown::of(unfinished.values)));
        let invited = waiting().await?;
        Ok(Ok(RegisterData { shown: shown.unwrap_or_default(), limits, resumed, invited }))
    }
}
