//! The people of an account: the list, their roles, what they are told of, and how they lose it.

mod change;
mod list;

pub(crate) use list::last_page;

use rules::{AccountNumber, Delivery, Language, Notification, Role};

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By address.
    #[default]
    Email,
    /// By name.
    Name,
    /// Whoever has not accepted first.
    Accepted,
}

/// Which part of the list is wanted.
#[derive(Clone, Debug, Default)]
pub struct MembersOf {
    /// Words of names and addresses, in any order, case and spelling.
    pub search: String,
    /// The order.
    pub sort: Sort,
    /// Whose alphabet names are sorted by.
    pub language: Language,
    /// Which page; the first is 0. Past the end it is the last.
    pub page: u32,
}

/// One page of an account's list.
#[derive(Clone, Debug)]
pub struct Members {
    /// The account's number.
    pub number: AccountNumber,
    /// The company's name, if it has one.
    pub company: Option<String>,
    /// The roles of whoever looks.
    pub roles: Vec<Role>,
    /// Which page it is.
    pub page: u32,
    /// The people on this page: members, and those invited.
    pub members: Vec<Member>,
    /// How many there are in all of what was searched for.
    pub total: u32,
}

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
