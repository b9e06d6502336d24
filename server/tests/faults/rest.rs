//! The program while nobody does anything.

use crate::{
    person::Person,
    program::{Folder, Program, free_port},
};
use std::time::Duration;
use tokio::time::sleep;

/// How long it is watched.
const WATCHED: Duration = Duration::from_secs(6);
/// Looks for letters, and for applications to be told of a sign-out: one of the former every two seconds, two of the
/// latter; and one more of each at the edges.
const LOOKS: u64 = 3 + 1 + 2 * (3 + 1);

/// How often the database was asked, and its log flushed.
async fn asked(admin: &str) -> [u64; 2] {
    let text = Person::at(admin).get("/metrics").await.body;
    ["round_trips", "flushes"].map(|what| {
        let name = format!("ocpanel_database_{what}_total ");
        let number = text.lines().find_map(|line| line.strip_prefix(&name)).expect("it is told");
        number.parse().expect("a number")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_at_rest_hardly_asks_its_database_and_leaves_the_disk_alone() {
    let (folder, admin) = (Folder::new(), format!("127.0.0.1:{}", free_port()));
    let program = Program::start(&folder.0, &[("OCPANEL_ADMIN_ADDR", &admin)]).await;
    Person::at(&program.host).sign_up(&folder.0.join("mail"), "p1@example.com").await;
    // What it tidies up at the start is over, and what it sent.
    sleep(Duration::from_secs(1)).await;
    let before = asked(&admin).await;
    sleep(WATCHED).await;
    let [trips, flushes] = asked(&admin).await;
    assert!(trips - before[0] <= LOOKS, "{} times", trips - before[0]);
    assert_eq!(flushes - before[1], 0);
}
