//! A session and its applications.

use crate::device::device;
use sqlx::FromRow;

/// A session as its user sees it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id; says nothing about its secret.
    pub id: String,
    /// Browser and system, as far as they can be told.
    pub device: Option<String>,
    /// Where it began; empty if not known.
    pub network_address: String,
    /// When it began, in unix seconds.
    pub began_at: i64,
    /// When it was last used, in unix seconds.
    pub seen_at: i64,
    /// Whether it is the one that asks.
    pub this: bool,
    /// The applications that the user is signed in to from it, in the order of that.
    pub applications: Vec<ApplicationSession>,
}

/// That a user is signed in to an application, as they see it.
#[derive(Clone, Debug)]
pub struct ApplicationSession {
    /// Its id, the `sid` of ID tokens.
    pub id: String,
    /// The application's name.
    pub name: String,
    /// When they signed in to it, in unix seconds.
    pub began_at: i64,
}

/// A session with one of its applications, as a statement gives it.
#[derive(FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    token_hash: String,
    agent: String,
    network_address: String,
    created_at: i64,
    seen_at: i64,
    application_session_id: Option<String>,
    application: Option<String>,
    application_since: Option<i64>,
}

impl Row {
    pub(super) fn application(&mut self) -> Option<ApplicationSession> {
        let (id, name) = self.application_session_id.take().zip(self.application.take())?;
        Some(ApplicationSession { id, name, began_at: self.application_since? })
    }

    pub(super) fn session(self, this: &str) -> Session {
        Session {
            id: self.id,
            device: device(&self.agent),
            network_address: self.network_address,
            began_at: self.created_at,
            seen_at: self.seen_at,
            this: self.token_hash == this,
            applications: Vec::new(),
        }
    }
}
