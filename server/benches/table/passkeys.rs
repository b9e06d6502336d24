//! Signing in with a passkey, beside signing in with a password; both at a browser that is known, so that no letter is sent.

#[expect(dead_code, reason = "tests tell it to lie in many ways, and this does not")]
#[path = "../../accounts/tests/integration/help/passkey.rs"]
mod authenticator;

use crate::{
    http::Connection,
    people::{self, PEOPLE, timed},
    program::Program,
};
use authenticator::Authenticator;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// A person's authenticator, and the cookies of their browser, where nobody is signed in.
struct Person {
    authenticator: Authenticator,
    cookies: HashMap<String, String>,
}

impl Person {
    /// The first person of this worker.
    async fn of(program: &Program, worker: usize) -> Person {
        let mut browser = Connection::open(&program.host).await;
        assert_eq!(browser.get("/sign-in").await.status, 200);
        let mut person = Person { authenticator: Authenticator::new(&program.origin()), cookies: browser.cookies };
        person.sign_in(&program.host, worker).await;
        person
    }

    /// With the password. The browser keeps what it is known by, which is another secret each time.
    async fn sign_in(&mut self, host: &str, worker: usize) {
        let mut browser = self.browser(host).await;
        people::sign_in(&mut browser, worker, 0).await;
        self.close(browser);
    }

    fn close(&mut self, browser: Connection) {
        self.cookies = browser.cookies;
        self.cookies.remove("ocpanel").expect("a session");
    }

    async fn browser(&self, host: &str) -> Connection {
        let mut browser = Connection::open(host).await;
        browser.cookies.clone_from(&self.cookies);
        browser
    }

    /// Gives them a passkey.
    async fn add_passkey(&mut self, host: &str, worker: usize) {
        let mut browser = self.browser(host).await;
        people::sign_in(&mut browser, worker, 0).await;
        let options = asked(&mut browser, "/api/add_passkey").await;
        let made = self.authenticator.create(&options).expect("it has none");
        people::taken(&mut browser, "/api/add_passkey", &[("passkey", &made)]).await;
        self.close(browser);
    }

    async fn touch(&mut self, host: &str) {
        let mut browser = self.browser(host).await;
        let options = asked(&mut browser, "/api/sign_in_by_passkey").await;
        let signed = self.authenticator.get(&options).expect("it has one");
        people::taken(&mut browser, "/api/sign_in_by_passkey", &[("passkey", &signed)]).await;
        self.close(browser);
    }
}

/// Prints the rows, for people who registered in an earlier load.
pub(crate) async fn print(program: &Program, span: Duration) {
    let mut known = Vec::new();
    for worker in 0..PEOPLE {
        known.push(Arc::new(Mutex::new(Person::of(program, worker).await)));
    }
    let touching = known.clone();
    let passwords = people::a_second(program, span, move |host, worker, _| {
        let person = Arc::clone(&known[worker]);
        timed(async move { person.lock().await.sign_in(&host, worker).await })
    });
    let passwords = passwords.await;
    for (worker, person) in touching.iter().enumerate() {
        person.lock().await.add_passkey(&program.host, worker).await;
    }
    let passkeys = people::a_second(program, span, move |host, worker, _| {
        let person = Arc::clone(&touching[worker]);
        timed(async move { person.lock().await.touch(&host).await })
    });
    let passkeys = passkeys.await;
    println!(
        "| sign-ins a second, with a passkey | {:.0} | {:.1} with a password | {:.1} |",
        passkeys.a_second,
        passwords.a_second,
        passkeys.a_second / passwords.a_second
    );
    println!(
        "| the server's processor for each | {:.2} ms | {:.2} ms with a password | {:.3} |",
        passkeys.cpu_ms,
        passwords.cpu_ms,
        passkeys.cpu_ms / passwords.cpu_ms
    );
}

/// What the browser is to sign.
async fn asked(person: &mut Connection, path: &str) -> String {
    let answer: serde_json::Value = serde_json::from_slice(&person.post(path, &[("passkey", "")]).await.body).unwrap();
    answer["passkey"].as_str().unwrap_or_else(|| panic!("{path}: {answer}")).to_owned()
}
