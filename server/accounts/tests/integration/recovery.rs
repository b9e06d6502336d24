//! Recovery codes: shown once, each good once.

use crate::help::{World, at_once, each_db, recover, refused, totp, two_step, wait_of, with};
use accounts::{Error, RequestContext};
use rules::{Errors, Field, FieldError};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";

impl World {
    async fn codes(&self, context: &RequestContext) -> Vec<String> {
        self.reading().recovery_codes(context.session.as_ref()).await.expect("proved").expect("they are shown")
    }

    async fn recovers(&self, code: &str) -> bool {
        let half = self.half(ANNA).await;
        self.accounts.sign_in.recover(&recover(code), &half).await.is_ok()
    }
}

#[test]
fn a_recovery_code_signs_in_once_in_any_dress_and_the_owner_is_told_how_many_are_left() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        let codes = world.codes(&context).await;
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 28 && rules::RecoveryCode::parse(code).is_ok()), "{codes:?}");
        let half = world.half(ANNA).await;
        let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "i");
        let signed_in = world.accounts.sign_in.recover(&recover(&typed), &half).await.unwrap();
        let state = world.reading().two_step(Some(&signed_in.session)).await.unwrap();
        assert!(state.enabled && state.recovery_left == 9);
        assert_eq!(world.told("Є ще 9 кодів").await, 1);
        let half = world.half(ANNA).await;
        let again = refused(world.accounts.sign_in.recover(&recover(&codes[0]), &half).await);
        assert_eq!(again, Errors::on(Field::RecoveryCode, FieldError::Code));
        assert!(world.recovers(&codes[1]).await);
        assert_eq!(world.written("recovery_used", "done").await, 2);
        assert_eq!(world.written("recovery_used", "refused").await, 1);
    });
}

#[test]
fn a_recovery_code_tried_fifty_times_at_once_works_once() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        let code = world.codes(&context).await[0].clone();
        let mut halves = Vec::new();
        for _ in 0..50 {
            halves.push(world.half(ANNA).await);
        }
        let halves = Arc::new(halves);
        let ended = at_once(50, |n| {
            let (world, halves, code): (Arc<World>, _, _) = (Arc::clone(&world), Arc::clone(&halves), code.clone());
            async move { world.accounts.sign_in.recover(&recover(&code), &halves[n]).await.map(drop) }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1);
        assert_eq!(world.number("select count(*) from recovery_codes where used_at is not null").await, 1);
    });
}

#[test]
fn a_hundred_wrong_recovery_codes_at_once_are_compared_five_times() {
    each_db(|world| async move {
        world.sign_up_with_two_step(ANNA).await;
        let half = world.half(ANNA).await;
        let ended =
            at_once(100, |_| {
                let (world, half): (Arc<World>, _) = (Arc::clone(&world), half.clone());
                async move {
                    world.accounts.sign_in.recover(&recover("00000-00000-00000-00000-0000"), &half).await.map(drop)
                }
            })
            .await;
        assert_eq!(ended.iter().filter(|ended| matches!(ended, Err(Error::Refused(_)))).count(), 5);
        assert_eq!(ended.iter().filter(|ended| matches!(ended, Err(Error::TooMany(1)))).count(), 95);
    });
}

#[test]
fn the_codes_are_shown_until_they_are_saved_ten_minutes_at_most() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        let session = context.session.as_ref();
        let kept = async || world.number("select count(*) from recovery_sets where content is not null").await;
        assert_eq!(world.codes(&context).await, world.codes(&context).await);
        for _ in 0..2 {
            world.accounts.two_step.saved_recovery_codes(&context).await.unwrap();
        }
        assert!(world.reading().recovery_codes(session).await.unwrap().is_none());
        assert_eq!((kept().await, world.written("recovery_saved", "done").await), (0, 1));
        world.accounts.two_step.new_recovery_codes(&context).await.unwrap();
        assert_eq!(kept().await, 1);
        world.wait(599);
        assert!(world.reading().recovery_codes(session).await.unwrap().is_some());
        world.run("update sessions set proved_at = proved_at + 10").await;
        world.wait(1);
        assert!(world.reading().recovery_codes(session).await.unwrap().is_none());
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(kept().await, 0);
    });
}

#[test]
fn a_new_set_kills_the_old_one_and_without_a_factor_there_is_none() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        let old = world.codes(&context).await;
        let made = at_once(5, |_| {
            let (world, context): (Arc<World>, _) = (Arc::clone(&world), context.clone());
            async move { world.accounts.two_step.new_recovery_codes(&context).await.is_ok() }
        })
        .await;
        assert!(made.into_iter().all(|made| made));
        assert_eq!(world.number("select count(*) from recovery_codes").await, 10, "one set lives");
        assert!(!world.recovers(&old[0]).await);
        assert!(world.recovers(&world.codes(&context).await[0]).await);
        world.accounts.two_step.disable_two_step(&context).await.unwrap();
        assert_eq!(world.number("select count(*) from recovery_codes").await, 0);
        assert!(matches!(world.accounts.two_step.new_recovery_codes(&context).await, Err(Error::Gone)));
    });
}

#[test]
fn a_recovery_code_opens_the_way_that_a_hundred_wrong_codes_closed() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        let codes = world.codes(&context).await;
        world.run(&format!("update two_step set tries = 100, tried_step = {}", world.now() / 30)).await;
        world.wait(30);
        let half = world.half(ANNA).await;
        let code = totp::code(&key, world.now());
        let ended = world.accounts.sign_in.second_step(&two_step(&code), &half).await;
        assert!(wait_of(ended) > 3_000, "one an hour");
        assert!(world.recovers(&codes[0]).await);
        let half = world.half(ANNA).await;
        let signed_in = world.accounts.sign_in.second_step(&two_step(&code), &half).await.unwrap();
        assert!(
            world.accounts.sessions.current_user(with(&signed_in.session).session.as_ref()).await.unwrap().is_some()
        );
    });
}

#[test]
fn the_code_of_one_user_is_worth_nothing_to_another() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step("berta@example.com").await;
        let code = world.codes(&context).await[0].clone();
        world.sign_up_with_two_step(ANNA).await;
        assert!(!world.recovers(&code).await);
    });
}
