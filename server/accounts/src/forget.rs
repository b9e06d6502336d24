//! Forgetting: what nobody needs any more goes by itself. What is kept for how long, table by table, stands in
//! docs/privacy.md.

use crate::{
    Accounts, Settings,
    error::Error,
    purge::{Ending, Purge},
};

/// A letter's row is kept so long after it went to somebody who is no user, in seconds.
const STRANGERS: i64 = 86_400;

/// A letter about something (`$1`) that went to somebody who is no user; letters to users are theirs, also those to an
/// address that they left lately.
const LETTERS: &str = "delete from outbox where about = $1
     and not exists (select 1 from users where users.email_key = outbox.email_key)
     and not exists (select 1 from email_changes where old_email_key = outbox.email_key)";
const CODES: &str = "delete from codes where registration_id = $1";

const REGISTRATIONS: Ending = Ending {
    find: "select id from registrations where expires_at <= $1 order by expires_at",
    before: &[LETTERS, CODES],
    remove: "delete from registrations where id = $1",
};
/// An address that somebody wanted to have and did not prove.
const WAITING: Ending = Ending {
    find: "select id from email_changes where expires_at <= $1 and done_at is null order by expires_at",
    before: &[LETTERS, CODES],
    remove: "delete from email_changes where id = $1",
};
/// A change of address that can be undone no more. Letters to the former address, and about the change, are the user's,
/// and found by the address that they have now: so the former one is forgotten.
const CHANGES: Ending = Ending {
    find: "select id from email_changes where done_at <= $1 order by done_at",
    before: &[
        "update outbox set email_key = (select users.email_key from email_changes join users on users.id = email_changes.user_id
             where email_changes.id = $1)
         where email_key = (select old_email_key from email_changes where id = $1)
           and created_at <= (select done_at from email_changes where id = $1)",
        "update outbox set email_key = (select users.email_key from email_changes join users on users.id = email_changes.user_id
             where email_changes.id = $1)
         where about = $1",
    ],
    remove: "delete from email_changes where id = $1",
};
/// Invitations are kept longer after their end than letters about them.
const INVITATIONS: [Purge; 4] = [
    Purge::of("invitations", "id", "expires_at <= $1"),
    Purge::of("invitations", "id", "accepted_at <= $1"),
    Purge::of("invitations", "id", "declined_at <= $1"),
    Purge::of("invitations", "id", "revoked_at <= $1"),
];

/// A letter that went, or never goes, a day ago. What went to somebody who is no user goes; every other stays with whom
/// it went to, and is not looked at again.
const LETTERS_OF_STRANGERS: Ending = Ending {
    find:
        "select id from outbox where settled = 0 and created_at <= $1 and (sent_at is not null or failed_at is not null)
           order by created_at",
    before: &["delete from outbox where id = $1
               and not exists (select 1 from invitations where invitations.id = outbox.about)
               and not exists (select 1 from users where users.email_key = outbox.email_key)
               and not exists (select 1 from email_changes where old_email_key = outbox.email_key)
               and not exists (select 1 from email_changes where email_changes.id = outbox.about)"],
    remove: "update outbox set settled = 1 where id = $1",
};
/// That somebody was deleted is told once; nothing of the letter stays.
const OF_NOBODY: Purge = Purge::of("outbox", "id", "email_key = '' and (sent_at <= $1 or failed_at <= $1)");
const RESETS: Purge = Purge::of("resets", "token_hash", "user_id is null and created_at <= $1");
const LOG: Purge = Purge::of("activity", "id", "at <= $1");
const LOG_FROM: Purge = Purge {
    table: "activity",
    key: "id",
    which: "at <= $1 and (network_address <> '' or agent <> '')",
    set: Some("network_address = '', agent = ''"),
};

impl Accounts {
    /// Removes what is left of people who did not stay, and what the log has kept long enough.
    pub(crate) async fn forget(&self) -> Result<(), Error> {
        let now = self.now();
        let settings = &self.settings;
        self.end_all(&REGISTRATIONS, now).await?;
        self.end_all(&WAITING, now).await?;
        self.end_all(&CHANGES, now - settings.email_undo_lifetime).await?;
        for purge in &INVITATIONS {
            self.purge(purge, now - Settings::INVITATION_KEPT).await?;
        }
        self.end_all(&LETTERS_OF_STRANGERS, now - STRANGERS).await?;
        self.purge(&OF_NOBODY, now).await?;
        self.purge(&RESETS, now - STRANGERS).await?;
        self.purge(&LOG, now - settings.log_kept).await?;
        self.purge(&LOG_FROM, now - settings.addresses_kept).await
    }
}
