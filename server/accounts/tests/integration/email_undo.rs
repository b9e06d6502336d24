//! Back to a former address by the link of a letter, from whatever became of the user meanwhile.

use crate::{
    help::moving::{Post, count, find},
    help::{at_once, each_db, each_db_with, refused, totp, with},
};
use accounts::{Error, RequestContext, Settings, Token};
use rules::{Errors, Field, FieldError, ForgotForm, InvitationState, ProfileForm, ResendForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const EVA: &str = "eva@example.com";

fn on_code(wrong: FieldError) -> Errors {
    Errors::on(Field::TwoStepCode, wrong)
}

fn reset_link(post: &[Post], email: &str) -> Token {
    find(post, "password-reset", email).token("reset-password")
}

#[test]
fn the_former_address_is_restored_with_a_letter_to_a_new_password() {
    each_db(|world| async move {
        let signed_in = world.arrive(ANNA).await;
        let context = RequestContext { known: Some(signed_in.known.clone()), ..with(&signed_in.session) };
        let [asked, done] = world.move_to(&context, BORIS).await;
        for token in [&asked, &done, &done] {
            let undo = world.accounts.email_changes.undo_open(token).await.unwrap().expect("looking changes nothing");
            assert_eq!((undo.email.as_str(), undo.pending, undo.two_step), (ANNA, false, false));
        }
        assert!(matches!(world.undo(&world.accounts.sessions.new_browser(), "").await, Err(Error::Gone)));
        world.wait(7 * 86_400 - 1);
        world.undo(&done, "").await.unwrap();
        assert!(world.has(ANNA).await && !world.has(BORIS).await);
        assert!(world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from known_browsers").await, 0);
        assert_eq!(world.number("select version from users").await, 3);
        let post = world.post().await;
        assert_eq!(post.len(), 3);
        assert!(find(&post, "security-notice", ANNA).text.contains("знову адреса вашого акаунта"));
        assert!(find(&post, "security-notice", BORIS).text.contains("скасовано з попередньої"));
        for token in [&asked, &done] {
            assert!(world.accounts.email_changes.undo_open(token).await.unwrap().is_none());
            assert!(matches!(world.undo(token, "").await, Err(Error::Gone)));
        }
        world.choose(&reset_link(&post, ANNA)).await.unwrap();
        world.sign_in_again(ANNA).await;
        for (act, lines) in [("email_asked", 1), ("email_changed", 1), ("email_restored", 1), ("email_cancelled", 0)] {
            assert_eq!((world.written(act, "done").await, world.written(act, "refused").await), (lines, 0), "{act}");
        }
    });
}

#[test]
fn the_link_works_for_seven_days_and_stops_a_change_that_waits() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, stop) = world.wished(&context, BORIS).await;
        assert!(world.accounts.email_changes.undo_open(&stop).await.unwrap().expect("it works").pending);
        world.undo(&stop, "").await.unwrap();
        assert!(matches!(world.prove(&context, &code).await, Err(Error::SignedOut)));
        let post = world.post().await;
        assert_eq!(post.len(), 1, "nothing was restored, so nothing is said of it");
        world.choose(&reset_link(&post, ANNA)).await.unwrap();
        assert_eq!(
            (world.written("email_cancelled", "done").await, world.written("email_restored", "done").await),
            (1, 0)
        );
        let context = with(&world.sign_in_again(ANNA).await);
        assert!(world.reading().email_change(&context).await.unwrap().is_none());
        world.wait(60);
        let (_, late) = world.wished(&context, EVA).await;
        world.wait(86_400);
        assert!(world.accounts.email_changes.undo_open(&late).await.unwrap().is_none());
        assert!(matches!(world.undo(&late, "").await, Err(Error::Gone)));
        let context = with(&world.sign_in_again(ANNA).await);
        let [asked, done] = world.move_to(&context, EVA).await;
        world.wait(7 * 86_400);
        for token in [&asked, &done] {
            assert!(world.accounts.email_changes.undo_open(token).await.unwrap().is_none());
            assert!(matches!(world.undo(token, "").await, Err(Error::Gone)));
        }
        assert!(world.has(EVA).await);
    });
}

#[test]
fn whom_the_thief_has_invited_stays_outside_and_whom_the_owner_invited_before_may_come() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let before = world.invited(&anna, &number, BORIS).await;
        world.wait(1);
        let [_, done] = world.move_to(&anna, "moved@example.com").await;
        let thiefs = world.invited(&anna, &number, EVA).await;
        world.undo(&done, "").await.unwrap();
        assert_eq!(world.state(&thiefs).await, Some(InvitationState::Revoked));
        assert_eq!(world.state(&before).await, Some(InvitationState::Open));
    });
}

/// a → b → c, and the four links of it in every order.
#[test]
fn links_in_every_order_end_at_a_proved_address_with_a_way_back() {
    each_db(|world| async move {
        for (round, order) in orders().into_iter().enumerate() {
            let [a, b, c] = ["a", "b", "c"].map(|name| format!("{name}{round}@example.com"));
            let context = with(&world.sign_up(&a).await);
            let [first, second] = world.move_to(&context, &b).await;
            let [third, fourth] = world.move_to(&context, &c).await;
            let (waiting, stop) = world.wished(&context, &format!("d{round}@example.com")).await;
            let links = [(&first, &a), (&second, &a), (&third, &b), (&fourth, &b)];
            let mut here = &c;
            for link in order {
                let (token, address) = links[link];
                // Back at a nothing that came later works any more; b is left for a alone.
                let works = here == &c || (here == &b && address == &a);
                let ended = world.undo(token, "").await;
                assert_eq!(ended.is_ok(), works, "{order:?} {link}");
                if works {
                    here = address;
                    assert!(
                        world
                            .accounts
                            .passwords
                            .reset_open(&reset_link(&world.post().await, here))
                            .await
                            .unwrap()
                            .is_some()
                    );
                }
                assert!(world.has(here).await);
                assert_eq!(world.number("select count(*) from users").await, i64::try_from(round).unwrap() + 1);
            }
            assert_eq!(here, &a, "{order:?}");
            assert!(matches!(world.prove(&context, &waiting).await, Err(Error::SignedOut)));
            assert!(world.accounts.email_changes.undo_open(&stop).await.unwrap().is_none());
            world.reset_by_letter(&a).await;
            world.sign_in_again(&a).await;
        }
    });
}

fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for n in 0..256 {
        let order = [n / 64, n / 16 % 4, n / 4 % 4, n % 4];
        if (0..4).all(|link| order.contains(&link)) {
            orders.push(order);
        }
    }
    orders
}

#[test]
fn there_and_back_again_the_links_still_end_everything() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [there, _] = world.move_to(&context, BORIS).await;
        world.wait(60);
        let [back, _] = world.move_to(&context, ANNA).await;
        world.undo(&there, "").await.unwrap();
        assert!(world.has(ANNA).await);
        assert!(world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().is_none());
        assert!(world.accounts.email_changes.undo_open(&back).await.unwrap().is_none());
        let post = world.post().await;
        assert_eq!(post.len(), 1);
        world.choose(&reset_link(&post, ANNA)).await.unwrap();
    });
}

#[test]
fn a_second_factor_that_was_on_long_before_the_change_is_asked_for_and_counted() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        world.on_for(7 * 86_400).await;
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.post().await;
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().unwrap().two_step);
        world.wait(30);
        let right = totp::code(&key, world.now());
        let wrong = format!("{:06}", (right.parse::<u32>().unwrap() + 1) % 1_000_000);
        assert_eq!(refused(world.undo(&undo, "").await), on_code(FieldError::Missing));
        assert_eq!(refused(world.undo(&undo, "12").await), on_code(FieldError::Length));
        for _ in 0..5 {
            refused(world.undo(&undo, &wrong).await);
        }
        assert!(matches!(world.undo(&undo, &right).await, Err(Error::TooMany(_))), "the wait grows");
        assert_eq!(world.number("select tries from two_step").await, 0, "nobody stands in the way of signing in");
        assert_eq!(world.written("email_restored", "refused").await, 5);
        assert!(world.has(BORIS).await && world.post().await.is_empty());
        world.wait(30);
        let right = totp::code(&key, world.now());
        let ended = at_once(10, |_| {
            let (world, undo, right) = (Arc::clone(&world), undo.clone(), right.clone());
            async move { world.undo(&undo, &right).await.is_ok() }
        });
        assert_eq!(ended.await.into_iter().filter(|worked| *worked).count(), 1);
        assert!(world.has(ANNA).await);
        let post = world.post().await;
        assert_eq!(post.len(), 3);
        world.choose(&reset_link(&post, ANNA)).await.unwrap();
        assert_eq!(world.number("select count(*) from two_step where enabled_at is not null").await, 1, "it stays on");
        assert_eq!(world.written("two_step_disabled", "done").await, 0);
    });
}

/// Whoever took the address may have set the factor up before or after, or moved it to a key of their own.
#[test]
fn a_factor_younger_than_seven_days_before_the_change_is_not_asked_for_and_is_switched_off() {
    each_db(|world| async move {
        for (round, order) in
            ["set up before", "set up after", "moved after", "a week less a second"].into_iter().enumerate()
        {
            let (anna, boris) = (format!("anna{round}@example.com"), format!("boris{round}@example.com"));
            let context = with(&world.sign_up(&anna).await);
            if order != "set up after" {
                world.switch_on(&context).await;
            }
            match order {
                "moved after" => world.on_for(30 * 86_400).await,
                "a week less a second" => world.on_for(7 * 86_400 - 1).await,
                _ => {}
            }
            let [_, undo] = world.move_to(&context, &boris).await;
            world.wait(60);
            if ["set up after", "moved after"].contains(&order) {
                world.switch_on(&context).await;
            }
            assert!(!world.accounts.email_changes.undo_open(&undo).await.unwrap().unwrap().two_step, "{order}");
            world.post().await;
            world.undo(&undo, "").await.unwrap();
            assert!(world.has(&anna).await, "{order}");
            assert_eq!(world.number("select count(*) from two_step where enabled_at is not null").await, 0, "{order}");
            world.choose(&reset_link(&world.post().await, &anna)).await.unwrap();
            world.sign_in_again(&anna).await;
        }
    });
}

#[test]
fn whoever_asks_for_a_new_password_at_the_former_address_gets_the_way_back_to_it() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.move_to(&context, BORIS).await;
        world.ask_reset(ANNA).await;
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "email-change-notice", ANNA)), (1, 1));
        let undo = find(&post, "email-change-notice", ANNA).token("email-undo");
        world.wait(7 * 86_400 - 1);
        world.undo(&undo, "").await.unwrap();
        assert!(world.has(ANNA).await);
        world.wait(86_400);
        world.reset_by_letter(ANNA).await;
        let context = with(&world.sign_in_again(ANNA).await);
        world.move_to(&context, EVA).await;
        world.wait(7 * 86_400);
        world.post().await;
        world.ask_reset(ANNA).await;
        assert!(world.post().await.is_empty(), "too late: it is nobody's");
    });
}

#[test]
fn whoever_gets_their_address_back_is_not_deleted() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.accounts.deletions.ask_deletion(&context).await.unwrap();
        world.wait(100);
        world.undo(&undo, "").await.unwrap();
        assert_eq!(world.written("deletion_cancelled", "done").await, 1);
        assert!(world.post().await.iter().any(|post| post.to == ANNA && post.text.contains("не буде видалено")));
        world.wait(8 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.has(ANNA).await);
    });
}

#[test]
fn nobody_is_deleted_who_can_still_be_brought_back() {
    let settings = Settings { email_undo_lifetime: 20 * 86_400, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.accounts.deletions.ask_deletion(&context).await.unwrap();
        world.wait(10 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().is_some());
        world.wait(11 * 86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from users").await, 0);
    });
}

#[test]
fn the_day_of_a_deletion_is_not_before_the_last_change_can_no_more_be_undone() {
    let settings = Settings { email_undo_lifetime: 20 * 86_400, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.accounts.deletions.ask_deletion(&context).await.unwrap();
        let first = world.number("select delete_at from users").await;
        assert_eq!(first - world.now(), 7 * 86_400);
        world.wait(300);
        world.move_to(&context, BORIS).await;
        assert_eq!(world.number("select delete_at from users").await - world.now(), 20 * 86_400);
        world.accounts.deletions.cancel_deletion(&context).await.unwrap();
        world.wait(300);
        let context = world.prove_again(&context).await;
        world.accounts.deletions.ask_deletion(&context).await.unwrap();
        assert_eq!(world.number("select delete_at from users").await - world.now(), 20 * 86_400 - 300);
    });
}

#[test]
fn a_code_that_was_used_to_sign_in_does_not_undo() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        world.on_for(7 * 86_400).await;
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.wait(30);
        let code = totp::code(&key, world.now());
        let half = world.half(BORIS).await;
        world.accounts.sign_in.second_step(&crate::help::two_step(&code), &half).await.unwrap();
        assert_eq!(refused(world.undo(&undo, &code).await), on_code(FieldError::Used));
        assert!(world.has(BORIS).await);
    });
}

#[test]
fn a_second_factor_set_up_after_the_change_was_asked_for_is_removed() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&context, BORIS).await;
        world.wait(1);
        world.switch_on(&context).await;
        world.prove(&context, &code).await.unwrap();
        let undo = find(&world.post().await, "email-change-notice", ANNA).token("email-undo");
        assert!(!world.accounts.email_changes.undo_open(&undo).await.unwrap().unwrap().two_step);
        world.undo(&undo, "").await.unwrap();
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "security-notice", ANNA)), (4, 2));
        assert_eq!(world.written("two_step_disabled", "done").await, 1);
        world.choose(&reset_link(&post, ANNA)).await.unwrap();
        world.sign_in_again(ANNA).await;
    });
}

#[test]
fn fifty_presses_at_once_undo_once() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let links = world.move_to(&context, BORIS).await;
        let ended = at_once(50, |n| {
            let (world, token) = (Arc::clone(&world), links[n % 2].clone());
            async move { world.undo(&token, "").await }
        });
        let ended = ended.await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1);
        for error in ended.into_iter().filter_map(Result::err) {
            assert!(matches!(error, Error::Gone), "{error:?}");
        }
        assert_eq!(world.post().await.len(), 3);
        assert_eq!(world.number("select version from users").await, 3);
    });
}

/// Whoever took the account over prepares five ways back in; the owner undoes, and each is replayed.
#[test]
fn an_undo_ends_whatever_whoever_moved_the_account_prepared() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [_, undo] = world.move_to(&context, BORIS).await;
        let other = with(&world.sign_in(BORIS).await.session);
        let [_, later] = world.move_to(&context, EVA).await;
        world.ask_reset(EVA).await;
        let reset = reset_link(&world.post().await, EVA);
        let shown = world.reading().two_step_set_up(context.session.as_ref()).await.unwrap().key;
        let (code, stop) = world.wished(&context, "d@example.com").await;
        let (browser, id) = world.begin("d@example.com").await;
        let registration = find(&world.post().await, "verification-code", "d@example.com").code();
        world.wait(1);
        world.switch_on(&context).await;
        world.wait(30);
        let half = world.half(EVA).await;
        world.undo(&undo, "").await.unwrap();
        let own = reset_link(&world.post().await, ANNA);
        for session in [&context, &other] {
            assert!(world.accounts.sessions.current_user(session.session.as_ref()).await.unwrap().is_none());
            assert!(matches!(world.prove(session, &code).await, Err(Error::SignedOut)));
        }
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert!(matches!(world.choose(&reset).await, Err(Error::Gone)));
        for link in [&later, &stop, &undo] {
            assert!(matches!(world.undo(link, "").await, Err(Error::Gone)));
        }
        assert!(world.confirm(&browser, &id, &registration).await.is_ok(), "a stranger's registration is its own");
        world.choose(&own).await.unwrap();
        let context = with(&world.sign_in_again(ANNA).await);
        assert!(world.reading().email_change(&context).await.unwrap().is_none());
        assert_ne!(world.reading().two_step_set_up(context.session.as_ref()).await.unwrap().key, shown);
        assert!(world.has(ANNA).await && !world.has(BORIS).await && !world.has(EVA).await);
    });
}

#[test]
fn once_undone_the_other_address_is_free_again() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.move_to(&context, BORIS).await;
        let [undo, _] = world.move_to(&context, EVA).await;
        world.undo(&undo, "").await.unwrap();
        assert!(world.has(BORIS).await);
        world.sign_up(EVA).await;
        world.begin(ANNA).await;
        assert_eq!(count(&world.post().await, "verification-code", ANNA), 0, "the first one is still kept");
    });
}

#[test]
fn a_closed_door_is_not_opened_by_a_link() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let [_, undo] = world.move_to(&context, BORIS).await;
        world.accounts.operator.disable_user(BORIS).await.unwrap();
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().is_none());
        assert!(matches!(world.undo(&undo, "").await, Err(Error::Gone)));
        world.accounts.operator.enable_user(BORIS).await.unwrap();
        world.undo(&undo, "").await.unwrap();
    });
}

/// Two users who want each other's address, prove others, give up, undo and forget their passwords, and somebody who
/// registers with what they want: all at once, and nobody waits for somebody who waits for them.
#[test]
fn whatever_happens_at_once_every_user_has_a_proved_address() {
    let settings = Settings { resend_after: 0, codes_per_hour: 10, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        for round in 0..5 {
            let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| format!("{name}{round}@example.com"));
            let [one, two] = [with(&world.sign_up(&a).await), with(&world.sign_up(&b).await)];
            let [first, _] = world.move_to(&one, &format!("e{round}@example.com")).await;
            let (code, link) = world.wished(&one, &c).await;
            let (second, _) = world.wished(&two, &d).await;
            let (browser, id) = world.begin(&c).await;
            let registration = find(&world.post().await, "verification-code", &c).code();
            let crossed = [world.profile(&one).await, world.profile(&two).await];
            let ended = at_once(20, |n| {
                let (world, one, two, browser) = (Arc::clone(&world), one.clone(), two.clone(), browser.clone());
                let (code, second, registration, id) = (code.clone(), second.clone(), registration.clone(), id.clone());
                let (links, b, d, crossed) = ([first.clone(), link.clone()], b.clone(), d.clone(), crossed.clone());
                async move {
                    match n % 10 {
                        0 => world.prove(&one, &code).await,
                        1 => world.prove(&two, &second).await,
                        2 => world.confirm(&browser, &id, &registration).await.map(drop),
                        3 => world.save(&ProfileForm { email: b, ..crossed[0].clone() }, &one).await.map(drop),
                        4 => world.save(&ProfileForm { email: d, ..crossed[1].clone() }, &two).await.map(drop),
                        5 | 6 if n > 10 => world.undo(&links[n % 2], "").await,
                        5 => world.accounts.email_changes.cancel_email_change("", &two).await,
                        6 => world.resend_email(&one).await,
                        7 => {
                            world
                                .accounts
                                .registrations
                                .resend(&ResendForm { registration: id, version: "0".into() }, &browser)
                                .await
                        }
                        8 => world.accounts.passwords.forgot(&ForgotForm { email: b }, &two).await,
                        _ => world.accounts.operator.change_email(&b, &d).await,
                    }
                }
            });
            for error in ended.await.into_iter().filter_map(Result::err) {
                assert!(!matches!(error, Error::Internal(_) | Error::Busy(_)), "round {round}: {error:?}");
            }
            let mine = format!(
                "select count(*) from users where email_key in ('{a}', '{b}', '{c}', '{d}', 'e{round}@example.com')"
            );
            assert!([2, 3].contains(&world.number(&mine).await));
            world.post().await;
        }
        let twice =
            "select count(*) from (select email_key from users group by email_key having count(*) > 1) as twice";
        assert_eq!(world.number(twice).await, 0);
    });
}
