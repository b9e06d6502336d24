//! The fields of a form: label, hint, error, and how each is typed into.

mod choices;
mod typing;

pub(crate) use choices::{Boxes, CheckBox, ChoiceField, RadioField};

use crate::{
    form::{FormState, form_state},
    visit::words,
};
use leptos::prelude::*;
use rules::Field;
use typing::typing;

/// A field one types into, with its label, hint and error.
#[component]
pub(crate) fn TextField(
    field: Field,
    /// Instead of the field's own hint.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it signs somebody in: the address and the password one has.
    #[prop(optional)]
    current: bool,
    /// Whether a passkey may sign in there too.
    #[prop(optional)]
    passkey: bool,
) -> impl IntoView {
    let autocomplete = match (current, field) {
        (true, Field::Email) if passkey => Some("username webauthn"),
        (true, Field::Email) => Some("username"),
        (true, _) => Some("current-password"),
        (false, _) => None,
    };
    let hinted = hint.is_some();
    view! { <Labelled field hint optional><Input field autocomplete hinted/></Labelled> }.into_any()
}

/// What one types into, within its label, hint and error.
#[component]
pub(crate) fn Input(
    field: Field,
    /// Instead of the field's own.
    #[prop(optional_no_strip)]
    autocomplete: Option<&'static str>,
    /// Instead of the field's own.
    #[prop(optional_no_strip)]
    inputmode: Option<&'static str>,
    /// Whether it has a hint that is not the field's own.
    hinted: bool,
    /// The id of what else describes it.
    #[prop(optional_no_strip)]
    described: Option<String>,
) -> impl IntoView {
    let state = form_state();
    let typing = typing(field);
    let described = described_by(&state, field, hinted) + &described.map(|id| format!(" {id}")).unwrap_or_default();
    view! {
        <input
            class=typing.class
            id=field.name()
            name=field.name()
            type=typing.kind
            value=state.value(field)
            autocomplete=autocomplete.unwrap_or(typing.autocomplete)
            inputmode=inputmode.or(typing.inputmode)
            autocapitalize=typing.capitals
            spellcheck="false"
            dir=typing.direction
            translate=matches!(field, Field::Code | Field::TwoStepCode | Field::RecoveryCode).then_some("no")
            aria-describedby=described
            aria-invalid=state.is_wrong(field).then_some("true")
        />
    }
    .into_any()
}

/// A field between its label, hint and error.
#[component]
pub(crate) fn Labelled(
    field: Field,
    hint: Option<String>,
    optional: bool,
    /// Whether the hint changes while somebody types.
    #[prop(optional)]
    follows: bool,
    children: Children,
) -> impl IntoView {
    let state = form_state();
    let words = words();
    let said = (words.field)(field);
    let hint = hint.or_else(|| (!said.hint.is_empty()).then(|| said.hint.to_owned()));
    let polite = follows.then_some("polite");
    let hint_id = format!("{}-hint", field.name());
    view! {
        <div class="field" class:field--error=state.is_wrong(field)>
            <label class="field__label" for=field.name()>
                {said.label}
                {optional.then(|| view! { <Optional/> })}
            </label>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id aria-live=polite>{hint}</p> })}
            <FieldError field/>
            <SavedValue field/>
            {children()}
        </div>
        // Without it lynx writes the next label on the line of a list.
        " "
    }
    .into_any()
}

/// That a field may be left out: a part of its label.
#[component]
fn Optional() -> impl IntoView {
    view! { <span class="field__optional">" " {words().frame.optional}</span> }.into_any()
}

/// What is saved, where that is something else than the page knew.
#[component]
fn SavedValue(field: Field) -> impl IntoView {
    let saved = form_state().saved(field);
    saved.map(|saved| view! { <p class="field__hint" id=format!("{}-saved", field.name())>{saved}</p> }).into_any()
}

/// The place beside a field for what is wrong with it.
#[component]
fn FieldError(field: Field) -> impl IntoView {
    view! { <ErrorPlace field id=format!("{}-error", field.name())/> }.into_any()
}

/// The place for why a form without fields of its own was refused.
#[component]
pub(crate) fn Refused(
    field: Field,
    /// Whether the summary leads here, since the page has no such field.
    #[prop(optional)]
    only: bool,
) -> impl IntoView {
    view! { <ErrorPlace field id=if only { field.name().to_owned() } else { format!("{}-refused", field.name()) }/> }
        .into_any()
}

/// A place for what is wrong: empty and hidden while nothing is.
#[component]
fn ErrorPlace(field: Field, id: String) -> impl IntoView {
    let wrong = form_state().wrong(field);
    let hidden = wrong.is_none();
    let said = wrong.map(|sentence| view! { <span class="visually-hidden">{words().live.error} " "</span> {sentence} });
    view! { <p class="field__error" id=id tabindex="-1" data-error=field.name() hidden=hidden>{said}</p> }.into_any()
}

/// The ids of what describes a field: its hint, what is saved, and the place of its error.
pub(crate) fn described_by(state: &FormState, field: Field, has_hint: bool) -> String {
    let hint = has_hint || !(words().field)(field).hint.is_empty();
    let parts = [("hint", hint), ("error", true), ("saved", state.saved(field).is_some())];
    let ids: Vec<_> =
        parts.iter().filter(|(_, there)| *there).map(|(part, _)| format!("{}-{part}", field.name())).collect();
    ids.join(" ")
}
