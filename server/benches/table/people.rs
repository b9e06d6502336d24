//! People who register and sign in, as their browsers do.

use crate::{
    http::Connection,
    load::milli,
    program::{Mail, Program},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

const PASSWORD: &str = "four plain words together";
/// People who register at once: most of the time each waits for a letter.
pub(crate) const PEOPLE: usize = 24;

/// How often something was done in a second, and the server's time of the processor for each.
pub(crate) struct Rate {
    pub(crate) a_second: f64,
    pub(crate) cpu_ms: f64,
    /// What people waited for it, the shortest first.
    times: Vec<Duration>,
}

impl Rate {
    fn of(mut times: Vec<Duration>, span: Duration, cpu: Duration) -> Rate {
        times.sort_unstable();
        let done = times.len() as f64;
        Rate { a_second: done / span.as_secs_f64(), cpu_ms: milli(cpu) / done, times }
    }

    pub(crate) fn median_ms(&self) -> f64 {
        milli(self.times[self.times.len() / 2])
    }

    pub(crate) fn p99_ms(&self) -> f64 {
        milli(self.times[self.times.len() * 99 / 100])
    }
}

/// Whole registrations a second: three forms and a letter each. Each round has people of its own; whoever signs in comes
/// from the first one.
pub(crate) async fn registrations(program: &Program, span: Duration, round: usize) -> Rate {
    let mail = Mail::watch(program);
    a_second(program, span, move |host, worker, number| {
        let mail = Arc::clone(&mail);
        let nth = if round == 0 { String::new() } else { format!("r{round}") };
        async move { register(&host, &mail, &format!("p{worker}x{number}{nth}@example.com")).await }
    })
    .await
}

/// The same one after the other, so many.
pub(crate) async fn registrations_alone(program: &Program, count: usize) -> Rate {
    let (mail, cpu, began) = (Mail::watch(program), program.cpu(), Instant::now());
    let mut times = Vec::new();
    for number in 0..count {
        times.push(register(&program.host, &mail, &format!("alone{number}@example.com")).await);
    }
    Rate::of(times, began.elapsed(), program.cpu() - cpu)
}

/// Sign-ins a second, with address and password, of people who registered before.
pub(crate) async fn sign_ins(program: &Program, span: Duration) -> Rate {
    a_second(program, span, |host, worker, _| timed(async move { drop(signed_in(&host, worker).await) })).await
}

/// The first person of this worker, signed in.
pub(crate) async fn signed_in(host: &str, worker: usize) -> Connection {
    let mut person = Connection::open(host).await;
    sign_in(&mut person, worker, 0).await;
    person
}

/// Signs in the person of this number that this worker has registered.
pub(crate) async fn sign_in(person: &mut Connection, worker: usize, number: usize) {
    sign_in_as(person, &format!("p{worker}x{number}@example.com")).await;
}

/// Signs in whoever has this address.
pub(crate) async fn sign_in_as(person: &mut Connection, email: &str) {
    taken(person, "/api/sign_in", &[("email", email), ("password", PASSWORD)]).await;
}

/// How often it is done in a second by several at once, each again and again: with the host, which one, and how often so
/// far. It tells how long it took.
pub(crate) async fn a_second<F: Future<Output = Duration> + Send + 'static>(
    program: &Program,
    span: Duration,
    act: impl Fn(String, usize, u32) -> F + Send + Sync + 'static,
) -> Rate {
    let (act, cpu) = (Arc::new(act), program.cpu());
    let times = Arc::new(Mutex::new(Vec::new()));
    let end = Instant::now() + span;
    let worker = |worker| {
        let (host, act, times) = (program.host.clone(), Arc::clone(&act), Arc::clone(&times));
        tokio::spawn(async move {
            for number in 0.. {
                let time = act(host.clone(), worker, number).await;
                if Instant::now() >= end {
                    return;
                }
                times.lock().unwrap().push(time);
            }
        })
    };
    let workers: Vec<_> = (0..PEOPLE).map(worker).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let times = times.lock().unwrap().clone();
    Rate::of(times, span, program.cpu() - cpu)
}

/// How long it takes.
pub(crate) async fn timed(act: impl Future<Output = ()>) -> Duration {
    let began = Instant::now();
    act.await;
    began.elapsed()
}

/// Somebody who has just registered: what their browser keeps.
pub(crate) async fn signed_up(program: &Program) -> HashMap<String, String> {
    let mail = Mail::watch(program);
    register(&program.host, &mail, "p0x0@example.com").await;
    signed_in(&program.host, 0).await.cookies
}

/// Registers. The time is that of the answers, without the letter's way.
async fn register(host: &str, mail: &Mail, email: &str) -> Duration {
    let mut visitor = Visitor::of(host, email).await;
    let mut answers = timed(visitor.register()).await;
    answers += timed(visitor.details()).await;
    let code = mail.code(email).await;
    answers + timed(visitor.confirm(&code)).await
}

/// Somebody on their way through the wizard.
pub(crate) struct Visitor {
    browser: Connection,
    pub(crate) email: String,
    /// The registration's id, from the first step on.
    id: String,
}

impl Visitor {
    pub(crate) async fn of(host: &str, email: &str) -> Visitor {
        Visitor { browser: Connection::open(host).await, email: email.to_owned(), id: String::new() }
    }

    /// The first step, and the page after it.
    pub(crate) async fn register(&mut self) {
        let form = [
            ("name", "Anna"),
            ("surname", "K"),
            ("email", &self.email),
            ("password", PASSWORD),
            ("confirm_password", PASSWORD),
        ];
        taken(&mut self.browser, "/api/register", &form).await;
        let page = self.browser.read("/register/details").await;
        let id = page.split("name=\"registration\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        self.id = id.expect("the page names the registration").to_owned();
    }

    pub(crate) async fn details(&mut self) {
        let form = [
            ("registration", &*self.id),
            ("language", "en"),
            ("country", "UA"),
            ("phone", "0445370222"),
            ("account_type", "personal"),
        ];
        taken(&mut self.browser, "/api/details", &form).await;
    }

    pub(crate) async fn confirm(&mut self, code: &str) {
        taken(&mut self.browser, "/api/confirm", &[("registration", &self.id), ("code", code)]).await;
    }

    pub(crate) async fn sign_in(&mut self) {
        sign_in_as(&mut self.browser, &self.email).await;
    }
}

/// Posts a form; the answer is where to go on, which older builds write with a capital letter.
pub(crate) async fn taken(person: &mut Connection, path: &str, form: &[(&str, &str)]) {
    let body = person.post(path, form).await.body;
    let answer = String::from_utf8_lossy(&body).to_lowercase();
    assert!(answer.starts_with("{\"go\"") || answer.starts_with("{\"load\""), "{path}: {answer}");
}
