//! Work that takes a core for milliseconds: as much of it at once as there are cores. More waits, and past a limit is
//! refused, so that neither a crowd nor an attacker makes threads without end (ASVS 5.0 2.4.1, 15.2.2).

use crate::{counters::reached, error::Error};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::{OwnedSemaphorePermit, Semaphore},
};

/// How long one may wait for a core before the answer is "busy".
const WAIT: Duration = Duration::from_secs(2);
/// How many may wait at once.
const QUEUE: usize = 64;
/// In how many seconds it is worth trying again.
const AGAIN: u32 = 5;

/// The cores, as far as one kind of work may use them.
#[derive(Debug)]
pub(crate) struct Cores {
    cores: usize,
    permits: Arc<Semaphore>,
    queue: Semaphore,
    /// Threads for this kind of work alone, made when there is some.
    threads: OnceLock<Runtime>,
    /// What the system calls them.
    name: &'static str,
}

impl Cores {
    /// All cores of the machine, for work of this name.
    pub(crate) fn all(name: &'static str) -> Cores {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (permits, queue) = (Arc::new(Semaphore::new(cores)), Semaphore::new(QUEUE));
        Cores { cores, permits, queue, threads: OnceLock::new(), name }
    }

    /// The right to use a core; refused at once when too many wait already.
    ///
    /// # Errors
    /// `Busy`.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        let _place = self.queue.try_acquire().map_err(|_| {
            reached("work that takes a core");
            Error::Busy(AGAIN)
        })?;
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.permits).acquire_owned()).await;
        permit.map_err(|_| Error::Busy(AGAIN))?.map_err(|_| Error::Busy(AGAIN))
    }

    /// How much work is being done, and how much waits for a core.
    pub(crate) fn load(&self) -> (usize, usize) {
        (self.cores - self.permits.available_permits(), QUEUE - self.queue.available_permits())
    }

    /// Does the work on a core, in a thread of its own kind. Its right goes with the work, so that a visitor who hangs up does not free it early.
    ///
    /// # Errors
    /// `Busy`; when the work broke.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let permit = self.permit().await?;
        let done = self.threads().spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        Ok(done.await?)
    }

    /// No more threads than cores, also while one that has finished is not at rest yet.
    fn threads(&self) -> &Runtime {
        self.threads.get_or_init(|| {
            let threads = Builder::new_current_thread().max_blocking_threads(self.cores).thread_name(self.name).build();
            threads.expect("without clock and network there is nothing that it could lack")
        })
    }
}

impl Drop for Cores {
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn as_many_work_at_once_as_there_are_cores_and_who_finds_no_place_is_told_when_to_come_again() {
        let cores = Arc::new(Cores::all("tests"));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let works = (0..40).map(|_| {
            let (cores, now, most) = (Arc::clone(&cores), Arc::clone(&now), Arc::clone(&most));
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                };
                cores.run(work).await
            })
        });
        for work in works.collect::<Vec<_>>() {
            work.await.expect("it ends").expect("its turn comes");
        }
        assert!(most.load(Ordering::SeqCst) <= std::thread::available_parallelism().map_or(1, usize::from));

        let full = cores.queue.acquire_many(u32::try_from(QUEUE).expect("few")).await.expect("open");
        assert!(matches!(cores.run(|| ()).await, Err(Error::Busy(AGAIN))));
        drop(full);
        assert!(cores.run(|| ()).await.is_ok());
    }
}
