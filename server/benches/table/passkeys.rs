//! Signing in with a passkey, beside signing in with a password.

#[expect(dead_code, reason = "tests tell it to lie in many ways, and this does not")]
#[path = "../../accounts/tests/integration/help/passkey.rs"]
mod authenticator;

use crate::{
    http::Connection,
    load::{self, PEOPLE, Rate},
    program::Program,
};
use authenticator::Authenticator;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// A person's authenticator, and the cookies of a browser that nobody is signed in at.
struct Person {
    authenticator: Authenticator,
    cookies: HashMap<String, String>,
}

/// Prints the rows, for people who registered in an earlier load.
pub(crate) async fn print(program: &Program, span: Duration, passwords: Rate) {
    let mut people = Vec::new();
    for worker in 0..PEOPLE {
        people.push(Arc::new(Mutex::new(person(program, worker).await)));
    }
    let people = Arc::new(people);
    let passkeys = load::a_second(program, span, move |host, worker, _| {
        let person = Arc::clone(&people[worker]);
        async move { sign_in(&host, &mut *person.lock().await).await }
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

/// Gives the first person of this worker a passkey.
async fn person(program: &Program, worker: usize) -> Person {
    let mut owner = load::signed_in(&program.host, worker).await;
    let mut authenticator = Authenticator::new(&program.origin());
    let made = authenticator.create(&asked(&mut owner, "/api/add_passkey").await).expect("it has none");
    load::taken(&mut owner, "/api/add_passkey", &[("passkey", &made)]).await;
    let mut visitor = Connection::open(&program.host).await;
    assert_eq!(visitor.get("/sign-in").await.status, 200);
    Person { authenticator, cookies: visitor.cookies }
}

/// What the browser is to sign.
async fn asked(person: &mut Connection, path: &str) -> String {
    let answer: serde_json::Value = serde_json::from_slice(&person.post(path, &[("passkey", "")]).await.body).unwrap();
    answer["passkey"].as_str().unwrap_or_else(|| panic!("{path}: {answer}")).to_owned()
}

async fn sign_in(host: &str, person: &mut Person) {
    let mut browser = Connection::open(host).await;
    browser.cookies.clone_from(&person.cookies);
    let options = asked(&mut browser, "/api/sign_in_by_passkey").await;
    let signed = person.authenticator.get(&options).expect("it has one");
    load::taken(&mut browser, "/api/sign_in_by_passkey", &[("passkey", &signed)]).await;
}
