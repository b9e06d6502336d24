//! One conversation of each kind with Postfix, which `make test` starts where it can; elsewhere these tell so and end.

use crate::help::{World, each_db};
use accounts::{Mailer, RequestContext};
use mail_parser::MessageParser;
use rules::Delivery;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// The Postfix of these tests: `end2end/postfix.sh` says which server listens where.
struct Postfix {
    folder: PathBuf,
    port: u16,
}

impl Postfix {
    fn started() -> Option<Postfix> {
        let Some(folder) = std::env::var_os("TEST_POSTFIX").map(PathBuf::from) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "TEST_POSTFIX names a Postfix to test on; `make test` starts one"
            );
            println!("without TEST_POSTFIX no conversation with Postfix is tried");
            return None;
        };
        let port = fs::read_to_string(folder.join("port")).expect("its port").trim().parse().expect("a number");
        Some(Postfix { folder, port })
    }

    /// It takes letters from everybody.
    fn plain(&self) -> Mailer {
        self.mailer("smtp://127.0.0.1", 0, "", "panel.example.org")
    }

    fn mailer(&self, address: &str, server: u16, query: &str, hello: &str) -> Mailer {
        let authorities = fs::read(self.folder.join("etc/cert.pem")).expect("its certificate");
        let port = self.port + server;
        Mailer::smtp(&format!("{address}:{port}{query}"), &authorities, hello).expect("an address")
    }

    /// The letter to this address, when it has come.
    async fn letter(&self, to: &str) -> Vec<u8> {
        for _ in 0..100 {
            if let Some(letter) = letter_to(&self.folder.join("mail/all/new"), to) {
                return letter;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no letter came to {to}: {}", fs::read_to_string(self.folder.join("log")).unwrap_or_default());
    }
}

fn letter_to(folder: &Path, to: &str) -> Option<Vec<u8>> {
    let letters = fs::read_dir(folder).ok()?.filter_map(|entry| fs::read(entry.ok()?.path()).ok());
    let line = format!("\nX-Original-To: {to}\n");
    letters.into_iter().find(|letter| String::from_utf8_lossy(letter).replace("\r\n", "\n").contains(&line))
}

/// Somebody of this name whose letter was tried; none has the same address.
async fn tried(world: &World, name: &str, mailer: &Mailer) -> (String, RequestContext) {
    let email = format!("{name}-{}-{}@example.com", world.postgres, std::process::id());
    let (context, _) = world.begin(&email).await;
    assert!(world.accounts.outbox.send_next(mailer).await.expect("the outbox answers"));
    (email, context)
}

/// How the page shows it, what was kept of it, and whether the operator is told.
async fn told(world: &World, context: &RequestContext) -> (Delivery, String, bool) {
    let text = "select coalesce(problem, '') from outbox order by created_at desc, attempts limit 1";
    let problem = world.texts(text).await.remove(0);
    let shown = world
        .accounts
        .registrations
        .unfinished(context, None)
        .await
        .expect("it answers")
        .expect("it is unfinished")
        .delivery;
    world.run("delete from outbox").await;
    world.wait(1);
    (shown, problem, world.accounts.outbox.mail_is_refused())
}

#[test]
fn postfix_takes_a_letter_and_hands_it_on_whole() {
    let Some(postfix) = Postfix::started() else { return };
    let postfix = &postfix;
    each_db(|world| async move {
        let safe = postfix.mailer("smtp://localhost", 1, "", "panel.example.org");
        for (name, mailer) in [("anna", &postfix.plain()), ("boris", &safe)] {
            let (email, context) = tried(&world, name, mailer).await;
            assert_eq!(told(&world, &context).await, (Delivery::OnItsWay, String::new(), false), "{name}");
            let letter = postfix.letter(&email).await;
            let read = MessageParser::new().parse(&letter).expect("a letter");
            assert_eq!(read.subject(), Some("Ваш код для OneCloudPlanet"));
            assert_eq!(read.to().and_then(|to| to.first()).and_then(|to| to.address()), Some(email.as_str()));
            let from = read.from().and_then(|from| from.first()).and_then(|from| from.address());
            assert_eq!(from, Some("no-reply@localhost"));
            let text = read.body_text(0).expect("text");
            let code = text.lines().find(|line| line.len() == 7 && line.as_bytes().get(3) == Some(&b'-'));
            assert!(code.is_some() && read.body_html(0).is_some_and(|html| html.contains(code.unwrap_or_default())));
        }
    });
}

#[test]
fn postfix_refuses_or_puts_off_a_recipient() {
    let Some(postfix) = Postfix::started() else { return };
    let postfix = &postfix;
    each_db(|world| async move {
        for (name, shown, problem) in [
            ("nobody", Delivery::Refused, "address: RCPT was answered 550 5.1.1"),
            ("-anna", Delivery::Refused, "address: RCPT was answered 501 5.1.3"),
            ("doubtful", Delivery::Doubtful, "doubtful: RCPT was answered 450 4.1.2"),
            ("later", Delivery::OnItsWay, "RCPT was answered 450 4.7.1"),
        ] {
            let (_, context) = tried(&world, name, &postfix.plain()).await;
            assert_eq!(told(&world, &context).await, (shown, problem.to_owned(), false), "{name}");
        }
    });
}

#[test]
fn postfix_finds_fault_with_what_is_the_operators() {
    let Some(postfix) = Postfix::started() else { return };
    let postfix = &postfix;
    each_db(|world| async move {
        let troubles = [
            (postfix.mailer("smtp://127.0.0.1", 1, "", "localhost"), "RCPT was answered 504 5.5.2"),
            (postfix.mailer("smtp://127.0.0.1", 2, "", "panel.example.org"), "MAIL was answered 530 5.7.0"),
            (
                postfix.mailer("smtp://anna:wrong@localhost", 2, "?tls=required", "panel.example.org"),
                "AUTH was answered 535 5.7.8",
            ),
            (
                postfix.mailer("smtp://localhost", 0, "?tls=required", "panel.example.org"),
                "the mail server does not offer STARTTLS",
            ),
        ];
        for (mailer, problem) in &troubles {
            let (_, context) = tried(&world, "anna", mailer).await;
            assert_eq!(told(&world, &context).await, (Delivery::OnItsWay, (*problem).to_owned(), true), "{problem}");
        }
    });
}

#[test]
fn postfix_takes_a_letter_over_an_encrypted_line() {
    let Some(postfix) = Postfix::started() else { return };
    let postfix = &postfix;
    each_db(|world| async move {
        let safe = postfix.mailer("smtp://localhost", 2, "?tls=required", "panel.example.org");
        let (email, context) = tried(&world, "clara", &safe).await;
        assert_eq!(told(&world, &context).await.0, Delivery::OnItsWay);
        let letter = String::from_utf8_lossy(&postfix.letter(&email).await).into_owned();
        assert!(letter.contains("(using TLSv1."), "{letter}");
    });
}
