//! A line to a mail server: made, encrypted as it has to be, signed in, and left.

use super::Undelivered;
use super::{Smtp, refusal::Command, trouble::Trouble};
use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    extension::ClientId,
};
use std::net::IpAddr;
use tokio::time::timeout;

/// A line to a mail server, on which so many letters have gone.
pub(crate) struct Line {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) letters: u32,
}

/// Some mail servers take no more than so many on one line.
const LETTERS_ON_A_LINE: u32 = 50;

/// How the line is encrypted, and what must hold for that.
pub(super) enum Encryption {
    Whole(TlsParameters),
    Upgraded(TlsParameters),
    None,
}

impl Smtp {
    /// The line of before, if the mail server still answers there, or a new one.
    pub(super) async fn line(&self, before: Option<Line>) -> Result<Line, Undelivered> {
        if let Some(mut line) = before {
            if line.letters == LETTERS_ON_A_LINE {
                self.part(line).await;
            } else if timeout(self.patience.goodbye, line.connection.test_connected()).await == Ok(true) {
                return Ok(line);
            }
        }
        Ok(Line { connection: self.connect().await?, letters: 0 })
    }

    /// A line that is encrypted as it has to be, and signed in.
    pub(super) async fn connect(&self) -> Result<AsyncSmtpConnection, Undelivered> {
        let server = (self.host.as_str(), self.port);
        let whole = if let Encryption::Whole(tls) = &self.tls { Some(tls.clone()) } else { None };
        let dialled = AsyncSmtpConnection::connect_tokio1(server, Some(self.patience.line), &self.hello, whole, None);
        let mut line = self.answer(Command::Greeting, dialled).await?;
        match self.enter(&mut line).await {
            Ok(()) => Ok(line),
            Err(trouble) => {
                self.quit(line).await;
                Err(trouble.into())
            }
        }
    }

    async fn enter(&self, line: &mut AsyncSmtpConnection) -> Result<(), Trouble> {
        if let Encryption::Upgraded(tls) = &self.tls {
            if !line.can_starttls() {
                return Err(Trouble::operators("the mail server does not offer STARTTLS"));
            }
            self.answer(Command::Starttls, line.starttls(tls.clone(), &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            if line.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
                let none = "no sign-in method in common with the mail server: this program knows PLAIN and LOGIN";
                return Err(Trouble::operators(none));
            }
            self.answer(Command::Auth, line.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(())
    }

    /// The server has said what matters; the rest is politeness (RFC 5321, section 4.1.1.10).
    pub(crate) async fn part(&self, line: Line) {
        self.quit(line.connection).await;
    }

    pub(super) async fn quit(&self, mut line: AsyncSmtpConnection) {
        let _goodbye = timeout(self.patience.goodbye, line.quit()).await;
    }
}

/// A host name, or an address as a literal (RFC 5321, section 4.1.3).
pub(super) fn named(hello: &str) -> ClientId {
    match hello.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Ok(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        Err(_) => ClientId::Domain(hello.to_owned()),
    }
}

pub(super) fn parameters(host: String, authorities: &[u8]) -> Result<TlsParameters, String> {
    let unusable = |error: Error| format!("its certificate cannot be checked: {error}");
    let mut parameters = TlsParameters::builder(host);
    if !authorities.is_empty() {
        parameters = parameters.add_root_certificate(Certificate::from_pem(authorities).map_err(unusable)?);
    }
    parameters.build().map_err(unusable)
}
