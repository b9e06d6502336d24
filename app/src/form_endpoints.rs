//! Every server function that a form posts to: its page, and the fields it takes. What is not here is not a form.

use rules::{
    AccountForm, AddressForm, ChangePasswordForm, CodeForm, DetailsForm, EmailCodeForm, EmailResendForm, Errors, Field,
    ForgotForm, IdentityForm, InvitationForm, InviteForm, InvitedForm, Limits, LinkForm, MemberForm, NotificationsForm,
    PasskeyForm, PasskeyIdForm, PasskeyNameForm, PreferencesForm, ProfileForm, RecoverForm, RegisterForm, ResendForm,
    ResetForm, RolesForm, SessionForm, SignInForm, TwoStepForm, UndoForm,
};

/// A server function behind a form.
#[derive(Clone, Copy, Debug)]
pub struct FormEndpoint {
    /// Its name under `/api/`.
    pub endpoint: &'static str,
    /// The page that shows its form. Where it has `{account}` or `{member}`, the form's fields of these names stand.
    pub page: &'static str,
    /// The fields it takes; anything else is refused.
    pub fields: &'static [Field],
    /// What the browser can say is wrong without asking the server.
    pub check: Check,
}

/// A form's own check of what was typed, with the operator's limits.
pub type Check = fn(&dyn Fn(Field) -> String, &Limits) -> Result<(), Errors>;

/// All of them.
pub const FORM_ENDPOINTS: &[FormEndpoint] = &[
    FormEndpoint {
        endpoint: "register",
        page: "/register",
        fields: RegisterForm::FIELDS,
        check: |typed, limits| RegisterForm::of(typed).check(limits).map(drop),
    },
    // All that is wrong with it is told at once, and the server alone knows of all countries' numbers and phones.
    FormEndpoint { endpoint: "details", page: "/register/details", fields: DetailsForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "find_company", page: "/register/details", fields: DetailsForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "confirm",
        page: "/register/verify",
        fields: CodeForm::FIELDS,
        check: |typed, _| CodeForm::of(typed).check().map(drop),
    },
    FormEndpoint { endpoint: "resend", page: "/register/verify", fields: ResendForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "change_address",
        page: "/register/verify",
        fields: AddressForm::FIELDS,
        check: |typed, _| AddressForm::of(typed).check().map(drop),
    },
    FormEndpoint { endpoint: "start_over", page: "/register", fields: &[Field::Registration], check: NONE },
    FormEndpoint {
        endpoint: "sign_in",
        page: "/sign-in",
        fields: SignInForm::FIELDS,
        check: |typed, _| SignInForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "second_step",
        page: "/sign-in/two-step",
        fields: &[Field::Next, Field::TwoStepCode],
        check: |typed, _| TwoStepForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "recover",
        page: "/sign-in/two-step",
        fields: RecoverForm::FIELDS,
        check: |typed, _| RecoverForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "forgot",
        page: "/forgot-password",
        fields: ForgotForm::FIELDS,
        check: |typed, _| ForgotForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "ask_unlock",
        page: "/unlock",
        fields: ForgotForm::FIELDS,
        check: |typed, _| ForgotForm::of(typed).check().map(drop),
    },
    FormEndpoint { endpoint: "unlock", page: "/unlock", fields: LinkForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "reset",
        page: "/reset-password",
        fields: ResetForm::FIELDS,
        check: |typed, limits| ResetForm::of(typed).check(limits).map(drop),
    },
    FormEndpoint {
        endpoint: "confirm_identity",
        page: "/confirm-identity",
        fields: IdentityForm::FIELDS,
        check: |typed, _| IdentityForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "last_step",
        page: "/register/two-step",
        fields: &[Field::Version, Field::TwoStepCode],
        check: |typed, _| TwoStepForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "enable_two_step",
        page: "/settings/security/two-step",
        fields: TwoStepForm::FIELDS,
        check: |typed, _| TwoStepForm::of(typed).check().map(drop),
    },
    FormEndpoint { endpoint: "sign_in_by_passkey", page: "/sign-in", fields: PasskeyForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "second_step_by_passkey",
        page: "/sign-in/two-step",
        fields: PasskeyForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "confirm_by_passkey",
        page: "/confirm-identity",
        fields: PasskeyForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "last_step_by_passkey",
        page: "/register/two-step",
        fields: PasskeyForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "add_passkey",
        page: "/settings/security/passkeys",
        fields: PasskeyForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "rename_passkey",
        page: "/settings/security/passkeys",
        fields: PasskeyNameForm::FIELDS,
        check: |typed, _| PasskeyNameForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "remove_passkey",
        page: "/settings/security/passkeys",
        fields: PasskeyIdForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "regenerate_key",
        page: "/settings/security/two-step",
        fields: &[Field::Next],
        check: NONE,
    },
    FormEndpoint { endpoint: "disable_two_step", page: "/settings/security", fields: &[], check: NONE },
    FormEndpoint {
        endpoint: "new_recovery_codes",
        page: "/settings/security/recovery-codes",
        fields: &[],
        check: NONE,
    },
    FormEndpoint {
        endpoint: "saved_recovery_codes",
        page: "/settings/security/recovery-codes",
        fields: &[Field::Next],
        check: NONE,
    },
    FormEndpoint { endpoint: "this_wasnt_me", page: "/activity", fields: &[], check: NONE },
    FormEndpoint { endpoint: "sign_out", page: "/", fields: &[Field::Next], check: NONE },
    FormEndpoint { endpoint: "taste", page: "/", fields: &[Field::Language, Field::Theme, Field::Next], check: NONE },
    FormEndpoint { endpoint: "save_profile", page: "/settings/profile", fields: ProfileForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "confirm_email",
        page: "/settings/profile/email",
        fields: EmailCodeForm::FIELDS,
        check: |typed, _| EmailCodeForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "resend_email_code",
        page: "/settings/profile/email",
        fields: EmailResendForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "cancel_email_change",
        page: "/settings/profile/email",
        fields: &[Field::Version],
        check: NONE,
    },
    FormEndpoint {
        endpoint: "undo_email",
        page: "/email-undo",
        fields: UndoForm::FIELDS,
        check: |typed, _| UndoForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "change_password",
        page: "/settings/security",
        fields: ChangePasswordForm::FIELDS,
        check: |typed, limits| ChangePasswordForm::of(typed).check(limits).map(drop),
    },
    FormEndpoint { endpoint: "end_session", page: "/settings/security", fields: SessionForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "end_application_session",
        page: "/settings/security",
        fields: SessionForm::FIELDS,
        check: NONE,
    },
    FormEndpoint { endpoint: "end_other_sessions", page: "/settings/security", fields: &[], check: NONE },
    FormEndpoint {
        endpoint: "save_preferences",
        page: "/settings/personalization",
        fields: PreferencesForm::FIELDS,
        check: |typed, _| PreferencesForm::of(typed).check().map(drop),
    },
    FormEndpoint { endpoint: "ask_deletion", page: "/settings/data", fields: &[], check: NONE },
    FormEndpoint { endpoint: "cancel_deletion", page: "/settings/data", fields: &[], check: NONE },
    FormEndpoint { endpoint: "open_account", page: "/clients/new", fields: AccountForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "find_new_company", page: "/clients/new", fields: AccountForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "save_account", page: "/clients/{account}", fields: AccountForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "find_account_company",
        page: "/clients/{account}",
        fields: AccountForm::FIELDS,
        check: NONE,
    },
    FormEndpoint { endpoint: "leave_account", page: "/clients/{account}", fields: &[Field::Account], check: NONE },
    FormEndpoint {
        endpoint: "invite",
        page: "/clients/{account}/users/invite",
        fields: InviteForm::FIELDS,
        check: |typed, _| InviteForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "resend_invitation",
        page: "/clients/{account}/users",
        fields: MemberForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "revoke_invitation",
        page: "/clients/{account}/users",
        fields: MemberForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "set_roles",
        page: "/clients/{account}/users/{member}/roles",
        fields: RolesForm::FIELDS,
        check: |typed, _| RolesForm::of(typed).check().map(drop),
    },
    FormEndpoint {
        endpoint: "set_notifications",
        page: "/clients/{account}/users/{member}/notifications",
        fields: NotificationsForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "dissociate",
        page: "/clients/{account}/users/{member}/dissociate",
        fields: MemberForm::FIELDS,
        check: NONE,
    },
    FormEndpoint {
        endpoint: "reset_member_two_step",
        page: "/clients/{account}/users/{member}/two-step",
        fields: MemberForm::FIELDS,
        check: NONE,
    },
    FormEndpoint { endpoint: "stay", page: "/cancel-deletion", fields: LinkForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "accept_invitation", page: "/invite", fields: InvitationForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "decline_invitation", page: "/invite", fields: InvitationForm::FIELDS, check: NONE },
    FormEndpoint { endpoint: "unknown_sender", page: "/invite", fields: InvitationForm::FIELDS, check: NONE },
    FormEndpoint {
        endpoint: "register_invited",
        page: "/invite/register",
        fields: InvitedForm::FIELDS,
        check: |typed, limits| InvitedForm::of(typed).check(limits).map(drop),
    },
];

/// The server functions that only read, and what they take.
pub const READS: &[(&str, &[&str])] = &[
    ("strength", &["password", "name", "surname", "email"]),
    ("country_search", &["name"]),
    ("phone_hint", &["country", "phone"]),
    ("number_hints", &["country", "organisation_type", "tin"]),
];

const NONE: Check = |_, _| Ok(());

impl FormEndpoint {
    /// The one of this name under `/api/`.
    pub fn of(endpoint: &str) -> Option<&'static FormEndpoint> {
        FORM_ENDPOINTS.iter().find(|target| target.endpoint == endpoint)
    }

    /// The server function that the form is made for: a button beside the one that sends it may send it elsewhere.
    pub fn form(&self) -> &'static str {
        match self.endpoint {
            "find_company" => "details",
            "find_new_company" => "open_account",
            "find_account_company" => "save_account",
            own => own,
        }
    }

    /// Whether a letter helps whoever has to wait here: it lets this browser in for the address that was typed.
    pub fn is_unlocked_by_letter(&self) -> bool {
        ["sign_in", "forgot"].contains(&self.endpoint)
    }

    /// Whether people type or choose something in its form.
    pub fn is_typed_into(&self) -> bool {
        self.fields.iter().any(|field| !field.is_hidden())
    }

    /// Whether it acts for whoever is signed in. The others act for a registration, for the link of a letter, or for whoever
    /// signs in with them.
    pub fn acts_for_user(&self) -> bool {
        const OTHERS: [&str; 11] = [
            "/register",
            "/register/details",
            "/register/verify",
            "/sign-in",
            "/sign-in/two-step",
            "/forgot-password",
            "/reset-password",
            "/unlock",
            "/email-undo",
            "/cancel-deletion",
            "/invite/register",
        ];
        !OTHERS.contains(&self.page)
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
