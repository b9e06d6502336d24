-- Buckets: whose (a keyed hash) and when they are full again.
create table limits (
    key text not null primary key,
    full_at bigint not null
);
create index limits_full on limits (full_at);

-- How a letter fares is asked by what it is about.
create index outbox_about on outbox (about, created_at);
