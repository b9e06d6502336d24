//! What stands around a page's own matter: header, footer, heading, error summary.

use crate::{
    form::CsrfToken,
    plain::RequestNumber,
    visit::{SignedIn, address, can_hide, visit, words},
};
use leptos::prelude::*;
use rules::{Errors, Field, Language, Theme};
use words::Pages;

/// Everything around a page's own matter.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    provide_context(MainForm::default());
    // First, so that header, footer and title know what the page is.
    let body = children();
    let title = title();
    view! {
        <a class="skip-link" href="#main">{words().frame.skip}</a>
        <Header/>
        <main id="main" class="main" tabindex="-1" data-title=title>{body}</main>
        <Footer/>
    }
}

/// What the page is called, for the document's title.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Title(StoredValue<[String; 2]>);

impl Title {
    /// Names the page, after what has to be said first.
    pub(crate) fn set(self, before: String, named: String) {
        self.0.set_value([before, named]);
    }

    /// What stands before the name, and the name.
    pub(crate) fn get(self) -> [String; 2] {
        self.0.get_value()
    }
}

/// What the page is called while nothing is wrong.
fn title() -> String {
    let [_, named] = use_context::<Title>().unwrap_or_default().get();
    named
}

/// Names the document.
pub(crate) fn set_title(before: String, named: String) {
    if let Some(title) = use_context::<Title>() {
        title.set(before, named);
    }
}

/// The form of a page that people type into, if it has one: its id and where it posts to. The first one counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MainForm(StoredValue<Option<(String, &'static str)>>);

impl MainForm {
    pub(crate) fn take(self, id: &str, to: &'static str) {
        self.0.update_value(|form| *form = form.take().or_else(|| Some((id.to_owned(), to))));
    }

    fn get(self) -> Option<(String, &'static str)> {
        self.0.get_value()
    }
}

/// The brand, and where to go: to register and sign in, or one's own menu.
#[component]
fn Header() -> impl IntoView {
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
pub(crate) type FlashMessages = &'static [(&'static str, fn(&Pages) -> &'static str)];

/// What was just done, as `?done=` in the address says it.
#[component]
pub(crate) fn Flash(messages: FlashMessages) -> impl IntoView {
    let done = address().asked("done");
    let sentence = messages.iter().find(|(name, _)| done.as_deref() == Some(name)).map(|(_, say)| say(words()));
    sentence.map(|sentence| view! { <Told sentence=sentence.to_owned()/> }).into_any()
}

/// What a page says it has done: the document's title says it first.
#[component]
pub(crate) fn Told(sentence: String) -> impl IntoView {
    if let Some(told) = use_context::<JustTold>() {
        told.0.set_value(sentence.trim_end_matches('.').to_owned());
    }
    view! { <p class="notice" role="status">{sentence}</p> }.into_any()
}

/// What the page was told to have done, for its title.
#[derive(Clone, Copy, Debug, Default)]
struct JustTold(StoredValue<String>);

/// What `?cookies=` says of the page of a letter's link.
const LINK: &str = "link";

/// Whether the page of a letter's link was asked for by a browser that had brought no cookie yet: if it still does not know
/// of the link, it is not the link that does not work.
pub(crate) fn link_is_blocked() -> bool {
    address().asked("cookies").as_deref() == Some(LINK)
}

/// That the link of a letter does not work; nothing where it might, but for the cookies.
#[component]
pub(crate) fn DeadLink(sentence: &'static str) -> impl IntoView {
    (!link_is_blocked()).then(|| view! { <p class="lead">{sentence}</p> }).into_any()
}

/// That the browser keeps no cookies, as `?cookies` in the address says it.
#[component]
fn NoCookies() -> impl IntoView {
    let frame = &words().frame;
    let said =
        address().asked("cookies").map(|asked| if asked == LINK { frame.no_cookies_link } else { frame.no_cookies });
    said.map(|said| view! { <p class="notice notice--warning" role="alert">{said}</p> }).into_any()
}

/// Legal pages, help and the choice of language: the same on every page.
#[component]
fn Footer() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let mailto = format!("mailto:{}", visit.support_email);
    let languages = Language::ALL.map(|item| (item.tag(), item.own_name(), Some(item.tag()), item == visit.language));
    let themes = Theme::ALL.map(|item| (item.as_str(), (frame.theme)(item), None, item == visit.theme));
    let link = |path: &'static str, text: &'static str| view! { <li><a href=path rel="external">{text}</a></li> " " };
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

/// A button for each choice. It sends the page's main form along, so that what was typed comes back in the new language
/// or look; where there is none, and in browsers that know no such button, a form of its own.
#[component]
fn Switch(field: Field, label: &'static str, items: [Item; 3]) -> impl IntoView {
    let button = |form: Option<String>, to: Option<String>, (value, text, language, chosen): Item| {
        let named = form.is_none().then(|| (field.name(), value));
        let (name, value) = named.unzip();
        view! {
            <button class="switch__item" type="submit" form=form formaction=to name=name value=value lang=language aria-current=chosen.then_some("true")>
                {text}
            </button>
            " "
        }
    };
    let main = use_context::<MainForm>().filter(|_| can_hide());
    match main.and_then(MainForm::get) {
        Some((form, to)) => {
            let address = |value| Some(format!("{to}?{}={value}", field.name()));
            let buttons = items.map(|item| button(Some(form.clone()), address(item.0), item));
            view! { <div class="switch" role="group" aria-label=label>{buttons.into_iter().collect_view()}</div> }
                .into_any()
        }
        None => view! {
            <form class="switch" method="post" action="/api/taste" aria-label=label>
                <CsrfToken/>
                <input type="hidden" name=Field::Next.name() value=address().whole/>
                {items.map(|item| button(None, None, item)).into_iter().collect_view()}
            </form>
        }
        .into_any(),
    }
}

/// What is wrong with the forms of a page, each named, for the summaries that stand before everything else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Problems(StoredValue<Vec<(String, Errors)>>);

impl Problems {
    /// Adds a form's errors.
    pub(crate) fn add(self, form: String, errors: Errors) {
        self.0.update_value(|all| all.push((form, errors)));
    }

    fn all(self) -> Vec<(String, Errors)> {
        self.0.get_value()
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
    let (problems, told) = (Problems::default(), JustTold::default());
    provide_context(problems);
    provide_context(told);
    let body = children();
    let problems = problems.all();
    let frame = &words().frame;
    let brand = visit().brand;
    let named = [Some(heading.clone()), step.map(|(n, of)| (frame.step)(n, of)), Some(brand)];
    let named = named.into_iter().flatten().collect::<Vec<_>>().join(" – ");
    let before = match told.0.get_value() {
        _ if problems.iter().any(|(_, errors)| !errors.is_empty()) => format!("{} ", words().live.error),
        told if told.is_empty() => told,
        told => format!("{told} – "),
    };
    set_title(before, named);
    // All steps of the wizard have the first one's column, so that it stands still between them.
    let class = match (aside.is_some() || step.is_some(), text, wide) {
        (true, ..) => "page page--split",
        (_, true, _) => "page page--text",
        (.., true) => "page page--wide",
        _ => "page",
    };
    view! {
        {problems.into_iter().map(|(form, errors)| view! { <Summary form errors/> }).collect_view()}
        <div class=class>
            <div class="page__body card">
                {back.map(|back| view! { <a class="back" href=back>{frame.back}</a> })}
                {step.map(|(n, of)| view! { <p class="step">{(frame.step)(n, of)}</p> })}
                <h1 class="title" id="heading" tabindex="-1">{heading}</h1>
                <NoCookies/>
                {body}
            </div>
            {aside.map(|aside| view! { <aside class="page__aside">{aside.run()}</aside> })}
        </div>
    }
}

/// The place for every error of a form, each a link to its field; hidden while there is none. It is read where the focus goes
/// to it, once: an alert would be read twice.
#[component]
fn Summary(form: String, errors: Errors) -> impl IntoView {
    let words = words();
    let id = format!("problem-{form}");
    let there = !errors.is_empty();
    let [title, list] = ["aria-labelledby", "aria-describedby"].map(|name| there.then(|| format!("{id}-{name}")));
    let item = |(field, wrong): (Field, rules::FieldError)| {
        view! { <li><a href=format!("#{}", field.name())>{words.wrong(field, wrong)}</a></li> }
    };
    let said = there.then(|| {
        view! {
            <h2 class="problem__title" id=title.clone()>{words.live.problem}</h2>
            <ul class="problem__list" id=list.clone()>{errors.iter().map(item).collect_view()}</ul>
        }
    });
    view! { <div class="problem" id=id role="group" aria-labelledby=title aria-describedby=list tabindex="-1" hidden=!there>{said}</div> }
}

/// A cell of a table. On a phone, where a row is a card, it says what it is; an empty one says nothing.
#[component]
pub(crate) fn Cell(label: &'static str, text: String) -> impl IntoView {
    let label = (!text.is_empty()).then_some(label);
    view! { <td data-label=label><bdi>{breaking(&text)}</bdi></td> }
}

/// A text whose e-mail addresses break before their `@`, where they must.
pub(crate) fn breaking(text: &str) -> impl IntoView + use<> {
    let part = |(n, part): (usize, &str)| match n {
        0 => part.to_owned().into_any(),
        _ => view! { <wbr/> {format!("@{part}")} }.into_any(),
    };
    text.split('@').enumerate().map(part).collect_view()
}

/// From one page of a list to the first, the one before and the one after; nothing where there is neither.
#[component]
pub(crate) fn Turn(
    /// Where the first page is, if this is another, and what it is called.
    first: (Option<String>, &'static str),
    /// Where the page before is, and what it is called.
    previous: (Option<String>, &'static str),
    /// The page after.
    next: (Option<String>, &'static str),
) -> impl IntoView {
    let link = |(path, text): (Option<String>, &'static str)| path.map(|path| view! { <a href=path>{text}</a> });
    let any = previous.0.is_some() || next.0.is_some();
    any.then(|| view! { <p class="pages">{link(first)} " " {link(previous)} " " {link(next)}</p> })
}

/// An address that is nobody's.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! { <Trouble said=words().trouble.not_found number=false/> }
}

/// What somebody's roles do not allow.
#[component]
pub(crate) fn Forbidden() -> impl IntoView {
    view! { <Trouble said=words().trouble.forbidden number=true/> }
}

/// A heading, and what to do.
#[component]
fn Trouble(
    said: (&'static str, &'static str),
    /// Whether there is something to write about.
    number: bool,
) -> impl IntoView {
    let (heading, advice) = said;
    view! {
        <Page heading=heading.to_owned()>
            <p class="lead">{advice}</p>
            {number.then(|| view! { <RequestNumber/> })}
            <p><a class="button button--primary" href="/">{words().trouble.to_start}</a></p>
        </Page>
    }
}
