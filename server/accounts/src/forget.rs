//! Forgetting: what nobody needs any more goes by itself. What is kept for how long, table by table, stands in
//! docs/privacy.md.

use crate::{Accounts, error::Error};

/// A letter's row is kept so long after it went to somebody who is no user, in seconds.
const STRANGERS: i64 = 86_400;

/// What is left of a registration whose time is up (`$1`), before the row itself goes; letters to users are theirs, also
/// those to an address that they left lately.
const OF_REGISTRATIONS: [&str; 2] = [
    "delete from outbox where about in (select id from registrations where expires_at <= $1)
     and not exists (select 1 from users where users.email_key = outbox.email_key)
     and not exists (select 1 from email_changes where old_email_key = outbox.email_key)",
    "delete from codes where registration_id in (select id from registrations where expires_at <= $1)",
];
/// The same of an address that somebody wanted to have and did not prove.
const OF_WAITING: [&str; 2] = [
    "delete from outbox where about in (select id from email_changes where done_at is null and expires_at <= $1)
     and not exists (select 1 from users where users.email_key = outbox.email_key)",
    "delete from codes where registration_id in (select id from email_changes where done_at is null and expires_at <= $1)",
];
/// Letters to a former address, and about the change, that can be undone no more (`$1`): they are the user's, and found by
/// the address that they have now. So the former one is forgotten.
const OF_CHANGES: [&str; 2] = [
    "update outbox set email_key = (select users.email_key from email_changes join users on users.id = email_changes.user_id
         where done_at <= $1 and old_email_key = outbox.email_key and outbox.created_at <= done_at
         order by done_at desc limit 1)
     where exists (select 1 from email_changes
         where done_at <= $1 and old_email_key = outbox.email_key and outbox.created_at <= done_at)",
    "update outbox set email_key = (select users.email_key from email_changes join users on users.id = email_changes.user_id
         where email_changes.id = outbox.about)
     where about in (select id from email_changes where done_at <= $1)",
];
/// Letters that went, or never go, to somebody who is no user.
const OF_STRANGERS: &str =
    "delete from outbox where created_at <= $1 and (sent_at is not null or failed_at is not null)
    and about not in (select id from invitations)
    and not exists (select 1 from users where users.email_key = outbox.email_key)
    and not exists (select 1 from email_changes where old_email_key = outbox.email_key or id = outbox.about)";
impl Accounts {
    /// Removes what is left of people who did not stay, and what the log has kept long enough.
    pub(crate) async fn forget(&self) -> Result<(), Error> {
        let now = self.now();
        let settings = &self.settings;
        let undone = now - settings.email_undo_lifetime;
        let texts = OF_REGISTRATIONS.iter().chain(&OF_WAITING).map(|text| (*text, now));
        let texts = texts.chain(OF_CHANGES.iter().map(|text| (*text, undone))).chain([
            (OF_STRANGERS, now - STRANGERS),
            // That somebody was deleted is told once; nothing of the letter stays.
            ("delete from outbox where email_key = '' and (sent_at <= $1 or failed_at <= $1)", now),
            ("delete from resets where user_id is null and created_at <= $1", now - STRANGERS),
            ("delete from activity where at <= $1", now - settings.log_kept),
            (
                "update activity set network_address = '', agent = '' where at <= $1 and (network_address <> '' or agent <> '')",
                now - settings.addresses_kept,
            ),
        ]);
        for (text, before) in texts {
            sqlx::query(text).bind(before).execute(self.db.write()).await?;
        }
        Ok(())
    }
}
