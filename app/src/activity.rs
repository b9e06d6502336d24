//! `/activity`: what happened around the user.

use crate::{
    answer::{Answer, Failure},
    clients::{AccountTabs, Pages},
    form::{PostForm, Shown, Submit},
    layout::{Cell, Page, Turn},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ActivityData {
    /// The account whose log it is; none for one's own.
    pub(crate) around: Option<AccountTabs>,
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
    let ended = server::accounts().passwords.this_wasnt_me(&server::request_context()).await;
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

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        clients::ssr::around,
        members::one::ssr::managed,
        server::{Ended, accounts, current_user_or_leave, failure, moment, with_query},
        visit::{Address, visit},
    };
    use accounts::{At, AuditEntry, By, CurrentUser};
    use rules::{Act, Role, TwoStepPolicy};
    use words::log;

    pub(crate) async fn activity_data(address: &Address) -> Result<ActivityData, Failure> {
        let me = current_user_or_leave("/activity")?;
        let log = accounts().audit.activity(&me, &at(address)).await.map_err(failure)?;
        let [newest, newer, older] = beside("/activity", log.newer, log.older);
        let lines = log.lines.into_iter().map(in_words).collect();
        Ok(ActivityData { around: None, about: None, lines, newest, newer, older })
    }

    /// Which page of a log or list is wanted.
    pub(crate) fn at(address: &Address) -> At {
        match (address.asked("after"), address.asked("before")) {
            (Some(id), _) => At::After(id),
            (None, Some(id)) => At::Before(id),
            (None, None) => At::First,
        }
    }

    /// The first page of a log, and those before and after this one.
    pub(crate) fn beside(here: &str, newer: Option<String>, older: Option<String>) -> [Option<String>; 3] {
        let newest = newer.is_some().then(|| here.to_owned());
        [
            newest,
            newer.map(|id| with_query(here, &[("before", &id)])),
            older.map(|id| with_query(here, &[("after", &id)])),
        ]
    }

    /// A line of the log: when, what, who, from where, how it ended.
    pub(crate) fn in_words(line: AuditEntry) -> [String; 5] {
        let words = log(visit().language);
        let who = who_in_words(line.by);
        let from = [line.device.unwrap_or_default(), line.network_address];
        let from = from.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let result = if line.done { words.done } else { words.refused };
        [moment(line.at), act_in_words(line.act, &line.detail), who, from, result.to_owned()]
    }

    /// Somebody in the log.
    pub(crate) fn who_in_words(who: By) -> String {
        let words = log(visit().language);
        match who {
            By::You => words.you.to_owned(),
            By::Operator => words.operator.to_owned(),
            By::Member(address) => address,
            By::Former(Some(address)) => (words.former)(&address),
            By::Former(None) => words.former_member.to_owned(),
            By::Somebody => words.somebody.to_owned(),
        }
    }

    /// What was done, with the roles or the policy that came of it, or the application it was about.
    fn act_in_words(act: Act, detail: &str) -> String {
        let language = visit().language;
        let (said, words) = ((log(language).act)(act), words::pages(language));
        let of_roles =
            || detail.split(' ').filter_map(Role::parse).map(words.panel.role).collect::<Vec<_>>().join(", ");
        let result = match act {
            Act::RolesChanged => of_roles(),
            Act::SignedInTo | Act::SignedOutOf | Act::PasskeyAdded | Act::PasskeyRenamed | Act::PasskeyRemoved => {
                detail.to_owned()
            }
            Act::PolicyChanged => TwoStepPolicy::parse(detail)
                .map(|policy| (words.clients.policy)(policy)[0])
                .unwrap_or_default()
                .to_owned(),
            _ => String::new(),
        };
        if result.is_empty() { said.to_owned() } else { format!("{said}: {result}") }
    }

    pub(crate) async fn client_activity_data(
        me: &CurrentUser,
        here: &str,
        number: &str,
        at: &At,
    ) -> Result<ActivityData, Ended> {
        let client = managed(me, number).await?;
        let log = accounts().audit.account_activity(me, number, at).await?;
        let [newest, newer, older] = beside(here, log.newer, log.older);
        let about = log.lines.iter().map(whom).collect();
        Ok(ActivityData {
            around: Some(around(&client)),
            about: Some(about),
            lines: log.lines.into_iter().map(in_words).collect(),
            newest,
            newer,
            older,
        })
    }

    /// Whom a line of an account's log is about: whoever is invited has no user yet, or nobody knows.
    fn whom(line: &AuditEntry) -> String {
        match line.act {
            Act::Invited
            | Act::InvitationResent
            | Act::InvitationRevoked
            | Act::InvitationDeclined
            | Act::InvitationUnknown => match line.detail.as_str() {
                // Whoever it was is forgotten.
                "" => who_in_words(By::Somebody),
                address => address.to_owned(),
            },
            _ => line.whom.clone().map(who_in_words).unwrap_or_default(),
        }
    }
}
