//! What people do who are invited.

use crate::{Errors, Field, Limits, Password, PersonName, form::form, password, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The press of a button of the invitation's page: which invitation the page showed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// The invitation's id.
    pub invitation: String,
    /// Which link the page was opened by: a token's short name.
    pub link: String,
}

form!(InvitationForm { invitation = Invitation, link = Link });

/// What a new person types who was invited. Their address is the invitation's.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitedForm {
    /// The invitation's id.
    pub invitation: String,
    /// Which link the page was opened by: a token's short name.
    pub link: String,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Whether they have one name only.
    pub one_name: String,
    /// Password.
    pub password: String,
    /// The password once more.
    pub confirm_password: String,
}

/// An invited person whose details can be true.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Given name.
    pub name: PersonName,
    /// Family name; empty where there is none.
    pub surname: PersonName,
    /// The password chosen.
    pub password: Password,
}

form!(InvitedForm {
    invitation = Invitation,
    link = Link,
    name = Name,
    surname = Surname,
    one_name = OneName,
    password = Password,
    confirm_password = ConfirmPassword,
});

impl InvitedForm {
    /// The person, or what is wrong with each field.
    pub fn check(&self, limits: &Limits) -> Result<Invited, Errors> {
        let mut errors = Errors::default();
        let name = errors.take(Field::Name, PersonName::parse(&self.name));
        let surname = errors.take(Field::Surname, PersonName::surname(&self.surname, &self.one_name));
        let password = errors.take(Field::Password, Password::choose(&self.password, limits));
        let again = errors.take(Field::ConfirmPassword, password::repeated(&self.password, &self.confirm_password));
        match (name, surname, password, again) {
            (Some(name), Some(surname), Some(password), Some(())) if errors.is_empty() => {
                Ok(Invited { name, surname, password })
            }
            _ => Err(errors),
        }
    }
}

impl fmt::Debug for InvitedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvitedForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invited_person_types_no_address() {
        let errors = InvitedForm::default().check(&Limits::default()).expect_err("nothing was typed");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Name, Field::Surname, Field::Password, Field::ConfirmPassword]);
    }
}
