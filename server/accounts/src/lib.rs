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
pub use outbox::{LetterShown, Retried};
pub use random::Random;
pub use registers::{Number, Wanted};
pub use reseal::Resealed;
pub use session::RequestContext;
pub use sessions::Session;
pub use settings::{Registration, Settings};
pub use sign_in::{Entry, SignedIn};
pub use token::Token;
pub use two_step::{TwoStep, TwoStepSetup};
pub use unlock::LetIn;
pub use users::{Account, CurrentUser, User, Who};
pub use verify::Proved;
pub use wizard::{Step, Unfinished};

use clock::Steadiness;
use companies::Desk;
use cores::Cores;
use counters::Counters;
use crowd::Crowd;
use prometheus_client::registry::Registry;
use rules::Facts;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32},
    },
    time::Instant,
};
use tokio::sync::Notify;

/// The front door: every verb is a method.
#[derive(Debug)]
pub struct Accounts {
    db: Db,
    settings: Settings,
    keys: Keys,
    hasher: Hasher,
    /// Where passwords are looked at.
    estimates: Cores,
    clock: Clock,
    steadiness: Steadiness,
    random: Random,
    counters: Counters,
    /// Rung when a letter was written to the outbox.
    letters: Notify,
    /// How many letters this server has looked for.
    letter_turns: AtomicU32,
    /// Whether the mail server's last answer was one that the operator has to mend.
    mail_is_refused: AtomicBool,
    crowd: Crowd,
    /// Registers of companies, in the order in which they are asked.
    registers: Vec<Arc<Desk>>,
}

impl Accounts {
    /// The front door to this database.
    pub fn new(db: Db, settings: Settings, keys: Keys, hasher: Hasher, clock: Clock, random: Random) -> Accounts {
        let (estimates, crowd) = (Cores::all(), Crowd::default());
        let (counters, letters) = (Counters::default(), Notify::new());
        Accounts {
            db,
            settings,
            keys,
            hasher,
            estimates,
            clock,
            steadiness: Steadiness::default(),
            random,
            counters,
            letters,
            letter_turns: AtomicU32::default(),
            mail_is_refused: AtomicBool::default(),
            crowd,
            registers: Vec::new(),
        }
    }

    /// The operator's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The database, for readiness and for closing it.
    pub fn db(&self) -> &Db {
        &self.db
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

    /// Whether the clock can be trusted with what cannot be taken back: it was not set lately.
    fn trusts_clock(&self) -> bool {
        !matches!(self.clock, Clock::System) || self.steadiness.holds(Instant::now(), self.now())
    }

    fn now(&self) -> i64 {
        self.clock.now()
    }
}
