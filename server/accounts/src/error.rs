//! How a verb can end other than well.

use rules::Errors;
use std::fmt;

/// In how many seconds a busy database may be asked again.
const BUSY: u32 = 5;
/// What a database says when it has no time now. SQLite: busy, locked, full. PostgreSQL: serialisation, deadlock,
/// disk full, too many connections, lock and statement timeouts, shutting down.
const LATER: [&str; 12] =
    ["5", "6", "13", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P02", "57P03"];

/// How a verb can end other than well. All but `Broken` are expected.
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
    Prove,
    /// Whoever asks may not do this in that account.
    Forbidden,
    /// The account requires 2-step verification and theirs is off: it is closed to them until they set it up.
    SetUp,
    /// Too many tries; the next one is taken in so many seconds.
    TooMany(u32),
    /// Too much is going on; try again in so many seconds.
    Busy(u32),
    /// A defect, or the database is not there. The person learns no more than that.
    Broken(Broken),
}

/// What broke, for the log. Never holds what a person typed.
pub struct Broken(String);

impl Broken {
    pub(crate) fn new(what: impl fmt::Display) -> Broken {
        Broken(what.to_string())
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Errors> for Error {
    fn from(errors: Errors) -> Error {
        Error::Refused(errors)
    }
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        Error::Broken(broken)
    }
}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Broken {
        Broken::new(format_args!("database: {error}"))
    }
}

impl From<sqlx::Error> for Error {
    /// A database that has no connection or lock to give is busy, not broken.
    fn from(error: sqlx::Error) -> Error {
        match error {
            sqlx::Error::PoolTimedOut => Error::Busy(BUSY),
            sqlx::Error::Database(refusal) if refusal.code().is_some_and(|code| LATER.contains(&&*code)) => {
                Error::Busy(BUSY)
            }
            error => Error::Broken(error.into()),
        }
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Error {
        Error::Broken(Broken::new(format_args!("task: {error}")))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        // The position only: the message could quote what was typed.
        Error::Broken(Broken::new(format_args!("JSON, line {} column {}", error.line(), error.column())))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(_) => f.write_str("refused"),
            Error::Gone => f.write_str("gone"),
            Error::Finished => f.write_str("finished"),
            Error::SignedOut => f.write_str("signed out"),
            Error::Prove => f.write_str("to be proved"),
            Error::Forbidden => f.write_str("forbidden"),
            Error::SetUp => f.write_str("2-step verification to be set up"),
            Error::TooMany(seconds) => write!(f, "too many, for {seconds} seconds"),
            Error::Busy(seconds) => write!(f, "busy for {seconds} seconds"),
            Error::Broken(broken) => write!(f, "{broken}"),
        }
    }
}

impl std::error::Error for Error {}
