//! The desk of one register: one question at a time, no question twice, none while it wants peace, and no more of them
//! than a day's on one day.

mod answers;
mod requests;

use crate::{Clock, counters::Outcomes, db::Db, shared::Shared};
use answers::Answers;
pub(crate) use answers::Heard;
use registers::{Answer, Asked, CompanyQuery, Place, Reason, Source};
use requests::{spend_all, take};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex as Turn, Semaphore},
    time::{Instant, sleep_until},
};

/// So many questions at most wait for their turn.
const WAITING: usize = 16;

/// So long somebody waits for all registers together.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);

/// The registers that the operator has chosen, in the order in which they are asked.
#[derive(Debug)]
pub struct Registers(pub(crate) Vec<Arc<Desk>>);

impl Registers {
    pub(crate) fn new(shared: &Shared, mut sources: Vec<Source>) -> Registers {
        sources.sort_by_key(Source::rank);
        let answers = &shared.counters.register_answers;
        let desk = |source| Arc::new(Desk::new(source, shared.db.clone(), shared.clock.clone(), answers.clone()));
        Registers(sources.into_iter().map(desk).collect())
    }

    /// Forgets what was answered too long ago.
    pub(crate) fn forget(&self) {
        self.0.iter().for_each(|desk| desk.forget());
    }
}

/// The desk of one register.
#[derive(Debug)]
pub(crate) struct Desk {
    source: Source,
    db: Db,
    clock: Clock,
    outcomes: Outcomes,
    answers: Mutex<Answers>,
    /// Until when it is left in peace.
    paused_until: AtomicI64,
    waiting: Semaphore,
    /// Whose turn it is, and when the last one was over.
    turn: Turn<Option<Instant>>,
}

impl Desk {
    pub(crate) fn new(source: Source, db: Db, clock: Clock, outcomes: Outcomes) -> Desk {
        Desk {
            source,
            db,
            clock,
            outcomes,
            answers: Mutex::default(),
            paused_until: AtomicI64::new(0),
            waiting: Semaphore::new(WAITING),
            turn: Turn::default(),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.source.name()
    }

    pub(crate) fn place(&self) -> Place {
        self.source.place()
    }

    pub(crate) fn fills(&self) -> &'static [registers::Fills] {
        self.source.fills()
    }

    /// Whether there are only so many requests a day for everybody together.
    pub(crate) fn is_rationed(&self) -> bool {
        self.source.per_day().is_some()
    }

    pub(crate) fn asked(&self, wanted: &CompanyQuery<'_>, now: i64) -> Option<Asked> {
        self.source.asked(wanted, now)
    }

    pub(crate) fn sample(&self, now: i64) -> Option<Asked> {
        self.source.sample(now)
    }

    /// What it answered to this before, if that is still true; or that it wants peace.
    pub(crate) fn heard(&self, asked: &Asked) -> Option<Heard> {
        let now = self.clock.now();
        let kept = self.answers.lock().unwrap_or_else(PoisonError::into_inner).of(&asked.key(), now);
        let paused = now < self.paused_until.load(Ordering::SeqCst);
        kept.or_else(|| paused.then(|| Heard::nothing(Reason::Paused, now)))
    }

    /// Asks it when it is this question's turn, and keeps what it answers.
    pub(crate) async fn ask(self: Arc<Self>, asked: Asked) -> Heard {
        let begun = Instant::now();
        let Ok(waiting) = self.waiting.try_acquire() else { return self.nothing(Reason::Slow) };
        let mut turn = self.turn.lock().await;
        drop(waiting);
        if let Some(heard) = self.heard(&asked) {
            return heard;
        }
        if let Some(last) = *turn {
            sleep_until(last + self.source.every()).await;
        }
        // Whoever asked has gone on by now.
        if begun.elapsed() >= PATIENCE {
            return self.nothing(Reason::Slow);
        }
        let day = self.source.day(self.clock.now());
        if let Err(reason) = self.take_requests(day).await {
            return self.nothing(reason);
        }
        let answer = self.source.find(&asked).await;
        *turn = Some(Instant::now());
        self.took(asked, answer, day).await
    }

    /// Forgets answers that are not true any more.
    pub(crate) fn forget(&self) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).forget(self.clock.now());
    }

    fn nothing(&self, reason: Reason) -> Heard {
        self.count(&Answer::NoAnswer(reason.clone()));
        Heard::nothing(reason, self.clock.now())
    }

    /// Counts the requests before they are made, since a register counts those too that it does not answer.
    async fn take_requests(&self, day: i64) -> Result<(), Reason> {
        let Some(most) = self.source.per_day() else { return Ok(()) };
        match take(&self.db, self.name(), day, self.source.requests().into(), most.into()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Reason::Spent),
            Err(error) => {
                tracing::error!(%error, register = self.name(), "requests to a register could not be counted; it is not asked");
                Err(Reason::Spent)
            }
        }
    }

    async fn took(&self, asked: Asked, answer: Answer, day: i64) -> Heard {
        let now = self.clock.now();
        if let Answer::NoAnswer(Reason::Busy(peace)) = &answer {
            let pause = self.source.pause(*peace).max(Duration::from_secs(1)).as_secs().cast_signed();
            self.paused_until.fetch_max(now + pause, Ordering::SeqCst);
            self.end_day(*peace, day).await;
        }
        self.count(&answer);
        let heard = Heard { answer, at: now };
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).keep(asked.key(), heard.clone(), now);
        heard
    }

    /// A register with a ration that refuses without saying for how long has given it all: no server asks it again on the
    /// day on which it was asked.
    async fn end_day(&self, peace: Option<u64>, day: i64) {
        let (None, Some(most)) = (peace, self.source.per_day()) else { return };
        if let Err(error) = spend_all(&self.db, self.name(), day, most.into()).await {
            tracing::error!(%error, register = self.name(), "the end of a register's day could not be written down");
        }
    }

    /// For whoever watches over the program. It names nobody.
    fn count(&self, answer: &Answer) {
        let outcome = match answer {
            Answer::Found(_) => "found",
            Answer::NotFound => "not_found",
            Answer::NoAnswer(reason) => {
                tracing::warn!(register = self.name(), %reason, "a register gave no answer");
                "no_answer"
            }
        };
        self.outcomes.get_or_create(&[("register", self.name()), ("outcome", outcome)]).inc();
    }
}
