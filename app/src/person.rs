//! What somebody says of themselves, in the wizard's second step and in the profile.

use crate::fields::TextField;
use leptos::prelude::*;
use rules::Field;

/// The fields that both forms have.
#[component]
pub(crate) fn PersonFields() -> impl IntoView {
    view! { <TextField field=Field::Phone/> }
}
