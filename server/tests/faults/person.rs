//! Somebody with a browser, as far as HTTP shows it.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

pub(crate) const PASSWORD: &str = "four plain words together";

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
    pub(crate) took: Duration,
}

impl Answer {
    /// Whether it says that it cannot be done now, and when it can.
    pub(crate) fn is_later(&self) -> bool {
        self.status == 503
            && self.headers.get("retry-after").is_some_and(|after| after.parse().is_ok_and(|s: u32| s > 0))
    }

    /// Whether a form went on to somewhere.
    pub(crate) fn goes_on(&self) -> bool {
        self.status == 200 && (self.body.starts_with("{\"go\"") || self.body.starts_with("{\"load\""))
    }
}

/// Somebody with cookies.
#[derive(Clone, Default)]
pub(crate) struct Person {
    pub(crate) host: String,
    cookies: HashMap<String, String>,
}

impl Person {
    pub(crate) fn at(host: &str) -> Person {
        Person { host: host.to_owned(), cookies: HashMap::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.try_get(path).await.expect("an answer within half a minute")
    }

    /// None where the program dies meanwhile.
    pub(crate) async fn try_get(&mut self, path: &str) -> Option<Answer> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nAccept: text/html\r\nSec-Fetch-Site: none\r\n"), "").await
    }

    /// Posts a form as the browser's half does.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.try_post(path, form).await.expect("an answer within half a minute")
    }

    /// None where the program dies meanwhile.
    pub(crate) async fn try_post(&mut self, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let head = format!(
            "POST {path} HTTP/1.1\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            form.len()
        );
        self.ask(&head, &form).await
    }

    async fn ask(&mut self, head: &str, body: &str) -> Option<Answer> {
        let began = Instant::now();
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = format!("{head}Host: {}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n{body}", self.host);
        let answer = async {
            let mut stream = TcpStream::connect(&self.host).await?;
            stream.write_all(request.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
        };
        let answer = timeout(Duration::from_secs(30), answer).await.ok()?.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok())?;
        let mut headers = HashMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("set-cookie") {
                let (name, value) = value.split(';').next().and_then(|pair| pair.split_once('='))?;
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        Some(Answer { status, headers, body: body.to_owned(), took: began.elapsed() })
    }

    /// The first step of registering.
    pub(crate) async fn register(&mut self, email: &str) -> Answer {
        self.try_register(email).await.expect("an answer within half a minute")
    }

    pub(crate) async fn try_register(&mut self, email: &str) -> Option<Answer> {
        let form = [
            ("name", "Anna"),
            ("surname", "K"),
            ("email", email),
            ("password", PASSWORD),
            ("confirm_password", PASSWORD),
        ];
        self.try_post("/api/register", &form).await
    }

    pub(crate) async fn try_details(&mut self, id: &str) -> Option<Answer> {
        let form = [
            ("registration", id),
            ("language", "en"),
            ("country", "UA"),
            ("phone", "0445370222"),
            ("account_type", "personal"),
        ];
        self.try_post("/api/details", &form).await
    }

    pub(crate) async fn try_confirm(&mut self, id: &str, code: &str) -> Option<Answer> {
        self.try_post("/api/confirm", &[("registration", id), ("code", code)]).await
    }

    /// Registers and is signed in.
    pub(crate) async fn sign_up(&mut self, mail: &Path, email: &str) {
        let answer = self.register(email).await;
        assert!(answer.goes_on(), "{answer:?}");
        let page = self.get("/register/details").await.body;
        let id = between(&page, "name=\"registration\" value=\"", "\"").expect("the page names the registration");
        let answer = self.try_details(&id).await;
        assert!(answer.as_ref().is_some_and(Answer::goes_on), "{answer:?}");
        let code = code(mail, email).await;
        let answer = self.try_confirm(&id, &code).await;
        assert!(answer.as_ref().is_some_and(Answer::goes_on), "{answer:?}");
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/sign_in", &[("email", email), ("password", password)]).await
    }
}

/// What stands between two texts.
pub(crate) fn between(text: &str, from: &str, to: &str) -> Option<String> {
    Some(text.split_once(from)?.1.split_once(to)?.0.to_owned())
}

/// Waits for the newest code of this address in the mail folder.
pub(crate) async fn code(mail: &Path, email: &str) -> String {
    let to = format!("To: {email}");
    for _ in 0..2_000 {
        let mut files: Vec<_> = fs::read_dir(mail).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|end| end == "eml"));
        files.sort();
        for file in files.iter().rev() {
            let letter = fs::read_to_string(file).unwrap_or_default();
            let is_code = |line: &&str| line.len() == 7 && line.as_bytes()[3] == b'-';
            if letter.lines().any(|line| line.trim_end() == to)
                && let Some(code) = letter.lines().map(str::trim_end).find(is_code)
            {
                return code.to_owned();
            }
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("no letter came to {email}");
}
