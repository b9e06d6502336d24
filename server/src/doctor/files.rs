//! The program's own folders and files, and the room they have.

use super::{Line, State};
use crate::{config::Config, files};
use accounts::Db;
use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Room below which somebody should look, and below which the program soon cannot write, in bytes.
const LITTLE: [u64; 2] = [1_073_741_824, 104_857_600];

pub(super) fn look(config: &Config) -> Vec<Line> {
    let mut lines: Vec<Line> = own(config).iter().map(|(name, path, mode)| file(name, path, mode)).collect();
    lines.push(room(&config.data_dir));
    lines
}

/// What is the program's own, and the mode it must have.
fn own(config: &Config) -> Vec<(&'static str, PathBuf, &'static str)> {
    let mut own = vec![("data folder", config.data_dir.clone(), "700")];
    own.extend(Db::file(&config.database_url()).map(|file| ("database file", file, "600")));
    if config.secrets.secret_key.is_none() {
        own.push(("key file", config.key_file(), "600"));
    }
    if config.secrets.smtp_url.is_none() {
        own.push(("mail folder", config.mail_dir(), "700"));
    }
    own
}

fn file(name: &str, path: &Path, mode: &str) -> Line {
    let Ok(found) = path.metadata() else {
        return Line::new(name, State::Look, format!("{} is not there", path.display()), "the first start makes it");
    };
    let us = rustix::process::geteuid().as_raw();
    if let Err(sentence) = files::private(path, mode) {
        return Line::new(name, State::Broken, sentence, "close it; the program does not start like this");
    }
    if found.uid() != us {
        let said = format!("{} belongs to user {}, and this is user {us}", path.display(), found.uid());
        return Line::new(name, State::Look, said, "run commands as the service's user");
    }
    Line::well(name, format!("{} is the program's alone", path.display()))
}

fn room(folder: &Path) -> Line {
    let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let disk = match rustix::fs::statvfs(there) {
        Ok(disk) => disk,
        Err(error) => return Line::new("disk", State::Look, format!("{}: {error}", there.display()), "look at it"),
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let said = format!("{} MiB are free for {}", free / 1_048_576, folder.display());
    match LITTLE.map(|little| free < little) {
        [_, true] => Line::new("disk", State::Broken, said, "make room: nothing can be kept without"),
        [true, false] => Line::new("disk", State::Look, said, "make room before it is full"),
        [false, false] => Line::well("disk", said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    #[test]
    fn what_others_may_open_is_broken_and_what_is_missing_is_said() {
        let folder = std::env::temp_dir().join(format!("ocpanel-doctor-{}", accounts::Random::SYSTEM.id()));
        assert_eq!(file("data folder", &folder, "700").state, State::Look);
        fs::create_dir(&folder).expect("it can be made");
        for (mode, state) in [(0o755, State::Broken), (0o700, State::Well)] {
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("it is ours");
            assert_eq!(file("data folder", &folder, "700").state, state);
        }
        fs::remove_dir(&folder).expect("it is there");
    }
}
