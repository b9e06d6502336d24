//! Who the user is: name, surname, address, phone.

use crate::{
    Code, Email, Errors, Field, FieldError, PersonName, PhoneDigits, TwoStepCode, confirmed::Typed, form::form, text,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the profile.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// What the page saw: a profile saved meanwhile has another version.
    pub version: String,
    /// Marks of the doubtful texts that were warned of.
    pub confirmed: String,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Whether they have one name only.
    pub one_name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone: String,
}

/// A profile that can be true.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Given name.
    pub name: PersonName,
    /// Family name; empty where there is none.
    pub surname: PersonName,
    /// E-mail address.
    pub email: Email,
    /// Phone number.
    pub phone: PhoneDigits,
    /// Whether this very phone number was warned of before.
    pub phone_warned: bool,
}

form!(ProfileForm { version = Version, confirmed = Confirmed, name = Name, surname = Surname, one_name = OneName, email = Email, phone = Phone });

impl ProfileForm {
    /// The profile, or what is wrong with each field.
    pub fn check(&self) -> Result<Profile, Errors> {
        let mut errors = Errors::default();
        let name = errors.take(Field::Name, PersonName::parse(&self.name));
        let surname = errors.take(Field::Surname, PersonName::surname(&self.surname, &self.one_name));
        let email = errors.take(Field::Email, Email::parse(&self.email));
        let phone = errors.take(Field::Phone, PhoneDigits::parse(&self.phone));
        match (name, surname, email, phone) {
            (Some(name), Some(surname), Some(email), Some(phone)) if errors.is_empty() => {
                let typed = Typed { field: Field::Phone, text: &self.phone, country: "", tin: "" };
                let phone_warned = typed.passes(&self.confirmed, FieldError::DoubtfulPhone);
                Ok(Profile { name, surname, email, phone, phone_warned })
            }
            _ => Err(errors),
        }
    }
}

/// What was typed to prove a new address.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailCodeForm {
    /// Which change of the user's the page showed: its number. Nothing stands for whichever it is.
    pub version: String,
    /// The code from the letter.
    pub code: String,
}

form!(EmailCodeForm { version = Version, code = Code });

impl EmailCodeForm {
    /// The code, or what is wrong with it.
    pub fn check(&self) -> Result<Code, Errors> {
        Code::parse(&self.code).map_err(|wrong| Errors::on(Field::Code, wrong))
    }
}

impl fmt::Debug for EmailCodeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailCodeForm {}", text::HIDDEN)
    }
}

/// The press of the button for another code to a new address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailResendForm {
    /// When the page saw the last code go out, in unix seconds.
    pub version: String,
}

form!(EmailResendForm { version = Version });

/// What was typed to restore the former address.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    /// The authenticator app's code, when the second factor is on.
    pub two_step_code: String,
    /// Which link the page was opened by: a token's short name.
    pub link: String,
}

form!(UndoForm { two_step_code = TwoStepCode, link = Link });

impl UndoForm {
    /// The code, if one was typed; or what is wrong with it.
    pub fn check(&self) -> Result<Option<TwoStepCode>, Errors> {
        TwoStepCode::if_typed(&self.two_step_code).map_err(|wrong| Errors::on(Field::TwoStepCode, wrong))
    }
}

impl fmt::Debug for UndoForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UndoForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;

    #[test]
    fn an_empty_profile_names_every_field() {
        let errors = ProfileForm::default().check().expect_err("nothing was typed");
        let fields: Vec<_> = errors.iter().collect();
        assert_eq!(
            fields,
            [Field::Name, Field::Surname, Field::Email, Field::Phone].map(|field| (field, FieldError::Missing))
        );
    }

    #[test]
    fn whoever_has_no_second_factor_types_no_code() {
        assert_eq!(UndoForm::default().check(), Ok(None));
        let scrap = UndoForm { two_step_code: "12".into(), ..UndoForm::default() };
        assert_eq!(scrap.check(), Err(Errors::on(Field::TwoStepCode, FieldError::Length)));
    }
}
