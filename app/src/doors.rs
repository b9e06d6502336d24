//! Every server function that a form posts to: its page, and the fields it takes. What is not here is not a form.

use rules::{
    AddressForm, ChangePasswordForm, CodeForm, DetailsForm, EmailCodeForm, EmailResendForm, Field, ForgotForm,
    IdentityForm, PreferencesForm, ProfileForm, RecoverForm, RegisterForm, ResendForm, ResetForm, SessionForm,
    SignInForm, TwoStepForm, UndoForm,
};

/// A server function behind a form.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Its name under `/api/`.
    pub endpoint: &'static str,
    /// The page that shows its form.
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
];

/// The server functions that only read, and what they take.
pub const READS: &[(&str, &[&str])] = &[
    ("page", &["path", "form", "registration", "next", "recovery", "page", "seen"]),
    ("strength", &["password", "name", "surname", "email"]),
];

impl Door {
    /// The door of this name under `/api/`.
    pub fn of(endpoint: &str) -> Option<&'static Door> {
        DOORS.iter().find(|door| door.endpoint == endpoint)
    }
}
