//! English.

use super::{
    AddressKept, AlreadyRegistered, DeletionAsked, EmailChange, Invitation, Letters, Membership, PasswordReset,
    SecurityNotice, Unlock, VerificationCode,
};
use crate::pages::count;
use rules::{MemberNews, Notice};

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
        wanted: |brand| {
            format!(
                "Somebody wanted to move their account at {brand} to your address. It has an account already, so nothing was changed."
            )
        },
    },
    address_kept: AddressKept {
        subject: |brand| format!("This address is kept at {brand}"),
        lead: |brand, until| {
            format!(
                "Somebody wanted to use your address at {brand}. It was the address of an account until lately and is kept for its owner until {until}. Nothing was changed; after that it can be used again."
            )
        },
        not_you: "If it was not you, do nothing.",
    },
    password_reset: PasswordReset {
        subject: |brand| format!("A new password for {brand}"),
        lead: |brand| format!("Choose a new password for your account at {brand} here:"),
        lifetime: |n| format!("The link works once, for {}. 2-step verification stays as it is.", count(n, "minute")),
        not_you: "If it was not you who asked for it, do nothing: your password stays the same.",
    },
    unlock: Unlock {
        subject: |brand| format!("{brand}: a link that lets your browser in"),
        lead: |brand| {
            format!(
                "Too many tries were made at {brand} with this e-mail address, by you or by somebody else, so everybody has to wait. Your browser need not. Open this link in the browser where you want to go on:"
            )
        },
        lifetime: |n| {
            format!("The link works for {}, in as many browsers as you like. It signs nobody in.", count(n, "hour"))
        },
        not_you: "If it was not you who asked for it, do nothing: without this letter nobody is let in.",
    },
    email_change_code: VerificationCode {
        subject: |brand| format!("Your code for your new address at {brand}"),
        lead: |brand| format!("Enter this code to make this the address of your account at {brand}:"),
        lifetime: |n| format!("The code works for {}.", count(n, "minute")),
        not_you: "Somebody entered your address in the account settings. If it was not you, do nothing: without this code nothing is changed.",
    },
    email_change: EmailChange {
        subject: |brand| format!("{brand}: another e-mail address was asked for"),
        asked: |brand, to| {
            format!(
                "Your account at {brand} is about to move from this address to {to}. It moves when that address is proved; until then you sign in with this one. If it was not you, stop it here, and your account stays with this address:"
            )
        },
        lifetime: |n| format!("The link also undoes the move, for {} after it.", count(n, "day")),
        subject_done: |brand| format!("{brand}: your e-mail address was changed"),
        done: |brand, to| {
            format!(
                "Your account at {brand} has moved from this address to {to}. You sign in with that one from now on. If it was not you, undo it here, and this is the address of your account again:"
            )
        },
        lifetime_done: |n| {
            format!("The link works for {}. For so long nobody else can use this address.", count(n, "day"))
        },
    },
    invitation: Invitation {
        subject: |account, brand| format!("{brand}: invitation to account {account}"),
        lead: |who, account, brand| format!("{who} invites you to account {account} at {brand}."),
        roles: |roles| format!("Your roles there: {roles}."),
        open: "See the invitation, and accept or decline it, here:",
        lifetime: |n| format!("The link works for {}.", count(n, "day")),
        not_you: "Nothing happens unless you accept. If you do not know the sender, say so on that page, or do nothing.",
    },
    membership: Membership {
        subject: |brand| format!("{brand}: your membership in an account"),
        title: member_title,
        lead: member_lead,
    },
    deletion_asked: DeletionAsked {
        title: "your account will be deleted",
        lead: |brand, days| {
            format!(
                "Your account at {brand} will be deleted in {}. To keep it, open this page and press Cancel deletion; you need not sign in:",
                count(days, "day")
            )
        },
        not_you: "If it was not you who asked, somebody knows your password. Choose a new one then:",
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
        Notice::PhoneChanged => "your phone number was changed",
        Notice::EmailChanged => "this is your address now",
        Notice::EmailMoved => "your address was changed",
        Notice::EmailRestored => "your address is restored",
        Notice::EmailRemoved => "this address is no longer yours",
        Notice::DeletionCancelled => "your account stays",
        Notice::DeletionStopped => "your account was not deleted",
        Notice::Deleted => "your account is deleted",
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
            format!("Your right password for {brand} was entered after {n} wrong ones.")
        }
        Notice::PasswordChanged => {
            format!("The password of your account at {brand} was changed, and other sessions were ended.")
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
        Notice::PhoneChanged => format!("The phone number of your account at {brand} was changed."),
        Notice::EmailChanged => {
            format!("This address is now the one you sign in with at {brand}. The former one works no more.")
        }
        Notice::EmailMoved => {
            return format!(
                "We moved your account at {brand} to another e-mail address, because we were asked to. You sign in with the new one from now on. If you did not ask for it, write to us at once."
            );
        }
        Notice::EmailRestored => {
            return format!(
                "This is again the address of your account at {brand}. All sessions were ended. Another letter brings you a link to a new password: use it before you sign in."
            );
        }
        Notice::EmailRemoved => {
            return format!(
                "The change to this address was undone from the former one. Your account at {brand} has its former address again, and all sessions were ended. If that was not you, write to us."
            );
        }
        Notice::DeletionCancelled => format!("Your account at {brand} will not be deleted."),
        Notice::DeletionStopped => {
            return format!(
                "Your account at {brand} was not deleted: other people are members of an account you own. Remove them, then ask for the deletion again. If you have forgotten your password, choose a new one here:"
            );
        }
        Notice::Deleted => {
            return format!(
                "Your account at {brand} is deleted, and what we kept about you with it. Thank you for having been with us."
            );
        }
    };
    format!("{what} {NOT_YOU}")
}

fn member_title(news: MemberNews) -> &'static str {
    match news {
        MemberNews::Accepted => "your invitation was accepted",
        MemberNews::RolesChanged => "your roles were changed",
        MemberNews::Dissociated => "you are no longer a member of an account",
        MemberNews::TwoStepReset => "2-step verification was reset",
        MemberNews::OwnerNow => "you own an account now",
        MemberNews::OwnerNoMore => "your account has another owner",
    }
}

fn member_lead(news: MemberNews, account: &str, who: &str, roles: &str) -> String {
    match news {
        MemberNews::Accepted => format!("{who} has accepted your invitation to account {account}. Roles: {roles}."),
        MemberNews::RolesChanged => {
            format!("{who} has changed your roles in account {account}. From now on they are: {roles}.")
        }
        MemberNews::Dissociated => {
            format!(
                "{who} has removed you from account {account}. You can still sign in and look after your own details."
            )
        }
        MemberNews::TwoStepReset => format!(
            "{who}, who manages the users of account {account}, has switched your 2-step verification off, and you were signed out everywhere. You sign in with your password alone until you switch it on again. If you did not ask for it, talk to them and write to us."
        ),
        MemberNews::OwnerNow => {
            format!("You are the owner of account {account} now. We changed that because we were asked to.")
        }
        MemberNews::OwnerNoMore => format!(
            "Account {account} has another owner now: {who}. We changed that because we were asked to. Your roles there: {roles}."
        ),
    }
}
