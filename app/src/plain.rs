//! Pages of text that need nothing of the browser: legal texts, and what did not work.

use crate::{
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Page, RequestNumber},
    sign_in::SignOut,
    unlock::Offer,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::Field;

/// What a page of text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainBody {
    /// HTML that this program made.
    Html(String),
    /// It goes on elsewhere.
    Onward {
        /// A sentence that says so.
        said: String,
        /// Where.
        address: String,
        /// The button's label.
        label: String,
    },
    /// Somebody may sign out.
    SignOut {
        /// Who asks for that.
        asked: String,
        /// Where it goes on then.
        next: String,
    },
    /// What to do.
    Advice {
        /// A sentence that says it.
        advice: String,
        /// Where the button leads.
        leads: Leads,
        /// The address that a letter helps to go on with.
        letter: Option<String>,
    },
}

/// Where a page that says what to do leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the start page.
    ToStart,
    /// To the form at this address, which shows again what was typed.
    ToForm(String),
    /// To the page's own address.
    Again,
}

impl PlainBody {
    /// A sentence that says what to do; nothing was kept.
    pub fn advice(sentence: &str) -> PlainBody {
        PlainBody::Advice { advice: sentence.to_owned(), leads: Leads::ToStart, letter: None }
    }
}

/// A page of text.
#[component]
pub(crate) fn PlainPage(heading: String, body: PlainBody) -> impl IntoView {
    let body = move || match body {
        PlainBody::Html(html) => view! { <article class="prose" inner_html=html></article> }.into_any(),
        PlainBody::Onward { said, address, label } => view! {
            <p class="lead">{said}</p>
            <p><a class="button button--primary" href=address rel="external">{label}</a></p>
        }
        .into_any(),
        PlainBody::SignOut { asked, next } => view! {
            <p class="lead">{asked}</p>
            <PostForm to=SignOut::PATH shown=Shown::of(vec![(Field::Next, next)])>
                <Hidden field=Field::Next/>
                <Submit label=words().frame.sign_out/>
            </PostForm>
        }
        .into_any(),
        PlainBody::Advice { advice, leads, letter } => {
            let words = &words().trouble;
            let kept = matches!(leads, Leads::ToForm(_)).then(|| view! { <p>{words.kept}</p> });
            let (path, label) = match leads {
                Leads::ToStart => ("/".to_owned(), words.to_start),
                Leads::ToForm(form) => (form, words.back_to_form),
                // An empty reference is the document's own address, which may hold a link's secret.
                Leads::Again => (String::new(), words.again),
            };
            view! {
                <p class="lead">{advice}</p>
                {kept}
                <RequestNumber/>
                <p><a class="button button--primary" href=path>{label}</a></p>
                {letter.map(|email| view! { <Offer email/> })}
            }
            .into_any()
        }
    };
    view! { <Page heading text=true>{body()}</Page> }
}
