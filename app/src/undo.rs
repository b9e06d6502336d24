//! `/email-undo`: bringing the former address back.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::{DeadLink, Page},
    visit::{visit, words},
    whose::Whose,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, UndoForm};

/// What `/email-undo` shows.
#[derive(Clone, Debug)]
pub struct UndoData {
    pub(crate) shown: Shown,
    /// What the link undoes, if it works.
    pub(crate) undo: Option<UndoFacts>,
}

/// What a link undoes.
#[derive(Clone, Debug)]
pub struct UndoFacts {
    /// The former address.
    pub(crate) email: String,
    /// Whether the new one still waits for its proof.
    pub(crate) pending: bool,
    /// Whether a code of the authenticator app is needed.
    pub(crate) two_step: bool,
}

/// Restores the former address.
#[server(endpoint = "undo_email")]
pub async fn undo_email(#[server(flatten)] form: UndoForm) -> Result<Answer, Failure> {
    ssr::use_link(&form).await
}

/// `/email-undo`
#[component]
pub(crate) fn UndoView(data: UndoData) -> impl IntoView {
    let words = &words().undo;
    let UndoData { shown, undo } = data;
    let body = move || match undo {
        Some(undo) => view! { <Restore shown undo/> }.into_any(),
        None => {
            let support = visit().support_email;
            view! {
                <DeadLink sentence=words.dead/>
                <p><a class="button button--primary" href=format!("mailto:{support}") rel="external">{support.clone()}</a></p>
            }
            .into_any()
        }
    };
    view! { <Page heading=words.heading.to_owned()>{body()}</Page> }
}

/// What is going to happen, and the button for it.
#[component]
fn Restore(shown: Shown, undo: UndoFacts) -> impl IntoView {
    let words = &words().undo;
    let what = if undo.pending { words.pending } else { words.changed };
    let support = visit().support_email;
    view! {
        <p class="lead">{what} " " <strong dir="ltr">{undo.email.clone()}</strong></p>
        <p>{words.afterwards}</p>
        <PostForm to=UndoEmail::PATH shown>
            <Hidden field=Field::Link/>
            {undo.two_step.then(|| view! { <Whose email=undo.email/> <TextField field=Field::TwoStepCode/> })}
            <Submit label=words.button/>
        </PostForm>
        {undo.two_step.then(|| view! { <p class="form__note">{self::words().second_step.no_phone} " " <a href=format!("mailto:{support}") rel="external">{support.clone()}</a></p> })}
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::server::{
        Link, accounts, after_sign_out, answer, drop_link, failure, known_browser, meant, opened, page_again,
        refused_form, request_context,
    };
    use accounts::Error;

    pub(crate) async fn undo_data() -> Result<UndoData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Undo, refused_form("undo_email"))?;
        let undo = match link {
            Some(link) => accounts().email_changes.undo_open(&link).await.map_err(failure)?,
            None => None,
        };
        let facts = undo.map(|undo| UndoFacts { email: undo.email, pending: undo.pending, two_step: undo.two_step });
        Ok(UndoData { shown, undo: facts })
    }

    /// Restores the former address by the link that this browser has opened.
    pub(crate) async fn use_link(form: &UndoForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Undo);
        let dead = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(dead) };
        match accounts().email_changes.undo_email(form, &link, &request_context()).await {
            Ok(()) => {
                drop_link(Link::Undo, &link);
                accounts().sessions.sign_out(&request_context()).await.map_err(failure)?;
                Ok(after_sign_out("/sign-in?done=restored"))
            }
            Err(Error::Gone) => Ok(dead),
            Err(error) => answer(Err(error)),
        }
    }
}
