//! The verbs, told as stories, each on both databases.

mod help;

mod activity;
mod activity_kept;
mod change_password;
mod clients;
mod deletion;
mod email;
mod email_taken;
mod email_undo;
mod failures;
mod forgotten;
mod invitations;
mod invitations_answered;
mod invitations_ended;
mod invitations_kept;
mod invited;
mod keys;
mod limits;
mod members;
mod names;
mod pairs;
mod passwords;
mod policy;
mod profile;
mod recovery;
mod register;
mod reset;
mod rights;
mod sessions;
mod settings;
mod sign_in;
mod transfer;
mod two_step;
mod verify;
