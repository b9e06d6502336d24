-- By what a session has proved its user, as authentication method references (RFC 8176) with blanks between; empty where
-- that is not known, since it began before.
alter table sessions add column amr text not null default '';

-- When its user was told that there may be a copy of a passkey: it counted less uses than it had.
alter table passkeys add column copied_at bigint;
