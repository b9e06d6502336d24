//! The conversation with a mail server (RFC 5321), command by command: which of them is refused decides whether a letter
//! is tried again. One conversation a letter, and every answer has its time.

use crate::mailer::Undelivered;
use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use percent_encoding::percent_decode_str;
use std::{net::IpAddr, time::Duration};
use tokio::time::timeout;
use url::{Host, Url};

/// How long the mail server may take for one answer.
const ANSWER: Duration = Duration::from_secs(20);
/// How long it may take to look a whole letter over (RFC 5321, section 4.5.3.2.6, would wait longer). With all other
/// answers it fits into a letter's lease.
const LETTER: Duration = Duration::from_secs(120);
/// How long it may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// What a problem begins with that came when the recipient had been taken.
pub(crate) const AFTER_RECIPIENT: &str = "after the recipient: ";
/// What a server answers when it will never take a letter for this address (RFC 5321, section 4.2.3). Other refusals
/// are the operator's to mend.
const BAD_ADDRESS: [u16; 4] = [550, 551, 552, 553];

/// A mail server, and how to speak to it.
pub struct Smtp {
    host: String,
    port: u16,
    tls: Encryption,
    hello: ClientId,
    credentials: Option<Credentials>,
}

/// How the line is encrypted.
enum Encryption {
    /// From the first byte.
    Whole(TlsParameters),
    /// After STARTTLS; a server that does not offer it gets nothing.
    Upgraded(TlsParameters),
    /// Not at all: the server is on this machine.
    None,
}

/// What did not work.
struct Problem {
    /// The server's answer, if it was one.
    code: Option<u16>,
    /// For the log. The server's own words stay out of it: they may repeat the address.
    what: String,
}

impl Smtp {
    /// The mail server at `smtps://…` or `smtp://…`. An authority of the public or one of these (PEM) has signed its
    /// certificate.
    ///
    /// What leaves the machine is encrypted, always. A server on this very machine is spoken to in the clear, unless
    /// `tls=required` is said.
    ///
    /// # Errors
    /// A sentence for the operator, which never repeats the address: it holds a password.
    pub(crate) fn parse(address: &str, authorities: &[u8]) -> Result<Smtp, String> {
        let unreadable = "it is not like smtp://user:pass@host:587?tls=required or smtps://…";
        let url = Url::parse(address).map_err(|_| unreadable)?;
        let host = url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()).ok_or(unreadable)?;
        let said = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let parameters = || parameters(host.clone(), authorities);
        let (tls, port) = match (url.scheme(), said.as_deref()) {
            ("smtps", None | Some("required")) => (Encryption::Whole(parameters()?), 465),
            ("smtp", None | Some("none")) if is_this_machine(&url) => (Encryption::None, 25),
            ("smtp", None | Some("required")) => (Encryption::Upgraded(parameters()?), 587),
            ("smtp" | "smtps", _) => {
                return Err("beyond this machine letters go encrypted: say tls=required, or nothing".to_owned());
            }
            _ => return Err(unreadable.to_owned()),
        };
        let credentials = credentials(&url).ok_or(unreadable)?;
        Ok(Smtp { host, port: url.port().unwrap_or(port), tls, hello: ClientId::default(), credentials })
    }

    /// Hands one letter over.
    pub(crate) async fn send(&self, message: &Message) -> Result<(), Undelivered> {
        let bytes = message.formatted();
        let mut line = self.connect().await.map_err(Problem::later)?;
        address(&mut line, message, &bytes).await?;
        answer(line.command(Data)).await.map_err(|problem| problem.after_recipient().later())?;
        let taken = within(LETTER, line.message(&bytes)).await;
        part(line).await;
        taken.map(drop).map_err(|problem| problem.after_recipient().never_if_bad_address())
    }

    /// Asks whether the recipient is taken, and leaves it at that.
    pub(crate) async fn ask(&self, message: &Message) -> Result<(), Undelivered> {
        let mut line = self.connect().await.map_err(Problem::later)?;
        address(&mut line, message, &message.formatted()).await?;
        part(line).await;
        Ok(())
    }

    /// A line that is encrypted as it has to be, and signed in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Problem> {
        let server = (self.host.as_str(), self.port);
        let whole = if let Encryption::Whole(tls) = &self.tls { Some(tls.clone()) } else { None };
        let mut line =
            answer(AsyncSmtpConnection::connect_tokio1(server, Some(ANSWER), &self.hello, whole, None)).await?;
        if let Encryption::Upgraded(tls) = &self.tls {
            answer(line.starttls(tls.clone(), &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            answer(line.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(line)
    }
}

/// Says from whom and to whom. A recipient that is refused is never tried again; all else is the operator's to mend.
async fn address(line: &mut AsyncSmtpConnection, message: &Message, bytes: &[u8]) -> Result<(), Undelivered> {
    let envelope = message.envelope();
    let mut parameters = Vec::new();
    if envelope.to().iter().any(|to| !AsRef::<str>::as_ref(to).is_ascii()) {
        if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Undelivered::Never("the mail server takes no addresses outside ASCII".to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    answer(line.command(Mail::new(envelope.from().cloned(), parameters))).await.map_err(Problem::later)?;
    for recipient in envelope.to() {
        let taken = answer(line.command(Rcpt::new(recipient.clone(), Vec::new()))).await;
        taken.map_err(Problem::never_if_bad_address)?;
    }
    Ok(())
}

/// The server has said what matters; the rest is politeness.
async fn part(mut line: AsyncSmtpConnection) {
    let _goodbye = timeout(GOODBYE, line.quit()).await;
}

async fn answer<T>(asked: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
    within(ANSWER, asked).await
}

async fn within<T>(time: Duration, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
    match timeout(time, asked).await {
        Ok(answered) => answered.map_err(|error| Problem::of(&error)),
        Err(_) => Err(Problem { code: None, what: "the mail server took too long to answer".to_owned() }),
    }
}

impl Problem {
    fn of(error: &Error) -> Problem {
        let code = error.status().map(u16::from);
        let what = match code {
            Some(code) => format!("the mail server answered {code}"),
            None if error.is_tls() => format!("no encrypted line to the mail server: {error}"),
            None => format!("no line to the mail server: {error}"),
        };
        Problem { code, what }
    }

    fn later(self) -> Undelivered {
        Undelivered::Later(self.what)
    }

    fn never_if_bad_address(self) -> Undelivered {
        if self.code.is_some_and(|code| BAD_ADDRESS.contains(&code)) {
            Undelivered::Never(self.what)
        } else {
            self.later()
        }
    }

    fn after_recipient(self) -> Problem {
        Problem { what: format!("{AFTER_RECIPIENT}{}", self.what), ..self }
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

/// User and password, if the address has them; none at all when they are no text.
fn credentials(url: &Url) -> Option<Option<Credentials>> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
    let Some(password) = url.password() else { return Some(None) };
    Some(Some(Credentials::new(decoded(url.username())?, decoded(password)?)))
}

fn parameters(host: String, authorities: &[u8]) -> Result<TlsParameters, String> {
    let unusable = |error: Error| format!("its certificate cannot be checked: {error}");
    let mut parameters = TlsParameters::builder(host);
    if !authorities.is_empty() {
        parameters = parameters.add_root_certificate(Certificate::from_pem(authorities).map_err(unusable)?);
    }
    parameters.build().map_err(unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for (address, encrypted) in [
            ("smtps://user:secret@mail.example.com", true),
            ("smtp://user:secret@mail.example.com:587?tls=required", true),
            ("smtp://mail.example.com", true),
            ("smtp://localhost?tls=required", true),
            ("smtp://127.0.0.1:2525", false),
            ("smtp://[::1]:2525?tls=none", false),
        ] {
            let server = Smtp::parse(address, b"").expect(address);
            assert_eq!(!matches!(server.tls, Encryption::None), encrypted, "{address}");
        }
        for address in [
            "smtp://user:secret@mail.example.com?tls=none",
            "smtps://user:secret@mail.example.com?tls=none",
            "smtp://user:secret@mail.example.com?tls=opportunistic",
            "http://user:secret@mail.example.com",
            "user:secret@mail.example.com",
            "smtp://",
        ] {
            let sentence = Smtp::parse(address, b"").err().expect(address);
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }
}
