//! What the steps of the wizard share.

use crate::visit::words;
use leptos::prelude::*;

/// What comes next in the wizard: it stands beside each step that has something ahead.
pub(crate) struct Ahead;

impl Ahead {
    /// These steps.
    pub(crate) fn of(steps: &'static [&'static str]) -> ViewFn {
        let view = move || {
            let item = |text: &&'static str| view! { <li>{*text}</li> };
            view! { <h2>{words().register.aside_heading}</h2><ol>{steps.iter().map(item).collect_view()}</ol> }
        };
        view.into()
    }
}

/// That registering accepts the terms and the privacy policy.
#[component]
pub(crate) fn Accept() -> impl IntoView {
    let [before, terms, between, privacy, after] = words().register.accept;
    view! {
        <p class="form__note">
            {before}<a href="/terms" target="_blank" rel="external">{terms}</a>
            {between}<a href="/privacy" target="_blank" rel="external">{privacy}</a>{after}
        </p>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what comes after the first step, with an invitation or without.

    use crate::{
        answer::{Answer, Failure},
        server::{accounts, answer, request_context, set_browser_cookie, step},
    };
    use accounts::{Error, Token};

    /// After the first step: the browser gets its secret and goes to the second.
    pub(crate) async fn after_register(begun: Result<(String, Token), Error>) -> Result<Answer, Failure> {
        let (id, browser) = match begun {
            Ok(begun) => begun,
            Err(error) => return answer(Err(error)),
        };
        set_browser_cookie(&browser, accounts().settings().browser_lifetime());
        let context = accounts::RequestContext { browser: Some(browser), ..request_context() };
        Ok(Answer::Go(step(&context, "/register/details", &id).await?))
    }
}
