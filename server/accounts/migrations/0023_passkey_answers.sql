-- What a browser is asked to sign goes along sealed, and comes back with the answer. What is kept is which questions were
-- answered, for as long as each could be answered again.
drop table passkey_challenges;
create table passkey_answers (
    challenge_hash text not null primary key,
    expires_at bigint not null
);
create index passkey_answers_expiry on passkey_answers (expires_at);
