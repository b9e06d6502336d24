//! The conversation with a mail server (RFC 5321), command by command: which of them is refused, and how, decides whether a
//! letter is tried again. Letters that follow each other share a conversation, and every answer has its time.

mod address;
mod line;
mod refusal;
mod trouble;
mod undelivered;

pub(crate) use line::Line;

use line::{Encryption, named, parameters};
use trouble::{Trouble, within};
pub(crate) use undelivered::{FailureKind, Undelivered, delivery};

pub(crate) use refusal::Meaning;

use address::Tls;
use lettre::{
    Address, Message,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use refusal::Command;
use std::time::Duration;
use tokio::time::timeout;

/// A mail server, and how to speak to it.
pub struct Smtp {
    host: String,
    port: u16,
    tls: Encryption,
    hello: ClientId,
    credentials: Option<Credentials>,
    patience: Patience,
}

/// How long the mail server may take for its answers (RFC 5321, section 4.5.3.2). Some look an address up elsewhere before
/// they answer, or a whole letter over.
struct Patience {
    /// Until there is a line.
    line: Duration,
    /// For its greeting, and to every command but the next.
    answer: Duration,
    /// To DATA.
    data: Duration,
    /// To the final dot: a letter that was taken but not answered for would go twice.
    letter: Duration,
    /// To say goodbye.
    goodbye: Duration,
}

const PATIENCE: Patience = Patience {
    line: Duration::from_secs(30),
    answer: Duration::from_secs(300),
    data: Duration::from_secs(120),
    letter: Duration::from_secs(600),
    goodbye: Duration::from_secs(2),
};

impl Smtp {
    /// The mail server at `smtps://…` or `smtp://…`. An authority of the public or one of these (PEM) has signed its
    /// certificate. It hears this host name or address of ours.
    ///
    /// # Errors
    /// A sentence for the operator, which never repeats the address: it holds a password.
    pub(crate) fn parse(address: &str, authorities: &[u8], hello: &str) -> Result<Smtp, String> {
        let address::Parts { host, port, tls, credentials } = address::read(address)?;
        let parameters = || parameters(host.clone(), authorities);
        let tls = match tls {
            Tls::Whole => Encryption::Whole(parameters()?),
            Tls::Upgraded => Encryption::Upgraded(parameters()?),
            Tls::None => Encryption::None,
        };
        Ok(Smtp { host, port, tls, hello: named(hello), credentials, patience: PATIENCE })
    }

    /// Goes as far as where the mail server waits for the letter, on the line of before if it is still good.
    pub(crate) async fn approach(
        &self,
        before: Option<Line>,
        message: &Message,
        bytes: &[u8],
    ) -> Result<Line, Undelivered> {
        let mut line = self.line(before).await?;
        match self.announce(&mut line.connection, message, bytes).await {
            Ok(()) => Ok(line),
            Err(undelivered) => {
                self.part(line).await;
                Err(undelivered)
            }
        }
    }

    /// Hands the letter over on a line that [waits](Smtp::approach) for it; the line, on which another may follow.
    pub(crate) async fn hand_over(&self, mut line: Line, bytes: &[u8]) -> Result<Line, Undelivered> {
        let taken = within(self.patience.letter, Command::Letter, line.connection.message(bytes)).await;
        let Err(trouble) = taken else { return Ok(Line { letters: line.letters + 1, ..line }) };
        self.part(line).await;
        let lost = matches!(trouble, Trouble::Lost(_));
        let undelivered = Undelivered::from(trouble).after_recipient();
        Err(if lost { undelivered.perhaps_taken() } else { undelivered })
    }

    /// Asks whether the recipient is taken, and leaves it at that.
    pub(crate) async fn ask(&self, before: Option<Line>, message: &Message, bytes: &[u8]) -> Result<(), Undelivered> {
        let mut line = self.line(before).await?;
        let taken = self.address(&mut line.connection, message, bytes).await;
        self.part(line).await;
        taken
    }

    /// Speaks with the mail server as far as it takes this sender, and sends nothing.
    pub(crate) async fn look(&self, from: Address) -> Result<(), Undelivered> {
        let mut line = self.connect().await?;
        let taken = self.answer(Command::Mail, line.command(Mail::new(Some(from), Vec::new()))).await;
        let _reset = timeout(self.patience.goodbye, line.command(Rset)).await;
        self.quit(line).await;
        taken.map(drop).map_err(Undelivered::from)
    }

    /// Says from whom and to whom, and that the letter comes.
    async fn announce(
        &self,
        line: &mut AsyncSmtpConnection,
        message: &Message,
        bytes: &[u8],
    ) -> Result<(), Undelivered> {
        self.address(line, message, bytes).await?;
        let ready = within(self.patience.data, Command::Data, line.command(Data)).await;
        ready.map(drop).map_err(|trouble| Undelivered::from(trouble).after_recipient())
    }

    /// Says from whom and to whom.
    async fn address(
        &self,
        line: &mut AsyncSmtpConnection,
        message: &Message,
        bytes: &[u8],
    ) -> Result<(), Undelivered> {
        let envelope = message.envelope();
        let mut parameters = Vec::new();
        if envelope.to().iter().any(|to| !AsRef::<str>::as_ref(to).is_ascii()) {
            if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
                let none = "the mail server takes no addresses outside ASCII (SMTPUTF8)";
                return Err(Undelivered::of(Meaning::Unwritable, none.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.answer(Command::Mail, line.command(Mail::new(envelope.from().cloned(), parameters))).await?;
        for recipient in envelope.to() {
            self.answer(Command::Rcpt, line.command(Rcpt::new(recipient.clone(), Vec::new()))).await?;
        }
        Ok(())
    }

    async fn answer<T>(&self, command: Command, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
        within(self.patience.answer, command, asked).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use tokio::{io::AsyncWriteExt, net::TcpListener};

    /// Somebody who is less patient, and a line that says so much and no more.
    async fn waits_for(said: &'static str) -> (String, Duration) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("smtp://{}", listener.local_addr().expect("a port"));
        tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.expect("a line");
            line.write_all(said.as_bytes()).await.expect("it is written");
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
        let short = Duration::from_millis(200);
        let patience = Patience { line: short, answer: short, data: short, letter: short * 3, goodbye: short };
        let server = Smtp { patience, ..Smtp::parse(&address, b"", "localhost").expect("an address") };
        let message = Message::builder()
            .from("a@example.com".parse().expect("an address"))
            .to("b@example.com".parse().expect("an address"))
            .body("text".to_owned())
            .expect("a message");
        let since = Instant::now();
        let bytes = message.formatted();
        let sent = async { server.hand_over(server.approach(None, &message, &bytes).await?, &bytes).await };
        let undelivered = sent.await.err().expect("it says nothing");
        (undelivered.problem(), since.elapsed())
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_left_each_answer_after_its_time() {
        for (said, problem, atleast) in [
            ("", "to the connection or EHLO", 200),
            ("220 a\r\n250 a\r\n", "to MAIL", 200),
            ("220 a\r\n250 a\r\n250 b\r\n250 c\r\n", "to DATA", 200),
            ("220 a\r\n250 a\r\n250 b\r\n250 c\r\n354 d\r\n", "to the letter", 600),
        ] {
            let (told, waited) = waits_for(said).await;
            assert!(told.ends_with(&format!("the mail server took too long to answer {problem}")), "{told}");
            assert!(waited >= Duration::from_millis(atleast), "{problem}: {waited:?}");
        }
        let times = [PATIENCE.answer, PATIENCE.data, PATIENCE.letter].map(|time| time.as_secs());
        assert_eq!(times, [300, 120, 600], "RFC 5321, section 4.5.3.2");
    }
}
