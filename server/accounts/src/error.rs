//! How a verb can end other than well.

use rules::Errors;
use std::fmt;

/// In how many seconds a database that is busy or away may be asked again.
const BUSY: u32 = 5;
/// In how many an act that met another one: at once.
const AGAIN: u32 = 0;

/// How a verb can end other than well. All but `Internal` are expected.
#[derive(Debug)]
pub enum Error {
    /// Something in the form is wrong.
    Refused(Errors),
    /// What the form belongs to is gone: finished, run out, or of another browser.
    Gone,
    /// What the form belongs to was finished by this very browser.
    Finished,
    /// Nobody is signed in, or not as far as this needs.
    SignedOut,
    /// The identity must be confirmed again before this is done.
    ReauthRequired,
    /// Whoever asks may not do this in that account.
    Forbidden,
    /// The account requires 2-step verification and theirs is off: it is closed to them until they set it up.
    TwoStepSetupRequired,
    /// Too many tries; the next one is taken in so many seconds.
    TooMany(u32),
    /// Too much is going on, or the database is not there; try again in so many seconds. With none the act has met another,
    /// and whoever asked for it tries again by itself.
    Busy(u32),
    /// A defect. The person learns no more than that.
    Internal(InternalError),
}

/// What broke, for the log. Never holds what a person typed.
pub struct InternalError(String);

impl InternalError {
    pub(crate) fn new(what: impl fmt::Display) -> InternalError {
        InternalError(what.to_string())
    }
}

impl fmt::Debug for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Errors> for Error {
    fn from(errors: Errors) -> Error {
        Error::Refused(errors)
    }
}

impl From<InternalError> for Error {
    fn from(broken: InternalError) -> Error {
        Error::Internal(broken)
    }
}

impl From<sqlx::Error> for InternalError {
    fn from(error: sqlx::Error) -> InternalError {
        InternalError::new(format_args!("database: {error}"))
    }
}

impl From<sqlx::Error> for Error {
    /// A database that is away, or has no connection, lock or place to give, is busy, not broken.
    fn from(error: sqlx::Error) -> Error {
        let wait = match &error {
            sqlx::Error::PoolTimedOut => return Error::Busy(BUSY),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Some(BUSY),
            sqlx::Error::Database(refusal) => refusal.code().and_then(|code| wait(&code)),
            _ => None,
        };
        let Some(wait) = wait else { return Error::Internal(error.into()) };
        tracing::warn!(%error, "the database cannot do it now");
        Error::Busy(wait)
    }
}

/// How long to wait after this code of a database; nothing where waiting would not help. An extended code of SQLite ends in
/// the plain one (sqlite.org/rescode.html): busy, locked, read only, interrupted, input and output, full, cannot open,
/// protocol. Those of PostgreSQL begin with their class (its manual, appendix A): the line, resources, intervention, the
/// system; and a table or statement that has changed since it was prepared.
fn wait(code: &str) -> Option<u32> {
    match code {
        "40001" | "40P01" => Some(AGAIN),
        "25006" | "55P03" | "0A000" => Some(BUSY),
        code if code.len() == 5 => ["08", "53", "57", "58"].contains(&&code[..2]).then_some(BUSY),
        code => {
            let plain = code.parse::<u32>().ok()? & 0xff;
            [5, 6, 8, 9, 10, 13, 14, 15].contains(&plain).then_some(BUSY)
        }
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Error {
        Error::Internal(InternalError::new(format_args!("task: {error}")))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        // The position only: the message could quote what was typed.
        Error::Internal(InternalError::new(format_args!("JSON, line {} column {}", error.line(), error.column())))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(_) => f.write_str("refused"),
            Error::Gone => f.write_str("gone"),
            Error::Finished => f.write_str("finished"),
            Error::SignedOut => f.write_str("signed out"),
            Error::ReauthRequired => f.write_str("to be proved"),
            Error::Forbidden => f.write_str("forbidden"),
            Error::TwoStepSetupRequired => f.write_str("2-step verification to be set up"),
            Error::TooMany(seconds) => write!(f, "too many, for {seconds} seconds"),
            Error::Busy(seconds) => write!(f, "busy for {seconds} seconds"),
            Error::Internal(broken) => write!(f, "{broken}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_busy_and_what_does_not_is_broken() {
        for (code, waits) in [
            ("40001", Some(0)),
            ("40P01", Some(0)),
            ("25006", Some(5)),
            ("57P01", Some(5)),
            ("57014", Some(5)),
            ("53300", Some(5)),
            ("08006", Some(5)),
            ("13", Some(5)),
            ("8", Some(5)),
            ("1032", Some(5)),
            ("517", Some(5)),
            ("778", Some(5)),
            ("23505", None),
            ("42P01", None),
            ("2067", None),
            ("11", None),
        ] {
            assert_eq!(wait(code), waits, "{code}");
        }
        assert!(matches!(sqlx::Error::WorkerCrashed.into(), Error::Busy(5)));
        assert!(matches!(sqlx::Error::RowNotFound.into(), Error::Internal(_)));
    }
}
