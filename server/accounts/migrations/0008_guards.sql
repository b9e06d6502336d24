-- The link of the letter that tells of a deletion: whoever has it keeps the user.
alter table users add column stay_hash text;
create unique index users_stay on users (stay_hash) where stay_hash is not null;
