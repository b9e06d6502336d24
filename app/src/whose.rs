//! Whose a password or a code is, for password managers.

use crate::visit::can_hide;
use leptos::prelude::*;

/// The address that a password or a code belongs to. Nobody sees it, and it is not sent: it has no name. A browser that
/// knows no hidden fields would show it as one to fill in, so it gets none.
#[component]
pub(crate) fn Whose(email: String) -> impl IntoView {
    let field = || view! { <input type="text" id="username" autocomplete="username" value=email hidden readonly/> };
    can_hide().then(field).into_any()
}
