//! The fields of a form: label, hint, error, and how each is typed into.

use crate::{form::FormState, visit::words};
use leptos::{prelude::*, web_sys};
use rules::{CHECKED, Field};

/// A field one types into, with its label, hint and error.
#[component]
pub(crate) fn TextField(
    field: Field,
    /// Instead of the field's own hint.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Whether it signs somebody in: the address and the password one has.
    #[prop(optional)]
    current: bool,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    let typing = typing(field);
    let autocomplete = match (current, field) {
        (true, Field::Email) => "username",
        (true, _) => "current-password",
        (false, _) => typing.autocomplete,
    };
    view! {
        <Labelled field hint optional>
            <input
                class=typing.class
                id=field.name()
                name=field.name()
                type=move || if state.revealed.get() && field.is_secret() { "text" } else { typing.kind }
                value=state.value(field)
                autocomplete=autocomplete
                inputmode=typing.inputmode
                autocapitalize=typing.capitals
                spellcheck="false"
                dir=typing.direction
                translate=matches!(field, Field::Code | Field::TwoStepCode | Field::RecoveryCode).then_some("no")
                aria-describedby=move || described_by(state, field, hint.is_some())
                aria-invalid=move || state.is_wrong(field).then_some("true")
            />
        </Labelled>
    }
    .into_any()
}

/// A field one chooses from a list: value and text.
#[component]
pub(crate) fn ChoiceField(
    field: Field,
    choices: Vec<(String, String)>,
    autocomplete: &'static str,
    /// The text of no choice, if that is possible.
    #[prop(optional)]
    none: Option<&'static str>,
    /// Called with the value chosen.
    #[prop(optional, into)]
    chosen: Option<Callback<String>>,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    let value = state.value(field);
    let option = move |(code, text): (String, String)| {
        let selected = code == value;
        view! { <option value=code selected=selected>{text}</option> }
    };
    let change = move |event: web_sys::Event| {
        if let Some(chosen) = chosen {
            chosen.run(event_target_value(&event));
        }
    };
    view! {
        <Labelled field hint=None optional=false>
            <select
                class="select"
                id=field.name()
                name=field.name()
                autocomplete=autocomplete
                on:change=change
                aria-describedby=move || described_by(state, field, false)
                aria-invalid=move || state.is_wrong(field).then_some("true")
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
    let state = expect_context::<FormState>();
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
                    <span class="choice__text" id=text_id>{text}</span>
                    {(!hint.is_empty()).then(|| view! { <span class="choice__hint" id=hint_id>{hint}</span> })}
                </label>
            </div>
        }
    };
    view! {
        <fieldset
            class="group"
            aria-describedby=move || state.is_wrong(field).then(|| error_id.clone())
            aria-invalid=move || state.is_wrong(field).then_some("true")
        >
            <legend class="group__legend">{words().label(field)}</legend>
            <FieldError field/>
            {state.saved(field).map(|saved| view! { <p class="field__hint" id=format!("{}-saved", field.name())>{saved}</p> })}
            {choices.into_iter().enumerate().map(radio).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Boxes to be checked, several or none, with a hint for each; what is wrong is said of all of them together.
#[component]
pub(crate) fn Boxes(field: Field, boxes: Vec<(Field, &'static str)>) -> impl IntoView {
    let state = expect_context::<FormState>();
    let said = (words().field)(field);
    let hint_id = format!("{}-hint", field.name());
    let item = |(index, (own, hint)): (usize, (Field, &'static str))| {
        // The summary's link leads to the first one.
        let id = if index == 0 { field.name() } else { own.name() };
        let (text_id, hint_id) = (format!("{}-text", own.name()), format!("{}-hint", own.name()));
        let described = (!hint.is_empty()).then(|| hint_id.clone());
        view! {
            <div class="choice">
                <input
                    class="choice__input"
                    type="checkbox"
                    id=id
                    name=own.name()
                    value=CHECKED
                    checked=state.value(own) == CHECKED
                    aria-labelledby=text_id.clone()
                    aria-describedby=described
                />
                <label class="choice__label" for=id>
                    <span class="choice__text" id=text_id>{words().label(own)}</span>
                    {(!hint.is_empty()).then(|| view! { <span class="choice__hint" id=hint_id>{hint}</span> })}
                </label>
            </div>
        }
    };
    let hint = (!said.hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{said.hint}</p> });
    view! {
        <fieldset
            class="group"
            aria-describedby=move || described_by(state, field, false)
            aria-invalid=move || state.is_wrong(field).then_some("true")
        >
            <legend class="group__legend">{said.label}</legend>
            {hint}
            <FieldError field/>
            {state.saved(field).map(|saved| view! { <p class="field__hint" id=format!("{}-saved", field.name())>{saved}</p> })}
            {boxes.into_iter().enumerate().map(item).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// A field between its label, hint and error.
#[component]
fn Labelled(field: Field, hint: Option<Signal<String>>, optional: bool, children: Children) -> impl IntoView {
    let state = expect_context::<FormState>();
    let words = words();
    let said = (words.field)(field);
    let hint_id = format!("{}-hint", field.name());
    let hint_view = match hint {
        Some(hint) => {
            Some(view! { <p class="field__hint" id=hint_id aria-live="polite">{move || hint.get()}</p> }.into_any())
        }
        None => (!said.hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{said.hint}</p> }.into_any()),
    };
    view! {
        <div class="field" class:field--error=move || state.is_wrong(field)>
            <label class="field__label" for=field.name()>
                {said.label}
                {optional.then(|| view! { <span class="field__optional">" " {words.frame.optional}</span> })}
            </label>
            {hint_view}
            <FieldError field/>
            {state.saved(field).map(|saved| view! { <p class="field__hint" id=format!("{}-saved", field.name())>{saved}</p> })}
            {children()}
        </div>
    }
    .into_any()
}

/// What is wrong with a field, beside it.
#[component]
fn FieldError(field: Field) -> impl IntoView {
    let state = expect_context::<FormState>();
    let id = format!("{}-error", field.name());
    let sentence = move |sentence: String| {
        view! { <p class="field__error" id=id.clone()><span class="visually-hidden">{words().frame.error} " "</span>{sentence}</p> }
    };
    (move || state.wrong(field).map(&sentence)).into_any()
}

/// Why a form without fields of its own was refused.
#[component]
pub(crate) fn Refused(
    field: Field,
    /// Whether the summary leads here, since the page has no such field.
    #[prop(optional)]
    only: bool,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    let (id, tabindex) = (only.then(|| field.name()), only.then_some("-1"));
    move || state.wrong(field).map(|sentence| view! { <p class="field__error" id=id tabindex=tabindex>{sentence}</p> })
}

/// The ids of what describes a field: its hint, its error, what is saved.
fn described_by(state: FormState, field: Field, has_hint: bool) -> Option<String> {
    let name = field.name();
    let hint = has_hint || !(words().field)(field).hint.is_empty();
    let parts = [("hint", hint), ("error", state.is_wrong(field)), ("saved", state.saved(field).is_some())];
    let ids: Vec<_> = parts.iter().filter(|(_, there)| *there).map(|(part, _)| format!("{name}-{part}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// How a field is typed into.
struct Typing {
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    capitals: &'static str,
    class: &'static str,
    direction: Option<&'static str>,
}

/// The attributes that help a browser, a phone's keyboard and a password manager (WCAG 2.2, 1.3.5).
fn typing(field: Field) -> Typing {
    let text =
        Typing { kind: "text", autocomplete: "off", inputmode: None, capitals: "off", class: "input", direction: None };
    match field {
        Field::Name => Typing { autocomplete: "given-name", capitals: "words", ..text },
        Field::Surname => Typing { autocomplete: "family-name", capitals: "words", ..text },
        Field::UserEmail => Typing { kind: "email", inputmode: Some("email"), direction: Some("ltr"), ..text },
        Field::Email => {
            Typing { kind: "email", autocomplete: "email", inputmode: Some("email"), direction: Some("ltr"), ..text }
        }
        Field::OldPassword => Typing { kind: "password", autocomplete: "current-password", ..text },
        Field::Password | Field::ConfirmPassword | Field::NewPassword | Field::ConfirmNewPassword => {
            Typing { kind: "password", autocomplete: "new-password", ..text }
        }
        Field::Phone => {
            Typing { kind: "tel", autocomplete: "tel", class: "input input--medium", direction: Some("ltr"), ..text }
        }
        Field::CompanyName => Typing { autocomplete: "organization", capitals: "words", ..text },
        Field::Tin | Field::VatNumber | Field::RegistrationNumber => {
            Typing { class: "input input--medium", direction: Some("ltr"), ..text }
        }
        Field::Address => Typing { autocomplete: "address-line1", capitals: "words", ..text },
        Field::City => Typing { autocomplete: "address-level2", capitals: "words", ..text },
        Field::PostalCode => {
            Typing { autocomplete: "postal-code", capitals: "characters", class: "input input--short", ..text }
        }
        Field::Code => Typing {
            autocomplete: "one-time-code",
            capitals: "characters",
            class: "input input--code",
            direction: Some("ltr"),
            ..text
        },
        Field::TwoStepCode => Typing {
            autocomplete: "one-time-code",
            inputmode: Some("numeric"),
            class: "input input--code",
            direction: Some("ltr"),
            ..text
        },
        Field::RecoveryCode => {
            Typing { capitals: "characters", class: "input input--medium", direction: Some("ltr"), ..text }
        }
        _ => text,
    }
}
