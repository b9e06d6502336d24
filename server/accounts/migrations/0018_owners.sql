-- Every account has exactly one owner, who is found without looking at its other members. Asked for as `cast(account_id || '' as text)`:
-- by `account_id` alone both databases would rather go through all roles of the account, by the primary key.
drop index roles_one_owner;
create unique index roles_owner on roles ((cast(account_id || '' as text))) where role = 'account_owner';
