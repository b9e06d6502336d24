//! What did not work in a conversation with a mail server.

use super::Undelivered;
use super::refusal::{Command, Meaning, Refusal};
use lettre::transport::smtp::Error;
use std::{error::Error as _, time::Duration};
use tokio::time::timeout;

/// What did not work.
pub(super) enum Trouble {
    Refused(Meaning, String),
    /// There was no answer, or none that can be read.
    Lost(String),
}

pub(super) async fn within<T>(
    time: Duration,
    command: Command,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Trouble> {
    match timeout(time, asked).await {
        Ok(answered) => answered.map_err(|error| Trouble::of(command, &error)),
        Err(_) => Err(Trouble::Lost(format!("the mail server took too long to answer to {command}"))),
    }
}

impl Trouble {
    fn of(command: Command, error: &Error) -> Trouble {
        let Some(code) = error.status().map(u16::from) else {
            if error.is_tls() {
                return Trouble::operators(format!("no encrypted line to the mail server: {error}"));
            }
            // What could not be read may hold an address.
            return Trouble::Lost(match error.is_response() {
                true => format!("no whole answer from the mail server to {command}"),
                false => format!("no line to the mail server: {error}"),
            });
        };
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        let refusal = Refusal { command, code, words: &words };
        Trouble::Refused(refusal.meaning(), refusal.to_string())
    }

    pub(super) fn operators(what: impl Into<String>) -> Trouble {
        Trouble::Refused(Meaning::Operator, what.into())
    }
}

impl From<Trouble> for Undelivered {
    fn from(trouble: Trouble) -> Undelivered {
        match trouble {
            Trouble::Refused(meaning, what) => Undelivered::of(meaning, what),
            Trouble::Lost(what) => Undelivered::of(Meaning::Later, what),
        }
    }
}
