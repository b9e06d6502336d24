-- Where an application is told that somebody's session has ended (OpenID Connect Back-Channel Logout); none where it
-- does not want to know.
alter table applications add column backchannel_uri text;

-- Who is signed in to an application, from which session. Its id is the `sid` of ID tokens. It outlives the session
-- until the application was told.
create table application_logins (
    id text not null primary key,
    application_id text not null references applications (id) on delete cascade,
    -- None once it has ended.
    session_id text references sessions (id) on delete set null,
    user_id text references users (id) on delete set null,
    created_at bigint not null,
    attempts bigint not null default 0,
    lease_until bigint not null default 0
);
insert into application_logins (id, application_id, session_id, user_id, created_at)
    select application_id || session_id, application_id, session_id, user_id, created_at
    from application_sessions;
drop table application_sessions;
alter table application_logins rename to application_sessions;
create unique index application_sessions_session on application_sessions (session_id, application_id);
create index application_sessions_application on application_sessions (application_id);
create index application_sessions_user on application_sessions (user_id);
create index application_sessions_ended on application_sessions (lease_until) where session_id is null;
