//! How letters fare at a mail server, and who is told what of it.

use crate::{
    help::inviting::button,
    help::smtp::{Answers, MailServer},
    help::{World, each_db},
};
use accounts::{Mailer, MembersOf, RequestContext};
use rules::{AddressForm, Delivery, Role};

const UNKNOWN: &str = "550 5.1.1 <address>: User unknown";

/// Recipients of some names are refused, each in its way.
fn by_name(line: &str) -> Option<&'static str> {
    let name = line.strip_prefix("RCPT TO:<")?.split('@').next()?;
    Some(match name {
        "nobody" => UNKNOWN,
        "dash" => "501 5.1.3 Bad recipient address syntax",
        "null" => "556 5.1.10 <address>: Domain does not accept mail",
        "doubtful" => "450 4.1.2 <address>: Domain not found",
        "grey" => "450 4.7.1 Greylisted",
        "relay" => "554 5.7.1 <address>: Relay access denied",
        "sender" => "450 4.1.8 <no-reply@localhost>: Sender address rejected: Domain not found",
        "busy" => "451 4.3.0 Try again",
        _ => return None,
    })
}

impl World {
    /// Sends one letter there.
    async fn hand_to(&self, mailer: &Mailer) {
        assert!(self.accounts.outbox.send_next(mailer).await.expect("the outbox answers"), "there is a letter");
    }

    async fn problem(&self) -> String {
        let text = "select problem from outbox where problem is not null order by created_at desc, attempts limit 1";
        self.texts(text).await.pop().unwrap_or_default()
    }

    async fn delivery(&self, context: &RequestContext) -> Delivery {
        self.accounts
            .registrations
            .unfinished(context, None)
            .await
            .expect("a reading")
            .expect("it is unfinished")
            .delivery
    }
}

/// What the page says of a letter to somebody who is refused so, whether the operator is told, and whether it is over.
async fn fares(world: &World, name: &str, expected: Delivery, operators: bool, over: bool) {
    let server = MailServer::open(by_name).await;
    let (context, _) = world.begin(&format!("{name}@example.com")).await;
    world.hand_to(&server.mailer("", "panel.example.com")).await;
    assert_eq!(world.delivery(&context).await, expected, "{name}");
    assert_eq!(world.accounts.outbox.mail_is_refused(), operators, "{name}");
    let waits = world.number("select count(*) from outbox where sent_at is null and failed_at is null").await;
    assert_eq!(waits == 0, over, "{name}");
    let problem = world.problem().await;
    assert!(problem.contains("RCPT was answered") && !problem.contains('@') && !problem.contains('<'), "{problem}");
    let heard = server.heard();
    assert_eq!(heard.last().map(String::as_str), Some("QUIT"), "{heard:?}");
    assert_eq!(heard.first().map(String::as_str), Some("EHLO panel.example.com"));
    world.run("delete from outbox").await;
}

#[test]
fn a_refused_address_is_told_at_once_and_what_is_the_operators_is_tried_again() {
    each_db(|world| async move {
        for name in ["nobody", "dash", "null"] {
            fares(&world, name, Delivery::Refused, false, true).await;
        }
        fares(&world, "doubtful", Delivery::Doubtful, false, false).await;
        for name in ["grey", "busy"] {
            fares(&world, name, Delivery::OnItsWay, false, false).await;
        }
        for name in ["relay", "sender"] {
            fares(&world, name, Delivery::OnItsWay, true, false).await;
        }
        // A letter that goes is the end of the trouble.
        let server = MailServer::open(|_| None).await;
        world.begin("anna@example.com").await;
        world.hand_to(&server.mailer("", "panel.example.com")).await;
        assert!(!world.accounts.outbox.mail_is_refused());
    });
}

#[test]
fn an_address_that_stays_doubtful_is_told_after_its_code_ran_out_and_can_be_changed() {
    each_db(|world| async move {
        let server = MailServer::open(by_name).await;
        let mailer = server.mailer("", "panel.example.com");
        let (context, id) = world.begin("doubtful@example.com").await;
        world.hand_to(&mailer).await;
        world.wait(601);
        world.hand_to(&mailer).await;
        assert_eq!(world.delivery(&context).await, Delivery::Refused);
        let right = AddressForm { registration: id, email: "anna@example.com".into() };
        world.accounts.registrations.change_address(&right, &context).await.unwrap();
        world.hand_to(&mailer).await;
        assert_eq!(world.delivery(&context).await, Delivery::OnItsWay);
    });
}

#[test]
fn an_address_of_any_script_is_told_that_it_cannot_be_written_to_yet() {
    each_db(|world| async move {
        let server = MailServer::open(|_| None).await;
        let (context, _) = world.begin("оксана@example.com").await;
        world.hand_to(&server.mailer("", "panel.example.com")).await;
        assert_eq!(world.delivery(&context).await, Delivery::Unwritable);
        assert_eq!(server.heard().last().map(String::as_str), Some("QUIT"));
        assert!(!world.accounts.outbox.mail_is_refused());
    });
}

#[test]
fn trouble_before_the_recipient_is_the_operators_and_said_in_words() {
    const TROUBLES: [(&str, &str, Answers); 5] = [
        ("", "MAIL was answered 530 5.7.0", |line| {
            line.starts_with("MAIL").then_some("530 5.7.0 Must issue a STARTTLS command first")
        }),
        ("", "the connection or EHLO was answered 550 5.7.1", |line| {
            line.starts_with("EHLO").then_some("550 5.7.1 Helo refused")
        }),
        ("user:password@", "no sign-in method in common", |_| None),
        ("user:password@", "no sign-in method in common", |line| {
            line.starts_with("EHLO").then_some("250-mail.example.com\r\n250 AUTH CRAM-MD5 DIGEST-MD5")
        }),
        ("user:password@", "AUTH was answered 535 5.7.8", |line| match line.get(..4) {
            Some("EHLO") => Some("250-mail.example.com\r\n250 AUTH PLAIN"),
            Some("AUTH") => Some("535 5.7.8 Error: authentication failed"),
            _ => None,
        }),
    ];
    each_db(|world| async move {
        for (number, (user, expected, answers)) in TROUBLES.into_iter().enumerate() {
            let server = MailServer::open(answers).await;
            let (context, _) = world.begin(&format!("anna{number}@example.com")).await;
            world.hand_to(&server.mailer(user, "panel.example.com")).await;
            assert!(world.problem().await.contains(expected), "{expected}: {}", world.problem().await);
            assert!(world.accounts.outbox.mail_is_refused(), "{expected}");
            assert_eq!(world.delivery(&context).await, Delivery::OnItsWay, "{expected}");
            assert_eq!(server.heard().last().map(String::as_str), Some("QUIT"), "{expected}");
            world.run("delete from outbox").await;
        }
    });
}

#[test]
fn a_line_that_is_lost_after_the_dot_is_not_tried_again_at_once() {
    each_db(|world| async move {
        let server = MailServer::open(|line| (line == "letter").then_some("")).await;
        let mailer = server.mailer("", "panel.example.com");
        let (context, _) = world.begin("anna@example.com").await;
        world.hand_to(&mailer).await;
        assert_eq!(world.delivery(&context).await, Delivery::OnItsWay);
        world.wait(240);
        assert!(!world.accounts.outbox.send_next(&mailer).await.unwrap(), "it may have been taken");
        world.wait(61);
        world.hand_to(&mailer).await;
    });
}

#[test]
fn the_list_says_that_an_invitation_could_not_be_delivered_and_why() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.letters().await;
        let server = MailServer::open(by_name).await;
        let mailer = server.mailer("", "panel.example.com");
        let fares = async |email: &str| {
            let of = MembersOf { search: email.to_owned(), ..MembersOf::default() };
            let list = world.reading().members(anna.session.as_ref(), &number, &of).await.unwrap();
            list.members.first().expect("it is there").delivery
        };
        for (email, expected) in [
            ("nobody@example.com", Delivery::Refused),
            ("doubtful@example.com", Delivery::Doubtful),
            ("relay@example.com", Delivery::OnItsWay),
            ("boris@example.com", Delivery::OnItsWay),
            ("оксана@example.com", Delivery::Unwritable),
        ] {
            world.invite(&anna, &number, email, &[Role::AccountObserver]).await.unwrap();
            assert_eq!(fares(email).await, Delivery::OnItsWay, "{email}");
            world.hand_to(&mailer).await;
            assert_eq!(fares(email).await, expected, "{email}");
        }
        assert_eq!(fares("anna@example.com").await, Delivery::OnItsWay, "a member's letters are nobody's");
        // Sent again, it is on its way again.
        world.wait(60);
        let id = world.texts("select id from invitations where email_key = 'nobody@example.com'").await.remove(0);
        world.accounts.invitations.resend_invitation(&button(&number, &id), &anna).await.unwrap();
        assert_eq!(fares("nobody@example.com").await, Delivery::OnItsWay);
    });
}
