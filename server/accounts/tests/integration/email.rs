//! Another address: asked for, proved, given up; and what may never happen to it.

use crate::{
    help::moving::{count, find},
    help::{another, at_once, each_db, each_db_with, refused, with},
};
use accounts::{Error, RequestContext, Settings};
use rules::{Delivery, EmailCodeForm, EmailResendForm, Errors, Field, FieldError, ProfileForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const EVA: &str = "eva@example.com";

fn on_code(wrong: FieldError) -> Errors {
    Errors::on(Field::Code, wrong)
}

#[test]
fn an_address_is_asked_for_proved_and_told_of() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let other = with(&world.sign_in(ANNA).await.session);
        world.post().await;
        assert!(world.reading().email_change(&context).await.unwrap().is_none());
        assert!(matches!(world.prove(&context, "ABC-DEF").await, Err(Error::Gone)));
        assert!(world.wish(&context, BORIS).await.unwrap());
        let post = world.post().await;
        assert_eq!(post.len(), 2);
        let notice = find(&post, "email-change-notice", ANNA);
        assert!(notice.text.contains("b…@example.com") && !notice.text.contains(BORIS), "{}", notice.text);
        let code = find(&post, "email-change-code", BORIS).code();
        let waiting = world.reading().email_change(&context).await.unwrap().unwrap();
        assert_eq!((waiting.email.as_str(), waiting.code_sent_at, waiting.resend_in), (BORIS, world.now(), 60));
        assert_eq!(waiting.delivery, Delivery::OnItsWay);
        world.wait(60);
        assert!(world.enter(ANNA, &RequestContext::default()).await.is_ok(), "until the proof the former one signs in");
        refused(world.enter(BORIS, &RequestContext::default()).await);
        assert_eq!(refused(world.prove(&context, &another(&code)).await), on_code(FieldError::Code));
        assert!(matches!(
            world.prove(&with(&world.accounts.sessions.new_browser()), &code).await,
            Err(Error::SignedOut)
        ));
        world.prove(&context, &code).await.unwrap();
        assert!(matches!(world.prove(&context, &code).await, Err(Error::Gone)));
        let user = world.user(&context).await;
        assert!(user.email == BORIS && user.version.ends_with(".2"));
        let post = world.post().await;
        assert_eq!((count(&post, "email-change-notice", ANNA), count(&post, "security-notice", BORIS)), (1, 1));
        assert_eq!(count(&post, "security-notice", ANNA), 1, "of the sign-in from a new browser alone");
        assert!(world.enter(BORIS, &RequestContext::default()).await.is_ok());
        refused(world.enter(ANNA, &RequestContext::default()).await);
        assert!(world.reading().fresh(context.session.as_ref()).await.unwrap());
        assert!(!world.reading().fresh(other.session.as_ref()).await.unwrap());
        for (act, done, no) in [("email_asked", 1, 0), ("email_changed", 1, 1), ("email_cancelled", 0, 0)] {
            assert_eq!((world.written(act, "done").await, world.written(act, "refused").await), (done, no), "{act}");
        }
    });
}

#[test]
fn the_new_address_is_kept_as_it_was_asked_for_with_its_own_case() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.move_to(&context, "Boris.K@example.com").await;
        assert_eq!(world.user(&context).await.email, "Boris.K@example.com");
        assert!(world.has("boris.k@EXAMPLE.com").await && !world.has(ANNA).await);
    });
}

#[test]
fn another_code_comes_after_a_minute_and_giving_up_ends_them_all() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (first, undo) = world.wished(&context, BORIS).await;
        let shown = world.now().to_string();
        assert_eq!(refused(world.resend_email(&context).await), on_code(FieldError::Wait(60)));
        world.wait(60);
        let press = EmailResendForm { version: shown };
        for _ in 0..3 {
            world.accounts.email_changes.resend_email_code(&press, &context).await.unwrap();
        }
        let post = world.post().await;
        assert_eq!(post.len(), 1, "the same press sends one letter");
        assert_eq!(refused(world.resend_email(&context).await), on_code(FieldError::Wait(60)));
        world.wait(60);
        world.resend_email(&context).await.unwrap();
        world.accounts.email_changes.cancel_email_change("", &context).await.unwrap();
        world.accounts.email_changes.cancel_email_change("", &context).await.unwrap();
        assert_eq!(world.written("email_cancelled", "done").await, 1);
        assert!(world.post().await.is_empty(), "the letter that had not gone yet never goes");
        assert!(matches!(world.prove(&context, &first).await, Err(Error::Gone)));
        assert!(matches!(world.resend_email(&context).await, Err(Error::Gone)));
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().is_none());
        let second = find(&post, "email-change-code", BORIS).code();
        world.wait(60);
        world.wished(&context, BORIS).await;
        for old in [&first, &second] {
            assert_eq!(refused(world.prove(&context, old).await), on_code(FieldError::Code), "of an earlier change");
        }
    });
}

#[test]
fn a_page_of_a_former_change_neither_proves_nor_ends_another_and_says_so() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let changes = &world.accounts.email_changes;
        let (former, _) = world.wished(&context, BORIS).await;
        let shown = world.reading().email_change(&context).await.unwrap().unwrap().seq.to_string();
        let (code, _) = world.wished(&context, "carol@example.com").await;
        let form = |code: &str| EmailCodeForm { version: shown.clone(), code: code.into() };
        for code in [&former, &code] {
            assert_eq!(refused(changes.confirm_email(&form(code), &context).await), on_code(FieldError::Stale));
        }
        assert!(matches!(changes.cancel_email_change(&shown, &context).await, Err(Error::Gone)));
        let waiting = world.reading().email_change(&context).await.unwrap().unwrap();
        assert_eq!(waiting.email, "carol@example.com");
        changes
            .confirm_email(&EmailCodeForm { version: waiting.seq.to_string(), code }, &context)
            .await
            .expect("the page that shows it");
    });
}

#[test]
fn the_former_code_keeps_its_own_lifetime_and_a_change_waits_a_day_at_most() {
    let settings = Settings { session_idle: 200_000, session_lifetime: 400_000, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (first, _) = world.wished(&context, BORIS).await;
        world.wait(500);
        world.resend_email(&context).await.unwrap();
        world.wait(99);
        assert!(world.prove(&context, &first).await.is_ok());
        let (late, _) = world.wished(&context, EVA).await;
        world.wait(600);
        assert_eq!(refused(world.prove(&context, &late).await), on_code(FieldError::Code));
        world.wait(86_400 - 601);
        assert!(world.reading().email_change(&context).await.unwrap().is_some());
        world.resend_email(&context).await.unwrap();
        let code = find(&world.post().await, "email-change-code", EVA).code();
        world.wait(1);
        assert!(world.reading().email_change(&context).await.unwrap().is_none());
        assert!(matches!(world.prove(&context, &code).await, Err(Error::Gone)));
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from email_changes").await, 1);
        world.wait(7 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from email_changes").await, 0);
        assert_eq!(world.number("select count(*) from email_undos").await, 0);
    });
}

#[test]
fn five_tries_end_the_code_and_twenty_five_are_all_a_change_has() {
    let settings = Settings { session_idle: 100_000, session_lifetime: 400_000, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (mut code, _) = world.wished(&context, BORIS).await;
        for round in 0..5 {
            for n in 0..5 {
                let wrong = match (round, n) {
                    (4, 4) => FieldError::Exhausted,
                    (_, 4) => FieldError::Tries,
                    _ => FieldError::Code,
                };
                assert_eq!(refused(world.prove(&context, &another(&code)).await), on_code(wrong));
            }
            let dead = if round == 4 { FieldError::Exhausted } else { FieldError::Tries };
            assert_eq!(refused(world.prove(&context, &code).await), on_code(dead), "even the right one");
            world.wait(3_600);
            let resent = world.resend_email(&context).await;
            assert_eq!(resent.is_ok(), round < 4, "round {round}");
            if round < 4 {
                let next = find(&world.post().await, "email-change-code", BORIS).code();
                let old = std::mem::replace(&mut code, next);
                assert_ne!(old, code);
            }
        }
        assert_eq!(refused(world.resend_email(&context).await), on_code(FieldError::Exhausted));
        assert_eq!(world.number("select tries_total from email_changes").await, 25);
        assert_eq!(world.written("email_changed", "refused").await, 25);
        assert!(world.has(ANNA).await);
    });
}

#[test]
fn a_hundred_wrong_codes_at_once_are_looked_at_five_times() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&context, BORIS).await;
        let ended = at_once(100, |_| {
            let (world, context, code) = (Arc::clone(&world), context.clone(), another(&code));
            async move { world.prove(&context, &code).await }
        });
        for ended in ended.await {
            refused(ended);
        }
        assert_eq!(world.number("select tries from email_changes").await, 5);
        assert_eq!(refused(world.prove(&context, &code).await), on_code(FieldError::Tries));
    });
}

#[test]
fn fifty_right_codes_at_once_are_one_change() {
    let settings = Settings { code_tries: 50, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&context, BORIS).await;
        let ended = at_once(50, |_| {
            let (world, context, code) = (Arc::clone(&world), context.clone(), code.clone());
            async move { world.prove(&context, &code).await }
        });
        let ended = ended.await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1);
        for error in ended.into_iter().filter_map(Result::err) {
            assert!(matches!(error, Error::Gone | Error::Refused(_)), "{error:?}");
        }
        assert!(world.user(&context).await.version.ends_with(".2"));
        assert_eq!(world.written("email_changed", "done").await, 1);
        assert_eq!(world.written("email_changed", "refused").await, 0);
        let post = world.post().await;
        assert_eq!((count(&post, "email-change-notice", ANNA), count(&post, "security-notice", BORIS)), (1, 1));
    });
}

/// Devise's CVE-2026-32700: of two changes at once the code of one proved the address of the other.
#[test]
fn two_changes_at_once_never_prove_an_address_by_the_code_of_another() {
    let settings = Settings { sudo_lifetime: 100_000, session_idle: 100_000, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (mut before, mut moved) = (ANNA.to_owned(), 0);
        for round in 0..200 {
            let (own, victim) = (format!("own{round}@example.com"), format!("victim{round}@example.com"));
            let shown = world.profile(&context).await;
            let wish = |email: &str| ProfileForm { email: email.to_owned(), ..shown.clone() };
            let (own_form, victim_form) = (wish(&own), wish(&victim));
            let mut post = Vec::new();
            if round % 2 == 0 {
                // Letters go out meanwhile, so that the code of the one that loses arrives too.
                let (one, two, _) =
                    tokio::join!(world.save(&own_form, &context), world.save(&victim_form, &context), async {
                        post = world.post().await;
                    });
                assert!(one.unwrap() && two.unwrap());
            } else {
                world.save(&own_form, &context).await.unwrap();
            }
            post.extend(world.post().await);
            let code = post
                .iter()
                .find(|post| post.kind == "email-change-code" && post.to == own)
                .map(crate::help::moving::Post::code);
            let code = code.unwrap_or_else(|| "ABC-DEF".to_owned());
            let (proved, _) = tokio::join!(world.prove(&context, &code), async {
                if round % 2 == 1 {
                    let _stale = world.save(&victim_form, &context).await;
                }
            });
            let again = world.prove(&context, &code).await;
            let expected = if proved.is_ok() || again.is_ok() { &own } else { &before };
            assert_eq!(world.user(&context).await.email, *expected, "round {round}");
            assert!(!world.has(&victim).await);
            moved += i32::from(*expected == own);
            before = expected.clone();
            world.accounts.email_changes.cancel_email_change("", &context).await.unwrap();
            world.post().await;
        }
        assert!(moved >= 20, "{moved} changes were proved");
    });
}

/// Pre-hijacking and what rests on the old address: five live artefacts, replayed after the change.
#[test]
fn a_finished_change_ends_whatever_else_was_pending() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        world.wait(30);
        let half = world.half(ANNA).await;
        let (former, _) = world.wished(&context, EVA).await;
        world.ask_reset(ANNA).await;
        let reset = find(&world.post().await, "password-reset", ANNA).token("reset-password");
        let (browser, id) = world.begin(BORIS).await;
        let registration = find(&world.post().await, "verification-code", BORIS).code();
        let (code, _) = world.wished(&context, BORIS).await;
        world.wait(60);
        world.resend_email(&context).await.unwrap();
        let second = find(&world.post().await, "email-change-code", BORIS).code();
        world.prove(&context, &code).await.unwrap();
        assert!(world.accounts.passwords.reset_open(&reset).await.unwrap().is_none());
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        refused(world.confirm(&browser, &id, &registration).await);
        for code in [&former, &second, &code] {
            assert!(matches!(world.prove(&context, code).await, Err(Error::Gone)));
        }
        assert_eq!(world.number("select count(*) from codes where used_at is null and dead_at is null").await, 0);
        assert!(
            world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().is_some(),
            "the present session stays"
        );
        assert_eq!(world.user(&context).await.email, BORIS);
    });
}

#[test]
fn letters_with_codes_that_had_not_gone_yet_never_go_once_the_address_is_proved() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&context, BORIS).await;
        world.begin(BORIS).await;
        world.prove(&context, &code).await.unwrap();
        assert_eq!(count(&world.post().await, "verification-code", BORIS), 0);
    });
}

#[test]
fn a_new_password_ends_a_change_that_waits_and_leaves_the_way_back() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.wait(60);
        let (code, stop) = world.wished(&context, EVA).await;
        world.reset_by_letter(BORIS).await;
        let context = with(&world.sign_in_again(BORIS).await);
        assert!(world.reading().email_change(&context).await.unwrap().is_none());
        assert!(matches!(world.prove(&context, &code).await, Err(Error::Gone)));
        assert!(world.accounts.email_changes.undo_open(&stop).await.unwrap().is_none());
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().is_some());
    });
}
