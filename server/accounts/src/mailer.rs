//! Where letters go: a mail server, a folder, or (in tests) memory.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        Error as SmtpError,
        client::{Certificate, Tls, TlsParameters},
    },
};
use std::{
    fmt, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use url::{Host, Url};

/// How long the mail server may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);
/// How long a whole letter may take; less than its lease.
const LETTER: Duration = Duration::from_secs(90);
/// What a server answers when it will never take a letter for this address (RFC 5321, section 4.2.3). Other refusals,
/// such as a wrong password, are the operator's to mend; then the letter goes.
const BAD_ADDRESS: [u16; 4] = [550, 551, 552, 553];

/// Where letters go.
pub enum Mailer {
    /// A mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
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
    /// Letters go to the mail server at `smtps://…` or `smtp://…`, whose certificate an authority of the public or one
    /// of these (PEM) has signed.
    ///
    /// What leaves the machine is encrypted, always: `smtp:` means STARTTLS, and a server that does not offer it gets
    /// nothing. Only a server on this very machine is spoken to in the clear, unless `tls=required` is said.
    ///
    /// # Errors
    /// A sentence for the operator, which never repeats the address: it holds a password.
    pub fn smtp(address: &str, authorities: &[u8]) -> Result<Mailer, String> {
        let unreadable = "it is not like smtp://user:pass@host:587?tls=required or smtps://…";
        let mut url = Url::parse(address).map_err(|_| unreadable)?;
        let host = url.host_str().ok_or(unreadable)?.to_owned();
        let said = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let encrypted = match (url.scheme(), said.as_deref()) {
            ("smtps", _) | ("smtp", Some("required")) => true,
            ("smtp", None | Some("none")) if is_this_machine(&url) => false,
            ("smtp", None) => true,
            _ => return Err("beyond this machine letters go encrypted: say ?tls=required, or nothing".to_owned()),
        };
        let required = (encrypted && url.scheme() == "smtp").then_some("tls=required");
        url.set_query(required);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| unreadable)?;
        let builder = if encrypted { builder.tls(tls(&url, host, authorities)?) } else { builder };
        Ok(Mailer::Smtp(Box::new(builder.timeout(Some(ANSWER)).build())))
    }

    /// Sends one letter, written at this moment (unix seconds).
    pub(crate) async fn send(&self, message: Message, id: &str, now: i64) -> Result<(), Undelivered> {
        match self {
            Mailer::Smtp(transport) => match tokio::time::timeout(LETTER, transport.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(undelivered(&error)),
                Err(_) => Err(Undelivered::Later("the mail server took too long".to_owned())),
            },
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

/// The server's own words stay out of the log: they may repeat the address.
fn undelivered(error: &SmtpError) -> Undelivered {
    let code = error.status().map(u16::from);
    let problem = match code {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_tls() => format!("no encrypted line to the mail server: {error}"),
        None => format!("no line to the mail server: {error}"),
    };
    if code.is_some_and(|code| BAD_ADDRESS.contains(&code)) {
        Undelivered::Never(problem)
    } else {
        Undelivered::Later(problem)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn tls(url: &Url, host: String, authorities: &[u8]) -> Result<Tls, String> {
    let unusable = |error: SmtpError| format!("its certificate cannot be checked: {error}");
    let mut parameters = TlsParameters::builder(host);
    if !authorities.is_empty() {
        parameters = parameters.add_root_certificate(Certificate::from_pem(authorities).map_err(unusable)?);
    }
    let parameters = parameters.build().map_err(unusable)?;
    Ok(if url.scheme() == "smtps" { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}

/// Nobody ever sees half a letter: it is renamed into place.
async fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.part"));
    tokio::fs::write(&unfinished, bytes).await?;
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

    #[tokio::test]
    async fn what_leaves_the_machine_is_encrypted() {
        for address in [
            "smtps://user:secret@mail.example.com",
            "smtp://user:secret@mail.example.com:587?tls=required",
            "smtp://mail.example.com",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525?tls=none",
            "smtp://localhost?tls=required",
        ] {
            assert!(Mailer::smtp(address, b"").is_ok(), "{address}");
        }
        for address in [
            "smtp://user:secret@mail.example.com?tls=none",
            "smtp://user:secret@mail.example.com?tls=opportunistic",
            "http://user:secret@mail.example.com",
            "user:secret@mail.example.com",
            "smtp://",
        ] {
            let sentence = Mailer::smtp(address, b"").expect_err(address);
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }
}
