-- What a session has for one application is found by both: an application has many of them.
drop index authorization_codes_session;
create index authorization_codes_session on authorization_codes (session_id, application_id);
drop index access_tokens_session;
create index access_tokens_session on access_tokens (session_id, application_id);
