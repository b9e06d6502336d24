//! A mail server that answers as it is told, and keeps what it hears.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use accounts::Mailer;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// What it answers to a line, or at the end of a letter to `letter`, where that is not yes. Nothing at all hangs up.
pub type Answers = fn(&str) -> Option<&'static str>;

/// What it takes its time for, by the beginning of the line, and how long.
type Slow = (&'static str, Duration);

pub struct MailServer {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    taken: Arc<Mutex<usize>>,
}

impl MailServer {
    pub async fn open(answers: Answers) -> MailServer {
        MailServer::answering(answers, ("nothing", Duration::ZERO)).await
    }

    /// One that takes so long to answer to lines that begin so.
    pub async fn slow(at: &'static str, wait: Duration) -> MailServer {
        MailServer::answering(|_| None, (at, wait)).await
    }

    async fn answering(answers: Answers, slow: Slow) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, heard) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<String>>>::default());
        let (hears, taken) = (Arc::clone(&heard), Arc::<Mutex<usize>>::default());
        let takes = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(talk(line, answers, slow, Arc::clone(&hears), Arc::clone(&takes)));
            }
        });
        MailServer { port, heard, taken }
    }

    /// How many letters it has heard to the end.
    pub fn taken(&self) -> usize {
        *self.taken.lock().unwrap()
    }

    /// Waits until it has heard a line that begins so.
    pub async fn hears(&self, begin: &str) {
        while !self.heard().iter().any(|line| line.starts_with(begin)) {
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until it has heard so many letters to the end.
    pub async fn takes(&self, letters: usize) {
        while self.taken() < letters {
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// A way to it, for a program on the host of this name.
    pub fn mailer(&self, user: &str, hello: &str) -> Mailer {
        Mailer::smtp(&format!("smtp://{user}127.0.0.1:{}", self.port), b"", hello).unwrap()
    }

    /// What it has heard so far, letters apart.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// One conversation.
async fn talk(
    line: TcpStream,
    answers: Answers,
    (at, wait): Slow,
    hears: Arc<Mutex<Vec<String>>>,
    takes: Arc<Mutex<usize>>,
) -> Option<()> {
    let mut line = BufReader::new(line);
    let mut said = "220 mail.example.com".to_owned();
    loop {
        if said.is_empty() {
            return None;
        }
        line.write_all(format!("{said}\r\n").as_bytes()).await.ok()?;
        let mut heard = String::new();
        if line.read_line(&mut heard).await.ok()? == 0 || said.starts_with("221") {
            return None;
        }
        if said.starts_with("354") {
            while heard != ".\r\n" {
                heard.clear();
                if line.read_line(&mut heard).await.ok()? == 0 {
                    return None;
                }
            }
            "letter".clone_into(&mut heard);
            *takes.lock().unwrap() += 1;
        }
        let heard = heard.trim_end();
        if heard != "letter" {
            hears.lock().unwrap().push(heard.to_owned());
        }
        if heard.starts_with(at) {
            sleep(wait).await;
        }
        let usual = match heard.get(..4) {
            Some("EHLO") => "250-mail.example.com\r\n250 8BITMIME",
            Some("DATA") => "354 go on",
            Some("QUIT") => "221 goodbye",
            _ => "250 yes",
        };
        answers(heard).unwrap_or(usual).clone_into(&mut said);
    }
}
