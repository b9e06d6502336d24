//! A register's stand-in: it speaks HTTP, remembers what it was asked, and answers what it was told to.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// What it answers with: status, further lines of the head, body, and how long it thinks.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
    pub after: Duration,
}

/// An answer with this status and body.
pub fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, head: String::new(), body: body.into(), after: Duration::ZERO }
}

/// One that runs until it is dropped.
pub struct StandIn {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    busy: Arc<Busy>,
    running: JoinHandle<()>,
}

/// How many are being answered now, and how many were at most.
#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl StandIn {
    /// Answers with these one after the other, and with the last of them from then on.
    pub async fn with(replies: Vec<Reply>) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let busy = Arc::new(Busy::default());
        let counts = Arc::clone(&busy);
        let running = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&heard), Arc::clone(&counts), replies.clone()));
            }
        });
        StandIn { address, asked, busy, running }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests it has had, whole.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }

    /// How many it was answering at once, at most.
    #[allow(dead_code, clippy::allow_attributes, reason = "the stories of accounts ask for it")]
    pub fn most_at_once(&self) -> usize {
        self.busy.most.load(Ordering::SeqCst)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn answer(mut stream: TcpStream, asked: Arc<Mutex<Vec<String>>>, busy: Arc<Busy>, replies: Vec<Reply>) {
    let Some(request) = request(&mut stream).await else { return };
    let place = {
        let mut asked = asked.lock().expect("no panic");
        asked.push(request);
        asked.len() - 1
    };
    let Some(Reply { status, head, body, after }) = replies.get(place).or(replies.last()) else { return };
    busy.most.fetch_max(busy.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
    sleep(*after).await;
    busy.now.fetch_sub(1, Ordering::SeqCst);
    let length = body.len();
    let answer = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    // Whoever has read enough may be gone.
    drop(stream.write_all(answer.as_bytes()).await);
    drop(stream.shutdown().await);
}

/// Head and body of a request.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await.ok()?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return None;
            }
            continue;
        };
        let length =
            head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0usize) {
            return Some(text);
        }
    }
}
