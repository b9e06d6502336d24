//! What goes with a user, table by table. What the log of an account says they did stays, without their address.

use crate::{
    RequestContext,
    activity::AuditEvent,
    address::key_of,
    db::{Connection, Tx},
    error::Error,
    notices::Contact,
    parts::Deletions,
    purge::Purge,
};
use rules::{Act, Notice};

/// What is removed of a user, whose id is `$1`: what refers to a row goes before it. A table that holds something of a
/// user has its line here, or among those of an address, or goes with what it refers to (`on delete cascade`).
const DELETE_BY_USER: [&str; 13] = [
    "delete from sessions where user_id = $1",
    "delete from known_browsers where user_id = $1",
    "delete from recovery_codes where user_id = $1",
    "delete from recovery_sets where user_id = $1",
    "delete from two_step where user_id = $1",
    "delete from resets where user_id = $1",
    "delete from outbox where about = $1",
    "delete from outbox where about in (select id from email_changes where user_id = $1)",
    "delete from codes where registration_id in (select id from email_changes where user_id = $1)",
    "delete from outbox where about in (select id from invitations where inviter_id = $1)",
    // Of a long log the rest goes a moment later, in turns: see `DELETE_FROM_LOG`.
    "delete from activity where id in (select id from activity where user_id = $1 and account_id is null limit 1000)",
    // The log of an account is the account's: its lines stay, of a former member.
    "update activity set whom_email = null
     where id in (select id from activity where user_id = $1 and whom_email is not null limit 1000)",
    "update activity set actor_email = null, network_address = '', agent = '' where id in (select id from activity
         where actor_id = $1 and (actor_email is not null or network_address <> '' or agent <> '') limit 1000)",
];
/// What is left in the log of users who were deleted since `$1`: the rest of a long one, and what was written down just
/// then.
const DELETE_FROM_LOG: [Purge; 3] = [
    Purge::of(
        "activity",
        "id",
        "act <> 'user_deleted' and account_id is null and user_id in
             (select user_id from activity where act = 'user_deleted' and at > $1)",
    ),
    Purge {
        table: "activity",
        key: "id",
        which: "whom_email is not null and user_id in
                    (select user_id from activity where act = 'user_deleted' and at > $1)",
        set: Some("whom_email = null"),
    },
    Purge {
        table: "activity",
        key: "id",
        which: "(actor_email is not null or network_address <> '' or agent <> '') and actor_id in
                    (select user_id from activity where act = 'user_deleted' and at > $1)",
        set: Some("actor_email = null, network_address = '', agent = ''"),
    },
];
/// What is removed of an address, `$1`; its letters too, whether they went or not. What strangers have begun with it stays
/// as it looks until its own day is over: they must not see by it that somebody was deleted.
const DELETE_BY_EMAIL: [&str; 8] = [
    "update outbox set sent_at = case when failed_at is null then created_at end, content = ''
     where email_key = $1 and sent_at is null",
    "delete from outbox where email_key = $1
     and about not in (select id from registrations where email_key = $1 and finished_at is null)",
    "delete from resets where email_key = $1",
    "delete from codes where email_key = $1",
    "delete from registrations where email_key = $1 and finished_at is not null",
    "delete from invitations where email_key = $1",
    "delete from unknown_senders where email_key = $1",
    // Who was invited stands in the line of whoever invited them.
    "update activity set detail = '' where account_id is not null and detail = $1",
];
/// What is removed of an address, `$1`, that was the user's until `$2`: it may be somebody else's since.
const OF_FORMER: [&str; 5] = [
    "delete from outbox where email_key = $1 and created_at <= $2",
    "delete from outbox where about in (select id from invitations where email_key = $1 and created_at <= $2)",
    "delete from invitations where email_key = $1 and created_at <= $2",
    "delete from unknown_senders where email_key = $1 and at <= $2",
    "update activity set detail = '' where account_id is not null and detail = $1 and at <= $2",
];
/// What goes with an account, `$1`, that nobody is a member of any more.
const OF_ACCOUNT: [&str; 3] = [
    "delete from outbox where about in (select id from invitations where account_id = $1)
     and not exists (select 1 from memberships where account_id = $1)",
    "delete from activity where account_id = $1 and not exists (select 1 from memberships where account_id = $1)",
    "delete from accounts where id = $1
     and not exists (select 1 from memberships where memberships.account_id = accounts.id)",
];

/// An address that was a user's.
pub(crate) struct Former {
    pub(crate) key: String,
    /// The last moment at which it is known to have been theirs.
    pub(crate) until: i64,
}

/// The addresses that were the user's before, as far as they are still known: from changes that can be undone, and from
/// what the logs of accounts say.
pub(crate) async fn former_addresses(executor: &mut Connection, user_id: &str) -> Result<Vec<Former>, Error> {
    let known: Vec<(String, i64)> = sqlx::query_as(
        "select old_email as email, done_at as until_at from email_changes where user_id = $1 and done_at is not null
         union all select actor_email, max(at) from activity where actor_id = $1 and actor_email is not null group by actor_email
         union all select whom_email, max(at) from activity where user_id = $1 and whom_email is not null group by whom_email",
    )
    .bind(user_id)
    .fetch_all(&mut *executor)
    .await?;
    let present: Option<String> =
        sqlx::query_scalar("select email_key from users where id = $1").bind(user_id).fetch_optional(executor).await?;
    let mut former: Vec<Former> = Vec::new();
    for (email, until) in known {
        let key = key_of(&email);
        match former.iter_mut().find(|address| address.key == key) {
            Some(address) => address.until = address.until.max(until),
            None if present.as_ref() != Some(&key) => former.push(Former { key, until }),
            None => {}
        }
    }
    Ok(former)
}

impl Deletions {
    /// Everything goes but lines of the log that say who was deleted by a number alone, and a letter, which belongs to
    /// nobody.
    pub(super) async fn delete(&self, tx: &mut Tx, contact: &Contact) -> Result<(), Error> {
        let nowhere = RequestContext::default();
        self.limits.clear_user(tx, &contact.id);
        self.erase_former(tx, &contact.id).await?;
        for (texts, whose) in [(&DELETE_BY_USER[..], &contact.id), (&DELETE_BY_EMAIL[..], &contact.email_key)] {
            for text in texts {
                sqlx::query(*text).bind(whose).execute(&mut **tx).await?;
            }
        }
        self.leave_accounts(tx, &contact.id).await?;
        self.audit.record(tx, AuditEvent::of(Act::UserDeleted, &contact.id), &nowhere);
        sqlx::query("delete from users where id = $1").bind(&contact.id).execute(&mut **tx).await?;
        let nobody = Contact {
            id: String::new(),
            email_key: String::new(),
            email: contact.email.clone(),
            language: contact.language.clone(),
        };
        self.notices.notify(tx, &nobody, Notice::Deleted, &nowhere)
    }

    /// Removes what is left of users who were deleted lately.
    pub(crate) async fn erase_rest(&self) -> Result<(), Error> {
        for purge in &DELETE_FROM_LOG {
            self.purge(purge, self.now() - 86_400).await?;
        }
        Ok(())
    }

    async fn erase_former(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        for former in former_addresses(tx, user_id).await? {
            for text in OF_FORMER {
                sqlx::query(text).bind(&former.key).bind(former.until).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// Leaves every account; one without members goes too, with its log, and invitations into it with their letters. The
    /// accounts are held.
    async fn leave_accounts(&self, tx: &mut Tx, user_id: &str) -> Result<(), Error> {
        let left: Vec<String> = sqlx::query_scalar("delete from memberships where user_id = $1 returning account_id")
            .bind(user_id)
            .fetch_all(&mut **tx)
            .await?;
        for account_id in left {
            for text in OF_ACCOUNT {
                sqlx::query(text).bind(&account_id).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }
}
