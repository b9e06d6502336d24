//! What a browser is asked to sign: a row that is good once, for this browser, this purpose and this user.

use super::{
    ceremony::{Question, challenge_of},
    refused,
};
use crate::{RequestContext, db::Pipeline, error::Error, limits, parts::Passkeys, token::text};
use rules::FieldError;
use sha2::{Digest, Sha256};

/// How long a browser may take, in seconds.
const LIFETIME: i64 = 300;
/// The same where it was asked with the page, and the user chooses at any time.
const PAGE_LIFETIME: i64 = 3_600;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Add,
    SignIn,
    SecondStep,
    Proof,
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
}

impl Passkeys {
    /// Keeps the question, and gives what the browser needs to ask.
    pub(super) async fn ask(
        &self,
        question: Question,
        purpose: Purpose,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<String, Error> {
        // Without its cookie the browser could not answer.
        let browser = context.browser.as_ref().ok_or_else(|| refused(FieldError::Stale))?;
        let mut tx = self.db.begin().await?;
        self.limits.count_with(&mut tx, &self.limits.of_network(limits::PASSKEYS, context)).await?;
        sqlx::query(
            "insert into passkey_challenges (challenge_hash, browser_hash, user_id, purpose, content, expires_at)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(hashed(&question.challenge))
        .bind(browser.hash())
        .bind(Some(user_id.to_owned()).filter(|id| !id.is_empty()))
        .bind(purpose.as_str())
        .bind(text(&question.state))
        .bind(self.now() + purpose.lifetime())
        .pipeline(&mut tx);
        tx.commit().await?;
        Ok(question.options)
    }

    /// Takes the question that this answers, whether the answer is right or not: it is not asked again.
    pub(super) async fn taken(
        &self,
        answer: &str,
        purpose: Purpose,
        user_id: &str,
        context: &RequestContext,
    ) -> Result<Vec<u8>, Error> {
        let challenge = challenge_of(answer).ok_or_else(|| refused(FieldError::Code))?;
        self.counters.passkey_comparisons.inc();
        let content: Option<String> = sqlx::query_scalar(
            "delete from passkey_challenges
             where challenge_hash = $1 and browser_hash = $2 and purpose = $3 and coalesce(user_id, '') = $4 and expires_at > $5
             returning content",
        )
        .bind(hashed(&challenge))
        .bind(context.browser_hash())
        .bind(purpose.as_str())
        .bind(user_id)
        .bind(self.now())
        .fetch_optional(self.db.write())
        .await?;
        content.and_then(|content| super::bytes(&content)).ok_or_else(|| refused(FieldError::Stale))
    }
}

fn hashed(challenge: &str) -> String {
    text(&Sha256::digest(challenge.as_bytes()))
}
