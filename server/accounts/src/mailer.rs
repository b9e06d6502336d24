//! Where letters go: a mail server, a folder, or (in tests) memory.

use crate::smtp::{Meaning, Smtp};
use lettre::Message;
use rules::Delivery;
use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use tokio::{fs::OpenOptions, io::AsyncWriteExt};

/// Where letters go.
pub enum Mailer {
    /// A mail server.
    Smtp(Smtp),
    /// A folder, one file `*.eml` each; sorting by name is sorting by time.
    Folder(PathBuf),
    /// Memory, for tests.
    Memory(Mutex<Vec<String>>),
}

/// Why a letter did not go.
#[derive(Debug)]
pub(crate) struct Undelivered {
    pub(crate) meaning: Meaning,
    /// For the log. The server's own words stay out of it: they may repeat the address.
    pub(crate) what: String,
    /// The recipient had been taken.
    pub(crate) after_recipient: bool,
    /// The letter may have been taken: the next try waits at least so long, in seconds.
    pub(crate) wait: i64,
}

/// What is kept of an [`Undelivered`] begins with that, where the recipient had been taken.
pub(crate) const AFTER_RECIPIENT: &str = "after the recipient: ";
/// After a line that was lost while the letter was taken.
const PERHAPS_TAKEN: i64 = 300;

impl Undelivered {
    pub(crate) fn of(meaning: Meaning, what: String) -> Undelivered {
        Undelivered { meaning, what, after_recipient: false, wait: 0 }
    }

    pub(crate) fn after_recipient(self) -> Undelivered {
        Undelivered { after_recipient: true, ..self }
    }

    pub(crate) fn perhaps_taken(self) -> Undelivered {
        Undelivered { wait: PERHAPS_TAKEN, ..self }
    }

    /// It never will go.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.meaning, Meaning::Address | Meaning::Unwritable | Meaning::Never)
    }

    /// What is kept of it: [`delivery`] reads it.
    pub(crate) fn problem(&self) -> String {
        let after = if self.after_recipient { AFTER_RECIPIENT } else { "" };
        format!("{after}{}{}", mark(self.meaning), self.what)
    }
}

/// What the problem of a letter begins with, if its meaning is shown to somebody.
const fn mark(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Address => "address: ",
        Meaning::Unwritable => "unwritable: ",
        Meaning::Doubtful => "doubtful: ",
        Meaning::Operator | Meaning::Later | Meaning::Never => "",
    }
}

/// How a letter fares that has failed or not, with this problem.
pub(crate) fn delivery(failed: bool, problem: &str) -> Delivery {
    let is = |meaning| problem.starts_with(mark(meaning));
    match failed {
        false if is(Meaning::Doubtful) => Delivery::Doubtful,
        false => Delivery::OnItsWay,
        true if is(Meaning::Unwritable) => Delivery::Unwritable,
        true if is(Meaning::Address) || is(Meaning::Doubtful) => Delivery::Refused,
        true => Delivery::Failed,
    }
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

    /// Goes through all of a letter's way but the letter: so from outside a letter that nobody gets fares like others.
    pub(crate) async fn ask(&self, message: &Message) -> Result<(), Undelivered> {
        match self {
            Mailer::Smtp(server) => server.ask(message).await,
            Mailer::Folder(_) | Mailer::Memory(_) => Ok(()),
        }
    }

    /// Sends one letter, written at this moment (unix seconds).
    pub(crate) async fn send(&self, message: Message, id: &str, now: i64) -> Result<(), Undelivered> {
        match self {
            Mailer::Smtp(server) => server.send(&message).await,
            Mailer::Folder(folder) => {
                let name = format!("{now:012}-{:08}-{id}.eml", COUNTER.fetch_add(1, Ordering::Relaxed));
                write_whole(folder, &name, &message.formatted())
                    .await
                    .map_err(|error| Undelivered::of(Meaning::Later, format!("{}: {error}", folder.display())))
            }
            Mailer::Memory(letters) => {
                if let Ok(mut letters) = letters.lock() {
                    letters.push(String::from_utf8_lossy(&message.formatted()).into_owned());
                }
                Ok(())
            }
        }
    }
}

/// Nobody ever sees half a letter: it is renamed into place. Only the program's user can read it.
async fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished).await?;
    file.write_all(bytes).await?;
    file.flush().await?;
    tokio::fs::rename(&unfinished, folder.join(name)).await
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
    use std::os::unix::fs::PermissionsExt;

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
}
