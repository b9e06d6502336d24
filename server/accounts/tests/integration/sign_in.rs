//! Signing in, sessions, refused forms, the outbox.

use crate::help::{PASSWORD, World, each_db, refused, sign_in as form, with};
use accounts::{Entry, Mailer, Refusal, RequestContext};
use rules::{Errors, Field, FieldError};
use std::sync::Arc;

#[test]
fn unknown_address_wrong_password_and_disabled_are_one_answer_for_one_hash_each() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        world.sign_up("off@example.com").await;
        world.run("update users set disabled_at = 1 where email_key = 'off@example.com'").await;
        for (email, password) in [
            ("a@example.com", "wrong"),
            ("nobody@example.com", PASSWORD),
            ("off@example.com", PASSWORD),
            ("a@xn--a.com", PASSWORD),
        ] {
            let before = world.accounts.hasher().computed();
            let errors =
                refused(world.accounts.sign_in.sign_in(&form(email, password), &RequestContext::default()).await);
            assert_eq!(errors, Errors::on(Field::Email, FieldError::Credentials), "{email}");
            assert_eq!(world.accounts.hasher().computed() - before, 1, "{email}");
        }
        assert!(
            world.accounts.sign_in.sign_in(&form("A@Example.com", PASSWORD), &RequestContext::default()).await.is_ok()
        );
    });
}

#[test]
fn a_session_ends_by_signing_out_idling_age_or_disabling() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        let sign_in = async || world.sign_in("a@example.com").await.session;
        let alive = async |session| world.accounts.sessions.current_user(Some(session)).await.unwrap().is_some();

        let session = sign_in().await;
        world.accounts.sessions.sign_out(&with(&session)).await.unwrap();
        assert!(!alive(&session).await, "signed out");

        let session = sign_in().await;
        world.wait(3_599);
        assert!(alive(&session).await);
        world.wait(3_599);
        assert!(alive(&session).await, "being seen keeps it alive");
        world.wait(3_600);
        assert!(!alive(&session).await, "idle");

        let session = sign_in().await;
        for _ in 0..47 {
            world.wait(1_800);
            assert!(alive(&session).await);
        }
        world.wait(1_800);
        assert!(!alive(&session).await, "a day old");

        let session = sign_in().await;
        world.run("update users set disabled_at = 1").await;
        assert!(!alive(&session).await, "disabled");
    });
}

#[test]
fn signing_in_again_ends_the_browsers_former_session() {
    each_db(|world| async move {
        let former = world.sign_up("a@example.com").await;
        let context = RequestContext { session: Some(former.clone()), ..RequestContext::default() };
        let entry = world.accounts.sign_in.sign_in(&form("a@example.com", PASSWORD), &context).await.unwrap();
        let Entry::SignedIn(signed_in) = entry else { panic!("there is no second step") };
        assert!(world.accounts.sessions.current_user(Some(&former)).await.unwrap().is_none());
        assert!(world.accounts.sessions.current_user(Some(&signed_in.session)).await.unwrap().is_some());
    });
}

#[test]
fn a_refused_form_comes_back_to_its_browser_and_page_without_secrets() {
    each_db(|world| async move {
        let values = vec![(Field::Email, "a@example".to_owned()), (Field::Password, PASSWORD.to_owned())];
        let refusal = Refusal {
            endpoint: "sign_in".into(),
            values,
            errors: Errors::on(Field::Email, FieldError::Malformed),
            ..Refusal::default()
        };
        let (id, browser) =
            world.accounts.saved_forms.save_form(&refusal, "/sign-in", &RequestContext::default()).await.unwrap();
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        for _ in 0..2 {
            let kept = world.accounts.saved_forms.saved_form(&id, "/sign-in", &context).await.unwrap().expect("kept");
            assert_eq!(kept.values, [(Field::Email, "a@example".to_owned())]);
            assert_eq!(kept.errors, refusal.errors);
        }
        assert!(world.accounts.saved_forms.saved_form(&id, "/register", &context).await.unwrap().is_none());
        assert!(
            world.accounts.saved_forms.saved_form(&id, "/sign-in", &RequestContext::default()).await.unwrap().is_none()
        );
        assert_eq!(world.number("select count(*) from form_rows where content like '%example%'").await, 0);
        for _ in 0..30 {
            world.accounts.saved_forms.save_form(&refusal, "/sign-in", &context).await.unwrap();
        }
        assert!(world.number("select count(*) from form_rows").await <= 21);
        world.wait(600);
        assert!(world.accounts.saved_forms.saved_form(&id, "/sign-in", &context).await.unwrap().is_none());
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from form_rows").await, 0);
    });
}

#[test]
fn a_letter_that_cannot_go_now_goes_later_and_is_never_lost() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let nowhere = Mailer::Folder("/nonexistent/folder".into());
        assert!(world.accounts.outbox.send_next(&nowhere).await.unwrap());
        assert!(!world.accounts.outbox.send_next(&nowhere).await.unwrap(), "it waits first");
        world.wait(30);
        let code = world.code().await;
        assert!(world.confirm(&context, &id, &code).await.is_ok());
    });
}

#[test]
fn many_workers_send_each_letter_once() {
    each_db(|world| async move {
        for n in 0..40 {
            world.begin(&format!("a{n}@example.com")).await;
        }
        let tasks = (0..8).map(|_| {
            let world: Arc<World> = Arc::clone(&world);
            tokio::spawn(async move { while world.accounts.outbox.send_next(&world.mailer).await.unwrap() {} })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(world.letters().await.len(), 40);
    });
}

#[test]
fn a_visitor_who_hangs_up_leaves_no_transaction_open() {
    each_db(|world| async move {
        for n in 0..200u64 {
            let hung_up = world.begin("a@example.com");
            let _cancelled = tokio::time::timeout(std::time::Duration::from_micros(n * 37 % 4_000), hung_up).await;
        }
        // Whatever was cut off, plain writes are still kept.
        for n in 0..40 {
            let session = world
                .accounts
                .registrations
                .register(&crate::help::register(&format!("b{n}@example.com")), &RequestContext::default())
                .await;
            assert!(session.is_ok());
        }
        assert_eq!(world.number("select count(*) from registrations where email_key like 'b%'").await, 40);
    });
}
