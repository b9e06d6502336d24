//! `/register` where nobody can register.

use crate::{layout::Page, visit::words};
use leptos::prelude::*;

/// Why nobody can register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Only whoever was invited can.
    ByInvitation,
    /// Nobody can.
    Wholly,
    /// Whoever was invited could, but not with an address of this domain.
    Domain,
}

/// The page where nobody can register.
#[component]
pub(crate) fn ClosedView(reason: Closed) -> impl IntoView {
    let words = words();
    let sentence = match reason {
        Closed::ByInvitation => words.register.by_invitation,
        Closed::Wholly => words.register.closed,
        Closed::Domain => words.invitation.domain,
    };
    view! {
        <Page heading=words.register.heading.to_owned()>
            <p class="lead">{sentence}</p>
            <p><a class="button button--primary" href="/sign-in">{words.frame.sign_in}</a></p>
        </Page>
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use accounts::Registration;

    /// Why nobody can register, if so.
    pub(crate) fn closed(registration: Registration) -> Option<Closed> {
        match registration {
            Registration::Open => None,
            Registration::Invitation => Some(Closed::ByInvitation),
            Registration::Closed => Some(Closed::Wholly),
        }
    }
}
