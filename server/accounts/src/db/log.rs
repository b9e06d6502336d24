//! SQLite's log, and when what was committed is on the disk. The database writes a commit into its log and leaves the
//! flush to us (`synchronous = normal`, sqlite.org/pragma.html#pragma_synchronous): so others write meanwhile, and one
//! flush is for all who have committed before it. Nobody is answered before it.

use std::{
    fs::File,
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};
use tokio::{sync::Mutex, task::spawn_blocking};

/// The log beside a database's file.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    path: PathBuf,
    /// Commits that want to be on the disk.
    asked: AtomicU64,
    /// How many of them are.
    flushed: Mutex<u64>,
    /// Whether a flush has failed: what the system held back then may be lost, and no later flush would say so.
    broken: AtomicBool,
}

impl WriteAheadLog {
    pub(super) fn beside(database: &str) -> WriteAheadLog {
        WriteAheadLog {
            path: format!("{database}-wal").into(),
            asked: AtomicU64::new(0),
            flushed: Mutex::new(0),
            broken: AtomicBool::new(false),
        }
    }

    /// Waits until what was committed before is on the disk.
    ///
    /// # Errors
    /// When it is not, as nothing is from then on until the program is started anew.
    pub(super) async fn flush(&self) -> Result<(), sqlx::Error> {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut flushed = self.flushed.lock().await;
        if self.broken.load(Ordering::SeqCst) {
            return Err(io::Error::other("the log could not be flushed").into());
        }
        if *flushed >= mine {
            return Ok(());
        }
        let all = self.asked.load(Ordering::SeqCst);
        let path = self.path.clone();
        let done = spawn_blocking(move || File::open(path)?.sync_data()).await.map_err(io::Error::other)?;
        match done {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                self.broken.store(true, Ordering::SeqCst);
                tracing::error!(%error, "the database's log could not be flushed: nothing is written until the next start");
                Err(error.into())
            }
            // Without a log all of it has been folded into the file, and flushed there.
            _ => {
                *flushed = all;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, Reach};
    use std::sync::Arc;

    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("ocpanel-log-{}", crate::Random::SYSTEM.id()))
    }

    #[tokio::test]
    async fn nobody_is_told_that_something_is_kept_before_it_is_on_the_disk() {
        let folder = folder();
        let db = Db::open(&format!("sqlite:{}", folder.join("x.db").display()), Reach::default()).await.expect("opens");
        db.try_to_write().await.expect("written");
        // A log that cannot be opened to be flushed; the database has it open.
        let log = folder.join("x.db-wal");
        std::fs::rename(&log, folder.join("away")).expect("moved");
        std::os::unix::fs::symlink("x.db-wal", &log).expect("a link to itself");
        let tx = db.begin().await.expect("begun");
        tx.commit().await.expect_err("not on the disk");
        db.try_to_write().await.expect_err("not on the disk");
        let read: i64 = sqlx::query_scalar("select count(*) from limits").fetch_one(db.write()).await.expect("read");
        assert_eq!(read, 1);
        // What may be lost stays lost.
        std::fs::remove_file(&log).expect("removed");
        std::fs::rename(folder.join("away"), &log).expect("back");
        db.try_to_write().await.expect_err("until the next start");
        db.close().await;
        std::fs::remove_dir_all(folder).expect("it goes");
    }

    #[tokio::test]
    async fn one_flush_is_for_all_who_came_before_it_began() {
        let folder = folder();
        std::fs::create_dir_all(&folder).expect("a folder");
        let log = Arc::new(WriteAheadLog::beside(&folder.join("x.db").display().to_string()));
        std::fs::write(folder.join("x.db-wal"), "a log").expect("written");
        let turn = log.flushed.lock().await;
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                tokio::spawn({
                    let log = Arc::clone(&log);
                    async move { log.flush().await }
                })
            })
            .collect();
        while log.asked.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
        drop(turn);
        let mut waiting = waiting.into_iter();
        waiting.next().expect("the first").await.expect("nothing breaks").expect("flushed");
        assert_eq!(*log.flushed.lock().await, 20);
        // The others need no log any more.
        std::fs::remove_dir_all(&folder).expect("it goes");
        std::fs::write(&folder, "no folder").expect("written");
        for other in waiting {
            other.await.expect("nothing breaks").expect("flushed with the first");
        }
        log.flush().await.expect_err("it cannot be opened");
        std::fs::remove_file(folder).expect("it goes");
    }
}
