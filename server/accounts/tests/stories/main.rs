//! The verbs, told as stories, each on both databases.

mod help;

mod activity;
mod change_password;
mod clients;
mod crowd;
mod deletion;
mod email;
mod email_taken;
mod email_undo;
mod failures;
mod invitations;
mod invitations_answered;
mod invitations_ended;
mod invitations_kept;
mod invited;
mod limits;
mod members;
mod names;
mod policy;
mod profile;
mod recovery;
mod register;
mod reset;
mod rights;
mod sessions;
mod settings;
mod sign_in;
mod telling;
mod transfer;
mod two_step;
mod unlock;
mod verify;
