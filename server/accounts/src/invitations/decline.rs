//! What those do who are invited and do not want to be: decline, also because they do not know who it is.

use super::Found;
use crate::{
    RequestContext, Token,
    activity::AuditEvent,
    db::{Pipeline, Tx},
    error::Error,
    notices::Contact,
    parts::Invitations,
};
use rules::{Act, InvitationForm};

impl Invitations {
    /// Declines; `unknown`: because the sender is unknown, who then can send no more letters there for a while.
    /// Declining again changes nothing.
    ///
    /// # Errors
    /// As [`Invitations::accept_invitation`].
    pub async fn decline_invitation(
        &self,
        form: &InvitationForm,
        unknown: bool,
        link: &Token,
        context: &RequestContext,
    ) -> Result<(), Error> {
        let user_id = self.sessions.signed_in(context.session.as_ref()).await?;
        let mut tx = self.db.begin().await?;
        let user = match &user_id {
            Some(user_id) => Some(self.locks.signed_in(&mut tx, user_id, context).await?),
            None => None,
        };
        let found = self.lock_meant(&mut tx, &form.invitation, link).await?;
        if user.as_ref().is_some_and(|user| user.email_key != found.email_key) {
            return Err(Error::Forbidden);
        }
        if found.declined_at.is_none() {
            self.drop_details_of_declined(&mut tx, &found).await?;
            if unknown {
                self.forget_sender(&mut tx, &found);
            }
            self.record_declined(&mut tx, &found, user.as_ref(), unknown, context);
        }
        Ok(tx.commit().await?)
    }

    async fn drop_details_of_declined(&self, tx: &mut Tx, found: &Found) -> Result<(), Error> {
        let declined = sqlx::query(
            "update invitations set declined_at = $1
             where id = $2 and accepted_at is null and declined_at is null and revoked_at is null and expires_at > $1",
        )
        .bind(self.now())
        .bind(&found.id)
        .execute(&mut **tx)
        .await?;
        if declined.rows_affected() == 0 || !found.rightful { Err(Error::Gone) } else { Ok(()) }
    }

    fn forget_sender(&self, tx: &mut Tx, found: &Found) {
        sqlx::query(
            "insert into unknown_senders (account_id, email_key, at) values ($1, $2, $3)
             on conflict (account_id, email_key) do update set at = excluded.at",
        )
        .bind(&found.account_id)
        .bind(&found.email_key)
        .bind(self.now())
        .pipeline(tx);
    }

    /// Where nobody is signed in the line is about whoever invites. They do not learn from where it came.
    fn record_declined(
        &self,
        tx: &mut Tx,
        found: &Found,
        user: Option<&Contact>,
        unknown: bool,
        context: &RequestContext,
    ) {
        let act = if unknown { Act::InvitationUnknown } else { Act::InvitationDeclined };
        let nowhere = RequestContext::default();
        let (deed, from) = match user {
            Some(user) => (AuditEvent::of(act, &user.id), context),
            None => (AuditEvent::by_somebody(act, &found.inviter_id), &nowhere),
        };
        self.audit.record(tx, deed.inside(&found.account_id).with(&found.email_key), from)
    }
}
