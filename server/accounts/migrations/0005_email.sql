-- Another address for a user. It waits for its proof; done, the former one is kept for the user until it is too late to
-- undo; ended, it neither waits nor can be undone. Tries are counted as in registrations. The sequence orders the changes
-- of one user.
create table email_changes (
    id text not null primary key,
    user_id text not null references users (id) on delete cascade,
    seq bigint not null,
    old_email text not null,
    old_email_key text not null,
    email text not null,
    email_key text not null,
    -- Since when the second factor was on as the change was asked for.
    factor_at bigint,
    code_sent_at bigint,
    tries bigint not null default 0,
    tries_total bigint not null default 0,
    created_at bigint not null,
    expires_at bigint not null,
    done_at bigint,
    ended_at bigint
);
-- One address waits at a time: a double click asks once.
create unique index email_changes_waiting on email_changes (user_id) where done_at is null and ended_at is null;
create index email_changes_user on email_changes (user_id, seq);
create index email_changes_former on email_changes (old_email_key);
create index email_changes_expiry on email_changes (expires_at);

-- Links that undo a change, one for each letter to the former address.
create table email_undos (
    token_hash text not null primary key,
    change_id text not null references email_changes (id) on delete cascade
);
create index email_undos_change on email_undos (change_id);
