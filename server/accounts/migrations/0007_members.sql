-- What an account asks of its members, and what a page that saves its details has seen of it.
alter table accounts add column two_step_policy text not null default 'optional';
alter table accounts add column version bigint not null default 1;

-- What a member is told of: values of categories with spaces between. A person is searched for by their folded name, and
-- sorted by a key in which letters have the order of their alphabet.
alter table memberships add column notifications text not null default 'general billing tickets technical';
alter table users add column name_key text not null default '';
alter table users add column name_order text not null default '';

-- What somebody who came by invitation told about an account of their own, if they ever open one.
create table own_details (
    user_id text not null primary key references users (id) on delete cascade,
    account_type text not null,
    country text not null,
    organisation_type text,
    company_name text,
    tin text,
    registration_number text,
    vat_number text,
    address text,
    city text,
    postal_code text
);

-- Somebody is to become a member. Bound to address, account, roles and inviter; the link in the letter holds nothing but
-- a secret. It waits until one of the last three is set or it expires. Roles and notifications are values with spaces
-- between.
create table invitations (
    id text not null primary key,
    token_hash text not null,
    account_id text not null references accounts (id) on delete cascade,
    inviter_id text not null references users (id) on delete cascade,
    email text not null,
    email_key text not null,
    roles text not null,
    notifications text not null,
    created_at bigint not null,
    sent_at bigint not null,
    resent_at bigint,
    expires_at bigint not null,
    accepted_at bigint,
    declined_at bigint,
    revoked_at bigint
);
create unique index invitations_token on invitations (token_hash);
-- One invitation an address and account waits at a time.
create unique index invitations_waiting on invitations (account_id, email_key)
    where accepted_at is null and declined_at is null and revoked_at is null;
create index invitations_inviter on invitations (inviter_id);
create index invitations_email on invitations (email_key);

-- Addresses whose owner said that they do not know who invites them: no letter goes there for this account for a while.
create table unknown_senders (
    account_id text not null references accounts (id) on delete cascade,
    email_key text not null,
    at bigint not null,
    primary key (account_id, email_key)
);

-- A registration that an invitation began.
alter table registrations add column invitation_id text;

-- The activity log of an account.
create index activity_account on activity (account_id, at) where account_id is not null;
-- Lines that name an address, to be found when its owner is deleted.
create index activity_detail on activity (detail) where account_id is not null;
