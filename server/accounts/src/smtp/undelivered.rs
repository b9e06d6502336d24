//! Why a letter did not go.

use super::Meaning;
use rules::Delivery;

/// Why a letter did not go.
#[derive(Debug)]
pub(crate) struct Undelivered {
    pub(crate) meaning: Meaning,
    /// For the log. The server's own words stay out of it: they may repeat the address.
    pub(crate) what: String,
    pub(crate) kind: FailureKind,
    /// The letter may have been taken: the next try waits at least so long, in seconds.
    pub(crate) wait: i64,
}

/// Why a letter did not go, as far as anything depends on it (`outbox.failure_kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// There is no such address.
    Address,
    /// The address has letters outside ASCII, and a server on the way takes none.
    Unwritable,
    /// The address is unknown so far.
    Doubtful,
    /// Something after the recipient was taken, so it says nothing of the address.
    AfterRecipient,
    /// Somebody took the letter back before it went.
    Withdrawn,
    /// Anything else.
    Other,
}

impl FailureKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            FailureKind::Address => "address",
            FailureKind::Unwritable => "unwritable",
            FailureKind::Doubtful => "doubtful",
            FailureKind::AfterRecipient => "after_recipient",
            FailureKind::Withdrawn => "withdrawn",
            FailureKind::Other => "other",
        }
    }

    pub(crate) fn parse(value: &str) -> Option<FailureKind> {
        use FailureKind::{Address, AfterRecipient, Doubtful, Other, Unwritable, Withdrawn};
        [Address, Unwritable, Doubtful, AfterRecipient, Withdrawn, Other]
            .into_iter()
            .find(|kind| kind.as_str() == value)
    }

    /// Whether it holds still when the letter is worth nothing any more.
    pub(crate) fn outlives_the_letter(self) -> bool {
        matches!(self, FailureKind::AfterRecipient | FailureKind::Doubtful)
    }
}

/// After a line that was lost while the letter was taken.
const PERHAPS_TAKEN: i64 = 300;

impl Undelivered {
    pub(crate) fn of(meaning: Meaning, what: String) -> Undelivered {
        let kind = match meaning {
            Meaning::Address => FailureKind::Address,
            Meaning::Unwritable => FailureKind::Unwritable,
            Meaning::Doubtful => FailureKind::Doubtful,
            Meaning::Operator | Meaning::Later | Meaning::Never => FailureKind::Other,
        };
        Undelivered { meaning, what, kind, wait: 0 }
    }

    pub(crate) fn after_recipient(self) -> Undelivered {
        Undelivered { kind: FailureKind::AfterRecipient, ..self }
    }

    pub(crate) fn perhaps_taken(self) -> Undelivered {
        Undelivered { wait: PERHAPS_TAKEN, ..self }
    }

    /// It never will go.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.meaning, Meaning::Address | Meaning::Unwritable | Meaning::Never)
    }

    /// What the operator reads of it.
    pub(crate) fn problem(&self) -> String {
        let before = match self.kind {
            FailureKind::Address => "address: ",
            FailureKind::Unwritable => "unwritable: ",
            FailureKind::Doubtful => "doubtful: ",
            FailureKind::AfterRecipient => "after the recipient: ",
            FailureKind::Withdrawn | FailureKind::Other => "",
        };
        format!("{before}{}", self.what)
    }
}

/// How a letter fares that has failed or not, for this reason.
pub(crate) fn delivery(failed: bool, kind: Option<FailureKind>) -> Delivery {
    match (failed, kind) {
        (false, Some(FailureKind::Doubtful)) => Delivery::Doubtful,
        (false, _) => Delivery::OnItsWay,
        (true, Some(FailureKind::Unwritable)) => Delivery::Unwritable,
        (true, Some(FailureKind::Address | FailureKind::Doubtful)) => Delivery::Refused,
        (true, _) => Delivery::Failed,
    }
}
