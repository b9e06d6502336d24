-- A million users: whatever is looked for, followed when a row goes, or removed by its age, has an index; no statement
-- reads a table whole that grows.

-- Followed when a user, an account or an address goes.
create index roles_user on roles (user_id);
create index resets_user on resets (user_id);
create index invitations_account on invitations (account_id);
create index unknown_senders_email on unknown_senders (email_key);
create index email_changes_email on email_changes (email_key);

-- What has run out.
create index sessions_seen on sessions (seen_at);
create index sessions_began on sessions (created_at);
create index sessions_half on sessions (created_at) where full_at is null;
create index recovery_sets_made on recovery_sets (made_at) where content is not null;
create index known_browsers_seen on known_browsers (seen_at);
create index failures_over on failures ((touched_at + tries * 3600));
create index resets_expiry on resets (expires_at);
create index resets_strangers on resets (created_at) where user_id is null;
create index codes_expiry on codes (expires_at);
create index email_changes_done on email_changes (done_at) where done_at is not null;
create index invitations_expiry on invitations (expires_at);
create index invitations_accepted on invitations (accepted_at) where accepted_at is not null;
create index invitations_declined on invitations (declined_at) where declined_at is not null;
create index invitations_revoked on invitations (revoked_at) where revoked_at is not null;
create index unknown_senders_at on unknown_senders (at);
create index outbox_sent on outbox (sent_at) where sent_at is not null;
create index if not exists outbox_failed on outbox (failed_at, id) where failed_at is not null;
create index outbox_failed_whole on outbox (failed_at) where failed_at is not null and content <> '';

-- A letter is looked at once, a day after it went: 1 where it belongs to a user or to an invitation.
alter table outbox add column settled bigint not null default 0;
create index outbox_unsettled on outbox (created_at) where settled = 0;
-- Letters that strangers can make many of.
create index outbox_strangers on outbox (created_at) where kind in ('none', 'verification-code') or about = 'unlock';
create index if not exists outbox_waiting on outbox (created_at, id) where sent_at is null and failed_at is null;

-- The key that something is sealed with is a part of it.
create index two_step_key on two_step (substr(secret, 3, 8), user_id) where secret is not null and secret <> '';
create index two_step_next_key on two_step (substr(next_secret, 3, 8), user_id) where next_secret is not null and next_secret <> '';
create index recovery_sets_key on recovery_sets (substr(content, 3, 8), user_id) where content is not null and content <> '';
create index outbox_key on outbox (substr(content, 3, 8), id) where content is not null and content <> '';
create index form_rows_key on form_rows (substr(content, 3, 8), id) where content is not null and content <> '';

-- Logs are read page by page, each from where the last one ended.
drop index activity_user;
create index activity_user on activity (user_id, seq, id);
drop index activity_account;
create index activity_account on activity (account_id, at, seq, id) where account_id is not null;
-- What strangers tried lately.
create index activity_tried on activity (at) where actor_id is null and account_id is null;

-- So is the list of an account: what a member is sorted by stands with the membership. `listed` is the version of it, 0
-- where there is none yet. What users had of it before is emptied as this is made.
alter table memberships add column listed bigint not null default 0;
alter table memberships add column by_email text not null default '';
alter table memberships add column by_name text not null default '';
alter table memberships add column by_name_en text not null default '';
alter table memberships add column by_name_pl text not null default '';
create index memberships_by_email on memberships (account_id, by_email, user_id);
create index memberships_by_name on memberships (account_id, by_name, user_id);
create index memberships_by_name_en on memberships (account_id, by_name_en, user_id);
create index memberships_by_name_pl on memberships (account_id, by_name_pl, user_id);
create index memberships_unlisted on memberships (user_id, account_id) where listed < 3;
create index users_named_before on users (id) where name_order <> '';

-- What a member is found by: the words of their folded name and address, in hexadecimal, which every database compares
-- alike.
create table member_words (
    account_id text not null,
    word text not null,
    user_id text not null,
    primary key (account_id, word, user_id),
    foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
create index member_words_user on member_words (user_id, account_id);

-- What is done once for all rows of before, and when it was done.
create table chores (
    name text not null primary key,
    done_at bigint not null
);
