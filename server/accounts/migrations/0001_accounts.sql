-- Texts and 64-bit numbers only, so that SQLite and PostgreSQL keep the same thing: ids are made by the program,
-- moments are unix seconds, a state is the moment it began. What is unguessable is stored as a hash.

-- A person with one proved address.
create table users (
    id text not null primary key,
    email text not null,
    email_key text not null,
    name text not null,
    surname text not null,
    phone text not null,
    country text not null,
    language text not null,
    password_hash text not null,
    terms_version text not null,
    terms_at bigint not null,
    created_at bigint not null,
    disabled_at bigint
);
create unique index users_email_key on users (email_key);

-- What is billed; the panel calls it a client.
create table accounts (
    id text not null primary key,
    number text not null,
    account_type text not null check (account_type in ('personal', 'business')),
    country text not null,
    organisation_type text,
    company_name text,
    tin text,
    registration_number text,
    vat_number text,
    address text,
    city text,
    postal_code text,
    created_at bigint not null
);
create unique index accounts_number on accounts (number);

-- A user in an account.
create table memberships (
    account_id text not null references accounts (id),
    user_id text not null references users (id),
    created_at bigint not null,
    primary key (account_id, user_id)
);
create index memberships_user on memberships (user_id);

create table roles (
    account_id text not null,
    user_id text not null,
    role text not null,
    primary key (account_id, user_id, role),
    foreign key (account_id, user_id) references memberships (account_id, user_id) on delete cascade
);
-- Every account has exactly one owner.
create unique index roles_one_owner on roles (account_id) where role = 'account_owner';

create table sessions (
    token_hash text not null primary key,
    user_id text not null references users (id),
    agent text not null,
    network_address text not null,
    created_at bigint not null,
    seen_at bigint not null
);
create index sessions_user on sessions (user_id);

-- Unfinished ones. They own nothing and block nothing; the right code turns one into a user.
create table registrations (
    id text not null primary key,
    browser_hash text not null,
    name text not null,
    surname text not null,
    email text not null,
    email_key text not null,
    password_hash text not null,
    terms_version text not null,
    terms_at bigint not null,
    language text not null,
    country text,
    phone text,
    phone_typed text,
    account_type text,
    organisation_type text,
    company_name text,
    tin text,
    registration_number text,
    vat_number text,
    address text,
    city text,
    postal_code text,
    details_at bigint,
    code_sent_at bigint,
    tries bigint not null default 0,
    tries_total bigint not null default 0,
    address_changes bigint not null default 0,
    created_at bigint not null,
    touched_at bigint not null,
    expires_at bigint not null,
    finished_at bigint
);
-- One browser has one unfinished registration of one address: a double click makes no second.
create unique index registrations_open on registrations (browser_hash, email_key) where finished_at is null;
create index registrations_email on registrations (email_key);
create index registrations_expiry on registrations (expires_at);

-- Codes of letters. They outlive their registration for a day, because letters are counted by address.
create table codes (
    id text not null primary key,
    registration_id text not null,
    email_key text not null,
    code_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    dead_at bigint
);
create index codes_registration on codes (registration_id);
create index codes_email on codes (email_key, created_at);

-- One row an address that letters went to: whoever is about to send one holds it, so that nobody counts at the same time.
create table addresses (
    email_key text not null primary key,
    touched_at bigint not null
);

-- Letters to be sent (about: the registration a code is for), written in the transaction of the act they tell of. The content is sealed, and gone once sent.
create table outbox (
    id text not null primary key,
    kind text not null,
    email_key text not null,
    about text not null,
    content text not null,
    created_at bigint not null,
    lease_until bigint not null,
    attempts bigint not null default 0,
    sent_at bigint,
    failed_at bigint,
    problem text
);
create index outbox_due on outbox (lease_until) where sent_at is null and failed_at is null;
create index outbox_email on outbox (email_key, kind, created_at);

-- What was typed into a refused form, for a browser without scripts. Sealed; bound to the browser; minutes old at most.
create table form_rows (
    id text not null primary key,
    browser_hash text not null,
    page text not null,
    content text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index form_rows_browser on form_rows (browser_hash, created_at);
create index form_rows_expiry on form_rows (expires_at);
