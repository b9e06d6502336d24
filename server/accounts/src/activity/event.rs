//! What is written into the activity log: an act, who did it, and to whom.

use super::{AuditLog, OPERATOR};
use crate::{
    RequestContext,
    db::{Pipeline, Tx},
    error::Error,
};
use rules::Act;

/// An act on a user, to be written down.
pub(crate) struct AuditEvent<'a> {
    act: Act,
    whom: &'a str,
    actor: Option<&'a str>,
    /// The id of the account that it concerns: its managers see it.
    account: Option<&'a str>,
    done: bool,
    detail: String,
}

impl<'a> AuditEvent<'a> {
    /// Done by the user.
    pub(crate) fn of(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { act, whom, actor: Some(whom), account: None, done: true, detail: String::new() }
    }

    /// Tried by somebody who is not known, and refused.
    pub(crate) fn refused(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { act, whom, actor: None, account: None, done: false, detail: String::new() }
    }

    /// Done by somebody who is not known.
    pub(crate) fn by_somebody(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: None, ..AuditEvent::of(act, whom) }
    }

    /// Done by the operator.
    pub(crate) fn by_operator(act: Act, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: Some(OPERATOR), ..AuditEvent::of(act, whom) }
    }

    /// Done by this user to somebody.
    pub(crate) fn by(act: Act, actor: &'a str, whom: &'a str) -> AuditEvent<'a> {
        AuditEvent { actor: Some(actor), ..AuditEvent::of(act, whom) }
    }

    /// In this account, named by its id.
    pub(crate) fn inside(self, account_id: &'a str) -> AuditEvent<'a> {
        AuditEvent { account: Some(account_id), ..self }
    }

    /// With what else is known.
    pub(crate) fn with(self, detail: impl ToString) -> AuditEvent<'a> {
        AuditEvent { detail: detail.to_string(), ..self }
    }
}

impl AuditLog {
    /// Writes an act down. In the log of an account stands who it was by their addresses of now: whatever becomes of them,
    /// the account can read it. So somebody who leaves an account is written down before they have left.
    ///
    /// Where nobody is known to act and there is no such user, the line is written too and goes at once: the same pages
    /// change, and so the commit takes as long.
    pub(crate) fn record(&self, tx: &mut Tx, deed: AuditEvent<'_>, context: &RequestContext) {
        if !deed.done {
            tracing::info!(act = deed.act.as_str(), user = deed.whom, "refused act");
        }
        let by_nobody = deed.actor.is_none();
        sqlx::query(
            "insert into activity (id, seq, at, user_id, actor_id, act, result, detail, network_address, agent, account_id, actor_email, whom_email, actor_member_since)
             select $1, (select cast(coalesce(max(seq), 0) + 1 as bigint) from activity where activity.user_id = coalesce(users.id, '')),
                    $2, coalesce(users.id, ''), $3, $4, $5, $6, $7, $8, $10,
                    case when $10 is not null then (select actors.email from users as actors where actors.id = $3) end,
                    case when $10 is not null then users.email end,
                    (select memberships.created_at from memberships where memberships.account_id = $10 and memberships.user_id = $3)
             from (select 1 as line) as lines left join users on users.id = $9 where users.id is not null or $11 > 0",
        )
        .bind(self.random.id())
        .bind(self.now())
        .bind(deed.actor.map(str::to_owned))
        .bind(deed.act.as_str())
        .bind(if deed.done { "done" } else { "refused" })
        .bind(deed.detail)
        .bind(context.network_text())
        .bind(context.agent_text())
        .bind(deed.whom)
        .bind(deed.account.map(str::to_owned))
        .bind(i64::from(by_nobody))
        .pipeline(tx);
        if by_nobody {
            sqlx::query("delete from activity where user_id = ''").pipeline(tx);
        }
    }

    /// Writes a refused act down, in a transaction of its own.
    pub(crate) async fn record_refused(&self, act: Act, whom: &str, context: &RequestContext) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        self.record(&mut tx, AuditEvent::refused(act, whom), context);
        tx.commit().await?;
        Ok(())
    }
}
