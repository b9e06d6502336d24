//! A new password for somebody who has forgotten theirs.

use crate::{Email, Errors, Field, Limits, Password, form::form, password, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed to ask for a new password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForgotForm {
    /// E-mail address.
    pub email: String,
}

form!(ForgotForm { email = Email });

impl ForgotForm {
    /// The address, or what is wrong with it.
    pub fn check(&self) -> Result<Email, Errors> {
        Email::parse(&self.email).map_err(|wrong| Errors::on(Field::Email, wrong))
    }
}

/// The press of a button of a page that a letter's link opened.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// Which link the page was opened by: a token's short name.
    pub link: String,
}

form!(LinkForm { link = Link });

/// What was typed to choose a new password.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// The new password.
    pub new_password: String,
    /// The new password once more.
    pub confirm_new_password: String,
    /// Which link the page was opened by: a token's short name.
    pub link: String,
}

form!(ResetForm { new_password = NewPassword, confirm_new_password = ConfirmNewPassword, link = Link });

impl ResetForm {
    /// The password, or what is wrong with each field.
    pub fn check(&self, limits: &Limits) -> Result<Password, Errors> {
        let mut errors = Errors::default();
        chosen(&mut errors, &self.new_password, &self.confirm_new_password, limits).ok_or(errors)
    }
}

/// The new password, typed twice.
fn chosen(errors: &mut Errors, new: &str, again: &str, limits: &Limits) -> Option<Password> {
    let chosen = errors.take(Field::NewPassword, Password::choose(new, limits));
    errors.take(Field::ConfirmNewPassword, password::repeated(new, again)).and(chosen)
}

/// What was typed to choose a new password instead of the one that is known.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangePasswordForm {
    /// The password one has.
    pub old_password: String,
    /// The new password.
    pub new_password: String,
    /// The new password once more.
    pub confirm_new_password: String,
}

form!(ChangePasswordForm {
    old_password = OldPassword,
    new_password = NewPassword,
    confirm_new_password = ConfirmNewPassword,
});

impl ChangePasswordForm {
    /// The old password and the new one, or what is wrong with each field.
    pub fn check(&self, limits: &Limits) -> Result<(Password, Password), Errors> {
        let mut errors = Errors::default();
        let old = errors.take(Field::OldPassword, Password::enter(&self.old_password));
        let new = chosen(&mut errors, &self.new_password, &self.confirm_new_password, limits);
        old.zip(new).ok_or(errors)
    }
}

impl fmt::Debug for ChangePasswordForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangePasswordForm {}", text::HIDDEN)
    }
}

impl fmt::Debug for ResetForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResetForm {}", text::HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;

    #[test]
    fn a_new_password_is_chosen_as_at_registration() {
        let form = |password: &str, again: &str| {
            let form =
                ResetForm { new_password: password.into(), confirm_new_password: again.into(), ..ResetForm::default() };
            form.check(&Limits::default()).map(drop)
        };
        assert_eq!(form("short", "short"), Err(Errors::on(Field::NewPassword, FieldError::TooShort(15))));
        let differs = form("a long enough password", "another one");
        assert_eq!(differs, Err(Errors::on(Field::ConfirmNewPassword, FieldError::Mismatch)));
        assert_eq!(form("a long enough password", "a long enough password"), Ok(()));
    }

    #[test]
    fn a_change_names_every_empty_field() {
        let errors = ChangePasswordForm::default().check(&Limits::default()).map(drop).expect_err("nothing was typed");
        let fields: Vec<_> = errors.iter().collect();
        let expected = [Field::OldPassword, Field::NewPassword, Field::ConfirmNewPassword];
        assert_eq!(fields, expected.map(|field| (field, FieldError::Missing)));
    }
}
