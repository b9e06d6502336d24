//! The one form of all pages, as the server renders it. It is a real one: without WebAssembly the browser posts it, and
//! the server sends the same page back with what was typed and what is wrong. [`crate::live`] makes it immediate.

use crate::{
    answer::Failure,
    form_endpoints::FormEndpoint,
    live::LiveForm,
    problems::{MainForm, Problems},
    visit::{can_hide, visit, words},
};
use leptos::prelude::*;
use rules::{Errors, Field};
use std::{borrow::Cow, sync::Arc};

/// The name of the field that says a form is ours.
pub const CSRF_TOKEN: &str = "csrf_token";
/// The name of the field that says for whom a form's page was made.
pub const MADE_FOR: &str = "made_for";
/// The name of the button that sends a form elsewhere; its value is the server function. It says to browsers that do not
/// know `formaction` what the attribute says to others.
pub const INSTEAD: &str = "instead";

/// What a form shows at first: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// What was typed.
    pub(crate) values: Vec<(Field, String)>,
    /// What is wrong.
    pub(crate) errors: Errors,
    /// What is saved, where that is something else than the page knew.
    pub(crate) saved: Vec<(Field, String)>,
    /// What was found for it, in words.
    pub(crate) said: String,
}

impl Shown {
    /// Only these values, and nothing wrong.
    pub(crate) fn of(values: Vec<(Field, String)>) -> Shown {
        Shown { values, ..Shown::default() }
    }

    /// What was typed into a field.
    pub(crate) fn value(&self, field: Field) -> String {
        self.values.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// What the fields of a form share.
#[derive(Clone)]
pub(crate) struct FormState(Arc<Shown>);

impl FormState {
    /// What was typed into a field.
    pub(crate) fn value(&self, field: Field) -> String {
        self.0.value(field)
    }

    /// What is wrong with a field, in words.
    pub(crate) fn wrong(&self, field: Field) -> Option<String> {
        self.0.errors.of(field).map(|wrong| words().wrong(field, wrong))
    }

    /// What is saved there, where that is something else than the page knew; in words.
    pub(crate) fn saved(&self, field: Field) -> Option<String> {
        let saved = self.0.saved.iter().find(|(at, _)| *at == field);
        saved.map(|(_, value)| (words().profile.saved_now)(value))
    }

    /// What was found for the form, in words.
    pub(crate) fn found(&self) -> String {
        self.0.said.clone()
    }

    /// Whether something is wrong with it.
    pub(crate) fn is_wrong(&self, field: Field) -> bool {
        self.0.errors.of(field).is_some()
    }
}

/// The fields' form.
pub(crate) fn form_state() -> FormState {
    expect_context()
}

/// A form that posts to a server function.
#[component]
pub(crate) fn PostForm(
    /// The server function's path.
    to: &'static str,
    /// What it shows at first.
    shown: Shown,
    /// What tells it from other forms of the page that post to the same.
    #[prop(optional)]
    about: Option<String>,
    /// Fewest characters of a new password, where it takes one.
    #[prop(optional)]
    minimum: Option<u16>,
    children: Children,
) -> impl IntoView {
    let endpoint = to.rsplit('/').next().unwrap_or(to);
    let id = about.map_or_else(|| endpoint.to_owned(), |about| format!("{endpoint}-{about}"));
    let form = format!("form-{id}");
    if let Some(problems) = use_context::<Problems>() {
        problems.add(id.clone(), shown.errors.clone());
    }
    if let Some(main) =
        use_context::<MainForm>().filter(|_| FormEndpoint::of(endpoint).is_some_and(FormEndpoint::is_typed_into))
    {
        main.take(&form, to);
    }
    provide_context(FormState(Arc::new(shown)));
    view! {
        <form class="form" id=form method="post" action=to novalidate data-problems=format!("problem-{id}") data-minimum=minimum>
            <LiveForm/>
            <CsrfToken/>
            <MadeFor endpoint/>
            <Unanswered/>
            {children()}
        </form>
    }
    .into_any()
}

/// Says that there was no answer, and that nothing is lost.
#[component]
pub(crate) fn Unanswered(
    /// What is known from the start.
    #[prop(optional)]
    failure: Option<Failure>,
) -> impl IntoView {
    let sentence = failure.map(|failure| failure.sentence(words()));
    view! { <div role="alert" data-unanswered>{sentence.map(|sentence| view! { <p class="notice notice--warning">{sentence}</p> })}</div> }
        .into_any()
}

/// The field by which the forms of a browser without Fetch Metadata are known as ours. It also keeps every form from being
/// empty: there are browsers that send an empty one as a GET.
#[component]
pub(crate) fn CsrfToken() -> impl IntoView {
    visit().csrf_token.map(|token| view! { <input type="hidden" name=CSRF_TOKEN value=token/> })
}

/// A hidden field.
#[component]
pub(crate) fn Hidden(field: Field) -> impl IntoView {
    view! { <input type="hidden" name=field.name() value=form_state().value(field)/> }.into_any()
}

/// The field that says for whom the page was made, in the forms that act for whoever is signed in: another tab may have
/// signed somebody else in meanwhile.
#[component]
fn MadeFor(endpoint: &'static str) -> impl IntoView {
    let acts = FormEndpoint::of(endpoint).is_none_or(FormEndpoint::acts_for_user);
    let user = visit().user.filter(|_| acts).and_then(|user| made_for(&user.id).map(str::to_owned));
    user.map(|user| view! { <input type="hidden" name=MADE_FOR value=user/> }).into_any()
}

/// As much of a user's id as tells two of one browser apart.
pub fn made_for(user_id: &str) -> Option<&str> {
    user_id.get(..8)
}

/// What Enter presses in a form whose first button is another than the one that sends it. Nobody meets it otherwise: where
/// there may be no style it is not there.
#[component]
pub(crate) fn DefaultButton() -> impl IntoView {
    can_hide()
        .then(|| view! { <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true"></button> })
}

/// The button that sends the form. While it is on its way the button stays where it is and says so.
#[component]
pub(crate) fn Submit(
    #[prop(into)] label: Cow<'static, str>,
    /// Its look: `primary`, `secondary`, `danger` or `link`.
    #[prop(default = "primary")]
    look: &'static str,
    /// The id of what it is about, where several buttons have the same label.
    #[prop(optional)]
    about: Option<String>,
) -> impl IntoView {
    view! {
        <div class="form__actions">
            <button class=format!("button button--{look}") type="submit" aria-describedby=about>{label}</button>
            <span class="visually-hidden" role="status" data-working></span>
        </div>
    }
    .into_any()
}

/// A form that says what its page saw.
pub(crate) fn with_version(mut shown: Shown, version: impl ToString) -> Shown {
    shown.values.retain(|(field, _)| *field != Field::Version);
    shown.values.push((Field::Version, version.to_string()));
    shown
}
