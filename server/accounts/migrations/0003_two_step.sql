-- The second factor, one row a user. Secrets are sealed. The next one waits for its first right code, so that showing
-- it changes nothing. A code works once: the last step used is kept for ever.
create table two_step (
    user_id text not null primary key references users (id),
    secret text,
    enabled_at bigint,
    last_step bigint not null default 0,
    next_secret text not null,
    -- Codes compared since the last right one, in which step, how many in it, and until when no more.
    tries bigint not null default 0,
    tried_step bigint not null default 0,
    step_tries bigint not null default 0,
    closed_until bigint not null default 0,
    -- When the user was told last that somebody has the password and not the code.
    warned_at bigint
);

-- Recovery codes: keyed hashes, each used once.
create table recovery_codes (
    code_hash text not null primary key,
    user_id text not null references users (id),
    used_at bigint
);
create index recovery_codes_user on recovery_codes (user_id);

-- The set in clear, sealed, until it was saved or minutes have gone by; one row a user.
create table recovery_sets (
    user_id text not null primary key references users (id),
    content text,
    made_at bigint not null
);

-- A session is half until the second step (full_at), and proves who it is from then on (proved_at).
alter table sessions add column full_at bigint;
alter table sessions add column proved_at bigint;
update sessions set full_at = created_at;

-- Failures in a row and the wait that grows with them. The key names a lane, the subject all lanes of one address;
-- both are keyed hashes.
create table failures (
    key text not null primary key,
    subject text not null,
    tries bigint not null,
    wait bigint not null,
    next_at bigint not null,
    touched_at bigint not null
);
create index failures_subject on failures (subject);
create index failures_touched on failures (touched_at);

-- Browsers that a user signed in from.
create table known_browsers (
    user_id text not null references users (id),
    browser_hash text not null,
    seen_at bigint not null,
    primary key (user_id, browser_hash)
);
create index known_browsers_hash on known_browsers (browser_hash);

-- Links to a new password, for unknown addresses too (without a user), so that both look the same.
create table resets (
    token_hash text not null primary key,
    email_key text not null,
    user_id text references users (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    dead_at bigint
);
create index resets_email on resets (email_key, created_at);

-- Every act that matters: on whom, by whom (a user, the operator, or nobody that is known), how it ended, from where.
-- Only ever added to. The sequence counts the acts on one user.
create table activity (
    id text not null primary key,
    seq bigint not null,
    at bigint not null,
    user_id text not null,
    actor_id text,
    account_id text,
    act text not null,
    result text not null check (result in ('done', 'refused')),
    detail text not null,
    network_address text not null,
    agent text not null
);
create index activity_user on activity (user_id, seq);
