//! How a server function answers: one value for a browser with scripts and for one without.

use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use rules::{Errors, Field};
use serde::{Deserialize, Serialize};
use words::Pages;

/// What happens next. A refusal is expected, and therefore a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The next page, in place if the browser can.
    Go(String),
    /// The next page, loaded whole: who one is, or language or look, has changed.
    Load(String),
    /// The same page again, with what is wrong.
    Refused(Errors),
    /// The same page again, with what was found.
    Filled(Filled),
    /// The browser is to make a passkey, or to use one: with these options, as JSON. The same form brings its answer.
    Passkey {
        /// Whether it makes one.
        create: bool,
        /// For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
        options: String,
    },
    /// Whoever asks must sign in first. Never reaches a browser: the form is kept, and the way leads there and back.
    SignIn,
    /// Whoever asks must confirm their identity first; in the same way.
    ReauthRequired,
    /// Whoever asks must set 2-step verification up first; in the same way.
    TwoStepSetupRequired,
}

/// What was found for a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// For fields that were empty.
    pub values: Vec<(Field, String)>,
    /// What was found, or why nothing; in words.
    pub said: String,
}

/// Why there is no answer. Says nothing about what broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The page is elsewhere; the answer says where.
    Elsewhere,
    /// Too many tries; the next one is taken in so many seconds.
    TooMany(u32),
    /// Too much is going on; try again in so many seconds.
    Busy(u32),
    /// A defect.
    Broken,
}

impl Failure {
    /// What a person reads of it.
    pub fn sentence(&self, words: &Pages) -> String {
        match self {
            Failure::Busy(_) => words.frame.busy.to_owned(),
            Failure::TooMany(seconds) => (words.frame.too_many)(*seconds),
            Failure::Elsewhere | Failure::Broken => words.live.failed.to_owned(),
        }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Failure {
        Failure::Broken
    }
}
