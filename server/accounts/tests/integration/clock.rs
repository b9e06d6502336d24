//! A machine's clock that was wrong, and failures of this side: neither is held against anybody.

use crate::help::{
    PASSWORD, World, each_db, each_db_with, from, identity, refused, sign_in, totp, two_step, wait_of, with,
};
use accounts::{Entry, Error, RequestContext, Settings};

const ANNA: &str = "anna@example.com";
const TWO_DAYS: i64 = 2 * 86_400;

/// As much as makes everything wait: passwords and codes that are wrong, letters, from one network.
async fn strain(world: &World, id: &str, registering: &RequestContext) {
    let network = from("203.0.113.9");
    for email in [ANNA, "nobody@example.com"] {
        for _ in 0..20 {
            if let Err(Error::TooMany(seconds)) =
                world.accounts.sign_in.sign_in(&sign_in(email, "wrong"), &network).await
            {
                world.wait(i64::from(seconds.min(60)));
            }
        }
    }
    assert!(wait_of(world.accounts.sign_in.sign_in(&sign_in(ANNA, PASSWORD), &network).await) > 0);
    while world.resend(id, registering).await.is_ok() {
        world.wait(60);
    }
}

#[test]
fn limits_and_waits_outlive_a_clock_that_was_two_days_ahead_for_a_minute() {
    each_db_with(&Settings { network_limits: true, ..Settings::default() }, |world| async move {
        world.sign_up(ANNA).await;
        let (registering, id) = world.begin("berta@example.com").await;
        let began = world.now();
        world.wait(TWO_DAYS);
        world.run(&format!("update registrations set expires_at = expires_at + {TWO_DAYS}")).await;
        strain(&world, &id, &registering).await;
        world.wait(began + 60 - world.now());
        // Nothing of it is left to wait for.
        let network = from("203.0.113.9");
        assert!(matches!(world.enter(ANNA, &network).await, Ok(Entry::SignedIn(_))));
        world.resend(&id, &registering).await.expect("the wait was of another time");
        assert!(world.resend(&id, &registering).await.is_err(), "from now on it is as ever");
        refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &network).await);
        let wait = wait_of(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &network).await);
        assert!(wait <= 900, "the failures of then count, and no wait is longer than ever: {wait}");
    });
}

#[test]
fn a_clock_that_goes_back_two_days_makes_nobody_wait_so_long() {
    each_db_with(&Settings { network_limits: true, ..Settings::default() }, |world| async move {
        world.sign_up(ANNA).await;
        let (registering, id) = world.begin("berta@example.com").await;
        strain(&world, &id, &registering).await;
        world.wait(-TWO_DAYS);
        let network = from("203.0.113.9");
        assert!(matches!(world.enter(ANNA, &network).await, Ok(Entry::SignedIn(_))));
        world.resend(&id, &registering).await.expect("the wait was of another time");
    });
}

#[test]
fn codes_of_an_app_work_again_after_a_clock_that_was_ahead_and_a_proof_does_not_last_for_days() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(TWO_DAYS);
        world.run(&format!("update sessions set created_at = {0}, seen_at = {0}", world.now())).await;
        let confirmed = world
            .accounts
            .reauthentication
            .confirm_identity(&identity(PASSWORD, &totp::code(&key, world.now())), &context)
            .await;
        let context = with(&confirmed.expect("both are right"));
        assert!(world.reading().fresh(context.session.as_ref()).await.unwrap());
        let half = world.half(ANNA).await;
        // The second of them closes the way for ten minutes, and only one an hour is taken from then on.
        world.run("update two_step set tries = 98").await;
        for _ in 0..2 {
            refused(world.accounts.sign_in.second_step(&two_step("000000"), &half).await);
        }
        wait_of(world.accounts.sign_in.second_step(&two_step("000000"), &half).await);
        world.wait(-TWO_DAYS + 30);
        assert!(!world.reading().fresh(context.session.as_ref()).await.unwrap(), "nobody knows when that was");
        let half = world.half(ANNA).await;
        let form = two_step(&totp::code(&key, world.now()));
        world.accounts.sign_in.second_step(&form, &half).await.expect("the code of now is right");
        let half = world.half(ANNA).await;
        refused(world.accounts.sign_in.second_step(&form, &half).await);
    });
}

#[test]
fn what_fails_on_this_side_is_nobodys_wrong_password() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let broken = if world.postgres {
            "create function fails() returns trigger language plpgsql as $$ begin raise exception 'no place'; end $$;
             create trigger fails before insert on sessions for each row execute function fails();
             create trigger fails before insert on activity for each row execute function fails()"
        } else {
            "create trigger fails before insert on sessions begin select raise(abort, 'no place'); end;
             create trigger fails_too before insert on activity begin select raise(abort, 'no place'); end"
        };
        world.run(broken).await;
        for _ in 0..12 {
            assert!(matches!(world.enter(ANNA, &RequestContext::default()).await, Err(Error::Internal(_))));
            let wrong = world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &RequestContext::default()).await;
            assert!(matches!(wrong, Err(Error::Internal(_))));
            let confirmed =
                world.accounts.reauthentication.confirm_identity(&identity("wrong", ""), &with(&session)).await;
            assert!(matches!(confirmed, Err(Error::Internal(_))));
        }
        let mended = if world.postgres {
            "drop trigger fails on sessions; drop trigger fails on activity"
        } else {
            "drop trigger fails; drop trigger fails_too"
        };
        world.run(mended).await;
        assert!(matches!(world.enter(ANNA, &RequestContext::default()).await, Ok(Entry::SignedIn(_))));
        world
            .accounts
            .reauthentication
            .confirm_identity(&identity(PASSWORD, ""), &with(&session))
            .await
            .expect("nothing was counted");
    });
}
