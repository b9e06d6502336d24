-- An extension is no part of a number in E.164: it is dialled once the call is answered.
alter table users add column phone_extension text;
alter table registrations add column phone_extension text;
