-- Who waits for a letter: 0 for a code, 1 for a link, 2 nobody. Until when it is worth something, where it is not for ever.
-- And who sends it now: a word of that sender's own, empty for nobody.
alter table outbox add column urgency bigint not null default 2;
alter table outbox add column worth_until bigint;
alter table outbox add column lease text not null default '';
update outbox set urgency = 0 where sent_at is null and failed_at is null
    and kind in ('verification-code', 'email-change-code', 'already-registered', 'none');
update outbox set urgency = 1 where sent_at is null and failed_at is null and kind in ('password-reset', 'invitation');

-- The next one of each kind, the one that has waited longest, and those that failed are each one step away.
create index outbox_urgent on outbox (urgency, lease_until) where sent_at is null and failed_at is null;
create index outbox_waiting on outbox (created_at, id) where sent_at is null and failed_at is null;
create index outbox_failed on outbox (failed_at, id) where failed_at is not null;
