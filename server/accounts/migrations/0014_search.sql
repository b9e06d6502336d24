-- Users are sorted in the order of each language; name_order is the Ukrainian one.
alter table users add column name_order_en text not null default '';
alter table users add column name_order_pl text not null default '';

-- What somebody invited is searched for by, as users are by theirs: the address without marks.
alter table invitations add column name_key text not null default '';
