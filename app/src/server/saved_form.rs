//! Refused forms, as their pages show them again.

use super::{accounts, failure, request_context};
use crate::{answer::Failure, form::Shown, layout::NotDoneYet, visit::Address};
use accounts::Refusal;
use leptos::prelude::{provide_context, use_context};
use rules::Field;

/// A refused form that this browser sent.
#[derive(Clone, Debug)]
pub struct SavedForm(Refusal);

impl SavedForm {
    /// Whether it was sent to this server function.
    pub(crate) fn is_of(&self, endpoint: &str) -> bool {
        self.0.endpoint == endpoint
    }

    /// What the form of this server function shows.
    pub(crate) fn shown(&self, endpoint: &str) -> Shown {
        if self.is_of(endpoint) {
            Shown { errors: self.0.errors.clone(), said: self.0.said.clone(), ..Shown::of(self.0.values.clone()) }
        } else {
            Shown::default()
        }
    }

    /// What was typed into a field of it.
    pub(crate) fn value(&self, field: Field) -> String {
        let value = self.0.values.iter().find(|(at, _)| *at == field);
        value.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// Reads the refused form that the page's address names, for all that the page is made of. Where nothing is wrong with it,
/// the page says that it is still to be sent.
pub(crate) async fn read_saved_form(address: &Address) -> Result<(), Failure> {
    let Some(id) = address.asked("form") else { return Ok(()) };
    let kept = accounts().saved_forms.saved_form(&id, &address.path, &request_context()).await.map_err(failure)?;
    if let Some(kept) = kept {
        if kept.errors.is_empty() && kept.said.is_empty() {
            provide_context(NotDoneYet);
        }
        provide_context(SavedForm(kept));
    }
    Ok(())
}

/// The refused form that this page's address names.
pub(crate) fn saved_form() -> Option<SavedForm> {
    use_context()
}

/// What the form of this server function shows: what was refused, or nothing.
pub(crate) fn refused_form(endpoint: &str) -> Shown {
    saved_form().map(|kept| kept.shown(endpoint)).unwrap_or_default()
}
