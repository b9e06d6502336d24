//! Answers that are kept for a while, in memory.

use registers::{Answer, Reason};
use std::collections::HashMap;

/// What a register found is true for 12 hours.
const FOUND: i64 = 43_200;
/// What it does not know it may know in an hour.
const NOT_FOUND: i64 = 3_600;
/// Most answers kept of one register.
const MOST: usize = 5_000;

/// An answer, and when it was given.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) answer: Answer,
    pub(crate) at: i64,
}

impl Heard {
    /// That there is none.
    pub(crate) fn nothing(reason: Reason, at: i64) -> Heard {
        Heard { answer: Answer::NoAnswer(reason), at }
    }
}

/// The answers of one register. What is no answer is not kept.
#[derive(Debug, Default)]
pub(super) struct Answers(HashMap<String, Heard>);

impl Answers {
    /// The answer to this question, if it is still true.
    pub(super) fn of(&self, key: &str, now: i64) -> Option<Heard> {
        self.0.get(key).filter(|heard| is_true(heard, now)).cloned()
    }

    /// Keeps an answer; where there are too many of them all but those of the last hours go.
    pub(super) fn keep(&mut self, key: String, heard: Heard, now: i64) {
        if matches!(heard.answer, Answer::NoAnswer(_)) {
            return;
        }
        if self.0.len() >= MOST {
            self.0.retain(|_, heard| is_true(heard, now + FOUND / 2));
        }
        if self.0.len() < MOST {
            self.0.insert(key, heard);
        }
    }

    /// Forgets what is not true any more.
    pub(super) fn forget(&mut self, now: i64) {
        self.0.retain(|_, heard| is_true(heard, now));
    }
}

fn is_true(heard: &Heard, now: i64) -> bool {
    let lifetime = match heard.answer {
        Answer::Found(_) => FOUND,
        Answer::NotFound => NOT_FOUND,
        Answer::NoAnswer(_) => 0,
    };
    now < heard.at + lifetime
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_crowd_of_answers_grows_without_end() {
        let mut answers = Answers::default();
        let heard = |at| Heard { answer: Answer::NotFound, at };
        for n in 0..20_000 {
            answers.keep(n.to_string(), heard(n), n);
        }
        assert!(answers.0.len() <= MOST);
        answers.forget(30_000);
        assert_eq!(answers.0.len(), 0);
    }
}
