//! `/activity`: what happened around the user.

use crate::{
    answer::{Answer, Failure},
    clients::{Around, Pages},
    form::{PostForm, Shown, Submit},
    layout::{Cell, Page, Turn},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ActivityData {
    /// The account whose log it is; none for one's own.
    pub(crate) around: Option<Around>,
    /// Whom each line is about, in an account's log.
    pub(crate) about: Option<Vec<String>>,
    /// The lines in words, the newest first: when, what, who, from where, how it ended.
    pub(crate) lines: Vec<[String; 5]>,
    /// The first page, where this is another, and those before and after this one.
    pub(crate) newest: Option<String>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
}

/// Ends all sessions and sends a link to a new password.
#[server(endpoint = "this_wasnt_me")]
pub async fn this_wasnt_me() -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().passwords.this_wasnt_me(&server::visitor()).await;
    server::answer(ended.map(|()| server::after_sign_out("/sign-in?done=ended")))
}

/// What stands above one's own log.
#[component]
fn Own() -> impl IntoView {
    let words = &words().activity;
    view! {
        <p class="lead">{words.lead}</p>
        <p class="form__note">{words.wasnt_me_hint}</p>
        <PostForm to=ThisWasntMe::PATH shown=Shown::default()>
            <Submit label=words.wasnt_me look="secondary"/>
        </PostForm>
    }
}

/// The page.
#[component]
pub(crate) fn ActivityView(data: ActivityData) -> impl IntoView {
    let all = words();
    let words = &all.activity;
    let ActivityData { around, about, lines, newest, newer, older } = data;
    let empty = lines.is_empty().then(|| view! { <p>{words.nothing}</p> });
    let of_account = around.is_some();
    let columns = words.columns.into_iter().chain(of_account.then_some(all.members.about));
    let head = columns.map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let mut about = about.unwrap_or_default().into_iter();
    let [_, _, who_label, from_label, result_label] = words.columns;
    let line = |[when, what, who, from, result]: [String; 5]| {
        let whom = about.next().map(|whom| view! { <Cell label=all.members.about text=whom/> });
        view! {
            <tr>
                <td><time datetime=when.replace(" UTC", "Z").replace(' ', "T")>{when.clone()}</time></td>
                <th scope="row">{what}</th>
                <Cell label=who_label text=who/>
                <Cell label=from_label text=from/>
                <Cell label=result_label text=result/>
                {whom}
            </tr>
        }
    };
    let lines = lines.into_iter().map(line).collect_view();
    let top = move || match around {
        Some(around) => {
            view! { <Pages around=around here="/activity"/> <p class="lead">{all.members.log_lead}</p> }.into_any()
        }
        None => view! { <Own/> }.into_any(),
    };
    view! {
        <Page heading=all.frame.activity.to_owned() wide=true>
            {top()}
            <section class="table-scroll" tabindex="0" aria-label=all.frame.activity>
                <table class="table table--cards">
                    <thead><tr>{head}</tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </section>
            {empty}
            <Turn first=(newest, words.newest) previous=(newer, words.newer) next=(older, words.older)/>
        </Page>
    }
}
