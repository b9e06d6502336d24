-- The person's own taste, and what a page that saves the profile has seen of it.
alter table users add column theme text not null default 'system';
alter table users add column version bigint not null default 1;
