//! Every server function that a form posts to: its page, and the fields it takes. What is not here is not a form.

use rules::{
    AccountForm, AddressForm, ChangePasswordForm, CodeForm, DetailsForm, EmailCodeForm, EmailResendForm, Field,
    ForgotForm, IdentityForm, InvitationForm, InviteForm, InvitedForm, MemberForm, NotificationsForm, PreferencesForm,
    ProfileForm, RecoverForm, RegisterForm, ResendForm, ResetForm, RolesForm, SessionForm, SignInForm, TwoStepForm,
    UndoForm,
};

/// A server function behind a form.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Its name under `/api/`.
    pub endpoint: &'static str,
    /// The page that shows its form. Where it has `{account}` or `{member}`, the form's fields of these names stand.
    pub page: &'static str,
    /// The fields it takes; anything else is refused.
    pub fields: &'static [Field],
}

/// All of them.
pub const DOORS: &[Door] = &[
    Door { endpoint: "register", page: "/register", fields: RegisterForm::FIELDS },
    Door { endpoint: "details", page: "/register/details", fields: DetailsForm::FIELDS },
    Door { endpoint: "confirm", page: "/register/verify", fields: CodeForm::FIELDS },
    Door { endpoint: "resend", page: "/register/verify", fields: ResendForm::FIELDS },
    Door { endpoint: "change_address", page: "/register/verify", fields: AddressForm::FIELDS },
    Door { endpoint: "start_over", page: "/register", fields: &[Field::Registration] },
    Door { endpoint: "sign_in", page: "/sign-in", fields: SignInForm::FIELDS },
    Door { endpoint: "second_step", page: "/sign-in/two-step", fields: TwoStepForm::FIELDS },
    Door { endpoint: "recover", page: "/sign-in/two-step", fields: RecoverForm::FIELDS },
    Door { endpoint: "forgot", page: "/forgot-password", fields: ForgotForm::FIELDS },
    Door { endpoint: "reset", page: "/reset-password", fields: ResetForm::FIELDS },
    Door { endpoint: "confirm_identity", page: "/confirm-identity", fields: IdentityForm::FIELDS },
    Door { endpoint: "last_step", page: "/register/two-step", fields: &[Field::TwoStepCode] },
    Door { endpoint: "enable_two_step", page: "/settings/security/two-step", fields: &[Field::TwoStepCode] },
    Door { endpoint: "regenerate_key", page: "/settings/security/two-step", fields: &[] },
    Door { endpoint: "disable_two_step", page: "/settings/security", fields: &[] },
    Door { endpoint: "new_recovery_codes", page: "/settings/security/recovery-codes", fields: &[] },
    Door { endpoint: "saved_recovery_codes", page: "/settings/security/recovery-codes", fields: &[Field::Next] },
    Door { endpoint: "this_wasnt_me", page: "/activity", fields: &[] },
    Door { endpoint: "sign_out", page: "/", fields: &[] },
    Door { endpoint: "taste", page: "/", fields: &[Field::Language, Field::Theme, Field::Next] },
    Door { endpoint: "save_profile", page: "/settings/profile", fields: ProfileForm::FIELDS },
    Door { endpoint: "confirm_email", page: "/settings/profile/email", fields: EmailCodeForm::FIELDS },
    Door { endpoint: "resend_email_code", page: "/settings/profile/email", fields: EmailResendForm::FIELDS },
    Door { endpoint: "cancel_email_change", page: "/settings/profile/email", fields: &[] },
    Door { endpoint: "undo_email", page: "/email-undo", fields: UndoForm::FIELDS },
    Door { endpoint: "change_password", page: "/settings/security", fields: ChangePasswordForm::FIELDS },
    Door { endpoint: "end_session", page: "/settings/security", fields: SessionForm::FIELDS },
    Door { endpoint: "end_other_sessions", page: "/settings/security", fields: &[] },
    Door { endpoint: "save_preferences", page: "/settings/personalization", fields: PreferencesForm::FIELDS },
    Door { endpoint: "ask_deletion", page: "/settings/data", fields: &[] },
    Door { endpoint: "cancel_deletion", page: "/settings/data", fields: &[] },
    Door { endpoint: "open_account", page: "/clients/new", fields: AccountForm::FIELDS },
    Door { endpoint: "save_account", page: "/clients/{account}", fields: AccountForm::FIELDS },
    Door { endpoint: "leave_account", page: "/clients/{account}", fields: &[Field::Account] },
    Door { endpoint: "invite", page: "/clients/{account}/users/invite", fields: InviteForm::FIELDS },
    Door { endpoint: "resend_invitation", page: "/clients/{account}/users", fields: MemberForm::FIELDS },
    Door { endpoint: "revoke_invitation", page: "/clients/{account}/users", fields: MemberForm::FIELDS },
    Door { endpoint: "set_roles", page: "/clients/{account}/users/{member}/roles", fields: RolesForm::FIELDS },
    Door {
        endpoint: "set_notifications",
        page: "/clients/{account}/users/{member}/notifications",
        fields: NotificationsForm::FIELDS,
    },
    Door { endpoint: "dissociate", page: "/clients/{account}/users/{member}/dissociate", fields: MemberForm::FIELDS },
    Door {
        endpoint: "reset_member_two_step",
        page: "/clients/{account}/users/{member}/two-step",
        fields: MemberForm::FIELDS,
    },
    Door { endpoint: "accept_invitation", page: "/invite", fields: InvitationForm::FIELDS },
    Door { endpoint: "decline_invitation", page: "/invite", fields: InvitationForm::FIELDS },
    Door { endpoint: "unknown_sender", page: "/invite", fields: InvitationForm::FIELDS },
    Door { endpoint: "register_invited", page: "/invite/register", fields: InvitedForm::FIELDS },
];

/// The server functions that only read, and what they take.
pub const READS: &[(&str, &[&str])] = &[
    ("page", &["path", "form", "registration", "next", "recovery", "page", "search", "sort", "seen"]),
    ("strength", &["password", "name", "surname", "email"]),
];

impl Door {
    /// The door of this name under `/api/`.
    pub fn of(endpoint: &str) -> Option<&'static Door> {
        DOORS.iter().find(|door| door.endpoint == endpoint)
    }

    /// The page that shows its form, for a form with these fields; the list of accounts where they name no page.
    pub fn page_of(&self, typed: impl Fn(Field) -> String) -> String {
        let mut page = self.page.to_owned();
        for field in [Field::Account, Field::Member] {
            let place = format!("{{{}}}", field.name());
            if page.contains(&place) {
                let value = typed(field);
                let names = !value.is_empty() && value.len() <= 64;
                if !names || !value.chars().all(|c| c.is_ascii_alphanumeric() || ['-', '_'].contains(&c)) {
                    return "/clients".to_owned();
                }
                page = page.replace(&place, &value);
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_by_what_the_form_holds_and_by_nothing_else() {
        let page = |account: &str, member: &str| {
            let (account, member) = (account.to_owned(), member.to_owned());
            let typed = move |field| if field == Field::Account { account.clone() } else { member.clone() };
            Door::of("set_roles").expect("a door").page_of(typed)
        };
        assert_eq!(page("12345678", "a_b-9"), "/clients/12345678/users/a_b-9/roles");
        for (account, member) in [("", "ab"), ("12345678", ""), ("12345678", "../x"), ("//evil.example", "ab")] {
            assert_eq!(page(account, member), "/clients", "{account} {member}");
        }
    }
}
