//! What is written into the activity log.

use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident = $value:literal),* $(,)?) => {
        /// An act that matters.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Act {
            $($(#[$doc])* #[serde(rename = $value)] $variant,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Act] = &[$(Act::$variant),*];

            /// Its value in the database; it never changes.
            pub const fn as_str(self) -> &'static str {
                match self { $(Act::$variant => $value),* }
            }

            /// The act of that value.
            pub fn parse(value: &str) -> Option<Act> {
                match value { $($value => Some(Act::$variant),)* _ => None }
            }
        }
    };
}

acts! {
    /// The user was made.
    Registered = "registered",
    /// Signing in, whole; refused: a wrong password.
    SignedIn = "signed_in",
    /// The second step of signing in; only ever refused, since a right one is part of signing in.
    SecondStep = "second_step",
    /// Signing in to an application of the operator's; its name is the detail.
    SignedInTo = "signed_in_to",
    /// Signing out of one from settings; its name is the detail.
    SignedOutOf = "signed_out_of",
    /// Signing out.
    SignedOut = "signed_out",
    /// 2-step verification switched on, or moved to another key.
    TwoStepEnabled = "two_step_enabled",
    /// A passkey was added; its name is the detail.
    PasskeyAdded = "passkey_added",
    /// A passkey was given another name, which is the detail.
    PasskeyRenamed = "passkey_renamed",
    /// A passkey was removed; its name is the detail.
    PasskeyRemoved = "passkey_removed",
    /// 2-step verification switched off.
    TwoStepDisabled = "two_step_disabled",
    /// Another key to set 2-step verification up with.
    TwoStepKey = "two_step_key",
    /// 2-step verification switched off by somebody else.
    TwoStepReset = "two_step_reset",
    /// A new set of recovery codes.
    RecoveryMade = "recovery_made",
    /// The recovery codes were kept somewhere.
    RecoverySaved = "recovery_saved",
    /// A recovery code was used up; refused: one that does not work.
    RecoveryUsed = "recovery_used",
    /// A letter with a link to a new password was asked for.
    ResetAsked = "reset_asked",
    /// A letter with a link that lets a browser in was asked for.
    UnlockAsked = "unlock_asked",
    /// A new password was chosen by such a link.
    PasswordReset = "password_reset",
    /// The identity was confirmed again; refused: a wrong password or code.
    IdentityConfirmed = "identity_confirmed",
    /// All sessions were ended.
    SessionsEnded = "sessions_ended",
    /// One session was ended from another.
    SessionEnded = "session_ended",
    /// All sessions but the one that asked were ended.
    OtherSessionsEnded = "other_sessions_ended",
    /// Another name or surname.
    ProfileChanged = "profile_changed",
    /// Another phone number.
    PhoneChanged = "phone_changed",
    /// Another address was asked for; it waits for its proof.
    EmailAsked = "email_asked",
    /// That change was given up.
    EmailCancelled = "email_cancelled",
    /// The new address was proved and is the user's; refused: a wrong code.
    EmailChanged = "email_changed",
    /// The former address was restored; refused: a wrong code of the second factor.
    EmailRestored = "email_restored",
    /// A new password was chosen; refused: the old one was wrong.
    PasswordChanged = "password_changed",
    /// Another language or theme.
    PreferencesChanged = "preferences_changed",
    /// The user's data was downloaded.
    DataDownloaded = "data_downloaded",
    /// The user asked to be deleted.
    DeletionAsked = "deletion_asked",
    /// The user is not to be deleted after all; refused: they own an account with other members.
    DeletionCancelled = "deletion_cancelled",
    /// The user was deleted.
    UserDeleted = "user_deleted",
    /// An account was opened.
    AccountOpened = "account_opened",
    /// An account's details were changed.
    AccountChanged = "account_changed",
    /// An account asks for 2-step verification, or no longer.
    PolicyChanged = "policy_changed",
    /// The operator has made somebody else the owner of an account.
    AccountTransferred = "account_transferred",
    /// Somebody was invited.
    Invited = "invited",
    /// An invitation was sent again.
    InvitationResent = "invitation_resent",
    /// An invitation was taken back.
    InvitationRevoked = "invitation_revoked",
    /// An invitation was accepted.
    InvitationAccepted = "invitation_accepted",
    /// An invitation was declined.
    InvitationDeclined = "invitation_declined",
    /// An invitation was declined by somebody who does not know the sender.
    InvitationUnknown = "invitation_unknown",
    /// Other roles in an account.
    RolesChanged = "roles_changed",
    /// Other notification settings in an account.
    NotificationsChanged = "notifications_changed",
    /// A member was removed from an account.
    Dissociated = "dissociated",
    /// A member has left an account.
    AccountLeft = "account_left",
    /// The operator has closed the door.
    UserDisabled = "user_disabled",
    /// The operator has opened it again.
    UserEnabled = "user_enabled",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_leads_back_to_its_act() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.as_str()), Some(*act));
        }
        assert_eq!(Act::parse("danced"), None);
    }
}
