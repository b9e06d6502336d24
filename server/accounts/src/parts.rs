//! The parts of [`Accounts`], and which of them each may use: only parts that stand above it, so there are no circles.

use crate::{
    activity::AuditLog, desk::Registers, limits::RateLimits, outbox::Outbox, shared::Shared, signing::Signing,
};
use std::{ops::Deref, sync::Arc};

/// Declares the parts, [`Accounts`] with all of them, and how it is put together.
macro_rules! parts {
    (
        $($(#[$base_doc:meta])* $base:ident: $base_type:ident)*;
        $($(#[$doc:meta])* $part:ident: $part_type:ident { $($uses:ident: $uses_type:ident),* $(,)? })*
    ) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $part_type {
                shared: Arc<Shared>,
                $(pub(crate) $uses: Arc<$uses_type>,)*
            }

            impl Deref for $part_type {
                type Target = Shared;

                fn deref(&self) -> &Shared {
                    &self.shared
                }
            }
        )*

        /// Everything that can happen, by parts. Each verb is a method of one of them.
        #[derive(Debug)]
        pub struct Accounts {
            shared: Arc<Shared>,
            $($(#[$base_doc])* pub $base: Arc<$base_type>,)*
            $($(#[$doc])* pub $part: Arc<$part_type>,)*
        }

        impl Accounts {
            pub(crate) fn of_parts(shared: Arc<Shared>, $($base: Arc<$base_type>),*) -> Accounts {
                $(let $part = Arc::new($part_type {
                    shared: Arc::clone(&shared),
                    $($uses: Arc::clone(&$uses),)*
                });)*
                Accounts { shared, $($base,)* $($part),* }
            }
        }
    };
}

impl Deref for Accounts {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

parts! {
    /// Letters that wait to be sent.
    outbox: Outbox
    /// How often is too often.
    limits: RateLimits
    /// The activity log.
    audit: AuditLog
    /// Public company registers.
    registers: Registers
    /// What ID tokens are signed with.
    signing: Signing;

    /// Rows that an act locks until its transaction ends.
    locks: Locks {}
    /// Letters that tell users what was done.
    notices: Notices { audit: AuditLog, outbox: Outbox }
    /// Codes from an app, and recovery codes: what a second factor is checked against.
    second_factor: SecondFactor { audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox }
    /// Who is signed in, and the browsers that are known.
    sessions: Sessions { audit: AuditLog, limits: RateLimits, second_factor: SecondFactor }
    /// What a membership allows.
    rights: Rights { sessions: Sessions }
    /// Fresh proofs of identity, for what changes somebody's safety.
    reauthentication: Reauthentication {
        audit: AuditLog, limits: RateLimits, locks: Locks, second_factor: SecondFactor, sessions: Sessions,
    }
    /// Applications that ask who somebody is.
    applications: Applications { audit: AuditLog, limits: RateLimits, sessions: Sessions, signing: Signing }
    /// Where somebody is signed in.
    session_list: SessionList { audit: AuditLog, locks: Locks, reauthentication: Reauthentication }
    /// 2-step verification in settings.
    two_step: TwoStepSettings {
        audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        reauthentication: Reauthentication, second_factor: SecondFactor, sessions: Sessions,
    }
    /// Signing in: password, second step, recovery code, letters that let a browser in.
    sign_in: SignIn {
        audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        second_factor: SecondFactor, sessions: Sessions,
    }
    /// Passkeys: signing in by one, and one's own.
    passkeys: Passkeys {
        audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        reauthentication: Reauthentication, second_factor: SecondFactor, sessions: Sessions, sign_in: SignIn,
        two_step: TwoStepSettings,
    }
    /// Find company.
    companies: Companies { limits: RateLimits, registers: Registers }
    /// Codes that prove an e-mail address.
    email_codes: EmailCodes { limits: RateLimits, notices: Notices, outbox: Outbox }
    /// Invitations, sent and answered.
    invitations: Invitations {
        audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        reauthentication: Reauthentication, rights: Rights, sessions: Sessions,
    }
    /// Deleting a user, asked for, taken back and done.
    deletions: Deletions {
        audit: AuditLog, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        reauthentication: Reauthentication, sessions: Sessions,
    }
    /// Taking back whatever could still act for a user.
    revocation: Revocation { email_codes: EmailCodes, locks: Locks, second_factor: SecondFactor }
    /// Links that restore a former e-mail address.
    undo_links: UndoLinks {}
    /// Passwords: how strong, changed, forgotten.
    passwords: Passwords {
        audit: AuditLog, deletions: Deletions, limits: RateLimits, locks: Locks, notices: Notices, outbox: Outbox,
        reauthentication: Reauthentication, revocation: Revocation, second_factor: SecondFactor, sessions: Sessions,
        undo_links: UndoLinks,
    }
    /// The wizard.
    registrations: Registrations {
        audit: AuditLog, companies: Companies, email_codes: EmailCodes, invitations: Invitations, limits: RateLimits,
        outbox: Outbox, passwords: Passwords, rights: Rights, sessions: Sessions,
    }
    /// Another e-mail address, and the way back.
    email_changes: EmailChanges {
        audit: AuditLog, deletions: Deletions, email_codes: EmailCodes, invitations: Invitations, limits: RateLimits,
        locks: Locks, notices: Notices, outbox: Outbox, passwords: Passwords, reauthentication: Reauthentication,
        revocation: Revocation, second_factor: SecondFactor, sessions: Sessions, undo_links: UndoLinks,
    }
    /// Name, phone, language, theme.
    profiles: Profiles {
        audit: AuditLog, email_changes: EmailChanges, limits: RateLimits, locks: Locks, notices: Notices,
        outbox: Outbox, reauthentication: Reauthentication, sessions: Sessions,
    }
    /// Members of an account: lists, roles, leaving.
    memberships: Memberships {
        audit: AuditLog, invitations: Invitations, locks: Locks, notices: Notices, outbox: Outbox,
        revocation: Revocation, rights: Rights, second_factor: SecondFactor,
    }
    /// Accounts as their members see and change them.
    clients: Clients {
        audit: AuditLog, companies: Companies, locks: Locks, memberships: Memberships,
        reauthentication: Reauthentication, rights: Rights, sessions: Sessions,
    }
    /// What the operator's commands do.
    operator: Operator {
        audit: AuditLog, deletions: Deletions, email_codes: EmailCodes, invitations: Invitations, locks: Locks,
        notices: Notices, outbox: Outbox, revocation: Revocation, rights: Rights, second_factor: SecondFactor,
        sessions: Sessions,
    }
    /// What is sealed, when keys change.
    sealing: Sealing { second_factor: SecondFactor, signing: Signing }
    /// What goes when its time is over.
    retention: Retention { deletions: Deletions, limits: RateLimits, memberships: Memberships, registers: Registers }
    /// A copy of all that is held about somebody.
    exports: Exports { audit: AuditLog, reauthentication: Reauthentication, second_factor: SecondFactor }
    /// Refused forms, stored for a browser without scripts.
    saved_forms: SavedForms { limits: RateLimits }
}
