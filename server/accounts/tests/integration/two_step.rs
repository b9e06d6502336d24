//! The second factor: switched on, asked for, switched off.

use crate::help::{PASSWORD, World, at_once, each_db, each_db_with, identity, refused, totp, two_step, wait_of, with};
use accounts::{At, Entry, Error, RequestContext, Settings, SignedIn};
use rules::{Errors, Field, FieldError, TwoStepForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";

fn code_error(wrong: FieldError) -> Errors {
    Errors::on(Field::TwoStepCode, wrong)
}

impl World {
    async fn second(&self, half: &RequestContext, code: &str) -> Result<SignedIn, Error> {
        self.accounts.sign_in.second_step(&two_step(code), half).await
    }
}

/// Another code than this.
fn not(code: &str) -> String {
    let number: u32 = code.parse().expect("it is there");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[test]
fn the_page_shows_one_key_three_ways_and_showing_it_changes_nothing() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let shown = world.reading().two_step_set_up(Some(&session)).await.unwrap();
        let again = world.reading().two_step_set_up(Some(&session)).await.unwrap();
        assert_eq!(shown.key, again.key);
        let key = shown.key.replace(' ', "");
        assert_eq!((key.len(), shown.key.len()), (32, 39));
        let link = format!("otpauth://totp/OneCloudPlanet:anna%40example.com?secret={key}&issuer=OneCloudPlanet");
        assert_eq!(shown.link, link);
        assert_eq!(read(&shown.picture), link);
        assert!(!format!("{shown:?}").contains(&key[..4]));
        assert!(!world.reading().two_step(Some(&session)).await.unwrap().enabled);
        world.accounts.two_step.regenerate_key(&with(&session)).await.unwrap();
        assert_ne!(world.reading().two_step_set_up(Some(&session)).await.unwrap().key, shown.key);
    });
}

#[test]
fn a_name_reaches_the_link_without_what_apps_misread_and_a_long_one_stays_readable() {
    let brand = "  Хмарні  обчислення:\u{a0}для? кожного #1, завжди і всюди  ".to_owned();
    each_db_with(&Settings { brand, ..Settings::default() }, |world| async move {
        let session = world.sign_up(ANNA).await;
        let shown = world.reading().two_step_set_up(Some(&session)).await.unwrap();
        assert_eq!(read(&shown.picture), shown.link);
        let link = percent_encoding::percent_decode_str(&shown.link).decode_utf8().unwrap();
        let name = "Хмарні обчислення для кожного 1, завжди і всюди";
        assert!(link.starts_with(&format!("otpauth://totp/{ANNA}?secret=")), "{link}");
        assert!(link.ends_with(&format!("&issuer={name}")), "{link}");
        let size = |name: &str| {
            shown
                .picture
                .split(name)
                .nth(1)
                .and_then(|rest| rest.split(['"', ' ']).next())
                .unwrap()
                .parse::<u32>()
                .unwrap()
        };
        assert_eq!(size("width=\""), 4 * size("viewBox=\"0 0 "), "four pixels of each module");
    });
}

/// What a camera reads in the picture.
fn read(picture: &str) -> String {
    let number = |text: &str| text.parse::<usize>().expect("it is there");
    let size =
        number(picture.split("viewBox=\"0 0 ").nth(1).expect("it is there").split(' ').next().expect("it is there"));
    let mut dark = vec![false; size * size];
    let path = picture.split("fill=\"#000\" d=\"").nth(1).expect("it is there").split('"').next().expect("it is there");
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').expect("it is there");
        let (y, rest) = rest.split_once('h').expect("it is there");
        let from = number(y) * size + number(x);
        dark[from..from + number(rest.split('v').next().expect("it is there"))].fill(true);
    }
    // A camera sees several pixels of each module.
    let camera = |x: usize, y: usize| if dark[y / 4 * size + x / 4] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(size * 4, size * 4, camera);
    image.detect_grids().first().expect("a code").decode().expect("readable").1
}

#[test]
fn switched_on_it_is_asked_for_and_only_the_second_step_makes_somebody_of_a_half_session() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(30);
        let half = world.half(ANNA).await;
        let session = half.session.clone().unwrap();
        assert!(!world.is_somebody(&session).await);
        assert!(world.accounts.sessions.current_user(Some(&session)).await.unwrap().is_none());
        assert!(world.accounts.sign_in.pending_session(Some(&session)).await.unwrap().is_some());
        for ended in [
            world.reading().two_step(Some(&session)).await.map(drop),
            world.reading().two_step_set_up(Some(&session)).await.map(drop),
            world.accounts.two_step.enable_two_step(&two_step("123456"), &half).await.map(drop),
            world.accounts.two_step.disable_two_step(&half).await,
            world.accounts.two_step.regenerate_key(&half).await,
            world.reading().recovery_codes(Some(&session)).await.map(drop),
            world.accounts.two_step.new_recovery_codes(&half).await,
            world.accounts.two_step.saved_recovery_codes(&half).await,
            world.accounts.reauthentication.confirm_identity(&identity(PASSWORD, "123456"), &half).await.map(drop),
            world.reading().fresh(Some(&session)).await.map(drop),
            world.reading().activity(Some(&session), &At::First).await.map(drop),
            world.accounts.passwords.this_wasnt_me(&half).await,
        ] {
            assert!(matches!(ended, Err(Error::SignedOut)), "{ended:?}");
        }
        let signed_in = world.second(&half, &totp::code(&key, world.now())).await.unwrap();
        assert_ne!(signed_in.session, session);
        assert!(world.is_somebody(&signed_in.session).await && !world.is_somebody(&session).await);
        assert!(world.accounts.sign_in.pending_session(Some(&session)).await.unwrap().is_none());
        assert!(world.accounts.sessions.current_user(Some(&signed_in.session)).await.unwrap().unwrap().user.two_step);
        assert!(matches!(world.second(&with(&signed_in.session), "123456").await, Err(Error::SignedOut)));
    });
}

#[test]
fn a_half_session_lives_ten_minutes_and_ends_by_signing_out() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        let half = world.half(ANNA).await;
        world.wait(599);
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_some());
        world.wait(1);
        assert!(matches!(world.second(&half, &totp::code(&key, world.now())).await, Err(Error::SignedOut)));
        let half = world.half(ANNA).await;
        world.accounts.sessions.sign_out(&half).await.unwrap();
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert_eq!(world.written("signed_out", "done").await, 0);
    });
}

#[test]
fn a_code_tried_fifty_times_at_once_works_once_and_not_again_half_a_minute_later() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(30);
        let mut halves = Vec::new();
        for _ in 0..50 {
            halves.push(world.half(ANNA).await);
        }
        let (halves, code) = (Arc::new(halves), totp::code(&key, world.now()));
        let ended = at_once(50, |n| {
            let (world, halves, code): (Arc<World>, _, _) = (Arc::clone(&world), Arc::clone(&halves), code.clone());
            async move { world.second(&halves[n], &code).await.is_ok() }
        })
        .await;
        assert_eq!(ended.iter().filter(|entered| **entered).count(), 1);
        world.wait(31);
        let half = world.half(ANNA).await;
        assert_eq!(refused(world.second(&half, &code).await), code_error(FieldError::Used));
        assert!(world.second(&half, &totp::code(&key, world.now())).await.is_ok());
        assert_eq!(world.written("signed_in", "done").await, 2);
    });
}

#[test]
fn codes_of_one_step_before_and_after_work_and_none_older_than_the_last() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        let at = |steps: i64| totp::code(&key, world.now() + 30 * steps);
        for (steps, works) in
            [(-2, Err(FieldError::Clock)), (-1, Ok(())), (0, Ok(())), (1, Ok(())), (2, Err(FieldError::Code))]
        {
            world.wait(600);
            let half = world.half(ANNA).await;
            match works {
                Ok(()) => assert!(world.second(&half, &at(steps)).await.is_ok(), "{steps}"),
                Err(wrong) => assert_eq!(refused(world.second(&half, &at(steps)).await), code_error(wrong), "{steps}"),
            }
        }
        world.wait(600);
        assert!(world.second(&world.half(ANNA).await, &at(1)).await.is_ok());
        for steps in [-1, 0, 1] {
            let half = world.half(ANNA).await;
            let ended = world.second(&half, &at(steps)).await;
            if steps < 1 {
                assert_eq!(refused(ended), code_error(FieldError::Used), "{steps}");
            } else {
                assert!(matches!(ended, Err(Error::TooMany(_))), "three in a step");
            }
        }
        world.wait(30);
        assert_eq!(refused(world.second(&world.half(ANNA).await, &at(0)).await), code_error(FieldError::Used));
        assert!(world.second(&world.half(ANNA).await, &at(1)).await.is_ok());
    });
}

#[test]
fn the_code_of_the_enrolment_is_used_up_and_a_wrong_clock_is_told() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let key = world.reading().two_step_set_up(context.session.as_ref()).await.unwrap().key;
        let enable = async |code: &str| world.accounts.two_step.enable_two_step(&two_step(code), &context).await;
        for late in [-600, -60, 60, 600] {
            let code = totp::code(&key, world.now() + late);
            assert_eq!(refused(enable(&code).await), code_error(FieldError::Clock), "{late}");
        }
        let right = totp::code(&key, world.now());
        assert_eq!(refused(enable(&not(&right)).await), code_error(FieldError::Code));
        assert!(!world.reading().two_step(context.session.as_ref()).await.unwrap().enabled);
        world.wait(1);
        enable(&right).await.unwrap();
        let state = world.reading().two_step(context.session.as_ref()).await.unwrap();
        assert!(state.enabled && state.recovery_left == 10);
        let half = world.half(ANNA).await;
        assert_eq!(refused(world.second(&half, &right).await), code_error(FieldError::Used));
        assert_eq!(world.told("2-step").await + world.told("Двоетапну").await, 1);
    });
}

#[test]
fn a_key_replaced_meanwhile_is_not_switched_on_and_one_in_use_stays_until_the_next_is_proved() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        let shown = world.reading().two_step_set_up(context.session.as_ref()).await.unwrap();
        let next = shown.key;
        assert_ne!(next, key);
        world.accounts.two_step.regenerate_key(&context).await.unwrap();
        world.wait(30);
        let code = totp::code(&next, world.now());
        refused(world.accounts.two_step.enable_two_step(&two_step(&code), &context).await);
        let stale = TwoStepForm { version: shown.version, ..two_step(&code) };
        let wrong = refused(world.accounts.two_step.enable_two_step(&stale, &context).await);
        assert_eq!(wrong, code_error(FieldError::Stale), "the page shows it anew");
        let half = world.half(ANNA).await;
        world.second(&half, &totp::code(&key, world.now())).await.expect("the key in use works");
        world.wait(30);
        assert_eq!(world.told("коди відновлення").await, 0, "there were none before");
        let moved = world.switch_on(&context).await;
        assert_eq!(world.told("нові коди відновлення").await, 1, "those of before work no more");
        world.wait(30);
        let half = world.half(ANNA).await;
        refused(world.second(&half, &totp::code(&key, world.now())).await);
        world.second(&half, &totp::code(&moved, world.now())).await.expect("the new key works");
    });
}

#[test]
fn three_codes_a_step_ten_in_a_row_and_a_hundred_in_all_are_compared() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(60);
        let wrong = not(&totp::code(&key, world.now()));
        let mut compared = 0;
        for _ in 0..4 {
            // A new half session for every guess does not help.
            let half = world.half(ANNA).await;
            if world.second(&half, &wrong).await.is_err_and(|error| matches!(error, Error::Refused(_))) {
                compared += 1;
            }
        }
        assert_eq!(compared, 3);
        assert!(wait_of(world.second(&world.half(ANNA).await, &wrong).await) <= 30);
        while compared < 10 {
            world.wait(30);
            let half = world.half(ANNA).await;
            for _ in 0..3.min(10 - compared) {
                refused(world.second(&half, "000000").await);
                compared += 1;
            }
        }
        world.wait(30);
        let half = world.half(ANNA).await;
        assert!(wait_of(world.second(&half, &totp::code(&key, world.now())).await) > 500);
        world.wait(600);
        world.run("update two_step set tries = 99").await;
        let half = world.half(ANNA).await;
        refused(world.second(&half, "000000").await);
        world.wait(601);
        let half = world.half(ANNA).await;
        let right = totp::code(&key, world.now());
        assert!((2_900..3_000).contains(&wait_of(world.second(&half, &right).await)), "one an hour from then on");
        world.wait(3_000);
        let half = world.half(ANNA).await;
        refused(world.second(&half, "000000").await);
        world.wait(30);
        let half = world.half(ANNA).await;
        assert!(wait_of(world.second(&half, "000000").await) > 3_500, "and not another in the next step");
        world.wait(3_570);
        let half = world.half(ANNA).await;
        world.second(&half, &totp::code(&key, world.now())).await.expect("nobody is kept out for ever");
    });
}

#[test]
fn a_right_code_after_nine_wrong_ones_closes_nothing() {
    each_db(|world| async move {
        let (_, key) = world.sign_up_with_two_step(ANNA).await;
        world.run("update two_step set tries = 9").await;
        for _ in 0..2 {
            world.wait(30);
            let half = world.half(ANNA).await;
            world.second(&half, &totp::code(&key, world.now())).await.unwrap();
        }
    });
}

#[test]
fn a_hundred_wrong_codes_at_once_are_compared_three_times() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(60);
        let wrong = not(&totp::code(&key, world.now()));
        let half = world.half(ANNA).await;
        let ended = at_once(100, |_| {
            let (world, half, wrong): (Arc<World>, _, _) = (Arc::clone(&world), half.clone(), wrong.clone());
            async move { world.second(&half, &wrong).await.map(drop) }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| matches!(ended, Err(Error::Refused(_)))).count(), 3);
        assert_eq!(world.written("second_step", "refused").await, 3);
        // The owner is told once.
        assert_eq!(world.told("правильний пароль").await, 1);
        let before = world.accounts.hasher().computed();
        let ended = at_once(100, |_| {
            let (world, context): (Arc<World>, _) = (Arc::clone(&world), context.clone());
            async move {
                world.accounts.reauthentication.confirm_identity(&identity("wrong", "000000"), &context).await.map(drop)
            }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| matches!(ended, Err(Error::Refused(_)))).count(), 5);
        assert_eq!(world.accounts.hasher().computed() - before, 5);
    });
}

#[test]
fn what_concerns_safety_needs_a_proof_that_is_minutes_old() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        let session = context.session.as_ref();
        assert!(world.reading().fresh(session).await.unwrap());
        world.wait(600);
        assert!(!world.reading().fresh(session).await.unwrap());
        for ended in [
            world.reading().two_step_set_up(session).await.map(drop),
            world.accounts.two_step.enable_two_step(&two_step("123456"), &context).await.map(drop),
            world.accounts.two_step.disable_two_step(&context).await,
            world.reading().recovery_codes(session).await.map(drop),
            world.accounts.two_step.new_recovery_codes(&context).await,
        ] {
            assert!(matches!(ended, Err(Error::ReauthRequired)), "{ended:?}");
        }
        let code = totp::code(&key, world.now());
        let confirm = async |password: &str, code: &str| {
            world.accounts.reauthentication.confirm_identity(&identity(password, code), &context).await
        };
        assert_eq!(refused(confirm("wrong", &code).await), Errors::on(Field::Password, FieldError::Password));
        assert_eq!(refused(confirm(PASSWORD, "").await), code_error(FieldError::Missing));
        assert_eq!(refused(confirm(PASSWORD, &not(&code)).await), code_error(FieldError::Code));
        let proved = confirm(PASSWORD, &code).await.unwrap();
        assert!(!world.is_somebody(session.unwrap()).await, "the old secret is dead");
        assert!(world.reading().fresh(Some(&proved)).await.unwrap());
        let half = world.half(ANNA).await;
        assert_eq!(refused(world.second(&half, &code).await), code_error(FieldError::Used), "one code, one use");
        world.accounts.two_step.disable_two_step(&with(&proved)).await.unwrap();
        world.accounts.two_step.disable_two_step(&with(&proved)).await.unwrap();
        assert_eq!(world.written("two_step_disabled", "done").await, 1);
        let Entry::SignedIn(_) = world.enter(ANNA, &RequestContext::default()).await.unwrap() else {
            panic!("it is off")
        };
        assert!(matches!(world.second(&half, "123456").await, Err(Error::SignedOut)));
    });
}

#[test]
fn other_sessions_have_to_prove_more_once_the_factor_is_on() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        let other = world.sign_in(ANNA).await.session;
        world.switch_on(&mine).await;
        assert!(matches!(world.accounts.two_step.disable_two_step(&with(&other)).await, Err(Error::ReauthRequired)));
        assert!(world.reading().fresh(mine.session.as_ref()).await.unwrap());
    });
}

#[test]
fn how_long_a_proof_is_enough_is_a_setting() {
    let settings = Settings { sudo_lifetime: 60, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let session = world.sign_up(ANNA).await;
        world.wait(60);
        assert!(!world.reading().fresh(Some(&session)).await.unwrap());
    });
}
