//! `/unlock`: a letter whose link lets this browser in, for whoever is kept out by what strangers do with their address.

use crate::{
    answer::{Answer, Failure},
    fields::TextField,
    form::{Hidden, PostForm, Shown, Submit},
    layout::Page,
    visit::{address, can_hide, words},
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, ForgotForm, LinkForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct UnlockData {
    /// The form for a letter.
    pub(crate) ask: Shown,
    /// The button of the link that this browser has opened, if it works.
    pub(crate) button: Option<Shown>,
    /// Whether this browser has opened a link that does not work.
    pub(crate) dead: bool,
}

/// Sends a letter with a link that lets browsers in. The answer is the same for all addresses.
#[server(endpoint = "ask_unlock")]
pub async fn ask_unlock(#[server(flatten)] form: ForgotForm) -> Result<Answer, Failure> {
    use crate::server;
    let asked = server::accounts().sign_in.ask_unlock(&form, &server::request_context()).await;
    server::answer(asked.map(|()| Answer::Go("/unlock?done=asked".to_owned())))
}

/// Lets this browser in.
#[server(endpoint = "unlock")]
pub async fn unlock(#[server(flatten)] form: LinkForm) -> Result<Answer, Failure> {
    ssr::use_link(&form).await
}

/// The page.
#[component]
pub(crate) fn UnlockView(data: UnlockData) -> impl IntoView {
    let words = &words().unlock;
    let UnlockData { ask, button, dead } = data;
    let asked = address().asked("done").is_some();
    let body = move || match (button, asked) {
        (Some(button), false) => view! {
            <p class="lead">{words.lead}</p>
            <PostForm to=Unlock::PATH shown=button>
                <Hidden field=Field::Link/>
                <Submit label=words.button/>
            </PostForm>
        }
        .into_any(),
        (_, true) => view! {
            <p class="notice" role="status">{words.asked}</p>
            <p>{words.no_letter}</p>
            <p><a class="button button--secondary" href="/sign-in">{words.to_sign_in}</a></p>
        }
        .into_any(),
        (None, false) => view! {
            {dead.then(|| view! { <p class="notice notice--warning">{words.dead}</p> })}
            <p class="lead">{words.offer}</p>
            <PostForm to=AskUnlock::PATH shown=ask>
                <TextField field=Field::Email current=true/>
                <Submit label=words.send/>
            </PostForm>
        }
        .into_any(),
    };
    view! { <Page heading=words.heading.to_owned() back="/sign-in">{body()}</Page> }
}

/// The button for a letter to this address, and why it helps.
#[component]
pub(crate) fn Offer(email: String) -> impl IntoView {
    let words = &words().unlock;
    view! {
        <section>
            <p class="form__note">{words.offer}</p>
            <PostForm to=AskUnlock::PATH shown=Shown::of(vec![(Field::Email, email)])>
                <Hidden field=Field::Email/>
                <Submit label=words.send look="secondary"/>
            </PostForm>
        </section>
    }
    .into_any()
}

/// The same, for the awake app to show once the address that was typed has to wait.
#[component]
pub(crate) fn LaterOffer() -> impl IntoView {
    can_hide().then(|| view! { <div data-offer hidden><Offer email=String::new()/></div> })
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        server::{
            Link, accounts, answer, drop_link, failure, known_browser, meant, opened, page_again, refused_form,
            request_context, set_known_cookie, verify_again,
        },
        visit::Address,
    };
    use accounts::{Error, LetIn};

    pub(crate) async fn unlock_data() -> Result<UnlockData, Failure> {
        known_browser();
        let (shown, link) = meant(Link::Unlock, Shown::default())?;
        let open = match &link {
            Some(link) => accounts().sign_in.unlock_open(link).await.map_err(failure)?,
            None => false,
        };
        let button = open.then_some(shown);
        let is_asked = use_context::<Address>().is_some_and(|address| address.asked("link").is_some());
        let ask = refused_form("ask_unlock");
        Ok(UnlockData { ask, dead: !open && (link.is_some() || is_asked), button })
    }

    /// Lets this browser in by the link that it has opened, and leads on to where it was kept out.
    pub(crate) async fn use_link(form: &LinkForm) -> Result<Answer, Failure> {
        let opened = opened(Link::Unlock);
        let dead = page_again(&opened, &form.link);
        let Some(link) = opened.named(&form.link) else { return Ok(dead) };
        let (known, let_in) = match accounts().sign_in.unlock(&link, &request_context()).await {
            Ok(let_in) => let_in,
            Err(Error::Gone) => return Ok(dead),
            Err(error) => return answer(Err(error)),
        };
        set_known_cookie(&known);
        drop_link(Link::Unlock, &link);
        match let_in {
            LetIn::Registration(id) => verify_again(Ok(()), "let-in", &id).await,
            LetIn::EmailChange => Ok(Answer::Go("/settings/profile/email?done=let-in".to_owned())),
            LetIn::SignIn => Ok(Answer::Go("/sign-in?done=let-in".to_owned())),
        }
    }
}
