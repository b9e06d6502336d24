//! Where letters go: a mail server, a folder, or (in tests) memory.

use crate::smtp::Smtp;
use lettre::Message;
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
pub(crate) enum Undelivered {
    /// Worth trying again.
    Later(String),
    /// It never will.
    Never(String),
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl Mailer {
    /// Letters go to the mail server at `smtps://…` or `smtp://…`, encrypted when they leave the machine. An authority of
    /// the public or one of these (PEM) has signed its certificate.
    ///
    /// # Errors
    /// A sentence for the operator, which never repeats the address: it holds a password.
    pub fn smtp(address: &str, authorities: &[u8]) -> Result<Mailer, String> {
        Smtp::parse(address, authorities).map(Mailer::Smtp)
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
                    .map_err(|error| Undelivered::Later(format!("{}: {error}", folder.display())))
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
