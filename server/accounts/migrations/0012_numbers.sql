-- The numbers of an organisation: of which kind each is, and whether it fits its country's rules or was insisted on. And the
-- register that knew the organisation, with the moment it was asked: what was believed, and when.
alter table registrations add column tin_kind text;
alter table registrations add column tin_verdict text;
alter table registrations add column registration_kind text;
alter table registrations add column registration_verdict text;
alter table registrations add column vat_kind text;
alter table registrations add column vat_verdict text;
alter table registrations add column register text;
alter table registrations add column register_at bigint;
alter table accounts add column tin_kind text;
alter table accounts add column tin_verdict text;
alter table accounts add column registration_kind text;
alter table accounts add column registration_verdict text;
alter table accounts add column vat_kind text;
alter table accounts add column vat_verdict text;
alter table accounts add column register text;
alter table accounts add column register_at bigint;
alter table own_details add column tin_kind text;
alter table own_details add column tin_verdict text;
alter table own_details add column registration_kind text;
alter table own_details add column registration_verdict text;
alter table own_details add column vat_kind text;
alter table own_details add column vat_verdict text;
alter table own_details add column register text;
alter table own_details add column register_at bigint;

-- That a register knew an organisation by this name, so that an account opened with it can say so.
create table known_companies (
    -- A keyed hash of country, tax number and name.
    company_hash text primary key,
    register text not null,
    known_at bigint not null
);
create index known_companies_at on known_companies (known_at);
