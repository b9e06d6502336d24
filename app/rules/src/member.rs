//! Members of an account and people who are invited into it, as pages show them.

use crate::{Delivery, Notification, Role};

/// Somebody in an account's list, and what whoever looks may do with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member's id, or the invitation's.
    pub id: String,
    /// Their address.
    pub email: String,
    /// Name and surname; empty for whoever has not accepted.
    pub name: String,
    /// Whether they have accepted.
    pub accepted: bool,
    /// Whether the invitation has run out.
    pub expired: bool,
    /// Their roles, or those they are to have.
    pub roles: Vec<Role>,
    /// What they are told of.
    pub notifications: Vec<Notification>,
    /// Whether their 2-step verification is on; false for whoever has not accepted.
    pub two_step: bool,
    /// Whether it is whoever looks.
    pub you: bool,
    /// Whether their roles may be changed, they may be dissociated; the invitation be sent again or revoked.
    pub managed: bool,
    /// Whether their second step is on and theirs to be reset by whoever looks.
    pub resettable: bool,
    /// Whether they have another account: then only the operator resets it.
    pub elsewhere: bool,
    /// Whether their notification settings may be changed.
    pub notifiable: bool,
    /// How the invitation's letter fares.
    pub delivery: Delivery,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was not accepted in time.
    Expired,
    /// It was taken back, or whoever invites may do so no more.
    Revoked,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// It was declined since its sender is unknown, and they can send no more for a while.
    Unknown,
}

/// Who looks at an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationReader {
    /// Nobody is signed in.
    Nobody,
    /// Whoever is invited.
    Invited,
    /// Somebody else, of this address.
    Other(String),
    /// Whose address it was before; now they have this one.
    Former(String),
}
