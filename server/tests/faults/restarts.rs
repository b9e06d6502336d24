//! Three servers on one database behind HAProxy, restarted one after the other while people use them.

use crate::{
    front::Front,
    is_long,
    person::Person,
    postgres::Database,
    program::{Folder, Program, SHARED_KEY, free_port},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::sleep};

/// The backend of docs/deploy/haproxy.cfg with a line for each server, as it says itself.
fn documented(at: &str, ports: &[u16]) -> String {
    let text = include_str!("../../../docs/deploy/haproxy.cfg");
    let (_, defaults) = text.split_once("\ndefaults\n").expect("a section");
    let (defaults, _) = defaults.split_once("\nfrontend").expect("a section");
    let (_, backend) = text.split_once("\nbackend ocpanel\n").expect("a section");
    let not_here = ["log", "errorfile", "server", "#server"];
    let kept = |line: &&str| !not_here.iter().any(|word| line.trim_start().starts_with(word));
    let lines = |text: &str| {
        text.lines().filter(kept).collect::<Vec<_>>().join("\n").replace("#option httpchk", "option httpchk")
    };
    let servers: String =
        ports.iter().map(|port| format!("\tserver s{port} 127.0.0.1:{port} check inter 200\n")).collect();
    format!(
        "defaults\n{}\nfrontend plain\n\tbind {at}\n\tdefault_backend ocpanel\nbackend ocpanel\n{}\n{servers}",
        lines(defaults),
        lines(backend)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_restart_one_after_the_other_lose_no_request() {
    let (database, shared) = (Database::new().await, Folder::new());
    let (url, mail) = (database.url(), shared.0.join("mail").display().to_string());
    let settings = [("DATABASE_URL", url.as_str()), SHARED_KEY, ("OCPANEL_MAIL_DIR", &mail)];
    let folders: Vec<_> = (0..3).map(|_| Folder::new()).collect();
    let ports: Vec<_> = folders.iter().map(|_| free_port()).collect();
    let mut programs = Vec::new();
    for (folder, port) in folders.iter().zip(&ports) {
        programs.push(Program::start_at(*port, &folder.0, &settings).await);
    }
    let balancer = Front::haproxy(&shared.0, |at| documented(at, &ports)).await;

    let (goes, signed_up) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let mut crowd = JoinSet::new();
    for nth in 0..4 {
        let (host, mail) = (balancer.at.clone(), shared.0.join("mail"));
        let (goes, signed_up) = (Arc::clone(&goes), Arc::clone(&signed_up));
        crowd.spawn(async move {
            for time in 0.. {
                if !goes.load(Ordering::Relaxed) {
                    return;
                }
                // Each answer is looked at there.
                let mut person = Person::at(&host);
                person.sign_up(&mail, &format!("p{nth}t{time}@example.com")).await;
                assert_eq!(person.get("/panel").await.status, 200);
                signed_up.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    for restart in 0..if is_long() { 30 } else { 3 } {
        let which = restart % 3;
        programs[which].terminate();
        let ended = programs[which].ends_within(Duration::from_secs(11)).await;
        assert!(ended.is_some_and(|status| status.success()), "{ended:?} {}", programs[which].log());
        programs[which] = Program::start_at(ports[which], &folders[which].0, &settings).await;
        // Until the balancer has seen it.
        sleep(Duration::from_millis(800)).await;
    }
    goes.store(false, Ordering::Relaxed);
    crowd.join_all().await;
    assert!(signed_up.load(Ordering::Relaxed) > 3, "people used it");
}
