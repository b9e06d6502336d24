//! What people are told of by letter.

use serde::{Deserialize, Serialize};

/// What a user is told of by letter, because it concerns their safety.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// A browser signed in that never did before.
    NewBrowser,
    /// The right password and a wrong second step.
    SecondStepFailed,
    /// The right password after so many wrong ones.
    ManyFailures(u32),
    /// A new password.
    PasswordChanged,
    /// 2-step verification is on.
    TwoStepOn,
    /// 2-step verification is off.
    TwoStepOff,
    /// 2-step verification was switched off by the operator.
    TwoStepReset,
    /// There is another passkey.
    PasskeyAdded,
    /// There is a passkey less.
    PasskeyRemoved,
    /// A passkey was refused, because there may be a copy of it.
    PasskeyCopied,
    /// There are new recovery codes.
    RecoveryMade,
    /// A recovery code was used; so many are left.
    RecoveryUsed(u32),
    /// The operator has closed the door.
    Disabled,
    /// The operator has opened it again.
    Enabled,
    /// Another phone number.
    PhoneChanged,
    /// This is the address now; told to the new one.
    EmailChanged,
    /// The operator has moved the user to another address; told to the old one.
    EmailMoved,
    /// The former address was restored; told to it.
    EmailRestored,
    /// The address is the user's no more, since the former one was restored; told to it.
    EmailRemoved,
    /// The user will not be deleted after all.
    DeletionCancelled,
    /// The user cannot be deleted: others have become members of their account.
    DeletionStopped,
    /// The user was deleted.
    Deleted,
}

impl Notice {
    /// One of each, for whoever shows them all.
    pub const ALL: [Notice; 22] = [
        Notice::NewBrowser,
        Notice::SecondStepFailed,
        Notice::ManyFailures(5),
        Notice::PasswordChanged,
        Notice::TwoStepOn,
        Notice::TwoStepOff,
        Notice::TwoStepReset,
        Notice::PasskeyAdded,
        Notice::PasskeyRemoved,
        Notice::PasskeyCopied,
        Notice::RecoveryMade,
        Notice::RecoveryUsed(3),
        Notice::Disabled,
        Notice::Enabled,
        Notice::PhoneChanged,
        Notice::EmailChanged,
        Notice::EmailMoved,
        Notice::EmailRestored,
        Notice::EmailRemoved,
        Notice::DeletionCancelled,
        Notice::DeletionStopped,
        Notice::Deleted,
    ];
}

/// What a member of an account is told of by letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberNews {
    /// Somebody has accepted; told to whoever invited them.
    Accepted,
    /// Other roles.
    RolesChanged,
    /// The account is gone for them.
    Dissociated,
    /// Their 2-step verification was switched off by somebody who manages users.
    TwoStepReset,
    /// The operator has made them the owner.
    OwnerNow,
    /// The operator has made somebody else the owner.
    OwnerNoMore,
}

impl MemberNews {
    /// All of them.
    pub const ALL: [MemberNews; 6] = [
        MemberNews::Accepted,
        MemberNews::RolesChanged,
        MemberNews::Dissociated,
        MemberNews::TwoStepReset,
        MemberNews::OwnerNow,
        MemberNews::OwnerNoMore,
    ];
}
