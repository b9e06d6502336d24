//! A mail server that answers as it is told, and keeps what it hears.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use accounts::Mailer;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it answers to a line, or at the end of a letter to `letter`, where that is not yes. Nothing at all hangs up.
pub type Answers = fn(&str) -> Option<&'static str>;

pub struct MailServer {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    pub async fn open(answers: Answers) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, heard) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<String>>>::default());
        let hears = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(talk(line, answers, Arc::clone(&hears)));
            }
        });
        MailServer { port, heard }
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
async fn talk(line: TcpStream, answers: Answers, hears: Arc<Mutex<Vec<String>>>) -> Option<()> {
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
                line.read_line(&mut heard).await.ok()?;
            }
            "letter".clone_into(&mut heard);
        }
        let heard = heard.trim_end();
        if heard != "letter" {
            hears.lock().unwrap().push(heard.to_owned());
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
