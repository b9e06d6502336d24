//! What stands around a page's own matter: header, footer, heading, error summary.

use crate::visit::{visit, words};
use leptos::{prelude::*, web_sys};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{components::Router, hooks::use_location};
use rules::{Errors, Language};
use std::sync::atomic::{AtomicBool, Ordering};

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
                        Some(email) => view! { <Menu email/> }.into_any(),
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

/// The menu of somebody signed in; named by their address.
#[component]
fn Menu(email: String) -> impl IntoView {
    view! {
        <details class="menu">
            <summary class="menu__button" dir="ltr">{email}</summary>
            <div class="menu__panel">
                <a class="menu__item" href="/settings/security">{words().frame.settings}</a>
                <a class="menu__item" href="/activity">{words().frame.activity}</a>
                <form method="post" action="/api/sign_out">
                    <button class="menu__item" type="submit">{words().frame.sign_out}</button>
                </form>
            </div>
        </details>
    }
}

/// Legal pages, help and the choice of language: the same on every page.
#[component]
fn Footer() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let mailto = format!("mailto:{}", visit.support_email);
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
                <Languages current=visit.language/>
            </div>
        </footer>
    }
}

/// A button for each language. A form, so that it works everywhere and changes nothing by being looked at.
#[component]
fn Languages(current: Language) -> impl IntoView {
    let frame = &words().frame;
    let location = use_location();
    let here = move || match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    };
    let button = move |language: Language| {
        let chosen = (language == current).then_some("true");
        view! {
            <button class="languages__item" type="submit" name="language" value=language.tag() lang=language.tag() aria-current=chosen>
                {language.own_name()}
            </button>
        }
    };
    view! {
        <form class="languages" method="post" action="/api/language" aria-label=frame.language>
            <input type="hidden" name="next" value=here/>
            {Language::ALL.map(button).into_iter().collect_view()}
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

    fn all(self) -> Vec<(rules::Field, rules::Wrong)> {
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
    let item = move |(field, wrong): (rules::Field, rules::Wrong)| {
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

/// While a page's data is on its way.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! { <div class="page"><p class="lead" role="status">{words().frame.loading}</p></div> }
}

/// An address that is nobody's.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    let (heading, advice) = words().trouble.not_found;
    view! {
        <Page heading=heading.to_owned()>
            <p class="lead">{advice}</p>
            <p><a class="button button--primary" href="/">{words().trouble.to_start}</a></p>
        </Page>
    }
}
