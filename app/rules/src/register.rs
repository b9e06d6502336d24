//! The first step of the wizard: who registers.

use crate::{Email, Errors, Field, Limits, Password, PersonName, form::form, password, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the registration form.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterForm {
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Whether they have one name only.
    pub one_name: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The password once more.
    pub confirm_password: String,
}

/// A person whose details can be true.
#[derive(Clone, Debug)]
pub struct Person {
    /// Given name.
    pub name: PersonName,
    /// Family name; empty where there is none.
    pub surname: PersonName,
    /// E-mail address.
    pub email: Email,
    /// The password chosen.
    pub password: Password,
}

form!(RegisterForm {
    name = Name,
    surname = Surname,
    one_name = OneName,
    email = Email,
    password = Password,
    confirm_password = ConfirmPassword,
});

impl RegisterForm {
    /// The person, or what is wrong with each field.
    pub fn check(&self, limits: &Limits) -> Result<Person, Errors> {
        let mut errors = Errors::default();
        let name = errors.take(Field::Name, PersonName::parse(&self.name));
        let surname = errors.take(Field::Surname, PersonName::surname(&self.surname, &self.one_name));
        let email = errors.take(Field::Email, Email::parse(&self.email));
        let password = errors.take(Field::Password, Password::choose(&self.password, limits));
        let again = errors.take(Field::ConfirmPassword, password::repeated(&self.password, &self.confirm_password));
        match (name, surname, email, password, again) {
            (Some(name), Some(surname), Some(email), Some(password), Some(())) if errors.is_empty() => {
                Ok(Person { name, surname, email, password })
            }
            _ => Err(errors),
        }
    }
}

impl fmt::Debug for RegisterForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegisterForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;

    #[test]
    fn an_empty_form_names_every_field() {
        let errors = RegisterForm::default().check(&Limits::default()).expect_err("nothing was typed");
        let fields: Vec<_> = errors.iter().collect();
        let expected = [Field::Name, Field::Surname, Field::Email, Field::Password, Field::ConfirmPassword]
            .map(|f| (f, FieldError::Missing));
        assert_eq!(fields, expected);
    }

    #[test]
    fn one_name_is_enough_where_the_box_is_checked() {
        let form = RegisterForm { name: "Sukarno".into(), one_name: "on".into(), ..RegisterForm::default() };
        let errors = form.check(&Limits::default()).expect_err("no address");
        assert_eq!((errors.of(Field::Surname), errors.of(Field::Email)), (None, Some(FieldError::Missing)));
    }

    #[test]
    fn a_mismatch_stands_at_the_second_password() {
        let form = RegisterForm {
            name: "Anna".into(),
            surname: "K".into(),
            one_name: String::new(),
            email: "a@b.co".into(),
            password: "a long enough password".into(),
            confirm_password: "another one".into(),
        };
        let errors = form.check(&Limits::default()).expect_err("they differ");
        assert_eq!(errors, Errors::on(Field::ConfirmPassword, FieldError::Mismatch));
    }
}
