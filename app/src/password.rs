//! How hard a new password is to guess.

use crate::answer::Failure;
use leptos::prelude::*;

/// How hard a password is to guess for somebody who knows the person, in words. Nothing of it is kept.
#[server(endpoint = "strength")]
pub async fn measure(
    #[server(default)] password: String,
    #[server(default)] name: String,
    #[server(default)] surname: String,
    #[server(default)] email: String,
) -> Result<String, Failure> {
    let strength = crate::server::strength(&password, [&name, &surname, &email]).await?;
    Ok((words::pages(crate::server::request_context().language).frame.strength)(strength).to_owned())
}

/// A new password's field, with the place where the awake app says after a pause in typing how hard it is to guess.
#[component]
pub(crate) fn Measured(
    /// A shorter one is not worth asking about.
    minimum: u16,
    children: Children,
) -> impl IntoView {
    view! {
        <div data-measured=minimum.to_string()>
            {children()}
            <p class="field__hint field__strength" id="password-strength" role="status"></p>
        </div>
    }
    .into_any()
}
