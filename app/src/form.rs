//! The one form of all pages. It works three ways: with WebAssembly running it checks and posts in place; with it blocked
//! or scripts off the browser posts it, and the server sends the same page back with what was typed and what is wrong.

use crate::{
    answer::{Answer, Failure},
    ask::ask,
    layout::{Problems, focus, scroll_to},
    visit::words,
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use rules::{Errors, Field};
use serde::{Deserialize, Serialize};

/// What a form shows at first: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// What was typed.
    pub(crate) values: Vec<(Field, String)>,
    /// What is wrong.
    pub(crate) errors: Errors,
    /// What is saved, where that is something else than the page knew.
    pub(crate) saved: Vec<(Field, String)>,
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
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    shown: StoredValue<Shown>,
    errors: Signal<Errors>,
    pending: Signal<bool>,
    /// Whether passwords are shown as they are typed.
    pub(crate) revealed: RwSignal<bool>,
}

impl FormState {
    /// What was typed into a field.
    pub(crate) fn value(self, field: Field) -> String {
        self.shown.with_value(|shown| shown.value(field))
    }

    /// What is wrong with a field, in words.
    pub(crate) fn wrong(self, field: Field) -> Option<String> {
        self.errors.with(|errors| errors.of(field)).map(|wrong| (words().wrong)(field, wrong))
    }

    /// What is saved there, where that is something else than the page knew; in words.
    pub(crate) fn saved(self, field: Field) -> Option<String> {
        let saved = |shown: &Shown| shown.saved.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
        self.shown.with_value(saved).map(|value| (words().profile.saved_now)(&value))
    }

    /// Whether something is wrong with it.
    pub(crate) fn is_wrong(self, field: Field) -> bool {
        self.errors.with(|errors| errors.of(field).is_some())
    }
}

/// A form that posts to a server function. Not generic, or the browser would carry it once for each of them.
#[component]
pub(crate) fn PostForm(
    /// The server function's path.
    to: &'static str,
    /// What it shows at first.
    shown: Shown,
    /// What the browser can say is wrong without asking the server.
    check: fn(&dyn Fn(Field) -> String) -> Result<(), Errors>,
    /// What tells it from other forms of the page that post to the same.
    #[prop(optional)]
    about: Option<String>,
    children: Children,
) -> impl IntoView {
    let action = Action::new(move |fields: &String| ask::<Answer>(to, fields.clone()));
    let first = shown.errors.clone();
    let found = RwSignal::new(None::<Errors>);
    let errors = Signal::derive(move || found.get().unwrap_or_else(|| first.clone()));
    let state = FormState {
        shown: StoredValue::new(shown),
        errors,
        pending: action.pending().into(),
        revealed: RwSignal::new(false),
    };
    provide_context(state);
    if let Some(problems) = use_context::<Problems>() {
        problems.add(errors);
    }
    // What is wrong with the form is newer than an answer that did not come.
    let failure = Signal::derive(move || {
        let failed = || action.value().with(|value| value.as_ref().and_then(|value| value.as_ref().err().cloned()));
        errors.with(Errors::is_empty).then(failed).flatten()
    });
    let refuse = move |errors| {
        found.set(Some(errors));
        request_animation_frame(|| focus("problem"));
    };
    let submit = move |event: web_sys::SubmitEvent| {
        // A form that cannot be read is left to the browser, and the server answers for it.
        let Some((typed, fields)) = typed(&event) else { return };
        event.prevent_default();
        // A browser keeps for next time only what was typed as a password.
        state.revealed.set(false);
        if action.pending().get_untracked() {
            return;
        }
        match check(&|field| typed.get(field.name()).as_string().unwrap_or_default()) {
            Err(errors) => refuse(errors),
            Ok(()) => {
                action.dispatch(fields);
            }
        }
    };
    let id = about.map_or_else(|| to.to_owned(), |about| format!("{to}-{about}"));
    let again = id.clone();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(Answer::Go(path))) => use_navigate()(&path, NavigateOptions::default()),
        Some(Ok(Answer::Load(path))) => drop(window().location().assign(&path)),
        Some(Ok(Answer::Refused(errors))) => refuse(errors),
        Some(Ok(Answer::SignIn | Answer::Prove)) => {}
        Some(Err(_)) => {
            found.set(Some(Errors::default()));
            let id = again.clone();
            request_animation_frame(move || drop(scroll_to(&id)));
        }
        None => {}
    });
    view! {
        <form class="form" method="post" action=to novalidate on:submit=submit>
            <Unanswered failure id/>
            {children()}
        </form>
    }
    .into_any()
}

/// What was typed, and how a browser without scripts would send it.
fn typed(event: &web_sys::SubmitEvent) -> Option<(web_sys::FormData, String)> {
    let form = event.target()?.dyn_into::<web_sys::HtmlFormElement>().ok()?;
    let typed = web_sys::FormData::new_with_form(&form).ok()?;
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&typed).ok()?.to_string().as_string()?;
    Some((typed, fields))
}

/// Says that there was no answer, and that nothing is lost.
#[component]
pub(crate) fn Unanswered(
    failure: Signal<Option<Failure>>,
    /// To scroll to it.
    #[prop(optional)]
    id: Option<String>,
) -> impl IntoView {
    let frame = &words().frame;
    let sentence = move || match failure.get() {
        None | Some(Failure::Elsewhere) => None,
        Some(Failure::Unreachable) => Some(frame.unreachable.to_owned()),
        Some(Failure::Busy(_)) => Some(frame.busy.to_owned()),
        Some(Failure::TooMany(seconds)) => Some((frame.too_many)(seconds)),
        Some(Failure::Broken) => Some(frame.failed.to_owned()),
    };
    view! { <div role="alert" id=id>{move || sentence().map(|sentence| view! { <p class="notice notice--warning">{sentence}</p> })}</div> }
}

/// A hidden field.
#[component]
pub(crate) fn Hidden(field: Field) -> impl IntoView {
    let state = expect_context::<FormState>();
    view! { <input type="hidden" name=field.name() value=state.value(field)/> }.into_any()
}

/// The button that sends the form. While it is on its way the button stays where it is and says so.
#[component]
pub(crate) fn Submit(
    label: &'static str,
    /// Its look: `primary`, `secondary`, `danger` or `link`.
    #[prop(default = "primary")]
    look: &'static str,
    /// The id of what it is about, where several buttons have the same label.
    #[prop(optional)]
    about: Option<String>,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    view! {
        <div class="form__actions">
            <button class=format!("button button--{look}") type="submit" aria-describedby=about aria-disabled=move || state.pending.get().then_some("true")>{label}</button>
            <span class="visually-hidden" role="status">{move || state.pending.get().then_some(words().frame.working)}</span>
        </div>
    }
    .into_any()
}
