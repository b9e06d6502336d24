//! What forms tell the page around them: which one people type into, and what is wrong with each.

use leptos::prelude::*;
use rules::Errors;

/// The form of a page that people type into, if it has one: its id and where it posts to. The first one counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MainForm(StoredValue<Option<(String, &'static str)>>);

impl MainForm {
    pub(crate) fn take(self, id: &str, to: &'static str) {
        self.0.update_value(|form| *form = form.take().or_else(|| Some((id.to_owned(), to))));
    }

    pub(crate) fn get(self) -> Option<(String, &'static str)> {
        self.0.get_value()
    }
}

/// What is wrong with the forms of a page, each named, for the summaries that stand before everything else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Problems(StoredValue<Vec<(String, Errors)>>);

impl Problems {
    /// Adds a form's errors.
    pub(crate) fn add(self, form: String, errors: Errors) {
        self.0.update_value(|all| all.push((form, errors)));
    }

    pub(crate) fn all(self) -> Vec<(String, Errors)> {
        self.0.get_value()
    }
}
