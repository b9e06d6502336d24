//! What stands around a page's own matter: header, footer, heading, error summary.

use crate::visit::{visit, words};
use leptos::{prelude::*, web_sys};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{components::Router, hooks::use_location};
use rules::{Errors, Field, Language, Theme};
use std::sync::atomic::{AtomicBool, Ordering};
use words::Pages;

/// Everything around a page's own matter.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <SkipLink/>
            <Header/>
            <main id="main" class="main" tabindex="-1">{children()}</main>
            <Footer/>
        </Router>
    }
}

/// Leads past the header. `external`, because the router would only change the address and leave the focus behind.
#[component]
fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main" rel="external">{words().frame.skip}</a> }
}

/// The brand, and where to go: to register and sign in, or one's own menu.
#[component]
fn Header() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let home = (frame.home)(&visit.brand);
    view! {
        <header class="header">
            <div class="header__inner">
                <a class="brand" href="/" aria-label=home>
                    <Mark/>
                    <span class="brand__name">{visit.brand.clone()}</span>
                </a>
                <nav class="header__nav" aria-label=frame.navigation>
                    {match visit.user_email {
                        Some(email) => view! { <Menu email accounts=visit.accounts/> }.into_any(),
                        None => view! { <Doors/> }.into_any(),
                    }}
                </nav>
            </div>
        </header>
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
fn Doors() -> impl IntoView {
    let (open, frame) = (visit().registration_open, &words().frame);
    let path = use_location().pathname;
    let here = move |page: &'static str| path.with(|path| path.starts_with(page));
    view! {
        <Show when=move || !here("/sign-in")>
            <Show when=move || here("/register")>
                <span class="header__note">{frame.have_account}</span>
            </Show>
            <a class="header__link" href="/sign-in">{frame.sign_in}</a>
        </Show>
        <Show when=move || open && !here("/register")>
            <Show when=move || here("/sign-in")>
                <span class="header__note">{frame.new_here}</span>
            </Show>
            <a class="button button--small button--primary" href="/register">{frame.register}</a>
        </Show>
    }
}

/// The menu of somebody signed in; named by their address. A popover: it opens without scripts, and closes by Escape
/// and by a press elsewhere. Made anew for each page, so that it is closed there.
#[component]
fn Menu(email: String, accounts: Vec<(String, String)>) -> impl IntoView {
    let (location, frame) = (use_location(), &words().frame);
    move || {
        let here = location.pathname.get();
        location.search.track();
        let switch = (!accounts.is_empty()).then(|| view! { <Switcher accounts=accounts.clone() here/> });
        view! {
            <div class="menu">
                <button class="menu__button" type="button" dir="ltr" popovertarget="menu">{email.clone()}</button>
                <div class="menu__panel" id="menu" popover="auto">
                    <a class="menu__item" href="/settings/profile">{frame.settings}</a>
                    <a class="menu__item" href="/clients">{frame.clients}</a>
                    {switch}
                    <a class="menu__item" href="/activity">{frame.activity}</a>
                    <form method="post" action="/api/sign_out">
                        <button class="menu__item" type="submit">{frame.sign_out}</button>
                    </form>
                </div>
            </div>
        }
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

/// The pages of the account settings, each with an address of its own.
#[component]
pub(crate) fn Tabs(
    /// The address of the page it stands on.
    here: &'static str,
) -> impl IntoView {
    let words = words();
    let tabs = [
        ("/settings/profile", words.profile.tab),
        ("/settings/security", words.security.tab),
        ("/settings/personalization", words.personalization.tab),
        ("/settings/data", words.data.heading),
    ];
    let tab = move |(page, label): (&'static str, &'static str)| {
        view! { <li><a class="tabs__item" href=page aria-current=(page == here).then_some("page")>{label}</a></li> }
    };
    view! { <nav class="tabs" aria-label=words.frame.settings><ul class="tabs__list">{tabs.map(tab).into_iter().collect_view()}</ul></nav> }
        .into_any()
}

/// What a page may say was just done: names and their sentences.
pub(crate) type Said = &'static [(&'static str, fn(&Pages) -> &'static str)];

/// What was just done, as `?done=` in the address says it.
#[component]
pub(crate) fn Done(said: Said) -> impl IntoView {
    let done = use_location().query.with_untracked(|query| query.get("done"));
    let sentence = said.iter().find(|(name, _)| done.as_deref() == Some(name)).map(|(_, say)| say(words()));
    sentence.map(|sentence| view! { <p class="notice" role="status">{sentence}</p> }).into_any()
}

/// Legal pages, help and the choice of language: the same on every page.
#[component]
fn Footer() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let mailto = format!("mailto:{}", visit.support_email);
    let languages = Language::ALL.map(|item| (item.tag(), item.own_name(), Some(item.tag()), item == visit.language));
    let themes = Theme::ALL.map(|item| (item.value(), (frame.theme)(item), None, item == visit.theme));
    let link = |path: &'static str, text: &'static str| view! { <li><a href=path rel="external">{text}</a></li> };
    view! {
        <footer class="footer">
            <div class="footer__inner">
                <nav aria-label=frame.footer>
                    <ul class="footer__links">
                        {link("/terms", frame.terms)} {link("/privacy", frame.privacy)} {link("/accessibility", frame.accessibility)}
                    </ul>
                </nav>
                <p class="footer__help">{frame.help} ": " <a href=mailto rel="external">{visit.support_email.clone()}</a></p>
                <div class="footer__switches">
                    <Switch field=Field::Language label=frame.language items=languages/>
                    <Switch field=Field::Theme label=frame.look items=themes/>
                </div>
            </div>
        </footer>
    }
}

/// A choice of three in the footer: value, text, its language, and whether it is chosen.
type Item = (&'static str, &'static str, Option<&'static str>, bool);

/// A button for each choice. A form, so that it works everywhere and changes nothing by being looked at.
#[component]
fn Switch(field: Field, label: &'static str, items: [Item; 3]) -> impl IntoView {
    let location = use_location();
    let here = move || match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    };
    let button = move |(value, text, language, chosen): Item| {
        view! {
            <button class="switch__item" type="submit" name=field.name() value=value lang=language aria-current=chosen.then_some("true")>
                {text}
            </button>
        }
    };
    view! {
        <form class="switch" method="post" action="/api/taste" aria-label=label>
            <input type="hidden" name="next" value=here/>
            {items.map(button).into_iter().collect_view()}
        </form>
    }
}

/// What the forms of a page have found wrong, for the summary that stands before everything else.
#[derive(Clone, Copy, Default)]
pub(crate) struct Problems(StoredValue<Vec<Signal<Errors>>>);

impl Problems {
    /// Adds a form's errors.
    pub(crate) fn add(self, errors: Signal<Errors>) {
        self.0.update_value(|all| all.push(errors));
    }

    fn all(self) -> Vec<(Field, rules::Wrong)> {
        self.0.with_value(|all| {
            all.iter().flat_map(|errors| errors.with(|errors| errors.iter().collect::<Vec<_>>())).collect()
        })
    }

    fn any(self) -> bool {
        self.0.with_value(|all| all.iter().any(|errors| errors.with(|errors| !errors.is_empty())))
    }
}

/// A page with its heading. The children are made first, so that their forms are known to the summary.
#[component]
pub(crate) fn Page(
    /// The heading, which also names the document.
    heading: String,
    /// The step of the wizard this is, of how many.
    #[prop(optional)]
    step: Option<(u8, u8)>,
    /// Where Back leads.
    #[prop(optional, into)]
    back: Option<String>,
    /// What stands beside it.
    #[prop(optional, into)]
    aside: Option<ViewFn>,
    /// Whether it is a page of text.
    #[prop(optional)]
    text: bool,
    /// Whether it holds a table.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let problems = Problems::default();
    provide_context(problems);
    let body = children();
    let frame = &words().frame;
    let brand = visit().brand;
    let named = [Some(heading.clone()), step.map(|(n, of)| (frame.step)(n, of)), Some(brand)];
    let named = named.into_iter().flatten().collect::<Vec<_>>().join(" – ");
    let title = title(problems, named);
    focus_heading();
    let class = match (aside.is_some(), text, wide) {
        (true, ..) => "page page--split",
        (_, true, _) => "page page--text",
        (.., true) => "page page--wide",
        _ => "page",
    };
    view! {
        <Title text=title/>
        <Summary problems/>
        <div class=class>
            <div class="page__body card">
                {back.map(|back| view! { <a class="back" href=back>{frame.back}</a> })}
                {step.map(|(n, of)| view! { <p class="step">{(frame.step)(n, of)}</p> })}
                <h1 class="title" id="heading" tabindex="-1">{heading}</h1>
                {body}
            </div>
            {aside.map(|aside| view! { <aside class="page__aside">{aside.run()}</aside> })}
        </div>
    }
}

/// The document's title, now as a plain text: the server writes it after the page's signals are gone. In the browser it
/// follows what is wrong.
fn title(problems: Problems, named: String) -> String {
    let error = words().frame.error;
    let title = move || if problems.any() { format!("{error} {named}") } else { named.clone() };
    let first = untrack(&title);
    Effect::new(move |_| document().set_title(&title()));
    first
}

/// Every error of the page, each a link to its field.
#[component]
fn Summary(problems: Problems) -> impl IntoView {
    let words = words();
    let item = move |(field, wrong): (Field, rules::Wrong)| {
        let sentence = (words.wrong)(field, wrong);
        let go = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            focus(field.name());
        };
        view! { <li><a href=format!("#{}", field.name()) on:click=go rel="external">{sentence}</a></li> }
    };
    view! {
        <Show when=move || problems.any()>
            <div class="problem" id="problem" role="alert" tabindex="-1" aria-labelledby="problem-title">
                <h2 class="problem__title" id="problem-title">{words.frame.problem}</h2>
                <ul class="problem__list">{move || problems.all().into_iter().map(item).collect_view()}</ul>
            </div>
        </Show>
    }
}

/// Moves the focus to the element of this id. Only ever called in a browser.
pub(crate) fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    if let Some(element) = scroll_to(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _focused = element.focus();
    }
}

/// Brings the element of this id into view.
pub(crate) fn scroll_to(id: &str) -> Option<web_sys::Element> {
    let element = document().get_element_by_id(id)?;
    element.scroll_into_view();
    Some(element)
}

/// A step taken inside the browser moves the focus to the new heading, as loading a page would. Not on the first page.
fn focus_heading() {
    static TAKEN_OVER: AtomicBool = AtomicBool::new(false);
    Effect::new(move |_| {
        if TAKEN_OVER.swap(true, Ordering::Relaxed) {
            request_animation_frame(|| focus("heading"));
        }
    });
}

/// A cell of a table. On a phone, where a row is a card, it says what it is; an empty one says nothing.
#[component]
pub(crate) fn Cell(label: &'static str, text: String) -> impl IntoView {
    let label = (!text.is_empty()).then_some(label);
    view! { <td data-label=label><bdi>{text}</bdi></td> }
}

/// While a page's data is on its way.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! { <div class="page"><p class="lead" role="status">{words().frame.loading}</p></div> }
}

/// An address that is nobody's.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! { <Trouble said=words().trouble.not_found/> }
}

/// What somebody's roles do not allow.
#[component]
pub(crate) fn Forbidden() -> impl IntoView {
    view! { <Trouble said=words().trouble.forbidden/> }
}

/// A heading, and what to do.
#[component]
fn Trouble(said: (&'static str, &'static str)) -> impl IntoView {
    let (heading, advice) = said;
    view! {
        <Page heading=heading.to_owned()>
            <p class="lead">{advice}</p>
            <p><a class="button button--primary" href="/">{words().trouble.to_start}</a></p>
        </Page>
    }
}
