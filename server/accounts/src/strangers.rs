//! How much people do whom nobody knows: when it is time to look at what they leave behind.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use tokio::sync::Notify;

/// After so many acts it is time to look how much there is.
const LOOK_AFTER: u32 = 1_000;

/// How many acts of strangers there were since somebody looked.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    acts: AtomicU32,
    pub(crate) many: Notify,
    /// When logs were last looked at.
    pub(crate) looked_at: AtomicI64,
}

impl Strangers {
    /// One of them did something that may have left a row.
    pub(crate) fn one_more(&self) {
        if self.acts.fetch_add(1, Ordering::Relaxed) % LOOK_AFTER == LOOK_AFTER - 1 {
            self.many.notify_one();
        }
    }
}
