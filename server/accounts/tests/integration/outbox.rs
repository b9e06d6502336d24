//! How letters wait, and who sends them: servers that stop, crash or are slow.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]

use crate::{
    help::smtp::MailServer,
    help::{World, at_once, each_db, numbers},
};
use accounts::{Mailer, RequestContext, outbox_texts};
use rules::ForgotForm;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

const FOREVER: Duration = Duration::from_secs(3_600);

/// Somebody who sends, and what tells them to stop.
struct Sender {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sender {
    fn begin(world: &World, mailer: Mailer) -> Sender {
        let (stop, stopped) = watch::channel(false);
        let accounts = Arc::clone(&world.accounts);
        Sender { stop, task: tokio::spawn(async move { accounts.outbox.keep_sending(&mailer, stopped).await }) }
    }

    /// Tells it to stop, and waits for that.
    async fn end(self) {
        self.stop.send_replace(true);
        timeout(Duration::from_secs(10), self.task).await.expect("it stops in time").unwrap();
    }
}

impl World {
    async fn unsent(&self) -> i64 {
        self.number("select count(*) from outbox where sent_at is null and failed_at is null").await
    }

    /// How the database does this, a step on each line.
    async fn plan(&self, text: &str) -> String {
        let mut connection = AnyConnection::connect(&self.url).await.unwrap();
        let rows = sqlx::query(AssertSqlSafe(text.to_owned())).fetch_all(&mut connection).await.expect(text);
        let column = if self.postgres { 0 } else { 3 };
        rows.iter().map(|row| row.get::<String, _>(column) + "\n").collect()
    }

    /// Sends a letter as another server does; whether there was one.
    async fn another_sends(&self) -> bool {
        self.accounts.outbox.send_next(&self.mailer).await.unwrap()
    }
}

#[test]
fn a_letter_in_hand_goes_at_once_after_the_program_was_stopped() {
    each_db(|world| async move {
        world.begin("anna@example.com").await;
        for at in ["EHLO", "MAIL", "RCPT", "DATA"] {
            let server = MailServer::slow(at, FOREVER).await;
            let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
            server.hears(at).await;
            assert!(!world.another_sends().await, "it is somebody's: {at}");
            sender.end().await;
            assert_eq!(world.number("select attempts from outbox").await, 0, "{at}");
        }
        assert!(world.another_sends().await);
        assert_eq!(world.unsent().await, 0);
    });
}

#[test]
fn a_letter_that_is_out_is_waited_for_when_the_program_stops() {
    each_db(|world| async move {
        let server = MailServer::slow("letter", Duration::from_millis(700)).await;
        world.begin("anna@example.com").await;
        let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
        server.takes(1).await;
        sender.end().await;
        assert_eq!(world.unsent().await, 0);
        world.wait(1_000);
        assert!(!world.another_sends().await);
    });
}

#[test]
fn a_letter_that_is_out_and_not_answered_for_does_not_go_at_once() {
    each_db(|world| async move {
        let server = MailServer::slow("letter", FOREVER).await;
        world.begin("anna@example.com").await;
        let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
        server.takes(1).await;
        sender.end().await;
        world.wait(240);
        assert!(!world.another_sends().await, "it may have been taken");
        world.wait(61);
        assert!(world.another_sends().await);
    });
}

#[test]
fn after_a_crash_a_letter_goes_within_half_a_minute() {
    each_db(|world| async move {
        let server = MailServer::slow("RCPT", FOREVER).await;
        world.begin("anna@example.com").await;
        let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
        server.hears("RCPT").await;
        sender.task.abort();
        assert!(sender.task.await.unwrap_err().is_cancelled());
        world.wait(15);
        assert!(!world.another_sends().await, "it may still be sent");
        world.wait(13);
        assert!(world.another_sends().await);
    });
}

#[test]
fn a_slow_mail_server_is_waited_for_while_others_leave_the_letter_alone() {
    each_db(|world| async move {
        let server = MailServer::slow("RCPT", Duration::from_millis(7_500)).await;
        world.begin("anna@example.com").await;
        let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
        server.hears("RCPT").await;
        world.wait(15);
        sleep(Duration::from_millis(5_500)).await;
        world.wait(15);
        assert!(!world.another_sends().await, "the lease was renewed");
        server.takes(1).await;
        sender.end().await;
        assert_eq!((world.unsent().await, server.taken()), (0, 1));
    });
}

#[test]
fn whoever_comes_too_late_does_not_send_what_another_has_sent_or_somebody_withdrew() {
    each_db(|world| async move {
        for withdrawn in [false, true] {
            let server = MailServer::slow("RCPT", Duration::from_millis(400)).await;
            let (context, id) = world.begin(&format!("anna-{withdrawn}@example.com")).await;
            let sender = Sender::begin(&world, server.mailer("", "panel.example.com"));
            server.hears("RCPT").await;
            if withdrawn {
                world.accounts.registrations.start_over(&context, &id).await.unwrap();
            } else {
                world.wait(25);
                assert!(world.another_sends().await);
            }
            server.hears("DATA").await;
            sender.end().await;
            assert_eq!((world.unsent().await, server.taken()), (0, 0), "withdrawn: {withdrawn}");
        }
    });
}

#[test]
fn codes_go_first_then_links_and_what_has_waited_longest_now_and_then() {
    each_db(|world| async move {
        world.sign_up("anna@example.com").await;
        world.post().await;
        for _ in 0..2 {
            world.accounts.operator.disable_user("anna@example.com").await.unwrap();
            world.accounts.operator.enable_user("anna@example.com").await.unwrap();
        }
        world.wait(1);
        world
            .accounts
            .passwords
            .forgot(&ForgotForm { email: "anna@example.com".into() }, &RequestContext::default())
            .await
            .unwrap();
        world.wait(1);
        for n in 0..8 {
            world.begin(&format!("a{n}@example.com")).await;
        }
        let kinds: Vec<_> = world.post().await.into_iter().map(|post| post.kind).collect();
        assert_eq!(kinds.len(), 13, "{kinds:?}");
        let codes = kinds[..8].iter().filter(|kind| *kind == "verification-code").count();
        let notices = kinds[..8].iter().filter(|kind| *kind == "security-notice").count();
        assert_eq!((codes, notices), (6, 2), "{kinds:?}");
        let last = |kind| kinds.iter().rposition(|other| other == kind).unwrap();
        assert!(last("verification-code") < last("password-reset"), "{kinds:?}");
        assert!(last("password-reset") < last("security-notice"), "{kinds:?}");
    });
}

#[test]
fn letters_that_follow_each_other_share_a_line_and_a_line_that_is_gone_is_made_anew() {
    each_db(|world| async move {
        for (answers, lines) in [
            (MailServer::open(|_| None).await, 1),
            (MailServer::open(|line| (line == "NOOP").then_some("421 enough")).await, 5),
            (MailServer::open(|line| (line == "NOOP").then_some("")).await, 5),
        ] {
            for n in 0..5 {
                world.begin(&format!("a{n}-{}@example.com", world.now())).await;
            }
            let sender = Sender::begin(&world, answers.mailer("", "panel.example.com"));
            answers.takes(5).await;
            sender.end().await;
            assert_eq!(world.unsent().await, 0);
            assert_eq!(world.number("select count(*) from outbox where attempts > 1").await, 0);
            let greeted = answers.heard().iter().filter(|line| line.starts_with("EHLO")).count();
            assert_eq!((greeted, answers.heard().last().map(String::as_str)), (lines, Some("QUIT")));
            world.wait(1);
        }
    });
}

#[test]
fn the_next_letter_and_the_oldest_are_one_step_away_however_many_wait() {
    each_db(|world| async move {
        let many = numbers(30_000);
        world
            .run(&format!(
                "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, urgency, failed_at)
                 {many} select 'o' || n, 'none', n || '@example.com', 'x', 'x', n, case when n % 3 = 0 then 2000000000 else n end,
                     n % 3, case when n % 10 = 0 then n end from numbers"
            ))
            .await;
        world.run("analyze").await;
        let how = if world.postgres { "explain" } else { "explain query plan" };
        let indexes = ["outbox_urgent", "outbox_due", "outbox_waiting"];
        for (text, index) in outbox_texts(world.postgres).into_iter().zip(indexes) {
            let text = text.replace("$1", "'x'").replace("$2", "1").replace("$3", "1800000000");
            let plan = world.plan(&format!("{how} {text}")).await;
            let steps = ["Seq Scan", "Sort", "SCAN outbox\n", "TEMP B-TREE"];
            assert!(steps.iter().all(|step| !plan.contains(step)), "{text}\n{plan}");
            assert!(plan.contains(index), "{index}\n{plan}");
        }
    });
}

/// How long codes wait while 60 people a second sign up: `cargo test --release --test integration figures -- --ignored --nocapture`.
#[test]
#[ignore = "it measures"]
fn figures() {
    each_db(|world| async move {
        let (clock, start, since) = (Arc::clone(&world.clock), world.now(), Instant::now());
        let ticking = tokio::spawn(async move {
            loop {
                clock.store(start + since.elapsed().as_secs().cast_signed(), Ordering::SeqCst);
                sleep(Duration::from_millis(50)).await;
            }
        });
        sleep(Duration::from_millis(100)).await;
        let folder = std::env::temp_dir().join(format!("ocpanel-figures-{}-{}", std::process::id(), world.postgres));
        std::fs::create_dir_all(&folder).unwrap();
        let server = MailServer::slow("letter", Duration::from_millis(200)).await;
        for senders in [4, 16] {
            for to in ["folder", "slow mail server"] {
                let senders: Vec<_> = (0..senders)
                    .map(|_| match to {
                        "folder" => Sender::begin(&world, Mailer::Folder(folder.clone())),
                        _ => Sender::begin(&world, server.mailer("", "panel.example.com")),
                    })
                    .collect();
                let (many, begun) = (600, Instant::now());
                let people = Arc::clone(&world);
                let tag = format!("{}-{}", senders.len(), to.len());
                at_once(many, move |n| {
                    let (world, tag) = (Arc::clone(&people), tag.clone());
                    async move {
                        sleep(Duration::from_millis(n as u64 * 1_000 / 60)).await;
                        world.begin(&format!("a{n}-{tag}@example.com")).await;
                    }
                })
                .await;
                let signed_up = begun.elapsed();
                while world.unsent().await > 0 {
                    sleep(Duration::from_millis(100)).await;
                }
                let longest = world.number("select max(sent_at - created_at) from outbox").await;
                println!(
                    "postgres: {}, {} senders, {to}: {many} sign-ups in {signed_up:.1?}, all letters after {:.1?}, longest wait {longest} s",
                    world.postgres,
                    senders.len(),
                    begun.elapsed()
                );
                for sender in senders {
                    sender.end().await;
                }
                world.run("delete from outbox").await;
            }
        }
        std::fs::remove_dir_all(folder).unwrap();
        ticking.abort();
    });
}
