//! How each field is typed into: its keyboard, what a browser fills in, its width and direction.

use rules::Field;

/// How a field is typed into.
pub(super) struct Typing {
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) inputmode: Option<&'static str>,
    pub(super) capitals: &'static str,
    pub(super) class: &'static str,
    pub(super) direction: Option<&'static str>,
}

/// The attributes that help a browser, a phone's keyboard and a password manager (WCAG 2.2, 1.3.5).
pub(super) fn typing(field: Field) -> Typing {
    let text =
        Typing { kind: "text", autocomplete: "off", inputmode: None, capitals: "off", class: "input", direction: None };
    match field {
        Field::Name => Typing { autocomplete: "given-name", capitals: "words", ..text },
        Field::Surname => Typing { autocomplete: "family-name", capitals: "words", ..text },
        // No `type=email`: Chromium hands over another domain than was typed (findings/chromium-email-domains.sh).
        Field::UserEmail => Typing { inputmode: Some("email"), direction: Some("ltr"), ..text },
        Field::Email => Typing { autocomplete: "email", inputmode: Some("email"), direction: Some("ltr"), ..text },
        Field::OldPassword => Typing { kind: "password", autocomplete: "current-password", ..text },
        Field::Password | Field::ConfirmPassword | Field::NewPassword | Field::ConfirmNewPassword => {
            Typing { kind: "password", autocomplete: "new-password", ..text }
        }
        Field::Phone => {
            Typing { kind: "tel", autocomplete: "tel", class: "input input--medium", direction: Some("ltr"), ..text }
        }
        Field::CompanyName => Typing { autocomplete: "organization", capitals: "words", ..text },
        Field::Tin | Field::VatNumber | Field::RegistrationNumber => {
            Typing { class: "input input--medium", direction: Some("ltr"), ..text }
        }
        Field::Address => Typing { autocomplete: "address-line1", capitals: "words", ..text },
        Field::City => Typing { autocomplete: "address-level2", capitals: "words", ..text },
        Field::PostalCode => {
            Typing { autocomplete: "postal-code", capitals: "characters", class: "input input--short", ..text }
        }
        Field::Code => Typing {
            autocomplete: "one-time-code",
            capitals: "characters",
            class: "input input--code",
            direction: Some("ltr"),
            ..text
        },
        Field::TwoStepCode => Typing {
            autocomplete: "one-time-code",
            inputmode: Some("numeric"),
            class: "input input--code",
            direction: Some("ltr"),
            ..text
        },
        Field::RecoveryCode => {
            Typing { capitals: "characters", class: "input input--medium", direction: Some("ltr"), ..text }
        }
        _ => text,
    }
}
