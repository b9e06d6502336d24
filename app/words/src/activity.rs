//! The lines of the activity log. The server writes them out, so the browser carries none of it.

use crate::languages::catalogue;
use rules::{Act, Language};

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

/// What the log says in this language.
pub fn log(language: Language) -> &'static Log {
    catalogue(language).log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_a_name_of_its_own() {
        for language in Language::ALL {
            let names: std::collections::HashSet<_> = Act::ALL.iter().map(|act| (log(language).act)(*act)).collect();
            assert_eq!(names.len(), Act::ALL.len());
        }
    }
}
