//! What is looked at before an invitation is sent: whether it was sent just now, and who is invited.

use super::invite::Sent;
use crate::{Settings, db::Tx, error::Error, parts::Invitations, rights::Membership};
use sqlx::AnyExecutor;

/// In this time a press that asks for the same is the same press, in seconds.
const SAME_PRESS: i64 = 10;

impl Invitations {
    /// Whether the same person has invited the same address to the same a moment ago.
    pub(super) async fn was_invited(
        &self,
        tx: &mut Tx,
        inviter: &Membership,
        sent: &Sent,
        notifications: &str,
    ) -> Result<bool, Error> {
        let same: i64 = sqlx::query_scalar(
            "select count(*) from invitations
             where account_id = $1 and email_key = $2 and inviter_id = $3 and roles = $4 and notifications = $5
               and created_at > $6 and accepted_at is null and declined_at is null and revoked_at is null",
        )
        .bind(&inviter.account_id)
        .bind(&sent.email_key)
        .bind(&inviter.user_id)
        .bind(&sent.roles)
        .bind(notifications)
        .bind(self.now() - SAME_PRESS)
        .fetch_one(&mut **tx)
        .await?;
        Ok(same > 0)
    }

    /// Whether the same person has sent it again a moment ago.
    pub(super) async fn was_sent_again(&self, tx: &mut Tx, inviter: &Membership, id: &str) -> Result<bool, Error> {
        let same: i64 = sqlx::query_scalar(
            "select count(*) from invitations
             where id = $1 and account_id = $2 and inviter_id = $3 and resent_at > $4
               and accepted_at is null and declined_at is null and revoked_at is null",
        )
        .bind(id)
        .bind(&inviter.account_id)
        .bind(&inviter.user_id)
        .bind(self.now() - SAME_PRESS)
        .fetch_one(&mut **tx)
        .await?;
        Ok(same > 0)
    }

    pub(super) async fn is_member(&self, tx: &mut Tx, account_id: &str, email_key: &str) -> Result<bool, Error> {
        let members: i64 = sqlx::query_scalar(
            "select count(*) from memberships join users on users.id = user_id where account_id = $1 and email_key = $2",
        )
        .bind(account_id)
        .bind(email_key)
        .fetch_one(&mut **tx)
        .await?;
        Ok(members > 0)
    }

    /// Whether the address's owner said that they do not know who invites them there.
    pub(super) async fn is_unknown<'c>(
        &self,
        executor: impl AnyExecutor<'c>,
        account_id: &str,
        email_key: &str,
    ) -> Result<bool, Error> {
        let said: i64 = sqlx::query_scalar(
            "select count(*) from unknown_senders where account_id = $1 and email_key = $2 and at > $3",
        )
        .bind(account_id)
        .bind(email_key)
        .bind(self.now() - Settings::UNKNOWN_LIFETIME)
        .fetch_one(executor)
        .await?;
        Ok(said > 0)
    }
}
