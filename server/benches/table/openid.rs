//! OpenID Connect: codes exchanged and users told, a second, beside npm's oidc-provider in the same run.

use crate::{
    http::Connection,
    people::{self, PEOPLE},
    program::{BUILT, Program},
};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Instant,
};

const CALLBACK: &str = "https://console.example.com/callback";
/// Codes that are exchanged on each.
const CODES: usize = 4_000;
/// Questions who somebody is, with an access token.
const QUESTIONS: usize = 16_000;
/// Codes for the same person.
const EACH: usize = 30;
const CONNECTIONS: usize = 8;

/// A provider, ready to be asked.
struct Ready {
    host: String,
    token_at: &'static str,
    userinfo_at: &'static str,
    id: String,
    secret: String,
    codes: Vec<String>,
    token: String,
}

/// Prints the rows, for somebody who registered in an earlier load.
pub(crate) async fn print(program: &Program) {
    for algorithm in ["RS256", "ES256"] {
        let ours = ours(program, algorithm).await.a_second().await;
        let (theirs, mut child) = theirs(algorithm);
        let theirs = theirs.a_second().await;
        drop(child.kill());
        drop(child.wait());
        for (what, ours, theirs) in [("codes exchanged", ours[0], theirs[0]), ("userinfo", ours[1], theirs[1])] {
            println!(
                "| {what} a second, {algorithm} | {ours:.0} | {theirs:.0} with npm oidc-provider, in memory | {:.2} |",
                ours / theirs
            );
        }
    }
}

async fn ours(program: &Program, algorithm: &str) -> Ready {
    let arguments = ["application", "add", "Console", "--redirect", CALLBACK, "--algorithm", algorithm, "--json"];
    let added = program.run(BUILT, &arguments);
    let added: Value = serde_json::from_str(&added).expect("JSON");
    let text = |name: &str| added[name].as_str().expect("it is there").to_owned();
    let mut ready = Ready {
        host: program.host.clone(),
        token_at: "/openid/token",
        userinfo_at: "/openid/userinfo",
        id: text("id"),
        secret: text("secret"),
        codes: Vec::new(),
        token: String::new(),
    };
    let question = format!(
        "/openid/authorize?client_id={}&redirect_uri={CALLBACK}&response_type=code&scope=openid%20email%20profile&nonce=n",
        ready.id
    );
    let mut person = Connection::open(&program.host).await;
    for number in 0..=CODES {
        // Nobody signs in to applications more often at once.
        if number % EACH == 0 {
            person = Connection::open(&program.host).await;
            let nth = number / EACH;
            people::sign_in(&mut person, nth % PEOPLE, nth / PEOPLE).await;
        }
        let led = person.get(&question).await.location;
        let code = led.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
        ready.codes.push(code.to_owned());
    }
    let code = ready.codes.pop().expect("one more");
    let mut connection = Connection::open(&ready.host).await;
    let tokens: Value = serde_json::from_slice(&ready.exchange(&mut connection, &code).await).expect("JSON");
    ready.token = tokens["access_token"].as_str().expect("a token").to_owned();
    ready
}

fn theirs(algorithm: &str) -> (Ready, Child) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../end2end/oidc-provider.mjs");
    let mut child = Command::new("node")
        .args([script, &CODES.to_string(), algorithm])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("node is there");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    let said: Value = serde_json::from_str(&line).expect("`npm ci` in end2end installs oidc-provider");
    let text = |name: &str| said[name].as_str().expect("it is there").to_owned();
    let codes = said["codes"].as_array().expect("a list").iter();
    let ready = Ready {
        host: format!("127.0.0.1:{}", said["port"]),
        token_at: "/token",
        userinfo_at: "/me",
        id: text("id"),
        secret: text("secret"),
        codes: codes.map(|code| code.as_str().expect("a text").to_owned()).collect(),
        token: text("token"),
    };
    (ready, child)
}

impl Ready {
    async fn exchange(&self, connection: &mut Connection, code: &str) -> Vec<u8> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
        ];
        let answer = connection.post(self.token_at, &form).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.body
    }

    /// Codes exchanged and users told in a second, by several at once.
    async fn a_second(self) -> [f64; 2] {
        let ready = Arc::new(self);
        let exchanged = timed(CODES, |part| {
            let ready = Arc::clone(&ready);
            async move {
                let mut connection = Connection::open(&ready.host).await;
                for code in ready.codes.iter().skip(part).step_by(CONNECTIONS) {
                    ready.exchange(&mut connection, code).await;
                }
            }
        });
        let exchanged = exchanged.await;
        let told = timed(QUESTIONS, |_| {
            let ready = Arc::clone(&ready);
            async move {
                let mut connection = Connection::open(&ready.host).await;
                for _ in 0..QUESTIONS / CONNECTIONS {
                    let status = connection.get_with_token(ready.userinfo_at, &ready.token).await.status;
                    assert_eq!(status, 200);
                }
            }
        });
        [exchanged, told.await]
    }
}

/// How many there are in a second, each connection doing its part.
async fn timed<F: Future<Output = ()> + Send + 'static>(all: usize, part: impl Fn(usize) -> F) -> f64 {
    let began = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS).map(|number| tokio::spawn(part(number))).collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    all as f64 / began.elapsed().as_secs_f64()
}
