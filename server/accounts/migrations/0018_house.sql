-- Every account has exactly one owner, who is found without looking at its other members. Asked for as `cast(account_id || '' as text)`:
-- by `account_id` alone both databases would rather go through all roles of the account, by the primary key.
drop index roles_one_owner;
create unique index roles_owner on roles ((cast(account_id || '' as text))) where role = 'account_owner';

-- Why a letter did not go, the last time, as far as anything depends on it; what the operator reads stays in `problem`.
alter table outbox add column failure_kind text
    check (failure_kind in ('address', 'unwritable', 'doubtful', 'after_recipient', 'withdrawn', 'other'));
update outbox set failure_kind = case
        when problem = 'withdrawn' then 'withdrawn'
        when problem like 'after the recipient: %' then 'after_recipient'
        when problem like 'address: %' then 'address'
        when problem like 'unwritable: %' then 'unwritable'
        when problem like 'doubtful: %' then 'doubtful'
        else 'other' end
    where problem is not null;
