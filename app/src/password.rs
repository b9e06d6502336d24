//! What helps to choose a password: seeing it, and hearing how hard it is to guess.

use crate::{answer::Failure, ask::ask, form::FormState, visit::words};
use leptos::{
    leptos_dom::helpers::TimeoutHandle, prelude::*, server_fn::ServerFn, task::spawn_local, wasm_bindgen::JsCast,
    web_sys,
};
use rules::{Field, Strength};
use std::time::Duration;

/// How long nothing must be typed before the server is asked.
const PAUSE: Duration = Duration::from_millis(400);
/// What the server needs to know of the form.
const ASKED: [Field; 4] = [Field::Password, Field::Name, Field::Surname, Field::Email];

/// How hard a password is to guess for somebody who knows the person. Nothing of it is kept.
#[server(endpoint = "strength")]
pub async fn measure(
    #[server(default)] password: String,
    #[server(default)] name: String,
    #[server(default)] surname: String,
    #[server(default)] email: String,
) -> Result<Strength, Failure> {
    crate::server::strength(&password, [&name, &surname, &email]).await
}

/// Shows the form's passwords as they are typed, and hides them again. The style sheet hides it until scripts run.
#[component]
pub(crate) fn Reveal() -> impl IntoView {
    let (frame, revealed) = (&words().frame, expect_context::<FormState>().revealed);
    let label = move || if revealed.get() { frame.hide_password } else { frame.show_password };
    let turn = move |_| revealed.update(|revealed| *revealed = !*revealed);
    view! { <button class="button button--link live reveal" type="button" on:click=turn>{label}</button> }.into_any()
}

/// Says, after a pause in typing, how hard the new password in here is to guess.
#[component]
pub(crate) fn Measured(
    /// A shorter one is not worth asking about.
    minimum: u16,
    children: Children,
) -> impl IntoView {
    let found = RwSignal::new(None::<Strength>);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typings = StoredValue::new(0u32);
    let typed = move |event: web_sys::Event| {
        found.set(None);
        typings.update_value(|typings| *typings += 1);
        let typing = typings.get_value();
        if let Some(former) = waiting.get_value() {
            former.clear();
        }
        let measure = move || {
            if let Some(fields) = asked(&event, minimum) {
                spawn_local(async move {
                    let answer = ask(Measure::PATH, fields).await.ok();
                    // An answer about what was typed before says nothing now.
                    if typings.try_get_value() == Some(typing) {
                        found.set(answer);
                    }
                });
            }
        };
        waiting.set_value(set_timeout_with_handle(measure, PAUSE).ok());
    };
    let sentence = move || found.get().map(|strength| (words().frame.strength)(strength));
    view! {
        <div on:input=typed>
            {children()}
            <p class="field__hint field__strength" id="password-strength" role="status">{sentence}</p>
        </div>
    }
    .into_any()
}

/// What [`measure`] takes, as a form would send it; nothing for a password that is too short.
fn asked(event: &web_sys::Event, minimum: u16) -> Option<String> {
    let form = event.target()?.dyn_into::<web_sys::HtmlInputElement>().ok()?.form()?;
    let typed = web_sys::FormData::new_with_form(&form).ok()?;
    let fields = web_sys::UrlSearchParams::new().ok()?;
    for field in ASKED {
        let value = typed.get(field.name()).as_string()?;
        if field == Field::Password && value.chars().count() < usize::from(minimum) {
            return None;
        }
        fields.append(field.name(), &value);
    }
    Some(fields.to_string().into())
}
