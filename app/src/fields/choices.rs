//! Fields that are chosen, not typed: lists, radio buttons, boxes.

use super::{FieldError, Labelled, Optional, SavedValue, described_by};
use crate::{form::form_state, visit::words};
use leptos::prelude::*;
use rules::{CHECKED, Field};

/// A field one chooses from a list: value and text.
#[component]
pub(crate) fn ChoiceField(
    field: Field,
    choices: Vec<(String, String)>,
    autocomplete: &'static str,
    /// The text of no choice, if that is possible.
    #[prop(optional)]
    none: Option<&'static str>,
) -> impl IntoView {
    let state = form_state();
    let value = state.value(field);
    let option = move |(code, text): (String, String)| {
        let selected = code == value;
        view! { <option value=code selected=selected>{text}</option> }
    };
    view! {
        <Labelled field hint=None optional=false>
            <select
                class="select"
                id=field.name()
                name=field.name()
                autocomplete=autocomplete
                aria-describedby=described_by(&state, field, false)
                aria-invalid=state.is_wrong(field).then_some("true")
            >
                {none.map(|none| view! { <option value="">{none}</option> })}
                {choices.into_iter().map(option).collect_view()}
            </select>
        </Labelled>
    }
    .into_any()
}

/// One of a few choices, all to be seen: value, text, hint.
#[component]
pub(crate) fn RadioField(field: Field, choices: Vec<(&'static str, &'static str, &'static str)>) -> impl IntoView {
    let state = form_state();
    let value = state.value(field);
    let error_id = format!("{}-error", field.name());
    let radio = |(index, (code, text, hint)): (usize, (&'static str, &'static str, &'static str))| {
        // The summary's link leads to the first one.
        let id = if index == 0 { field.name().to_owned() } else { format!("{}-{code}", field.name()) };
        let checked = code == value;
        let (text_id, hint_id) = (format!("{}-{code}-text", field.name()), format!("{}-{code}-hint", field.name()));
        let described = (!hint.is_empty()).then(|| hint_id.clone());
        view! {
            <div class="choice">
                <input
                    class="choice__input"
                    type="radio"
                    id=id.clone()
                    name=field.name()
                    value=code
                    checked=checked
                    aria-labelledby=text_id.clone()
                    aria-describedby=described
                />
                <label class="choice__label" for=id>
                    <span class="choice__text" id=text_id>{text}</span> " "
                    {(!hint.is_empty()).then(|| view! { <span class="choice__hint" id=hint_id>{hint}</span> })}
                </label>
            </div>
        }
    };
    view! {
        <fieldset
            class="group"
            aria-describedby=error_id
            aria-invalid=state.is_wrong(field).then_some("true")
        >
            <legend class="group__legend">{words().label(field)}</legend>
            <FieldError field/>
            <SavedValue field/>
            {choices.into_iter().enumerate().map(radio).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Boxes to be checked, several or none, with a hint for each; what is wrong is said of all of them together.
#[component]
pub(crate) fn Boxes(
    field: Field,
    boxes: Vec<(Field, &'static str)>,
    /// Whether none needs to be checked.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let state = form_state();
    let said = (words().field)(field);
    let hint_id = format!("{}-hint", field.name());
    let item = |(index, (own, hint)): (usize, (Field, &'static str))| {
        // The summary's link leads to the first one.
        let id = if index == 0 { field.name() } else { own.name() };
        view! { <Choice field=own id hint/> }
    };
    let hint = (!said.hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{said.hint}</p> });
    view! {
        <fieldset
            class="group"
            aria-describedby=described_by(&state, field, false)
            aria-invalid=state.is_wrong(field).then_some("true")
        >
            <legend class="group__legend">{said.label} {optional.then(|| view! { <Optional/> })}</legend>
            {hint}
            <FieldError field/>
            <SavedValue field/>
            {boxes.into_iter().enumerate().map(item).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// A box by itself.
#[component]
pub(crate) fn CheckBox(field: Field) -> impl IntoView {
    view! { <Choice field id=field.name() hint=(words().field)(field).hint class="choice choice--plain"/> }.into_any()
}

/// A box with its label, and a hint if it has one.
#[component]
fn Choice(
    field: Field,
    id: &'static str,
    hint: &'static str,
    #[prop(default = "choice")] class: &'static str,
) -> impl IntoView {
    let (text_id, hint_id) = (format!("{}-text", field.name()), format!("{}-hint", field.name()));
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div class=class>
            <input
                class="choice__input"
                type="checkbox"
                id=id
                name=field.name()
                value=CHECKED
                checked=form_state().value(field) == CHECKED
                aria-labelledby=text_id.clone()
                aria-describedby=described
            />
            <label class="choice__label" for=id>
                <span class="choice__text" id=text_id>{words().label(field)}</span> " "
                {(!hint.is_empty()).then(|| view! { <span class="choice__hint" id=hint_id>{hint}</span> })}
            </label>
        </div>
    }
    .into_any()
}
