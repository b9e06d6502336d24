//! What a browser is asked to sign. The question goes along sealed, for this browser, this purpose and this user, and comes
//! back with the answer; a row says which ones were answered.

use super::{
    bytes,
    ceremony::{Question, question_of},
    refused,
};
use crate::{RequestContext, db::Query, error::Error, parts::Passkeys, token::text};
use rules::FieldError;
use sha2::{Digest, Sha256};

/// How long a browser may take, in seconds.
const LIFETIME: i64 = 300;
/// The same where it was asked with the page, and the user chooses at any time.
const PAGE_LIFETIME: i64 = 3_600;
/// How much longer it is known what was answered, in seconds: the clocks of two servers differ.
const SKEW: i64 = 300;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Add,
    SignIn,
    SecondStep,
    Proof,
}

/// A question that a browser was asked, and has answered: the state that the answer is judged by, and its end.
pub(super) struct Asked {
    pub(super) state: Vec<u8>,
    expires_at: i64,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Purpose::Add => "add",
            Purpose::SignIn => "sign_in",
            Purpose::SecondStep => "second_step",
            Purpose::Proof => "proof",
        }
    }

    const fn lifetime(self) -> i64 {
        match self {
            Purpose::SignIn => PAGE_LIFETIME,
            Purpose::Add | Purpose::SecondStep | Purpose::Proof => LIFETIME,
        }
    }

    /// What a question belongs to.
    fn place(self, browser_hash: &str, user_id: &str) -> String {
        format!("passkey {} {browser_hash} {user_id}", self.as_str())
    }
}

impl Asked {
    /// What an answered question is known by.
    pub(super) fn hash(&self) -> String {
        text(&Sha256::digest(&self.state))
    }
}

impl Passkeys {
    /// What the browser needs to ask, the sealed question in it.
    pub(super) fn ask(
        &self,
        question: Question,
        purpose: Purpose,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<String, Error> {
        // Without its cookie the browser could not answer.
        let browser = context.browser.as_ref().ok_or_else(|| refused(FieldError::Stale))?;
        let plain = format!("{}.{}", self.now() + purpose.lifetime(), text(&question.state));
        let sealed = self.keys.seal(self.random, &purpose.place(&browser.hash(), user_id), &plain)?;
        Ok(question.with(sealed))
    }

    /// Opens the question that this answers; refused where it is another's, or too old.
    pub(super) fn asked(
        &self,
        answer: &str,
        purpose: Purpose,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Asked, Error> {
        let sealed = question_of(answer).ok_or_else(|| refused(FieldError::Code))?;
        self.counters.passkey_comparisons.inc();
        let plain = self.keys.try_open(&purpose.place(&context.browser_hash(), user_id), &sealed);
        let asked = plain.and_then(|plain| {
            let (expires_at, state) = plain.split_once('.')?;
            Some(Asked { state: bytes(state)?, expires_at: expires_at.parse().ok()? })
        });
        asked.filter(|asked| asked.expires_at > self.now()).ok_or_else(|| refused(FieldError::Stale))
    }

    /// Writes down that the question is answered, with a row as the answer if it was not before.
    pub(super) fn answered(&self, asked: &Asked) -> Query<'static> {
        sqlx::query(
            "insert into passkey_answers (challenge_hash, expires_at) values ($1, $2)
             on conflict do nothing returning challenge_hash",
        )
        .bind(asked.hash())
        .bind(asked.expires_at + SKEW)
    }
}
