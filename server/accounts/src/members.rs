//! The people of an account: the list, their roles, what they are told of, and how they lose it.

mod change;
mod list;

use crate::At;
use rules::{AccountNumber, Language, Member, Role};

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
    /// Which page.
    pub at: At,
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
    /// The people on this page: members, and those invited.
    pub members: Vec<Member>,
    /// Before whom the page before this one ends, and behind whom the next one begins, where there are any.
    pub previous: Option<String>,
    /// The last one on this page, where there are more.
    pub next: Option<String>,
    /// How many there are in all of what was searched for, as far as they were counted.
    pub total: u32,
    /// Whether there are more than were counted.
    pub and_more: bool,
}
