//! Whether the database keeps what is written.

use accounts::Db;
use std::time::{Duration, Instant};
use tokio::{sync::Mutex, time::timeout};

/// Whether the database keeps what is written, as it was found within the last second: whoever asks more often causes no
/// more writing.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    const HOLDS: Duration = Duration::from_secs(1);
    const ANSWERS_WITHIN: Duration = Duration::from_secs(3);

    pub(crate) async fn is_ready(&self, db: &Db) -> bool {
        let mut found = self.0.lock().await;
        if let Some((_, ready)) = found.filter(|(at, _)| at.elapsed() < Self::HOLDS) {
            return ready;
        }
        let written = timeout(Self::ANSWERS_WITHIN, db.try_to_write()).await;
        let ready = matches!(written, Ok(Ok(())));
        *found = Some((Instant::now(), ready));
        ready
    }
}
