//! Just enough HTTP/1.1 for one kept connection.

use std::collections::HashMap;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A kept connection, with cookies.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    pub(crate) cookies: HashMap<String, String>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Where a redirect leads.
    pub(crate) location: String,
}

impl Connection {
    pub(crate) async fn open(host: &str) -> Connection {
        let stream = TcpStream::connect(host).await.expect("the program listens");
        stream.set_nodelay(true).unwrap();
        Connection { stream: BufReader::new(stream), host: host.to_owned(), cookies: HashMap::new() }
    }

    /// Asks as browsers do, that take what comes compressed.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(path, "gzip, br").await
    }

    /// The text of a page, sent as it is.
    pub(crate) async fn read(&mut self, path: &str) -> String {
        String::from_utf8(self.ask(path, "identity").await.body).unwrap()
    }

    async fn ask(&mut self, path: &str, encodings: &str) -> Answer {
        let head = format!(
            "GET {path} HTTP/1.1\r\nAccept: text/html,*/*\r\nAccept-Encoding: {encodings}\r\nSec-Fetch-Site: none\r\n"
        );
        self.send(&head, "").await
    }

    /// Asks as a program does that has an access token.
    pub(crate) async fn get_with_token(&mut self, path: &str, token: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n"), "").await
    }

    /// Posts a form as the browser's half does.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&");
        let head = format!(
            "POST {path} HTTP/1.1\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            form.len()
        );
        self.send(&head, &form).await
    }

    async fn send(&mut self, head: &str, body: &str) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = format!("{head}Host: {}\r\nCookie: {cookies}\r\n\r\n{body}", self.host);
        self.stream.get_mut().write_all(request.as_bytes()).await.unwrap();
        self.answer().await
    }

    async fn answer(&mut self) -> Answer {
        let status = self.line().await.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked, mut location) = (0, false, String::new());
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(": ") else { break };
            match name.to_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "transfer-encoding" => chunked = true,
                "location" => value.clone_into(&mut location),
                "set-cookie" => self.keep(value),
                _ => {}
            }
        }
        let body = if chunked { self.chunks().await } else { self.bytes(length).await };
        Answer { status, body, location }
    }

    fn keep(&mut self, line: &str) {
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    async fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let size = usize::from_str_radix(&self.line().await, 16).unwrap();
            body.extend(self.bytes(size).await);
            self.line().await;
            if size == 0 {
                return body;
            }
        }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    async fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await.unwrap();
        bytes
    }
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
