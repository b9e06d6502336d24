//! `/activity`: what happened around the user.

use crate::{
    answer::{Answer, Failure},
    form::{PostForm, Shown, Submit},
    layout::Page,
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityData {
    /// The lines in words, the newest first: when, what, who, from where, how it ended.
    pub(crate) lines: Vec<[String; 5]>,
    /// The pages before and after this one.
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
}

/// Ends all sessions and sends a link to a new password.
#[server(endpoint = "this_wasnt_me")]
pub async fn this_wasnt_me() -> Result<Answer, Failure> {
    use crate::server;
    let ended = server::accounts().this_wasnt_me(&server::visitor()).await;
    server::answer(ended.map(|()| server::farewell("/sign-in?done=ended")))
}

/// The page.
#[component]
pub(crate) fn ActivityView(data: ActivityData) -> impl IntoView {
    let all = words();
    let words = &all.activity;
    let ActivityData { lines, newer, older } = data;
    let empty = lines.is_empty().then(|| view! { <p>{words.nothing}</p> });
    let head = words.columns.map(|column| view! { <th scope="col">{column}</th> });
    let line = |[when, what, who, from, result]: [String; 5]| {
        view! {
            <tr>
                <td><time datetime=when.replace(" UTC", "Z").replace(' ', "T")>{when.clone()}</time></td>
                <th scope="row">{what}</th>
                <td>{who}</td>
                <td><bdi>{from}</bdi></td>
                <td>{result}</td>
            </tr>
        }
    };
    let link = |path: Option<String>, text| path.map(|path| view! { <a href=path>{text}</a> });
    view! {
        <Page heading=all.frame.activity.to_owned() wide=true>
            <p class="lead">{words.lead}</p>
            <p class="form__note">{words.wasnt_me_hint}</p>
            <PostForm to=ThisWasntMe::PATH shown=Shown::default() check=|_| Ok(())>
                <Submit label=words.wasnt_me look="secondary"/>
            </PostForm>
            <section class="table-scroll" tabindex="0" aria-label=all.frame.activity>
                <table class="table">
                    <thead><tr>{head.into_iter().collect_view()}</tr></thead>
                    <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
                </table>
            </section>
            {empty}
            <p class="pages">{link(newer, words.newer)} {link(older, words.older)}</p>
        </Page>
    }
}
