-- A session has its id for good; its secret changes with each proof of identity.
create unique index sessions_id on sessions (id);

-- Applications of the operator that ask who somebody is (OpenID Connect).
create table applications (
    id text not null primary key,
    name text not null,
    -- None where it can keep no secret.
    secret_hash text,
    -- Addresses, one a line.
    redirect_uris text not null,
    logout_uris text not null,
    algorithm text not null check (algorithm in ('RS256', 'ES256')),
    created_at bigint not null
);

-- Who is signed in to an application, from which session.
create table application_sessions (
    application_id text not null references applications (id) on delete cascade,
    session_id text not null references sessions (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    created_at bigint not null,
    primary key (application_id, session_id)
);
create index application_sessions_session on application_sessions (session_id);
create index application_sessions_user on application_sessions (user_id);

create table authorization_codes (
    code_hash text not null primary key,
    application_id text not null references applications (id) on delete cascade,
    session_id text not null references sessions (id) on delete cascade,
    redirect_uri text not null,
    challenge text,
    nonce text,
    scope text not null,
    expires_at bigint not null,
    used_at bigint
);
create index authorization_codes_expiry on authorization_codes (expires_at);
create index authorization_codes_session on authorization_codes (session_id);
create index authorization_codes_application on authorization_codes (application_id);

create table access_tokens (
    token_hash text not null primary key,
    code_hash text not null,
    application_id text not null references applications (id) on delete cascade,
    session_id text not null references sessions (id) on delete cascade,
    scope text not null,
    created_at bigint not null
);
create index access_tokens_code on access_tokens (code_hash);
create index access_tokens_session on access_tokens (session_id);
create index access_tokens_application on access_tokens (application_id);

-- What ID tokens are signed with. The private half is sealed, the public one a JSON Web Key.
create table signing_keys (
    id text not null primary key,
    algorithm text not null check (algorithm in ('RS256', 'ES256')),
    content text not null,
    public_key text not null,
    created_at bigint not null,
    retired_at bigint
);
create index signing_keys_key on signing_keys (substr(content, 3, 8), id) where content <> '';
create index signing_keys_retired on signing_keys (retired_at);
