//! What stands around a page's own matter: header, footer, heading, error summary.

mod footer;
mod header;
mod list;
mod notices;
mod request_number;
mod tabs;
mod trouble;

pub(crate) use list::{Cell, Turn, breaking};
#[cfg(feature = "ssr")]
pub(crate) use notices::{DENIED, NotDoneYet};
pub(crate) use notices::{DeadLink, Flash, FlashMessages, Returning, Told};
pub(crate) use request_number::RequestNumber;
pub(crate) use tabs::{SettingsTabs, Tabs};
pub(crate) use trouble::{Forbidden, NotFound};

use crate::{
    problems::{MainForm, Problems},
    visit::{visit, words},
};
use footer::Footer;
use header::Header;
use leptos::prelude::*;
use notices::{Denied, JustTold, NoCookies, NotDone};
use rules::{Errors, Field};

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

/// What the page belongs to and what it is called there, as its tabs say.
#[derive(Clone, Copy, Debug, Default)]
struct Within(StoredValue<Vec<String>>);

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
    let (problems, told, within) = (Problems::default(), JustTold::default(), Within::default());
    provide_context(problems);
    provide_context(told);
    provide_context(within);
    let body = children();
    let not_done = view! { <NotDone/> <Denied/> };
    let problems = problems.all();
    let frame = &words().frame;
    let brand = visit().brand;
    let within = within.0.get_value().into_iter().filter(|name| *name != heading);
    let named = [Some(heading.clone()), step.map(|(n, of)| (frame.step)(n, of))].into_iter().flatten();
    let named = named.chain(within).chain([brand]).collect::<Vec<_>>().join(" – ");
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
                {not_done}
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
