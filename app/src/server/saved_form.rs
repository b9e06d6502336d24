//! Refused forms, as their pages show them again.

use super::{accounts, failure, request_context};
use crate::{answer::Failure, form::Shown};
use accounts::Refusal;
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

    /// The registration it belongs to.
    pub(crate) fn registration(&self) -> String {
        self.0
            .values
            .iter()
            .find(|(field, _)| *field == Field::Registration)
            .map(|(_, id)| id.clone())
            .unwrap_or_default()
    }
}

/// The refused form of this id.
pub(crate) async fn saved_form(id: Option<String>, page: &str) -> Result<Option<SavedForm>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let kept = accounts().saved_forms.saved_form(&id, page, &request_context()).await.map_err(failure)?;
    Ok(kept.map(SavedForm))
}

/// What the form of this server function shows: what was refused, or nothing.
pub(crate) async fn refused_form(id: Option<String>, page: &str, endpoint: &str) -> Result<Shown, Failure> {
    Ok(saved_form(id, page).await?.map(|kept| kept.shown(endpoint)).unwrap_or_default())
}
