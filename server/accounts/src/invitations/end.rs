//! Invitations that end unanswered: taken back, or gone with what whoever sent them may do.

use super::invite::Sent;
use crate::{
    RequestContext,
    db::{Pipeline, Tx},
    error::Error,
    outbox,
    parts::Invitations,
    users::roles_of,
};
use rules::{Act, MemberForm, Permission, Role};

impl Invitations {
    /// Takes an invitation back.
    ///
    /// # Errors
    /// As [`Invitations::resend_invitation`], without `ReauthRequired` and `TooMany`.
    pub async fn revoke_invitation(&self, form: &MemberForm, context: &RequestContext) -> Result<(), Error> {
        let user_id = self.rights.may(context.session.as_ref(), &form.account, Permission::ManageUsers).await?.user_id;
        let mut tx = self.db.begin().await?;
        self.locks.signed_in(&mut tx, &user_id, context).await?;
        let inviter = self.locks.account(&mut tx, &form.account, &user_id, Permission::ManageUsers).await?;
        let sent: Option<Sent> = sqlx::query_as(
            "update invitations set revoked_at = $1
             where id = $2 and account_id = $3 and accepted_at is null and declined_at is null and revoked_at is null
             returning id, email, email_key, roles",
        )
        .bind(self.now())
        .bind(&form.member)
        .bind(&inviter.account_id)
        .fetch_optional(&mut *tx)
        .await?;
        let sent = sent.ok_or(Error::Gone)?;
        sent.may_be_given_by(&inviter)?;
        outbox::withdraw(&mut tx, &sent.id, self.now());
        self.record_sent(&mut tx, Act::InvitationRevoked, &inviter, &sent, context);
        tx.commit().await?;
        Ok(())
    }

    /// Whoever loses roles in an account loses the invitations into it that they could not send any more: those never
    /// come back, even if the roles do. Whoever is left with none loses one to their own address too. The account is held.
    pub(crate) async fn revoke_invitations_of(
        &self,
        tx: &mut Tx,
        account_id: &str,
        user_id: &str,
        left: &[Role],
    ) -> Result<(), Error> {
        let waiting: Vec<(String, String)> = sqlx::query_as(
            "select id, case when inviter_id = $2 then roles else 'account_owner' end from invitations
             where account_id = $1 and accepted_at is null and declined_at is null and revoked_at is null
               and (inviter_id = $2 or $3 = 0 and email_key = (select users.email_key from users where users.id = $2))
             order by id",
        )
        .bind(account_id)
        .bind(user_id)
        .bind(i64::from(!left.is_empty()))
        .fetch_all(&mut **tx)
        .await?;
        for (id, roles) in waiting {
            if !Role::may_give_all(left, &roles_of(&roles)) {
                self.take_back(tx, &id);
            }
        }
        Ok(())
    }

    /// Takes an invitation back together with its letter.
    fn take_back(&self, tx: &mut Tx, id: &str) {
        sqlx::query("update invitations set revoked_at = $1 where id = $2").bind(self.now()).bind(id).pipeline(tx);
        outbox::withdraw(tx, id, self.now())
    }

    /// The same for what somebody has sent since, in every account: the operator closes their door, or their address was not
    /// theirs.
    pub(crate) async fn revoke_all_invitations_of(&self, tx: &mut Tx, user_id: &str, since: i64) -> Result<(), Error> {
        let waiting: Vec<String> = sqlx::query_scalar(
            "select id from invitations
             where inviter_id = $1 and sent_at >= $2
               and accepted_at is null and declined_at is null and revoked_at is null order by id",
        )
        .bind(user_id)
        .bind(since)
        .fetch_all(&mut **tx)
        .await?;
        for id in waiting {
            self.take_back(tx, &id);
        }
        Ok(())
    }
}
