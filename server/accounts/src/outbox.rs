//! The outbox: letters are written in the transaction of the act they tell of, and sent afterwards.

mod ended;
mod lease;
mod send;
mod shown;
mod withdraw;

pub(crate) use withdraw::{withdraw, withdraw_codes};

pub(crate) use send::Sending;
pub use shown::{LetterShown, Retried};

use crate::{
    Mailer,
    db::{Pipeline, Tx},
    error::Error,
    letters::Letter,
    mailer::{FailureKind, delivery},
    shared::Shared,
};
use rules::Delivery;
use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, watch};

/// How often the outbox is looked at when nobody wakes it.
const LOOK: Duration = Duration::from_secs(2);

/// Letters that wait to be sent.
#[derive(Debug)]
pub struct Outbox {
    shared: Arc<Shared>,
    /// Notified when a letter was written.
    letters: Notify,
    /// How many letters this server has looked for, and when it did so last.
    letter_turns: AtomicU32,
    looked: Mutex<Instant>,
    /// Whether the mail server's last answer was one that the operator has to mend.
    mail_is_refused: AtomicBool,
}

impl Deref for Outbox {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl Outbox {
    pub(crate) fn new(shared: Arc<Shared>) -> Outbox {
        Outbox {
            shared,
            letters: Notify::new(),
            letter_turns: AtomicU32::default(),
            looked: Mutex::new(Instant::now()),
            mail_is_refused: AtomicBool::default(),
        }
    }

    /// Writes a letter to the outbox. Call [`Outbox::wake_sender`] after the commit.
    pub(crate) fn enqueue(&self, tx: &mut Tx, email_key: &str, about: &str, letter: &Letter) -> Result<(), Error> {
        let id = self.random.id();
        let content = self.keys.seal(self.random, &place(&id), &serde_json::to_string(letter)?)?;
        sqlx::query(
            "insert into outbox (id, kind, email_key, about, content, created_at, urgency, worth_until, lease_until)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&id)
        .bind(letter.kind_name())
        .bind(email_key)
        .bind(about)
        .bind(content)
        .bind(self.now())
        .bind(letter.urgency())
        .bind(letter.until)
        .bind(self.now() - 1)
        .pipeline(tx);
        Ok(())
    }

    /// Tells the worker that there are letters.
    pub(crate) fn wake_sender(&self) {
        self.letters.notify_one();
    }

    /// Sends letters until it is told to stop. Several of these may run side by side: a letter that takes long holds up
    /// only one. A line to the mail server is used on as long as letters come.
    pub async fn keep_sending(&self, mailer: &Mailer, stop: watch::Receiver<bool>) {
        let mut sending = Sending::with(mailer, stop);
        while !sending.is_told_to_stop() {
            if let Err(error) = self.send_all(&mut sending).await {
                tracing::error!(%error, "the outbox cannot be read");
            }
            self.wait_for_letters(&mut sending).await;
        }
        sending.rest().await;
    }

    /// Sends letters until there is none, or it is told to stop.
    async fn send_all(&self, sending: &mut Sending<'_>) -> Result<(), Error> {
        let mut sent = 0;
        while let Some(leased) = self.lease().await? {
            // Who has called may have written one: more than one are for several workers.
            if sent > 0 {
                self.wake_sender();
            }
            self.send(sending, leased).await?;
            sent += 1;
            if sending.is_told_to_stop() {
                break;
            }
        }
        Ok(())
    }

    /// Waits until somebody calls, or until nobody has looked for a while: letters of other servers, and letters to be tried
    /// again, call nobody.
    async fn wait_for_letters(&self, sending: &mut Sending<'_>) {
        loop {
            tokio::select! {
                () = self.letters.notified() => return,
                () = tokio::time::sleep(LOOK) => sending.rest().await,
                () = sending.told_to_stop() => return,
            }
            if self.looked().elapsed() >= LOOK {
                return;
            }
        }
    }

    /// When this server last looked for a letter.
    fn looked(&self) -> MutexGuard<'_, Instant> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the letter that is due; whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn send_next(&self, mailer: &Mailer) -> Result<bool, Error> {
        let (_never, stop) = watch::channel(false);
        let mut sending = Sending::with(mailer, stop);
        let Some(leased) = self.lease().await? else { return Ok(false) };
        self.send(&mut sending, leased).await?;
        sending.rest().await;
        Ok(true)
    }

    /// Whether the mail server's last answer to this server was one that the operator has to mend.
    pub fn mail_is_refused(&self) -> bool {
        self.mail_is_refused.load(Ordering::Relaxed)
    }

    /// How the newest letter about this fares. What a mail server says after it has taken the recipient does not count: a
    /// known address that was told already is asked for no further.
    pub(crate) async fn delivery(&self, about: &str) -> Result<Delivery, Error> {
        let newest: Option<(Option<i64>, Option<String>)> = sqlx::query_as(concat!(
            "select failed_at, failure_kind from outbox where about = $1 and ",
            says_something!(),
            " order by created_at desc, attempts limit 1"
        ))
        .bind(about)
        .fetch_optional(self.db.read())
        .await?;
        let fares = |(failed, kind): (Option<i64>, Option<String>)| {
            delivery(failed.is_some(), kind.as_deref().and_then(FailureKind::parse))
        };
        Ok(newest.map(fares).unwrap_or_default())
    }

    /// How many letters wait to be sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn letters_waiting(&self) -> Result<i64, Error> {
        let text = "select count(*) from outbox where sent_at is null and failed_at is null";
        Ok(sqlx::query_scalar(text).fetch_one(self.db.read()).await?)
    }

    /// How long the oldest letter that should have gone has waited, in seconds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn letters_late(&self) -> Result<i64, Error> {
        let oldest: Option<i64> = sqlx::query_scalar(WAITS_LONGEST).fetch_optional(self.db.read()).await?;
        Ok(oldest.map_or(0, |oldest| self.now() - oldest))
    }
}

/// What is asked of the outbox all the time, for a test that looks how the database does it.
#[doc(hidden)]
pub fn texts(postgres: bool) -> Vec<String> {
    let skip_locked = if postgres { "for update skip locked" } else { "" };
    let leases = [false, true].map(|oldest| lease::lease_text(oldest, skip_locked));
    leases.into_iter().chain([WAITS_LONGEST.to_owned()]).collect()
}

/// Whether a letter's row says how letters to its address fare.
macro_rules! says_something {
    () => {
        "(failure_kind is null or failure_kind not in ('withdrawn', 'after_recipient'))"
    };
}
pub(crate) use says_something;

/// When the letter was written that has waited longest.
const WAITS_LONGEST: &str =
    "select created_at from outbox where sent_at is null and failed_at is null order by created_at limit 1";

/// What a letter's content is sealed for.
fn place(id: &str) -> String {
    format!("outbox {id}")
}
