//! Where letters go: a mail server, a folder, or (in tests) memory.

pub(crate) use crate::smtp::{FailureKind, Undelivered, delivery};

use crate::{
    letters,
    smtp::{Line, Meaning, Smtp},
};
use lettre::Message;
use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

/// Where letters go.
pub enum Mailer {
    /// A mail server.
    Smtp(Smtp),
    /// A folder, one file `*.eml` each; sorting by name is sorting by time.
    Folder(PathBuf),
    /// Memory, for tests.
    Memory(Mutex<Vec<String>>),
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Mailer {
    /// Letters go to the mail server at `smtps://…` or `smtp://…`, encrypted when they leave the machine. An authority of
    /// the public or one of these (PEM) has signed its certificate. It hears `hello` of us: a host name, or an address.
    ///
    /// # Errors
    /// A sentence for the operator, which never repeats the address: it holds a password.
    pub fn smtp(address: &str, authorities: &[u8], hello: &str) -> Result<Mailer, String> {
        Smtp::parse(address, authorities, hello).map(Mailer::Smtp)
    }

    /// Speaks with the mail server as far as it takes this sender, and sends nothing. Elsewhere there is nobody to ask.
    ///
    /// # Errors
    /// What is wrong, in words that hold no address.
    pub async fn look(&self, from: &str) -> Result<(), String> {
        let Mailer::Smtp(server) = self else { return Ok(()) };
        let from = letters::sender(from).ok_or("OCPANEL_MAIL_FROM is no address")?;
        server.look(from).await.map_err(|undelivered| undelivered.what)
    }

    /// Removes what a program that died while it wrote has left in the mail folder; never a letter.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn clear_unfinished(&self) -> io::Result<()> {
        let Mailer::Folder(folder) = self else { return Ok(()) };
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_unfinished) && is_left(&entry.path()) {
                match std::fs::remove_file(entry.path()) {
                    // It was whole a moment after.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    removed => removed?,
                }
            }
        }
        Ok(())
    }
}

/// A way to where letters go, on which one follows the other.
pub(crate) struct Way<'a> {
    mailer: &'a Mailer,
    /// To the mail server, once there is one.
    line: Option<Line>,
}

impl<'a> Way<'a> {
    pub(crate) fn to(mailer: &'a Mailer) -> Way<'a> {
        Way { mailer, line: None }
    }

    /// Goes through all of a letter's way but the letter: so from outside a letter that nobody gets fares like others.
    pub(crate) async fn ask(&mut self, message: &Message, bytes: &[u8]) -> Result<(), Undelivered> {
        match self.mailer {
            Mailer::Smtp(server) => server.ask(self.line.take(), message, bytes).await,
            Mailer::Folder(_) | Mailer::Memory(_) => Ok(()),
        }
    }

    /// Goes as far as where the letter itself is waited for. Whatever happens then, before it is handed over it did not go.
    pub(crate) async fn approach(&mut self, message: &Message, bytes: &[u8]) -> Result<(), Undelivered> {
        if let Mailer::Smtp(server) = self.mailer {
            self.line = Some(server.approach(self.line.take(), message, bytes).await?);
        }
        Ok(())
    }

    /// Hands the letter over, at this moment (unix seconds).
    pub(crate) async fn hand_over(&mut self, bytes: &[u8], id: &str, now: i64) -> Result<(), Undelivered> {
        match (self.mailer, self.line.take()) {
            (Mailer::Smtp(server), Some(line)) => self.line = server.hand_over(line, bytes).await.map(Some)?,
            (Mailer::Smtp(_), None) => {
                return Err(Undelivered::of(Meaning::Later, "no line to the mail server".to_owned()));
            }
            (Mailer::Folder(folder), _) => {
                let name = format!("{now:012}-{:08}-{id}.eml", COUNTER.fetch_add(1, Ordering::Relaxed));
                write_whole(folder, &name, bytes)
                    .await
                    .map_err(|error| Undelivered::of(Meaning::Later, format!("{}: {error}", folder.display())))?;
            }
            (Mailer::Memory(letters), _) => {
                if let Ok(mut letters) = letters.lock() {
                    letters.push(String::from_utf8_lossy(bytes).into_owned());
                }
            }
        }
        Ok(())
    }

    /// Says goodbye, if there is a line.
    pub(crate) async fn part(&mut self) {
        if let (Mailer::Smtp(server), Some(line)) = (self.mailer, self.line.take()) {
            server.part(line).await;
        }
    }

    /// Lets the line go without a word: the mail server waits for a letter on it, and throws away what did not come whole.
    pub(crate) fn hang_up(&mut self) {
        self.line = None;
    }
}

/// Nobody ever sees half a letter: it is renamed into place. Only the program's user can read it. While it is written it is
/// locked, so that what a program left behind that died is known.
async fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (unfinished, whole) = (folder.join(format!(".{name}{UNFINISHED}")), folder.join(name));
    let bytes = bytes.to_owned();
    let written = tokio::task::spawn_blocking(move || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.lock()?;
        file.write_all(&bytes)?;
        std::fs::rename(&unfinished, whole)
    });
    written.await?
}

/// What the name of a letter ends with that is being written.
const UNFINISHED: &str = ".part";

fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.strip_suffix(UNFINISHED).is_some_and(|name| name.ends_with(".eml"))
}

/// Whether nobody writes this any more. Where nothing is written yet another server may be about to lock it.
fn is_left(file: &Path) -> bool {
    let has_content = |file: &File| file.metadata().is_ok_and(|data| data.len() > 0);
    File::open(file).is_ok_and(|file| file.try_lock().is_ok() && has_content(&file))
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mailer::Smtp(_) => "Smtp",
            Mailer::Folder(_) => "Folder",
            Mailer::Memory(_) => "Memory",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{os::unix::fs::PermissionsExt, sync::atomic::AtomicBool};

    #[tokio::test]
    async fn nobody_else_can_read_a_letter_in_the_folder() {
        let folder = std::env::temp_dir().join(format!("ocpanel-mail-{}", crate::Random::SYSTEM.id()));
        std::fs::create_dir(&folder).expect("it can be made");
        write_whole(&folder, "a.eml", b"a letter").await.expect("it is written");
        let letter = folder.join("a.eml");
        assert_eq!(std::fs::read(&letter).expect("it is there"), b"a letter");
        assert_eq!(letter.metadata().expect("it is there").permissions().mode() & 0o777, 0o600);
        std::fs::remove_dir_all(&folder).expect("it is there");
    }

    #[tokio::test]
    async fn servers_that_start_take_no_letter_from_another_that_writes_one() {
        let folder = std::env::temp_dir().join(format!("ocpanel-mail-{}", crate::Random::SYSTEM.id()));
        std::fs::create_dir(&folder).expect("it can be made");
        let ends = std::sync::Arc::new(AtomicBool::new(false));
        let starting = [(); 2].map(|()| {
            let (starting, ends) = (Mailer::Folder(folder.clone()), std::sync::Arc::clone(&ends));
            std::thread::spawn(move || {
                while !ends.load(Ordering::Relaxed) {
                    starting.clear_unfinished().expect("it can be read");
                }
            })
        });
        for nth in 0..1_000 {
            std::fs::write(folder.join(format!(".left{nth}.eml.part")), "half").expect("it is written");
            let name = format!("{nth}.eml");
            write_whole(&folder, &name, b"a letter").await.expect("it is written");
            std::fs::remove_file(folder.join(name)).expect("it is there");
        }
        ends.store(true, Ordering::Relaxed);
        for started in starting {
            started.join().expect("nothing breaks");
        }
        std::fs::remove_dir_all(&folder).expect("it is there");
    }

    #[tokio::test]
    async fn what_a_program_that_died_left_unfinished_goes_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("ocpanel-mail-{}", crate::Random::SYSTEM.id()));
        std::fs::create_dir(&folder).expect("it can be made");
        let names = ["a.eml", ".b.eml.part", ".c.eml.part", ".d.eml", "e.eml.part", "f.part"];
        for name in names {
            std::fs::write(folder.join(name), "half").expect("it is written");
        }
        let writing = std::fs::File::open(folder.join(".c.eml.part")).expect("it is there");
        writing.lock().expect("nobody else has it");
        Mailer::Folder(folder.clone()).clear_unfinished().expect("it can be read");
        let left = names.map(|name| folder.join(name).exists());
        assert_eq!(left, [true, false, true, true, true, true], "{names:?}");
        std::fs::remove_dir_all(&folder).expect("it is there");
    }
}
