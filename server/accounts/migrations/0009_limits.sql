-- Letters to an address: whose count (a keyed hash) and when the newest went, with spaces between.
create table letter_counts (
    key text not null primary key,
    moments text not null,
    touched_at bigint not null
);
create index letter_counts_touched on letter_counts (touched_at);

-- Links of letters that let a browser in, for unknown addresses too. Only a keyed hash of the address is kept.
create table unlocks (
    token_hash text not null primary key,
    address_hash text not null,
    -- Whether somebody got the letter: a link that nobody knows may go first.
    told bigint not null,
    expires_at bigint not null
);
create index unlocks_expiry on unlocks (expires_at);

-- Browsers that such a link has let in, and until when: they have counts of their own for this address.
create table let_in (
    address_hash text not null,
    browser_hash text not null,
    until bigint not null,
    primary key (address_hash, browser_hash)
);
create index let_in_browser on let_in (browser_hash);
create index let_in_until on let_in (until);

-- From now on addresses are held at a few places that they share, so that the table holds no addresses.
delete from addresses;

-- What strangers tried with a user's address is thinned out by its age.
create index activity_strangers on activity (user_id, seq) where actor_id is null and account_id is null;

-- Whose network made it, as a keyed hash: where there is too much of all, those who made most lose first.
alter table registrations add column network text not null default '';
alter table form_rows add column network text not null default '';
