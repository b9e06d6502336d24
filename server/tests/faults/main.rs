//! What the program does when its machine or its database fails. `FAULTS=long` asks for more of each.

mod crowd;
mod disk;
mod failover;
mod front;
mod kills;
mod line;
mod person;
mod poolers;
mod postgres;
mod program;
mod rest;
mod restarts;

use std::time::{Duration, Instant};
use tokio::time::sleep;

/// An answer that says "later" comes within this time, whatever hangs.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// What is known to be away is not waited for.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How long it may take until all is well again.
const BACK_WITHIN: Duration = Duration::from_secs(5);

/// Whether somebody asked for more than CI has time for.
fn is_long() -> bool {
    std::env::var("FAULTS").is_ok_and(|how| how == "long")
}

/// Asks again until the answer is yes, as long as being back may take.
async fn comes_back<F: Future<Output = bool>>(what: &str, mut asked: impl FnMut() -> F) {
    let end = Instant::now() + BACK_WITHIN;
    loop {
        if asked().await {
            return;
        }
        assert!(Instant::now() < end, "{what} does not come back");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Whether the program says that it is ready; else that the database is not.
async fn is_ready(host: &str) -> bool {
    let answer = person::Person::at(host).get("/readyz").await;
    assert!(
        (answer.status == 200 && answer.body == "ready") || (answer.status == 503 && answer.body == "database"),
        "{answer:?}"
    );
    answer.status == 200
}
