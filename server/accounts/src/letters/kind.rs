//! The kinds of letters.

use rules::Language;

/// The kinds of letters, as in their header `X-Ocpanel-Letter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The code that proves an address.
    VerificationCode,
    /// Somebody wants an address that is somebody's already, or kept for its former owner.
    AlreadyRegistered,
    /// The link to a new password.
    PasswordReset,
    /// The code that proves another address of a user.
    EmailChangeCode,
    /// Another address was asked for, or is the user's now; to the former one.
    EmailChangeNotice,
    /// The link to an invitation into an account.
    Invitation,
    /// Something about a membership in an account.
    MembershipNotice,
    /// Something that concerns the user's safety.
    SecurityNotice,
}

impl Kind {
    /// The kind's name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::VerificationCode => "verification-code",
            Kind::AlreadyRegistered => "already-registered",
            Kind::PasswordReset => "password-reset",
            Kind::EmailChangeCode => "email-change-code",
            Kind::EmailChangeNotice => "email-change-notice",
            Kind::Invitation => "invitation",
            Kind::MembershipNotice => "membership-notice",
            Kind::SecurityNotice => "security-notice",
        }
    }

    /// The subject of this kind of letter.
    pub fn subject(self, language: Language, brand: &str) -> String {
        let words = words::letters(language);
        match self {
            Kind::VerificationCode => (words.verification_code.subject)(brand),
            Kind::AlreadyRegistered => (words.already_registered.subject)(brand),
            Kind::PasswordReset => (words.password_reset.subject)(brand),
            Kind::EmailChangeCode => (words.email_change_code.subject)(brand),
            Kind::EmailChangeNotice => (words.email_change.subject)(brand),
            Kind::Invitation => (words.invitation.subject)("", brand),
            Kind::MembershipNotice => (words.membership.subject)(brand),
            Kind::SecurityNotice => (words.security_notice.subject)(brand),
        }
    }
}
