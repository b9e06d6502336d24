//! A copy of the database, while the program writes to it.

use crate::config::Config;
use accounts::{Db, Random, copy_database};
use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};
use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Instant,
};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Writes the copy and says how large it is. It stands there whole or not at all, and never in place of another file.
pub(crate) async fn backup(config: &Config, file: &Path) -> Result<(), String> {
    let url = config.database_url();
    let Some(database) = Db::file(&url) else {
        return Err("this makes copies of SQLite databases; for PostgreSQL there is `pg_dump`, as in `pg_dump --format=custom --file=FILE DATABASE`".to_owned());
    };
    if file.symlink_metadata().is_ok() {
        return Err(format!("{} is there already; a copy takes no other file's place", file.display()));
    }
    let begun = Instant::now();
    let unfinished = Unfinished::beside(file)?;
    has_room(&database, &unfinished.0)?;
    let [mut terminated, mut interrupted] = [signals(SignalKind::terminate())?, signals(SignalKind::interrupt())?];
    tokio::select! {
        copied = copy_database(&url, &unfinished.0) => copied.map_err(|broken| broken.to_string())?,
        _ = terminated.recv() => return Err("stopped; there is no copy".to_owned()),
        _ = interrupted.recv() => return Err("stopped; there is no copy".to_owned()),
    }
    let bytes = unfinished.put(file).map_err(|error| format!("{}: {error}", file.display()))?;
    println!("{}: {bytes} bytes in {:.1} seconds", file.display(), begun.elapsed().as_secs_f64());
    Ok(())
}

fn signals(kind: SignalKind) -> Result<Signal, String> {
    signal(kind).map_err(|error| error.to_string())
}

/// A copy that is not whole yet; it goes, unless it is put in its place.
struct Unfinished(PathBuf);

impl Unfinished {
    /// A file of a name of its own in the same folder, which nobody else can open.
    fn beside(file: &Path) -> Result<Unfinished, String> {
        let name = file.file_name().ok_or_else(|| format!("{} is no name of a file", file.display()))?;
        let mut unfinished = std::ffi::OsString::from(".");
        unfinished.push(name);
        unfinished.push(format!(".{}.part", Random::SYSTEM.id()));
        let unfinished = folder_of(file).join(unfinished);
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished);
        made.map_err(|error| format!("{}: {error}", unfinished.display()))?;
        Ok(Unfinished(unfinished))
    }

    /// On the disk, and then in its place, if there is nothing yet; its size in bytes.
    fn put(&self, file: &Path) -> io::Result<u64> {
        let copy = File::open(&self.0)?;
        copy.sync_all()?;
        put_new(&self.0, file)?;
        File::open(folder_of(file))?.sync_all()?;
        Ok(copy.metadata()?.len())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for end in ["", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(end);
            let _gone = std::fs::remove_file(name);
        }
    }
}

/// Gives a file another name that nothing has: no file that came meanwhile is lost.
fn put_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some file systems cannot do that; a link cannot replace anything either.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => std::fs::hard_link(from, to),
        renamed => Ok(renamed?),
    }
}

/// Half a copy is found out about before it is written.
fn has_room(database: &Path, beside: &Path) -> Result<(), String> {
    let needed = database.metadata().map_or(0, |file| file.len());
    let Ok(disk) = rustix::fs::statvfs(folder_of(beside)) else { return Ok(()) };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free >= needed {
        return Ok(());
    }
    let folder = folder_of(beside).display().to_string();
    Err(format!("{folder} has room for {free} bytes, and the database has {needed}"))
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_takes_no_other_files_place_and_is_gone_where_it_is_not_put() {
        let folder = std::env::temp_dir().join(format!("ocpanel-backup-{}", Random::SYSTEM.id()));
        std::fs::create_dir(&folder).expect("it can be made");
        let file = folder.join("copy.db");
        std::fs::write(&file, "another").expect("it is written");
        let names = || std::fs::read_dir(&folder).expect("it is there").count();
        let unfinished = Unfinished::beside(&file).expect("it is made");
        assert_eq!(names(), 2);
        assert_eq!(unfinished.put(&file).map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        drop(unfinished);
        assert_eq!((names(), std::fs::read(&file).expect("it is there")), (1, b"another".to_vec()));
        std::fs::remove_file(&file).expect("it is there");
        let unfinished = Unfinished::beside(&file).expect("it is made");
        assert_eq!(unfinished.put(&file).expect("it is put"), 0);
        drop(unfinished);
        assert_eq!(names(), 1);
        std::fs::remove_dir_all(folder).expect("it is there");
    }
}
