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
mod details;
mod device;
mod email;
mod error;
mod failures;
mod form_row;
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
mod names;
mod notices;
mod operator;
mod organisation;
mod outbox;
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
mod search;
mod second_step;
mod session;
mod sessions;
mod settings;
mod shared;
mod sign_in;
mod smtp;
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
pub use form_row::Refusal;
pub use hasher::Hasher;
pub use invitations::{Acceptance, Invitation, Reader, State};
pub use keys::Keys;
pub use letters::{Kind, MailAddress, Rendered, mail_address};
pub use limits::{network, networks};
pub use mailer::Mailer;
pub use members::{At, Member, Members, MembersOf, Sort};
pub use operator::{AccountListed, AccountShown, MemberShown, Page, UserListed};
pub use organisation::OrganisationRow;
#[doc(hidden)]
pub use outbox::texts as outbox_texts;
pub use outbox::{LetterShown, Outbox, Retried};
pub use random::Random;
pub use registers::{Number, Wanted};
pub use reseal::Resealed;
pub use session::RequestContext;
pub use sessions::Session;
pub use settings::{Registration, Settings};
pub use shared::Shared;
pub use sign_in::{Entry, SignedIn};
pub use token::Token;
pub use two_step::{TwoStep, TwoStepSetup};
pub use unlock::LetIn;
pub use users::{Account, CurrentUser, User, Who};
pub use verify::Proved;
pub use wizard::{Step, Unfinished};

use activity::AuditLog;
use companies::Desk;
use cores::Cores;
use limits::RateLimits;
use prometheus_client::registry::Registry;
use rules::Facts;
use std::{ops::Deref, sync::Arc};

/// The front door: every verb is a method.
#[derive(Debug)]
pub struct Accounts {
    shared: Arc<Shared>,
    outbox: Outbox,
    limits: RateLimits,
    audit: AuditLog,
    hasher: Hasher,
    /// Where passwords are looked at.
    estimates: Cores,
    /// Registers of companies, in the order in which they are asked.
    registers: Vec<Arc<Desk>>,
}

impl Deref for Accounts {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl Accounts {
    /// The front door to this database.
    pub fn new(db: Db, settings: Settings, keys: Keys, hasher: Hasher, clock: Clock, random: Random) -> Accounts {
        let shared = Arc::new(Shared::new(db, settings, keys, clock, random));
        Accounts {
            outbox: Outbox::new(Arc::clone(&shared)),
            limits: RateLimits::new(Arc::clone(&shared)),
            audit: AuditLog(Arc::clone(&shared)),
            shared,
            hasher,
            estimates: Cores::all(),
            registers: Vec::new(),
        }
    }

    /// Letters that wait to be sent.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The hasher, for the numbers it keeps.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Makes the numbers it keeps readable for the operator.
    pub fn register_counters(&self, registry: &mut Registry) {
        self.counters.register(registry);
        self.hasher.register(registry);
    }

    /// What the checks of forms need to know of the world.
    pub fn facts(&self) -> Facts<'static> {
        let today = self.now().div_euclid(86_400);
        Facts { today: u32::try_from(today).unwrap_or_default(), phone: &phone::read }
    }
}
