//! What to do when no letter with a code came: on the pages that ask for one.

use crate::{
    fields::Refused,
    form::{Hidden, PostForm, Shown, Submit},
    visit::{visit, words},
};
use leptos::prelude::*;
use rules::Field;

/// What to do when nothing came.
#[component]
pub(crate) fn NoLetter(
    /// Where the letter comes from, and its subject.
    letter: (String, String),
    /// The server function that sends another code.
    to: &'static str,
    resend: Shown,
    /// In how many seconds.
    resend_in: u32,
    /// How the letter fares, if one was written.
    fares: Option<String>,
) -> impl IntoView {
    let words = &words().verify;
    let support = visit().support_email;
    let wait = (resend_in > 0).then(|| (self::words().live.wait)(resend_in));
    let seconds = wait.is_some().then(|| resend_in.to_string());
    let named = !resend.value(Field::Registration).is_empty();
    view! {
        <section aria-labelledby="no-letter">
            <h2 id="no-letter">{words.no_letter}</h2>
            <ul class="help-list">
                {fares.map(|fares| view! { <li>{fares}</li> })}
                <li>{(words.spam)(&letter.0, &letter.1)}</li>
                <li>{words.support} " " <a href=format!("mailto:{support}") rel="external">{support.clone()}</a></li>
            </ul>
            // The awake app counts the seconds; nothing is announced while it does, only that it is over.
            <p class="field__hint" data-wait=seconds>{wait}</p>
            <span class="visually-hidden" role="status"></span>
            <PostForm to shown=resend>
                {named.then(|| view! { <Hidden field=Field::Registration/> })}
                <Hidden field=Field::Version/>
                <Refused field=Field::Code/>
                <Submit label=words.resend look="secondary"/>
            </PostForm>
        </section>
    }
}
