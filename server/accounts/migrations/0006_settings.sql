-- What a session is called by where its secret must not be known.
alter table sessions add column id text not null default '';
update sessions set id = numbered.id
from (select token_hash as hash, 'before-' || cast(row_number() over (order by token_hash) as text) as id from sessions) as numbered
where numbered.hash = sessions.token_hash;

-- When a user is deleted who asked for it.
alter table users add column delete_at bigint;
create index users_delete on users (delete_at) where delete_at is not null;

-- What a user did to others is found when the user is deleted.
create index activity_actor on activity (actor_id);
create index activity_deleted on activity (at) where act = 'user_deleted';
