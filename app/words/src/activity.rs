//! The lines of the activity log. The server writes them out, so the browser carries none of it.

use rules::Act;

/// What the log says in one language.
#[expect(missing_docs, reason = "each name says which word it is")]
pub struct Log {
    pub act: fn(Act) -> &'static str,
    pub you: &'static str,
    pub operator: &'static str,
    pub somebody: &'static str,
    /// Somebody who is no member any more, by the address they had.
    pub former: fn(&str) -> String,
    pub former_member: &'static str,
    pub done: &'static str,
    pub refused: &'static str,
}
