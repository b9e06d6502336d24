//! Retention: what goes by itself, and when. docs/privacy.md says the same to people; a test goes through both kinds of
//! rules one by one.

use crate::{
    Settings,
    companies::KNOWN_COMPANY,
    error::Error,
    parts::Retention,
    purge::{Ending, Purge},
};

/// A letter's row is kept so long after it went to somebody who is no user, in seconds.
const STRANGERS: i64 = 86_400;
/// And so long after it went to a user.
const LETTERS_KEPT: i64 = 30 * 86_400;

/// A letter about something (`$1`) that went to somebody who is no user; letters to users are theirs, also those to an
/// address that they left lately.
const LETTERS: &str = "delete from outbox where about = $1
     and not exists (select 1 from users where users.email_key = outbox.email_key)
     and not exists (select 1 from email_changes where old_email_key = outbox.email_key)";

const REGISTRATIONS: Ending = Ending {
    find: "select id from registrations where expires_at <= $1 order by expires_at",
    before: &[LETTERS],
    remove: "delete from registrations where id = $1",
};
/// An address that somebody wanted to have and did not prove.
const WAITING: Ending = Ending {
    find: "select id from email_changes where expires_at <= $1 and done_at is null order by expires_at",
    before: &[LETTERS],
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
/// Recovery codes in clear that nobody has saved in time.
const RECOVERY_SETS: Purge = Purge {
    table: "recovery_sets",
    key: "user_id",
    which: "content is not null and made_at <= $1",
    set: Some("content = null"),
};
/// A letter that failed can go again for 7 days, as long as it is worth something.
const FAILED: Purge = Purge {
    table: "outbox",
    key: "id",
    which: "failed_at is not null and content <> '' and (worth_until <= $1 or failed_at <= $1 - 604800)",
    set: Some("content = ''"),
};
const LOG_FROM: Purge = Purge {
    table: "activity",
    key: "id",
    which: "at <= $1 and (network_address <> '' or agent <> '')",
    set: Some("network_address = '', agent = ''"),
};
/// What strangers can make much of; gone through between two tidyings as well, when there were many acts.
pub(crate) const RUN_OUT: [Purge; 4] = [
    Purge::of("codes", "id", "expires_at <= $1"),
    Purge::of("form_rows", "id", "expires_at <= $1"),
    Purge::of("resets", "token_hash", "expires_at <= $1"),
    Purge::of("passkey_answers", "challenge_hash", "expires_at <= $1"),
];

/// For how many seconds a row outlives the moment that its rule looks at.
type Grace = fn(&Settings) -> i64;

/// Things that end, each with what hangs on it.
const ENDINGS: [(Ending, Grace); 4] = [
    (REGISTRATIONS, |_| 0),
    (WAITING, |_| 0),
    (CHANGES, |settings| settings.email_undo_lifetime),
    (LETTERS_OF_STRANGERS, |_| STRANGERS),
];

/// Rows that go, or are emptied.
const PURGES: [(Purge, Grace); 27] = [
    // Invitations are kept longer after their end than letters about them.
    (Purge::of("invitations", "id", "expires_at <= $1"), |_| Settings::INVITATION_KEPT),
    (Purge::of("invitations", "id", "accepted_at <= $1"), |_| Settings::INVITATION_KEPT),
    (Purge::of("invitations", "id", "declined_at <= $1"), |_| Settings::INVITATION_KEPT),
    (Purge::of("invitations", "id", "revoked_at <= $1"), |_| Settings::INVITATION_KEPT),
    (Purge::of("unknown_senders", "account_id, email_key", "at <= $1"), |_| Settings::UNKNOWN_LIFETIME),
    // Letters. That somebody was deleted is told once; nothing of that letter stays.
    (Purge::of("outbox", "id", "email_key = '' and (sent_at <= $1 or failed_at <= $1)"), |_| 0),
    (Purge::of("outbox", "id", "sent_at <= $1"), |_| LETTERS_KEPT),
    (Purge::of("outbox", "id", "failed_at <= $1"), |_| LETTERS_KEPT),
    (FAILED, |_| 0),
    // The log.
    (Purge::of("activity", "id", "at <= $1"), |settings| settings.log_kept),
    (LOG_FROM, |settings| settings.addresses_kept),
    // Sessions and browsers.
    (Purge::of("sessions", "token_hash", "seen_at <= $1"), |settings| settings.session_idle),
    (Purge::of("sessions", "token_hash", "created_at <= $1"), |settings| settings.session_lifetime),
    (Purge::of("sessions", "token_hash", "full_at is null and created_at <= $1"), |_| Settings::HALF_LIFETIME),
    (Purge::of("known_browsers", "user_id, browser_hash", "seen_at <= $1"), |_| Settings::KNOWN_LIFETIME),
    (Purge::of("let_in", "address_hash, browser_hash", "until <= $1"), |_| 0),
    (Purge::of("unlocks", "token_hash", "expires_at <= $1"), |_| 0),
    (RECOVERY_SETS, |_| Settings::RECOVERY_SHOWN),
    (Purge::of("resets", "token_hash", "user_id is null and created_at <= $1"), |_| STRANGERS),
    // Applications. A used code stays for its time, so that a second use is known.
    (Purge::of("authorization_codes", "code_hash", "expires_at <= $1"), |_| 3_600),
    (Purge::of("signing_keys", "id", "retired_at <= $1"), |_| 86_400),
    // Counts.
    (Purge::of("failures", "key", "touched_at + tries * 3600 <= $1"), |_| 0),
    (Purge::of("letter_counts", "key", "touched_at <= $1"), |_| 86_400),
    (Purge::of("limits", "key", "full_at <= $1"), |_| 0),
    (Purge::of("known_companies", "company_hash", "known_at <= $1"), |_| KNOWN_COMPANY),
    (Purge::of("register_days", "register, day", "day <= $1 / 86400"), |_| 3 * 86_400),
    // What a server of an earlier version wrote there: addresses, not places.
    (Purge::of("addresses", "email_key", "email_key not like 'place %' and touched_at <= $1"), |_| 0),
];

impl Retention {
    /// Removes what has run out: rows whose time is over, users whose wait to be deleted is over, and what unknown visitors
    /// left too much of.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tidy_up(&self) -> Result<(), Error> {
        if !self.trusts_clock() {
            tracing::warn!("the machine's clock was set: nothing is removed for an hour");
            return Ok(());
        }
        // What a server of an older version wrote, also while versions change.
        self.memberships.list_members().await?;
        self.counters.purge_runs.inc();
        let now = self.now();
        for (ending, kept) in &ENDINGS {
            self.end_all(ending, now - kept(&self.settings)).await?;
        }
        for (purge, kept) in &PURGES {
            self.purge(purge, now - kept(&self.settings)).await?;
        }
        self.registers.forget();
        self.deletions.delete_due().await?;
        self.deletions.erase_rest().await?;
        if let Err(error) = self.thin_out().await {
            tracing::error!(%error, "what unknown visitors left could not be thinned out; it is tried again");
        }
        self.db.shrink().await?;
        self.counters.purged_at.set(now);
        Ok(())
    }
}
