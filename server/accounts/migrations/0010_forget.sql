-- A line of an account's log says who did it to whom by their addresses of then: people leave, move and are deleted, and
-- the log stays the account's. Since when the actor was a member then; null where they were none.
alter table activity add column actor_email text;
alter table activity add column whom_email text;
alter table activity add column actor_member_since bigint;
delete from activity where account_id is not null
    and not exists (select 1 from accounts where accounts.id = activity.account_id);
-- Only those who are members today: of others nobody knows which address was theirs then.
update activity set
    actor_email = (select email from users join memberships on memberships.user_id = users.id
        where users.id = activity.actor_id and memberships.account_id = activity.account_id),
    whom_email = (select email from users join memberships on memberships.user_id = users.id
        where users.id = activity.user_id and memberships.account_id = activity.account_id)
    where account_id is not null;
-- What members alone can do was done by a member.
update activity set actor_member_since = at where account_id is not null and actor_id is not null and actor_id <> 'operator'
    and act in ('account_opened', 'account_changed', 'policy_changed', 'invited', 'invitation_resent', 'invitation_revoked',
        'invitation_accepted', 'roles_changed', 'notifications_changed', 'two_step_reset', 'dissociated', 'account_left');

-- What is kept for a time is found by its age.
create index activity_at on activity (at);
create index activity_from on activity (at) where network_address <> '' or agent <> '';
