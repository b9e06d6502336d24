//! The fields of a form: label, hint, error, and how each is typed into.

use crate::{
    form::{FormState, form_state},
    visit::words,
};
use leptos::prelude::*;
use rules::{CHECKED, Field};

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
        // No `type=email`: Chromium hands over another domain than was typed (findings/chromium-email-domains.sh).
        Field::UserEmail => Typing { inputmode: Some("email"), direction: Some("ltr"), ..text },
        Field::Email => Typing { autocomplete: "email", inputmode: Some("email"), direction: Some("ltr"), ..text },
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
