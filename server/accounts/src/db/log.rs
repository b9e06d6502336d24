//! SQLite's log, and when what was committed is on the disk. The database writes a commit into its log and leaves the
//! flush to us (`synchronous = normal`, sqlite.org/pragma.html#pragma_synchronous): so others write meanwhile, and one
//! flush is for all who have committed before it. Nobody is answered before it.

use prometheus_client::metrics::counter::Counter;
use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::{sync::Mutex, task::spawn_blocking};

/// The log beside a database's file.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    path: PathBuf,
    /// Commits that want to be on the disk.
    asked: AtomicU64,
    flushed: Mutex<Flushed>,
    /// Whether a flush has failed: what the system held back then may be lost, and no later flush would say so.
    broken: Arc<AtomicBool>,
    /// How often it took the disk.
    flushes: Counter,
}

#[derive(Debug, Default)]
struct Flushed {
    /// How many commits are on the disk.
    commits: u64,
    /// The log, kept open: the system tells each open file once of what it could not write, whoever has flushed it.
    file: Option<Arc<File>>,
}

impl WriteAheadLog {
    pub(super) fn beside(database: &str) -> WriteAheadLog {
        WriteAheadLog {
            path: format!("{database}-wal").into(),
            asked: AtomicU64::default(),
            flushed: Mutex::default(),
            broken: Arc::default(),
            flushes: Counter::default(),
        }
    }

    /// How often it was flushed.
    pub(super) fn flushes(&self) -> &Counter {
        &self.flushes
    }

    /// # Errors
    /// When a flush has failed: until the program is started anew nothing is kept.
    pub(super) fn takes_commits(&self) -> Result<(), sqlx::Error> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(io::Error::other("the log could not be flushed").into());
        }
        Ok(())
    }

    /// Waits until what was committed before is on the disk.
    ///
    /// # Errors
    /// When it is not, or nobody knows.
    pub(super) async fn flush(&self) -> Result<(), sqlx::Error> {
        let mine = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut flushed = self.flushed.lock().await;
        self.takes_commits()?;
        if flushed.commits >= mine {
            return Ok(());
        }
        let all = self.asked.load(Ordering::SeqCst);
        if let Some(file) = flushed.open(&self.path)? {
            let broken = Arc::clone(&self.broken);
            // Whoever waits may leave meanwhile, and a failure must be known all the same.
            let flushing = spawn_blocking(move || {
                file.sync_data().inspect_err(|error| {
                    broken.store(true, Ordering::SeqCst);
                    tracing::error!(%error, "the database's log could not be flushed: nothing is kept until the next start");
                })
            });
            flushing.await.map_err(io::Error::other)??;
        }
        flushed.commits = all;
        self.flushes.inc();
        Ok(())
    }
}

impl Flushed {
    /// The log as it is now; none where all of it has been folded into the database, and flushed there.
    fn open(&mut self, path: &PathBuf) -> Result<Option<Arc<File>>, io::Error> {
        let is = |file: &fs::Metadata| (file.dev(), file.ino());
        let there = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(self.file.clone()),
            there => is(&there?),
        };
        let is_open =
            self.file.as_ref().map(|file| file.metadata()).transpose()?.is_some_and(|open| is(&open) == there);
        if !is_open {
            self.file = Some(Arc::new(File::open(path)?));
        }
        Ok(self.file.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, Reach};

    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("ocpanel-log-{}", crate::Random::SYSTEM.id()))
    }

    #[tokio::test]
    async fn nobody_is_told_that_something_is_kept_before_it_is_on_the_disk() {
        let folder = folder();
        std::fs::create_dir_all(folder.join("elsewhere")).expect("a folder");
        // A link to where the database is: its log is there too.
        std::os::unix::fs::symlink("elsewhere/x.db", folder.join("x.db")).expect("a link");
        let db = Db::open(&format!("sqlite:{}", folder.join("x.db").display()), Reach::default()).await.expect("opens");
        let log = folder.join("elsewhere/x.db-wal");
        let replaced = |by: &str| {
            std::fs::rename(&log, folder.join("away")).expect("moved");
            std::os::unix::fs::symlink(by, &log).expect("a link");
        };
        let put_back = || std::fs::rename(folder.join("away"), &log).expect("back");
        let written = || async {
            let count = sqlx::query_scalar("select full_at from limits where key = 'written'");
            count.fetch_one(db.write()).await.expect("it is read")
        };
        db.try_to_write().await.expect("written");
        let first: i64 = written().await;
        // A log that cannot be found out about; the database has it open.
        replaced("x.db-wal");
        db.try_to_write().await.expect_err("nobody knows");
        db.begin().await.expect("begun").commit().await.expect_err("nobody knows");
        put_back();
        db.try_to_write().await.expect("on the disk");
        assert_eq!(written().await, first + 2);
        // One that cannot be flushed. What may be lost stays lost.
        replaced("/dev/null");
        db.try_to_write().await.expect_err("not on the disk");
        put_back();
        db.try_to_write().await.expect_err("until the next start");
        db.begin().await.expect("begun").commit().await.expect_err("until the next start");
        assert_eq!(written().await, first + 3, "nothing more is written");
        db.close().await;
        std::fs::remove_dir_all(folder).expect("it goes");
    }

    #[tokio::test]
    async fn only_what_has_changed_something_and_must_outlive_the_machine_is_flushed() {
        let folder = folder();
        std::fs::create_dir_all(&folder).expect("a folder");
        let db = Db::open(&format!("sqlite:{}", folder.join("x.db").display()), Reach::default()).await.expect("opens");
        let flushes = || db.write().log().expect("it has one").flushes().get();
        let before = flushes();
        sqlx::query("update limits set full_at = 7 where key = 'nobody'").execute(db.write()).await.expect("done");
        let row = sqlx::query("delete from limits where key = 'nobody' returning key").fetch_optional(db.write()).await;
        assert!(row.expect("done").is_none());
        assert_eq!(flushes(), before, "nothing has changed");
        let change = "update limits set full_at = full_at + 1 where key = 'written'";
        let returning = sqlx::query("update limits set full_at = full_at + 1 where key = 'written' returning key");
        sqlx::query(change).execute(&db.write_without_flush()).await.expect("done");
        assert_eq!(flushes(), before, "the machine may forget it");
        sqlx::query(change).execute(db.write()).await.expect("done");
        assert_eq!(flushes(), before + 1);
        returning.fetch_one(db.write()).await.expect("done");
        assert_eq!(flushes(), before + 2);
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
        for one in waiting {
            one.await.expect("nothing breaks").expect("flushed");
        }
        let flushed = log.flushed.lock().await;
        assert_eq!((flushed.commits, log.flushes.get()), (20, 1));
        drop(flushed);
        std::fs::remove_dir_all(&folder).expect("it goes");
        std::fs::write(&folder, "no folder").expect("written");
        log.flush().await.expect_err("there is no folder");
        std::fs::remove_file(folder).expect("it goes");
    }
}
