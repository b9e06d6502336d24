//! What every form has: its fields, and itself made of what was typed into them.

/// Both from one list. The browser fills a form field by field, because decoding it would take far more code.
macro_rules! form {
    ($form:ident { $($name:ident = $field:ident),* $(,)? }) => {
        impl $form {
            /// The fields of this form.
            pub const FIELDS: &'static [$crate::Field] = &[$($crate::Field::$field),*];

            /// The form with what was typed into each field.
            pub fn of(typed: &dyn Fn($crate::Field) -> String) -> $form {
                $form { $($name: typed($crate::Field::$field)),* }
            }
        }
    };
}

pub(crate) use form;
