//! English.

use super::{AlreadyRegistered, Letters, VerificationCode};

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Questions? Write to {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Asked for on {moment}, from {device}."),
        None => format!("Asked for on {moment}."),
    },
    verification_code: VerificationCode {
        subject: |brand| format!("Your code for {brand}"),
        lead: |brand| format!("Enter this code to finish your registration at {brand}:"),
        lifetime: |minutes| format!("The code works for {minutes} minutes."),
        not_you: "Somebody entered your address on our registration page. If it was not you, do nothing: without this code no account is made.",
    },
    already_registered: AlreadyRegistered {
        subject: |brand| format!("You already have an account at {brand}"),
        lead: |brand| {
            format!(
                "Somebody began to register at {brand} with your address. You have an account already, so no new one was made."
            )
        },
        sign_in: "If it was you, sign in here:",
        not_you: "If it was not you, do nothing. Your account is as it was.",
    },
};
