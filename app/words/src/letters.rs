//! The sentences of letters.

use rules::{MemberNews, Notice};

/// Everything that letters say.
pub struct Letters {
    /// How to reach support; the argument is an address.
    pub support: fn(&str) -> String,
    /// When it was asked for, and from which device if that is known.
    pub asked: fn(&str, Option<&str>) -> String,
    /// When it happened, and on which device if that is known.
    pub happened: fn(&str, Option<&str>) -> String,
    /// The letter with the code of a registration.
    pub verification_code: VerificationCode,
    /// The letter to somebody who has a user and registers again.
    pub already_registered: AlreadyRegistered,
    /// The letter to an address that is kept for its former owner.
    pub address_kept: AddressKept,
    /// The letter with a link to a new password.
    pub password_reset: PasswordReset,
    /// The letter with a link that lets a browser in.
    pub unlock: Unlock,
    /// The letter with the code that proves another address of a user.
    pub email_change_code: VerificationCode,
    /// The letters to the address that a user moves away from, with the link that undoes it.
    pub email_change: EmailChange,
    /// The letter that invites somebody into an account.
    pub invitation: Invitation,
    /// The letters about memberships in accounts.
    pub membership: Membership,
    /// The letter to somebody who asked to be deleted, with the link that keeps them.
    pub deletion_asked: DeletionAsked,
    /// The letters about a user's safety.
    pub security_notice: SecurityNotice,
}

/// A letter with a code.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct VerificationCode {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub lifetime: fn(u32) -> String,
    pub not_you: &'static str,
}

/// The letter to somebody who has a user and registers again.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct AlreadyRegistered {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub sign_in: &'static str,
    pub forgot: &'static str,
    pub not_you: &'static str,
    /// Somebody wants to move their own account to this address.
    pub wanted: fn(&str) -> String,
}

/// The letter to an address that is kept for its former owner; `lead` takes the brand and until when.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct AddressKept {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str, &str) -> String,
    pub not_you: &'static str,
}

/// The letters to the address that a user moves away from; what happens takes the brand and the masked new address, a
/// lifetime takes days.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct EmailChange {
    pub subject: fn(&str) -> String,
    pub asked: fn(&str, &str) -> String,
    pub lifetime: fn(u32) -> String,
    pub subject_done: fn(&str) -> String,
    pub done: fn(&str, &str) -> String,
    pub lifetime_done: fn(u32) -> String,
}

/// The letter with a link to a new password.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct PasswordReset {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    pub lifetime: fn(u32) -> String,
    pub not_you: &'static str,
    /// Where the former password works no more, and the second factor may be gone as well.
    pub void: &'static str,
    pub void_lifetime: fn(u32) -> String,
}

/// The letter with a link that lets a browser in, which strangers keep out.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Unlock {
    pub subject: fn(&str) -> String,
    pub lead: fn(&str) -> String,
    /// Takes hours.
    pub lifetime: fn(u32) -> String,
    pub not_you: &'static str,
}

/// The letter that invites somebody into an account. `account` is its number, with the company's name after it.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct Invitation {
    /// Takes account and brand.
    pub subject: fn(&str, &str) -> String,
    /// Takes who invites, account and brand.
    pub lead: fn(&str, &str, &str) -> String,
    /// Takes the roles, in words.
    pub roles: fn(&str) -> String,
    pub open: &'static str,
    /// Takes days.
    pub lifetime: fn(u32) -> String,
    pub not_you: &'static str,
}

/// The letters about memberships in accounts.
pub struct Membership {
    /// What all of them are.
    pub subject: fn(&str) -> String,
    /// What happened, in a few words; the subject of the letter begins with the brand.
    pub title: fn(MemberNews) -> &'static str,
    /// What happened; takes the account's number with the company's name, who it is about or who did it, and the roles.
    pub lead: fn(MemberNews, &str, &str, &str) -> String,
}

/// The letters about a user's safety.
pub struct SecurityNotice {
    /// What all of them are.
    pub subject: fn(&str) -> String,
    /// What happened, in a few words; the subject of the letter begins with the brand.
    pub title: fn(Notice) -> &'static str,
    /// What happened, and what to do; where a link follows it ends in a colon.
    pub lead: fn(Notice, &str) -> String,
}

impl SecurityNotice {
    /// Whether a link to a new password follows the lead.
    pub fn has_link(notice: Notice) -> bool {
        !matches!(
            notice,
            Notice::Disabled | Notice::EmailMoved | Notice::EmailRestored | Notice::EmailRemoved | Notice::Deleted
        )
    }
}

/// The letter to somebody who asked to be deleted, with the link that keeps them.
pub struct DeletionAsked {
    /// What happened, in a few words; the subject of the letter begins with the brand.
    pub title: &'static str,
    /// Takes the brand and the days until then; ends in a colon, since the link follows.
    pub lead: fn(&str, u32) -> String,
    /// What to do for whoever did not ask; a link to a new password follows.
    pub not_you: &'static str,
}
