//! Companies are found in public registers: which are asked, in which order, and how long somebody waits for that.
//!
//! A country's own register comes first, then those of many countries for what is missing. Nobody waits longer than
//! [`crate::desk::PATIENCE`]; an answer that comes later is kept for whoever asks next.

mod form;
mod search;

pub(crate) use form::KNOWN_COMPANY;
pub use search::{Filled, Origin};

use crate::{
    RequestContext,
    desk::{Desk, Heard, PATIENCE},
    error::Error,
    limits,
    parts::Companies,
};
use registers::{Answer, Asked, CompanyQuery, Place, Reason};
use search::Search;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};

/// How looking for a company ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Registers know it, and say this of it.
    Found(Box<Filled>),
    /// This register says that it does not know the number; others that were asked do not either.
    NotFound {
        /// The register's name in settings.
        source: &'static str,
    },
    /// A register that might know it gave no answer that can be relied on. That says nothing of the company.
    NoAnswer,
    /// No register that the operator has chosen knows such numbers.
    NoRegister,
}

impl Companies {
    /// Whether there is a register to ask at all.
    pub fn finds_companies(&self) -> bool {
        !self.registers.0.is_empty()
    }

    /// Looks for a company by its numbers, of which only those may be given that fit their check. Nothing is kept of it
    /// but the answer, in memory.
    ///
    /// # Errors
    /// `TooMany` when so much was looked for from this network already, or the database does not answer.
    pub async fn find_company(&self, wanted: &CompanyQuery<'_>, context: &RequestContext) -> Result<Lookup, Error> {
        self.search(Search::of(*wanted, None, self.now()), context).await
    }

    async fn search(&self, mut search: Search<'_>, context: &RequestContext) -> Result<Lookup, Error> {
        if !self.registers.0.iter().any(|desk| search.asked(desk).is_some()) {
            return Ok(Lookup::NoRegister);
        }
        let until = Instant::now() + PATIENCE;
        self.limits.count(&self.limits.of_network(limits::COMPANIES, context)).await?;
        for (place, desk) in self.registers.0.iter().enumerate() {
            let Some(asked) = search.asked(desk) else { continue };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            // Whoever comes next needs time too, but for the last resort.
            let mut others = self.registers.0[place + 1..].iter().filter(|desk| desk.place() != Place::Last);
            let others = others.any(|desk| search.asked(desk).is_some());
            let heard = self.hear(desk, asked.clone(), if others { left / 2 } else { left }, context).await?;
            search.take(desk, &asked, heard);
        }
        Ok(search.ended())
    }

    /// Asks each register once for a number that it must know, and tells how it answered.
    pub async fn try_registers(&self) -> Vec<(&'static str, Answer)> {
        let now = self.now();
        let ask = |desk: &Arc<Desk>| {
            let asking = desk.sample(now).map(|asked| tokio::spawn(Arc::clone(desk).ask(asked)));
            (desk.name(), asking)
        };
        let mut answers = Vec::new();
        for (name, asking) in self.registers.0.iter().map(ask).collect::<Vec<_>>() {
            let Some(asking) = asking else { continue };
            let heard = asking.await.unwrap_or_else(|_| Heard::nothing(Reason::Unreadable, now));
            answers.push((name, heard.answer));
        }
        answers
    }

    /// What the register answers, if it does so in time. It is asked in a task of its own, so that a late answer is kept.
    async fn hear(
        &self,
        desk: &Arc<Desk>,
        asked: Asked,
        patience: Duration,
        context: &RequestContext,
    ) -> Result<Heard, Error> {
        if let Some(heard) = desk.heard(&asked) {
            return Ok(heard);
        }
        // A stranger must not use up what all customers have together.
        if desk.is_rationed() {
            match self.limits.count(&self.limits.of_network(limits::RATIONED_SEARCHES, context)).await {
                Err(Error::TooMany(_)) => return Ok(Heard::nothing(Reason::Spent, self.now())),
                counted => counted?,
            }
        }
        let asking = tokio::spawn(Arc::clone(desk).ask(asked));
        match timeout(patience, asking).await {
            Ok(Ok(heard)) => Ok(heard),
            Ok(Err(_)) => Ok(Heard::nothing(Reason::Unreadable, self.now())),
            Err(_) => Ok(Heard::nothing(Reason::Slow, self.now())),
        }
    }
}
