//! `/settings/security/passkeys`, and the buttons that use a passkey elsewhere.

use crate::{
    answer::{Answer, Failure},
    fields::{Refused, TextField},
    form::{Hidden, PostForm, Shown, Submit},
    layout::{Flash, FlashMessages, Page},
    visit::words,
};
use leptos::{prelude::*, server_fn::ServerFn};
use rules::{Field, PasskeyForm, PasskeyIdForm, PasskeyNameForm};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct PasskeysData {
    /// Whether passkeys can be used at this address.
    pub(crate) possible: bool,
    /// What the button that adds one shows.
    pub(crate) shown: Shown,
    /// Whether the last factor has to stay.
    pub(crate) stays: bool,
    /// Whether 2-step verification goes with the last one.
    pub(crate) last: bool,
    /// What the browser is told of for its own list (JSON).
    pub(crate) signal: Option<String>,
    /// The user's passkeys.
    pub(crate) passkeys: Vec<PasskeyData>,
}

/// A passkey.
#[derive(Clone, Debug)]
pub struct PasskeyData {
    pub(crate) id: String,
    pub(crate) name: String,
    /// What its name's form shows, where it is asked for.
    pub(crate) shown: Option<Shown>,
    /// When it was added, and when it was last used, if ever; in words.
    pub(crate) added: String,
    pub(crate) used: Option<String>,
    /// Whether it is on several devices.
    pub(crate) synced: bool,
    /// Whether it was refused because there may be a copy of it.
    pub(crate) copied: bool,
    /// Whether it is asked whether it is to go.
    pub(crate) going: bool,
}

/// Signs in by a passkey alone.
#[server(endpoint = "sign_in_by_passkey")]
pub async fn sign_in_by_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, Failure> {
    use crate::server;
    let (passkeys, context) = (&server::accounts().passkeys, server::request_context());
    if form.passkey.is_empty() {
        return ssr::to_use(passkeys.ask_to_sign_in(&context));
    }
    let signed_in = passkeys.sign_in(&form, &context).await;
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, form.next())))
}

/// Takes a passkey as the second step.
#[server(endpoint = "second_step_by_passkey")]
pub async fn second_step_by_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, Failure> {
    use crate::server;
    let (passkeys, context) = (&server::accounts().passkeys, server::request_context());
    if form.passkey.is_empty() {
        return ssr::to_use(passkeys.ask_second_step(&context).await);
    }
    let signed_in = passkeys.second_step(&form, &context).await;
    server::answer(signed_in.map(|signed_in| server::welcome(&signed_in, form.next())))
}

/// Takes a passkey as a proof of identity; then back to what was to be done.
#[server(endpoint = "confirm_by_passkey")]
pub async fn confirm_by_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, Failure> {
    use crate::server;
    let (passkeys, context) = (&server::accounts().passkeys, server::request_context());
    if form.passkey.is_empty() {
        return ssr::to_use(passkeys.ask_for_proof(&context).await);
    }
    let session = passkeys.prove(&form, &context).await;
    server::answer(session.map(|session| server::after_proof(&session, form.next())))
}

/// Adds a passkey.
#[server(endpoint = "add_passkey")]
pub async fn add_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, Failure> {
    let first = rules::own_path(&form.next).unwrap_or("/settings/security/passkeys");
    ssr::add(&form, first, "/settings/security/passkeys?done=added").await
}

/// The same as the wizard's last step.
#[server(endpoint = "last_step_by_passkey")]
pub async fn last_step_by_passkey(#[server(flatten)] form: PasskeyForm) -> Result<Answer, Failure> {
    ssr::add(&form, "/panel", "/panel").await
}

/// Gives a passkey another name.
#[server(endpoint = "rename_passkey")]
pub async fn rename_passkey(#[server(flatten)] form: PasskeyNameForm) -> Result<Answer, Failure> {
    use crate::server;
    let renamed = server::accounts().passkeys.rename(&form, &server::request_context()).await;
    server::answer(renamed.map(|()| Answer::Go("/settings/security/passkeys?done=renamed".to_owned())))
}

/// Removes a passkey.
#[server(endpoint = "remove_passkey")]
pub async fn remove_passkey(#[server(flatten)] form: PasskeyIdForm) -> Result<Answer, Failure> {
    use crate::server;
    let removed = server::accounts().passkeys.remove(&form, &server::request_context()).await;
    // The page says why the last factor stays.
    if matches!(removed, Err(accounts::Error::Forbidden)) {
        return Ok(Answer::Go("/settings/security/passkeys".to_owned()));
    }
    server::answer(removed.map(|()| Answer::Go("/settings/security/passkeys?done=removed".to_owned())))
}

const DONE: FlashMessages = &[
    ("added", |words| words.passkeys.added),
    ("renamed", |words| words.passkeys.renamed),
    ("removed", |words| words.passkeys.removed),
];

/// The page.
#[component]
pub(crate) fn PasskeysView(data: PasskeysData) -> impl IntoView {
    let words = &words().passkeys;
    let PasskeysData { possible, shown, stays, last, signal, passkeys } = data;
    let none = passkeys.is_empty().then(|| view! { <p>{words.none}</p> });
    let add = move || match possible {
        true => view! { <PasskeyButton to=AddPasskey::PATH shown label=words.add look="primary"/> }.into_any(),
        false => view! { <p class="notice notice--info">{words.impossible}</p> }.into_any(),
    };
    let item = move |passkey: PasskeyData| view! { <Passkey passkey stays last/> };
    view! {
        <Page heading=words.heading.to_owned() back="/settings/security">
            <Flash messages=DONE/>
            <PasskeySignal signal/>
            <p class="lead">{words.lead}</p>
            {none}
            <ul class="sessions">{passkeys.into_iter().map(item).collect_view()}</ul>
            {stays.then(|| view! { <p class="form__note">{words.required}</p> })}
            {add()}
        </Page>
    }
}

/// A passkey, its name's form, and the button that removes it.
#[component]
fn Passkey(passkey: PasskeyData, stays: bool, last: bool) -> impl IntoView {
    let words = &words().passkeys;
    let PasskeyData { id, name, shown, added, used, synced, copied, going } = passkey;
    let (rename, remove) = ((words.rename)(&name), (words.remove)(&name));
    let label = remove.clone();
    let below = match (shown, going) {
        (Some(shown), _) => view! {
            <PostForm to=RenamePasskey::PATH shown>
                <Hidden field=Field::PasskeyId/>
                <TextField field=Field::PasskeyName/>
                <Submit label=words.save look="secondary"/>
            </PostForm>
            <Cancel/>
        }
        .into_any(),
        (None, true) => view! {
            <p>{words.remove_asked} {last.then(|| format!(" {}", words.last_asked))}</p>
            <PostForm to=RemovePasskey::PATH shown=Shown::of(vec![(Field::PasskeyId, id)])>
                <Hidden field=Field::PasskeyId/>
                <Submit label look="danger"/>
            </PostForm>
            <Cancel/>
        }
        .into_any(),
        (None, false) => view! {
            <p><a href=format!("/settings/security/passkeys?rename={id}")>{rename}</a></p>
            {(!stays).then(|| view! { <p><a href=format!("/settings/security/passkeys?remove={id}")>{remove}</a></p> })}
        }
        .into_any(),
    };
    view! {
        <li class="sessions__item">
            <p><strong><bdi>{name}</bdi></strong></p>
            {copied.then(|| view! { <p class="notice notice--warning">{words.copied}</p> })}
            <p class="form__note">{if synced { words.synced } else { words.on_device }}</p>
            <p class="form__note">{words.added_at} ": " <span class="sessions__moment">{added}</span></p>
            <p class="form__note">{words.last_used} ": " <span class="sessions__moment">{used.unwrap_or_else(|| words.never.to_owned())}</span></p>
            {below}
        </li>
    }
}

/// Back to the list as it is.
#[component]
fn Cancel() -> impl IntoView {
    view! { <p><a href="/settings/security/passkeys">{words().passkeys.cancel}</a></p> }
}

/// What a browser that keeps a list of passkeys is told about this site's. In one attribute, so that a page that was read in
/// part tells nothing.
#[component]
pub(crate) fn PasskeySignal(signal: Option<String>) -> impl IntoView {
    signal.map(|signal| view! { <span hidden data-passkeys=signal></span> })
}

/// A form of one button, which asks the browser for a passkey. One a page: its button's id is that of the field.
#[component]
pub(crate) fn PasskeyButton(
    /// The server function's path.
    to: &'static str,
    /// What it knows: the page wanted.
    shown: Shown,
    label: &'static str,
    #[prop(default = "secondary")] look: &'static str,
    /// Whether the browser offers passkeys where an address is typed, too.
    #[prop(optional)]
    autofill: bool,
) -> impl IntoView {
    let described = format!("{}-refused", Field::Passkey.name());
    view! {
        <PostForm to shown>
            <Hidden field=Field::Next/>
            <input type="hidden" name=Field::Passkey.name() data-autofill=autofill/>
            <Refused field=Field::Passkey/>
            <div class="form__actions">
                <button id=Field::Passkey.name() aria-describedby=described class=format!("button button--{look}") type="submit">{label}</button>
                <span class="visually-hidden" role="status" data-working></span>
            </div>
            <noscript><p class="form__note">{words().passkeys.scripts}</p></noscript>
        </PostForm>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::visit::address;
    use crate::{
        recovery::ssr::recovery_page,
        server::{
            self, accounts, current_user_or_leave, failure, moment, redirect_or_fail, refused, two_step_state, wanted,
            with_query,
        },
    };
    use accounts::Error;

    /// A passkey is to be used.
    pub(super) fn to_use(options: Result<String, Error>) -> Result<Answer, Failure> {
        server::answer(options.map(|options| Answer::Passkey { create: false, options }))
    }

    /// Adds one, and leads to `next`; with the first factor over the recovery codes, which lead to `first`.
    pub(super) async fn add(form: &PasskeyForm, first: &str, next: &str) -> Result<Answer, Failure> {
        let (passkeys, context) = (&accounts().passkeys, server::request_context());
        if form.passkey.is_empty() {
            let options = passkeys.ask_to_add(&context).await;
            return server::answer(options.map(|options| Answer::Passkey { create: true, options }));
        }
        let added = passkeys.add(form, &context).await;
        server::answer(added.map(|is_first| match is_first {
            true => recovery_page(first, Some("enabled")),
            false => Answer::Go(next.to_owned()),
        }))
    }

    pub(crate) async fn passkeys_data(next: Option<String>) -> Result<PasskeysData, Failure> {
        let here = with_query("/settings/security/passkeys", &[("next", next.as_deref().unwrap_or_default())]);
        let me = current_user_or_leave(&here)?;
        if !accounts().sessions.is_fresh(&me) {
            return Err(redirect_or_fail(Error::ReauthRequired, &here));
        }
        let passkeys = accounts().passkeys.passkeys(&me).await.map_err(failure)?;
        let state = two_step_state(&me).await?;
        let renamed = refused("rename_passkey");
        let removing = refused("remove_passkey").map(|shown| shown.value(Field::PasskeyId));
        let (asked, going) = (address().asked("rename"), address().asked("remove").or(removing));
        let removed = address().asked("done").is_some_and(|done| done == "removed");
        let signal = match removed {
            true => accounts().passkeys.signal_of_all(&me).await.map_err(failure)?,
            false => None,
        };
        let named = |passkey: accounts::Passkey| {
            let own = renamed.clone().filter(|shown| shown.value(Field::PasskeyId) == passkey.id);
            let (id, name) = (passkey.id.clone(), passkey.name.clone());
            let wanted = asked.as_ref() == Some(&id) && renamed.is_none();
            let named = wanted.then(|| Shown::of(vec![(Field::PasskeyId, id), (Field::PasskeyName, name)]));
            PasskeyData {
                shown: own.or(named),
                going: going.as_ref() == Some(&passkey.id),
                copied: passkey.copied_at.is_some(),
                id: passkey.id,
                name: passkey.name,
                added: moment(passkey.created_at),
                used: passkey.used_at.map(moment),
                synced: passkey.synced > 0,
            }
        };
        Ok(PasskeysData {
            possible: accounts().passkeys.are_possible(),
            shown: refused("add_passkey").unwrap_or_else(|| wanted(next)),
            stays: state.required && !state.app && passkeys.len() == 1,
            last: !state.app && passkeys.len() == 1,
            signal,
            passkeys: passkeys.into_iter().map(named).collect(),
        })
    }
}
