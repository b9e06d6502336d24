//! English.

use super::{AlreadyRegistered, Letters, PasswordReset, SecurityNotice, VerificationCode};
use crate::pages::count;
use rules::Notice;

pub(super) const LETTERS: Letters = Letters {
    support: |address| format!("Questions? Write to {address}."),
    asked: |moment, device| match device {
        Some(device) => format!("Asked for on {moment}, from {device}."),
        None => format!("Asked for on {moment}."),
    },
    happened: |moment, device| match device {
        Some(device) => format!("When: {moment}. Browser: {device}."),
        None => format!("When: {moment}."),
    },
    verification_code: VerificationCode {
        subject: |brand| format!("Your code for {brand}"),
        lead: |brand| format!("Enter this code to finish your registration at {brand}:"),
        lifetime: |n| format!("The code works for {}.", count(n, "minute")),
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
        forgot: "You have forgotten your password? Choose a new one here:",
        not_you: "If it was not you, do nothing. Your account is as it was.",
    },
    password_reset: PasswordReset {
        subject: |brand| format!("A new password for {brand}"),
        lead: |brand| format!("Choose a new password for your account at {brand} here:"),
        lifetime: |n| format!("The link works once, for {}. 2-step verification stays as it is.", count(n, "minute")),
        not_you: "If it was not you who asked for it, do nothing: your password stays the same.",
    },
    security_notice: SecurityNotice { subject: |brand| format!("Security notice from {brand}"), title, lead },
};

fn title(notice: Notice) -> &'static str {
    match notice {
        Notice::NewBrowser => "sign-in from a new browser",
        Notice::SecondStepFailed => "right password, wrong second step",
        Notice::ManyFailures(_) => "right password after many wrong ones",
        Notice::PasswordChanged => "your password was changed",
        Notice::TwoStepOn => "2-step verification is on",
        Notice::TwoStepOff => "2-step verification is off",
        Notice::TwoStepReset => "2-step verification was reset",
        Notice::RecoveryMade => "new recovery codes",
        Notice::RecoveryUsed(_) => "a recovery code was used",
        Notice::Disabled => "your sign-in is closed",
        Notice::Enabled => "your sign-in is open again",
    }
}

fn lead(notice: Notice, brand: &str) -> String {
    const NOT_YOU: &str = "If it was you, there is nothing to do. If it was not, choose a new password now:";
    let what = match notice {
        Notice::NewBrowser => {
            format!("Somebody signed in to your account at {brand} from a browser that never did before.")
        }
        Notice::SecondStepFailed => {
            return format!(
                "Somebody entered your right password at {brand}, but not the right code of the second step. They did not get in. If it was not you, somebody knows your password. Choose a new one now:"
            );
        }
        Notice::ManyFailures(n) => {
            format!("Your right password for {brand} was entered after {n} wrong ones in a row.")
        }
        Notice::PasswordChanged => {
            format!("The password of your account at {brand} was changed, and all sessions were ended.")
        }
        Notice::TwoStepOn => {
            format!("2-step verification of your account at {brand} was switched on, or moved to another key.")
        }
        Notice::TwoStepOff => format!("2-step verification of your account at {brand} was switched off."),
        Notice::TwoStepReset => {
            return format!(
                "We switched 2-step verification of your account at {brand} off, because we were asked to. You sign in with your password alone until you switch it on again. If you did not ask for it, write to us, and choose a new password now:"
            );
        }
        Notice::RecoveryMade => {
            format!("New recovery codes were made for your account at {brand}. The old ones work no more.")
        }
        Notice::RecoveryUsed(n) => {
            format!("Somebody signed in to your account at {brand} with a recovery code. Codes left: {n}.")
        }
        Notice::Disabled => {
            return format!(
                "We closed the sign-in to your account at {brand}, and all sessions were ended. To learn why, write to us."
            );
        }
        Notice::Enabled => {
            return format!(
                "The sign-in to your account at {brand} is open again. If you have forgotten your password, choose a new one here:"
            );
        }
    };
    format!("{what} {NOT_YOU}")
}
