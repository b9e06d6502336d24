//! The header of every page: the brand, and registering and signing in, or one's own menu.

use crate::{
    form::CsrfToken,
    visit::{SignedIn, address, visit, words},
};
use leptos::prelude::*;
use rules::Field;

/// The brand, and where to go: to register and sign in, or one's own menu.
#[component]
pub(super) fn Header() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let home = (frame.home)(&visit.brand);
    // The page of one's data says it by itself.
    let leaving = visit.user.as_ref().and_then(|user| user.leaving.clone());
    let leaving = leaving.filter(|_| address().path != "/settings/data");
    view! {
        <header class="header">
            <div class="header__inner">
                <a class="brand" href="/" aria-label=home>
                    <Mark/>
                    <span class="brand__name">{visit.brand.clone()}</span>
                </a>
                " "
                <nav class="header__nav" aria-label=frame.navigation>
                    {match visit.user {
                        Some(user) => view! { <Menu user/> }.into_any(),
                        None if visit.is_unknown => ().into_any(),
                        None => view! { <AuthLinks/> }.into_any(),
                    }}
                </nav>
            </div>
            {leaving.map(|when| view! { <Leaving when/> })}
        </header>
    }
}

/// On every page while a deletion waits: when it comes, and the button that cancels it.
#[component]
fn Leaving(when: String) -> impl IntoView {
    let words = &words().data;
    view! {
        <form class="header__notice" method="post" action="/api/cancel_deletion">
            <CsrfToken/>
            <p>{(words.waiting)(&when)}</p>
            <button class="button button--small button--secondary" type="submit">{words.cancel}</button>
        </form>
    }
}

/// The brand's mark.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M3.8 15.7a4.3 4.3 0 0 1 3-4.2A8.9 8.9 0 0 1 22.5 8.3a5.5 5.5 0 0 1 6.6 3.5C22.5 16.8 12 18.6 3.8 15.7zM2.6 18.3C12 22 23 19.7 29.4 14.8c1.5-1.2 2.6.5 1.5 1.9C25 24.6 9.3 27.3 1.6 21.3c-1.5-1.2-.7-3.7 1-3zM8 26.7c5 .8 10.5-.2 14.8-2.5a9.6 9.6 0 0 1-14.8 2.5z"/>
        </svg>
    }
}

/// For a visitor: Register and Sign in; on either of these pages only the other one.
#[component]
fn AuthLinks() -> impl IntoView {
    let (open, frame, path) = (visit().registration_open, &words().frame, address().path);
    // Whoever is invited registers by the invitation: any other registration would open an account of its own.
    let invited =
        path.starts_with("/invite") || address().asked("next").is_some_and(|next| next.starts_with("/invite"));
    let (registering, signing_in) = (path.starts_with("/register"), path.starts_with("/sign-in"));
    let enter = if path.starts_with("/invite") { "/sign-in?next=/invite" } else { "/sign-in" };
    let note = |there: bool, text| there.then(|| view! { <span class="header__note">{text}</span> " " });
    let sign_in = (!signing_in).then(|| {
        view! { {note(registering, frame.have_account)} <a class="header__link" href=enter>{frame.sign_in}</a> }
    });
    let register = (open && !registering && !invited).then(|| {
        view! { {note(signing_in, frame.new_here)} <a class="button button--small button--primary" href="/register">{frame.register}</a> }
    });
    view! { {sign_in} " " {register} }
}

/// The menu of somebody signed in; named by their address. A popover: it opens without scripts, and closes by Escape
/// and by a press elsewhere.
#[component]
fn Menu(user: SignedIn) -> impl IntoView {
    let (here, frame) = (address().path, &words().frame);
    let SignedIn { email, accounts, .. } = user;
    // An invitation may be meant for somebody else at this computer.
    let back = here
        .starts_with("/invite")
        .then(|| view! { <input type="hidden" name=Field::Next.name() value=address().whole/> });
    let switch = (!accounts.is_empty()).then(|| view! { <Switcher accounts here/> });
    view! {
        <div class="menu">
            <button class="menu__button" type="button" dir="ltr" popovertarget="menu">{email}</button>
            <div class="menu__panel" id="menu" popover="auto">
                <a class="menu__item" href="/settings/profile">{frame.settings}</a>
                " "
                <a class="menu__item" href="/clients">{frame.clients}</a>
                " "
                {switch}
                <a class="menu__item" href="/activity">{frame.activity}</a>
                <form method="post" action="/api/sign_out">
                    <CsrfToken/>
                    {back}
                    <button class="menu__item" type="submit">{frame.sign_out}</button>
                </form>
            </div>
        </div>
    }
}

/// From one account to another, for whoever is a member of several.
#[component]
fn Switcher(accounts: Vec<(String, String)>, here: String) -> impl IntoView {
    let item = |(number, name): (String, String)| {
        let address = format!("/clients/{}", number.replace('-', ""));
        let current = here.starts_with(&address).then_some("true");
        view! {
            <li>
                <a class="menu__item menu__item--account" href=address aria-current=current>
                    <span dir="ltr">{number}</span> " " <bdi class="menu__name">{name}</bdi>
                </a>
            </li>
        }
    };
    view! { <ul class="menu__accounts" aria-label=words().frame.accounts>{accounts.into_iter().map(item).collect_view()}</ul> }
        .into_any()
}
