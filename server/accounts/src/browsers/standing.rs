//! How a user and a browser stand as a session begins.

use super::first_columns;
use crate::error::Error;
use rules::Theme;
use sqlx::{FromRow, any::AnyRow};

/// How a user and this browser stand as a session begins: read at once, while the user is held.
#[derive(Debug, FromRow)]
pub(crate) struct Standing {
    theme: String,
    known: i64,
    pub(super) browsers: i64,
    keys: i64,
    two_step: i64,
    failures: i64,
    /// The addresses of all users that this browser is known as.
    #[sqlx(skip)]
    pub(super) addresses: Vec<String>,
}

impl Standing {
    /// Whether this user signed in from this browser before.
    pub(crate) fn is_known(&self) -> bool {
        self.known > 0
    }

    /// Whether signing in takes a second step.
    pub(crate) fn has_two_step(&self) -> bool {
        self.two_step > 0
    }

    /// Whether there is a key to set the second factor up with.
    pub(crate) fn has_key(&self) -> bool {
        self.keys > 0
    }

    /// Whether proofs of identity have failed lately.
    pub(crate) fn has_failures(&self) -> bool {
        self.failures > 0
    }

    pub(crate) fn theme(&self) -> Theme {
        Theme::parse(&self.theme).unwrap_or_default()
    }

    /// Out of the answers to [`Sessions::standing_queries`].
    ///
    /// # Errors
    /// `SignedOut` without such a user.
    pub(crate) fn of([standing, addresses]: [Vec<AnyRow>; 2]) -> Result<Standing, Error> {
        let mut standing = Standing::from_row(standing.first().ok_or(Error::SignedOut)?)?;
        standing.addresses = first_columns(&addresses)?;
        Ok(standing)
    }
}
