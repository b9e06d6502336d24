//! What somebody may say of themselves besides name, address and phone number: the same columns in `registrations` and
//! in `users`. Whatever reads, copies, writes, shows or exports a person takes them from here.

use crate::db::Query;
use rules::{Details, Field, Profile};
use serde::Serialize;
use sqlx::FromRow;

/// The columns, with commas between.
macro_rules! person_columns {
    () => {
        "phone_extension"
    };
}

pub(crate) use person_columns;

/// What is stored in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub(crate) struct PersonRow {
    /// Forms and pages have it behind the phone number.
    pub(crate) phone_extension: Option<String>,
}

impl PersonRow {
    /// What the wizard's second step says.
    pub(crate) fn of_details(details: &Details) -> PersonRow {
        PersonRow { phone_extension: details.phone.extension.clone() }
    }

    /// What the profile's form says.
    pub(crate) fn of_profile(profile: &Profile, phone_extension: Option<String>) -> PersonRow {
        let Profile { name: _, surname: _, email: _, phone: _, phone_warned: _ } = profile;
        PersonRow { phone_extension }
    }

    /// As forms show it, also where it is empty.
    pub(crate) fn values(self) -> Vec<(Field, String)> {
        self.fields().into_iter().map(|(field, value)| (field, value.unwrap_or_default())).collect()
    }

    /// Each column that has a field of its own.
    fn fields(self) -> Vec<(Field, Option<String>)> {
        let PersonRow { phone_extension: _ } = self;
        Vec::new()
    }

    /// What stands in each column, in their order.
    fn bindings(&self) -> Vec<Option<String>> {
        let PersonRow { phone_extension } = self.clone();
        vec![phone_extension]
    }

    /// Sets all columns in an `update`, the first one from `$first`.
    pub(crate) fn assignments(first: usize) -> String {
        let columns = person_columns!().split(", ").zip(first..);
        columns.map(|(column, place)| format!("{column} = ${place}")).collect::<Vec<_>>().join(", ")
    }

    /// Binds all columns.
    pub(crate) fn bind<'q>(&self, text: Query<'q>) -> Query<'q> {
        self.bindings().into_iter().fold(text, |query, value| query.bind(value))
    }

    /// The fields in which what is typed differs.
    pub(crate) fn changed(&self, typed: &PersonRow) -> Vec<Field> {
        let pairs = self.clone().values().into_iter().zip(typed.clone().values());
        pairs.filter(|(stored, typed)| stored != typed).map(|((field, _), _)| field).collect()
    }
}
