//! A letter on its way: written, handed over, and what becomes of its row.

use super::{Outbox, ended::ran_out, lease::Leased, place};
use crate::{
    Mailer, Settings,
    error::Error,
    letters::Letter,
    mailer::{Undelivered, Way},
    smtp::Meaning,
};
use lettre::Message;
use std::{pin::pin, sync::atomic::Ordering, time::Duration};
use tokio::{sync::watch, time::sleep};

/// How often a server says that it is still sending a letter: mail servers may take their time.
const RENEW: Duration = Duration::from_secs(5);
/// So long a letter that is out waits for the mail server's yes when the program stops.
const LAST_ANSWER: Duration = Duration::from_secs(8);

/// One who sends letters, one after the other.
pub(crate) struct Sending<'a> {
    way: Way<'a>,
    stop: watch::Receiver<bool>,
}

impl<'a> Sending<'a> {
    pub(super) fn with(mailer: &'a Mailer, stop: watch::Receiver<bool>) -> Sending<'a> {
        Sending { way: Way::to(mailer), stop }
    }

    pub(super) fn is_told_to_stop(&self) -> bool {
        *self.stop.borrow()
    }

    pub(super) async fn told_to_stop(&mut self) {
        told(&mut self.stop).await;
    }

    /// There are no letters for a while.
    pub(super) async fn rest(&mut self) {
        self.way.part().await;
    }
}

impl Outbox {
    pub(super) async fn send(&self, sending: &mut Sending<'_>, leased: Leased) -> Result<(), Error> {
        let Some(tried) = self.try_to_send(sending, &leased).await else { return Ok(()) };
        match &tried {
            Ok(()) => self.mail_is_refused.store(false, Ordering::Relaxed),
            Err(Undelivered { meaning: Meaning::Operator, .. }) => self.mail_is_refused.store(true, Ordering::Relaxed),
            Err(_) => {}
        }
        let given_up = self.now() - leased.created_at >= Settings::LETTER_LIFETIME;
        match tried {
            Ok(()) => self.sent(&leased.id).await,
            Err(undelivered) if given_up || undelivered.is_final() => self.failed(&leased, &undelivered).await,
            Err(undelivered) => self.later(&leased, &undelivered).await,
        }
    }

    /// What came of it; nothing when the letter was given back, or is this sender's no more.
    async fn try_to_send(&self, sending: &mut Sending<'_>, leased: &Leased) -> Option<Result<(), Undelivered>> {
        let (letter, message) = match self.written(leased) {
            Ok(written) => written,
            Err(undelivered) => return Some(Err(undelivered)),
        };
        let (Sending { way, stop }, bytes) = (sending, message.formatted());
        if letter.silent {
            return self.while_ours(leased, stop, way.ask(&message, &bytes)).await;
        }
        if let Err(undelivered) = self.while_ours(leased, stop, way.approach(&message, &bytes)).await? {
            return Some(Err(undelivered));
        }
        if !self.is_ours(leased).await {
            way.hang_up();
            return None;
        }
        Some(self.to_the_end(leased, stop, way.hand_over(&bytes, &leased.id, self.now())).await)
    }

    fn written(&self, leased: &Leased) -> Result<(Letter, Message), Undelivered> {
        let letter = self.open_letter(leased).map_err(|error| Undelivered::of(Meaning::Later, error.to_string()))?;
        if letter.until.is_some_and(|until| until <= self.now()) {
            return Err(ran_out(leased));
        }
        let message = letter.message(&self.settings, &leased.id, self.now());
        let message = message.map_err(|broken| Undelivered::of(Meaning::Never, broken.to_string()))?;
        Ok((letter, message))
    }

    fn open_letter(&self, leased: &Leased) -> Result<Letter, Error> {
        let plain = self.keys.open(&place(&leased.id), &leased.content)?;
        Ok(serde_json::from_str(&plain)?)
    }

    /// Does this as long as the letter is this sender's. When the program stops the letter is given back.
    async fn while_ours<T>(
        &self,
        leased: &Leased,
        stop: &mut watch::Receiver<bool>,
        act: impl Future<Output = T>,
    ) -> Option<T> {
        let (mut act, mut stopped) = (pin!(act), pin!(told(stop)));
        loop {
            tokio::select! {
                biased;
                done = &mut act => return Some(done),
                () = &mut stopped => {
                    self.end_lease(leased).await;
                    return None;
                }
                () = sleep(RENEW) => if !self.renew_lease(leased).await { return None },
            }
        }
    }

    /// Waits for the answer to a letter that is out, whatever becomes of the lease: it must not go twice.
    async fn to_the_end(
        &self,
        leased: &Leased,
        stop: &mut watch::Receiver<bool>,
        handed: impl Future<Output = Result<(), Undelivered>>,
    ) -> Result<(), Undelivered> {
        let mut handed = pin!(handed);
        let mut last = pin!(async {
            told(stop).await;
            sleep(LAST_ANSWER).await;
        });
        loop {
            tokio::select! {
                biased;
                taken = &mut handed => return taken,
                () = &mut last => {
                    let what = "the program stopped before the mail server answered to the letter".to_owned();
                    return Err(Undelivered::of(Meaning::Later, what).after_recipient().perhaps_taken());
                }
                () = sleep(RENEW) => drop(self.renew_lease(leased).await),
            }
        }
    }
}

/// Waits until the program is told to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}
