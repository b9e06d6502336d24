//! The activity log: every act that matters, written in the transaction of the act (ASVS 5.0 16.3.1 to 16.3.4).

mod event;
mod read;

pub(crate) use event::AuditEvent;

use crate::shared::Shared;
use rules::Act;
use std::{ops::Deref, sync::Arc};

/// Who acts, where it is the operator.
const OPERATOR: &str = "operator";

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Whoever reads.
    You,
    /// Another user, by their address; in the log of an account by the one they had then.
    Member(String),
    /// Somebody who is no member of the account any more, by their address of then; none where they are deleted.
    Former(Option<String>),
    /// The operator.
    Operator,
    /// Somebody: nobody knows who, since nothing was proved, or they never were a member and are deleted.
    Somebody,
}

/// A line of the activity log as its reader sees it.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// When, in unix seconds.
    pub at: i64,
    /// What.
    pub act: Act,
    /// Who did it.
    pub by: By,
    /// In the log of an account whom it was done to; none where they did it themselves.
    pub whom: Option<By>,
    /// Whether it was done; else it was refused.
    pub done: bool,
    /// What else is known, such as how many recovery codes are left; mostly empty.
    pub detail: String,
    /// Where it came from; empty for the operator's commands, and in the log of an account for acts of people who were no
    /// members of it then. It goes after [`Settings::addresses_kept`](crate::Settings::addresses_kept).
    pub network_address: String,
    /// Browser and system, as far as they can be told.
    pub device: Option<String>,
}

/// A page of an activity log, the newest line first.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its lines, [`Settings::LINES`](crate::Settings::LINES) at most.
    pub lines: Vec<AuditEntry>,
    /// The first line on this page, where there are newer ones.
    pub newer: Option<String>,
    /// The last line on this page, where there are older ones.
    pub older: Option<String>,
}

/// The activity log, where acts are written and read.
#[derive(Debug)]
pub struct AuditLog(Arc<Shared>);

impl Deref for AuditLog {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AuditLog {
    pub(crate) fn new(shared: Arc<Shared>) -> AuditLog {
        AuditLog(shared)
    }
}
