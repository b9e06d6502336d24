//! What happens: the verbs of registration, sign-in and account settings, with the SQL each of them needs.
//!
//! A verb is one transaction: the act and the letter that tells of it commit together or not at all. This crate knows
//! neither leptos nor axum, says no sentence of its own (the crate `words` does), and reads neither the wall clock nor
//! randomness except through [`Clock`] and [`Random`].

mod activity;
mod address;
mod blocklist;
mod browsers;
mod change_password;
mod clients;
mod clock;
mod companies;
mod cores;
mod counters;
mod crowd;
mod csrf;
mod data;
mod db;
mod deletion;
mod desk;
mod details;
mod device;
mod email;
mod email_codes;
mod error;
mod failures;
mod forgot;
mod hasher;
mod identity;
mod invitations;
mod keys;
mod letter_caps;
mod letters;
mod limits;
mod locks;
mod mailer;
mod members;
mod moment;
mod names;
mod notices;
mod openid;
mod operator;
mod organisation;
mod outbox;
mod paging;
mod parts;
mod passkeys;
mod person;
mod phone;
mod preferences;
mod profile;
mod purge;
mod random;
mod recovery;
mod register;
mod reseal;
mod reset;
mod retention;
mod revoke;
mod rights;
mod saved_form;
mod search;
mod second_step;
mod session;
mod sessions;
mod settings;
mod shared;
mod sign_in;
mod signing;
mod smtp;
mod strangers;
mod strength;
mod token;
mod two_step;
mod unlock;
mod users;
mod verify;
mod wizard;

pub use activity::{AuditEntry, By, Log};
pub use address::listed_domain;
pub use blocklist::Blocklist;
pub use clients::{Client, NewAccount};
pub use clock::Clock;
pub use companies::{Filled, Lookup, Origin};
pub use counters::count_refusal;
#[doc(hidden)]
pub use data::texts as export_texts;
pub use db::{DatabaseLook, Db, Pooler, Reach, Tables, copy_database, look_at_database};
pub use deletion::Deletion;
pub use email::{EmailChange, Undo};
pub use error::{Error, InternalError};
pub use hasher::Hasher;
pub use invitations::{Acceptance, Invitation};
pub use keys::Keys;
pub use letters::{Kind, MailAddress, Rendered, mail_address};
pub use limits::{network, networks};
pub use mailer::Mailer;
pub use members::{Members, MembersOf, Sort};
pub use moment::{moment, rfc3339};
pub use openid::{
    Application, ApplicationRefused, AuthorizationRequest, BackChannel, Bearer, Grant, NewApplication, Scope, Tokens,
};
pub use operator::{AccountListed, AccountShown, MemberShown, Page, UserListed};
pub use organisation::OrganisationRow;
#[doc(hidden)]
pub use outbox::texts as outbox_texts;
pub use outbox::{LetterShown, Outbox, Retried};
pub use paging::At;
pub use parts::Accounts;
pub use passkeys::Passkey;
pub use phone::{calling_code, in_international_form};
pub use random::Random;
pub use registers::{CompanyQuery, Number};
pub use reseal::Resealed;
pub use saved_form::Refusal;
pub use search::folded;
pub use session::RequestContext;
pub use sessions::{ApplicationSession, Session};
pub use settings::{Registration, Settings};
pub use shared::Shared;
pub use sign_in::{Entry, SignedIn};
pub use signing::Algorithm;
pub use token::Token;
pub use two_step::{Factors, TwoStep, TwoStepSetup};
pub use unlock::LetIn;
pub use users::{Account, CurrentUser, User, Who};
pub use verify::Proved;
pub use wizard::{Step, Unfinished};

use activity::AuditLog;
use desk::Registers;
use limits::RateLimits;
use prometheus_client::registry::Registry;
use registers::Source;
use signing::Signing;
use std::sync::Arc;

impl Accounts {
    /// All parts over one database, with these company registers.
    pub fn new(shared: Shared, registers: Vec<Source>) -> Accounts {
        let shared = Arc::new(shared);
        let outbox = Arc::new(Outbox::new(Arc::clone(&shared)));
        let limits = Arc::new(RateLimits::new(Arc::clone(&shared)));
        let audit = Arc::new(AuditLog::new(Arc::clone(&shared)));
        let registers = Arc::new(Registers::new(&shared, registers));
        let signing = Arc::new(Signing::new(Arc::clone(&shared)));
        Accounts::of_parts(shared, outbox, limits, audit, registers, signing)
    }

    /// Makes the numbers it keeps readable for the operator.
    pub fn register_counters(&self, registry: &mut Registry) {
        self.counters.register(registry);
        self.hasher.register(registry);
        self.db.register(registry);
    }
}
