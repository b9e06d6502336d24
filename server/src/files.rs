//! Files and folders of the program's own: nobody but its user may open them (ASVS 5.0 13.3.2, 14.2.4).

use accounts::Random;
use rustix::{fs::Mode, process::umask};
use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Whatever the program makes from here on is its user's alone, also what libraries make for it.
pub(crate) fn keep_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Makes a folder, if it is not there; one that others may open is refused with a sentence.
pub(crate) fn folder(folder: &Path) -> Result<(), String> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| format!("{}: {error}", folder.display()))?;
    private(folder, "700")
}

/// A database's files. Inside our own folder, which nobody else can enter, they are made private: earlier versions left
/// that to the folder. Elsewhere one that others may open is refused with a sentence.
pub(crate) fn database(file: &Path, data_dir: &Path) -> Result<(), String> {
    let inside = file.parent().is_some_and(|folder| is_same(folder, data_dir));
    for file in ["", "-wal", "-shm", ".lock"].map(|end| with_end(file, end)) {
        if inside && file.exists() {
            let closed = fs::set_permissions(&file, fs::Permissions::from_mode(0o600));
            closed.map_err(|error| format!("{}: {error}", file.display()))?;
        }
        private(&file, "600")?;
    }
    Ok(())
}

/// The secret that this file holds; a new one, if it is not there. Two programs that start at once read the same: only
/// one of them can make the file, and it appears whole, whenever the program is killed.
pub(crate) fn kept_secret(file: &Path, new: impl FnOnce() -> String) -> Result<String, String> {
    let say = |error: std::io::Error| format!("{}: {error}", file.display());
    if !file.try_exists().map_err(say)? {
        make_whole(file, &new()).map_err(say)?;
    }
    private(file, "600")?;
    fs::read_to_string(file).map(|key| key.trim().to_owned()).map_err(say)
}

/// Writes a new file beside it and gives it this name once it is on the disk; the name may be taken by then, and stays so.
fn make_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = with_end(file, &format!(".{}", Random::SYSTEM.id()));
    let written = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside);
    written.and_then(|mut written| written.write_all(text.as_bytes()).and_then(|()| written.sync_all()))?;
    let named = match fs::hard_link(&beside, file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        named => named,
    };
    fs::remove_file(&beside)?;
    named
}

/// Refuses what others may open, and says what mends it. What is not there is nobody's.
pub(crate) fn private(path: &Path, mode: &str) -> Result<(), String> {
    let found = match fs::metadata(path) {
        Ok(found) => found.permissions().mode() & 0o777,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    if found & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(format!("{path} is open to others on this machine (mode {found:04o}); `chmod {mode} {path}` closes it"))
}

fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).ok().zip(fs::canonicalize(other).ok()).is_some_and(|(one, other)| one == other)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, removed at its end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Scratch {
            let folder = std::env::temp_dir().join(format!("ocpanel-files-{}", Random::SYSTEM.id()));
            fs::DirBuilder::new().mode(0o700).create(&folder).expect("it can be made");
            Scratch(folder)
        }

        fn file(&self, name: &str, mode: u32) -> PathBuf {
            let file = self.0.join(name);
            fs::write(&file, "").expect("it can be written");
            open(&file, mode);
            file
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _removed = fs::remove_dir_all(&self.0);
        }
    }

    fn open(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_that_others_may_open_is_refused_with_a_sentence() {
        let scratch = Scratch::new();
        let inner = scratch.0.join("a/b");
        assert_eq!(folder(&inner), Ok(()));
        assert_eq!((mode(&inner), mode(&scratch.0.join("a"))), (0o700, 0o700));
        for too_open in [0o755, 0o750, 0o701, 0o720] {
            open(&inner, too_open);
            let sentence = folder(&inner).expect_err("others may open it");
            let path = inner.display();
            assert!(sentence.contains(&format!("{path} is open")), "{sentence}");
            assert!(sentence.contains(&format!("mode {too_open:04o}")), "{sentence}");
            assert!(sentence.contains(&format!("`chmod 700 {path}`")), "{sentence}");
        }
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        let scratch = Scratch::new();
        let file = scratch.0.join("secret.key");
        let kept = |new: &str| kept_secret(&file, || new.to_owned());
        assert_eq!((kept("first"), mode(&file), kept("second")), (Ok("first".into()), 0o600, Ok("first".into())));
        open(&file, 0o640);
        assert!(kept("third").is_err_and(|sentence| sentence.contains("`chmod 600 ")));
    }

    /// Programs that start at once, each killed at any moment, would else leave a file with half a secret or none.
    #[test]
    fn a_secret_is_never_seen_in_part() {
        let scratch = Scratch::new();
        let file = scratch.0.join("secret.key");
        let secrets: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|nth| {
                    scope.spawn({
                        let file = &file;
                        move || kept_secret(file, || nth.to_string().repeat(99))
                    })
                })
                .collect();
            starts.into_iter().map(|start| start.join().expect("it ends").expect("it starts")).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0]) && secrets[0].len() >= 99, "{secrets:?}");
        assert_eq!(fs::read_dir(&scratch.0).expect("a folder").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_database_is_closed_in_our_own_folder_and_refused_elsewhere() {
        let (ours, other) = (Scratch::new(), Scratch::new());
        for name in ["x.db", "x.db-wal", "x.db-shm", "x.db.lock"] {
            let inside = ours.file(name, 0o644);
            assert_eq!(database(&ours.0.join("x.db"), &ours.0), Ok(()));
            assert_eq!(mode(&inside), 0o600, "{name}");
            let outside = other.file(name, 0o644);
            assert!(database(&other.0.join("x.db"), &ours.0).is_err_and(|sentence| sentence.contains(name)), "{name}");
            open(&outside, 0o600);
        }
        assert_eq!(database(&other.0.join("x.db"), &ours.0), Ok(()));
        assert_eq!(database(&other.0.join("y.db"), &ours.0), Ok(()), "what is not there yet");
    }
}
