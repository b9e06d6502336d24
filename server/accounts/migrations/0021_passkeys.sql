-- Passkeys (Web Authentication). A user with one has 2-step verification on: two_step.enabled_at says so, whatever the
-- factor is, and two_step.secret is none where there is no authenticator app.
create table passkeys (
    -- As the authenticator names it, in base64url.
    credential_id text not null primary key,
    -- What pages and forms call it.
    id text not null unique,
    user_id text not null references users (id) on delete cascade,
    name text not null,
    -- What never changes of it, its public key above all, and what changes with each use; in base64url.
    public_key text not null,
    state text not null,
    transports text not null,
    -- 1 where it is not on one device alone.
    synced bigint not null,
    -- 1 since everything that could act for its user was taken back: it is good after the password alone, until then.
    held bigint not null default 0,
    created_at bigint not null,
    used_at bigint
);
create index passkeys_user on passkeys (user_id);

-- What browsers were asked to sign, once, for minutes. Theirs alone, and for one purpose.
create table passkey_challenges (
    challenge_hash text not null primary key,
    browser_hash text not null,
    user_id text references users (id) on delete cascade,
    purpose text not null check (purpose in ('add', 'sign_in', 'second_step', 'proof')),
    content text not null,
    expires_at bigint not null
);
create index passkey_challenges_expiry on passkey_challenges (expires_at);
create index passkey_challenges_user on passkey_challenges (user_id);
