//! Waits that grow with failures in a row, and who they never stop.

use crate::help::{PASSWORD, World, each_db, each_db_with, from, refused, sign_in, wait_of};
use accounts::{Accounts, Db, Entry, Error, Hasher, Keys, Random, RequestContext, Settings, Shared, SignedIn};

const ANNA: &str = "anna@example.com";

/// A browser that signed in before.
fn known(signed_in: &SignedIn) -> RequestContext {
    RequestContext { known: Some(signed_in.known.clone()), ..RequestContext::default() }
}

impl World {
    async fn guess(&self, email: &str, context: &RequestContext) -> Result<Entry, Error> {
        self.accounts.sign_in.sign_in(&sign_in(email, "wrong"), context).await
    }

    async fn enters(&self, context: &RequestContext) -> SignedIn {
        match self.enter(ANNA, context).await.expect("let in") {
            Entry::SignedIn(signed_in) => signed_in,
            Entry::SecondStep(_) => panic!("there is no second step"),
        }
    }
}

#[test]
fn waits_double_up_to_a_quarter_of_an_hour_and_after_a_hundred_one_an_hour_is_taken_known_or_not() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for email in [ANNA, "nobody@example.com"] {
            let (stranger, began) = (RequestContext::default(), world.now());
            let (mut waits, mut tries) = (Vec::new(), 0);
            while waits.last().is_none_or(|wait| *wait <= 900) {
                match world.guess(email, &stranger).await {
                    Err(Error::TooMany(seconds)) => {
                        waits.push(seconds);
                        world.wait(i64::from(seconds) - 1);
                        wait_of(world.guess(email, &stranger).await);
                        world.wait(1);
                    }
                    ended => {
                        refused(ended);
                        tries += 1;
                    }
                }
            }
            assert_eq!(waits[..12], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900], "{email}");
            let hours = (world.now() - began) / 3_600;
            assert!((99..=101).contains(&(tries - hours)), "{email}: {tries} tries in {hours} hours");
            for _ in 0..24 {
                refused(world.guess(email, &stranger).await);
                assert!((3_599..=3_600).contains(&wait_of(world.guess(email, &stranger).await)), "{email}");
                world.wait(3_600);
            }
            world.wait(2 * 3_600);
            refused(world.guess(email, &stranger).await);
            assert_eq!(wait_of(world.guess(email, &stranger).await), 900, "{email}: two were forgotten");
            world.wait(100 * 3_600);
            world.accounts.retention.tidy_up().await.unwrap();
            for _ in 0..5 {
                refused(world.guess(email, &stranger).await);
            }
            assert_eq!(wait_of(world.guess(email, &stranger).await), 1, "{email}: all are forgotten");
        }
    });
}

#[test]
fn a_thousand_failures_from_elsewhere_do_not_stop_the_owners_browser() {
    each_db(|world| async move {
        let mine = known(&world.arrive(ANNA).await);
        for n in 0..1_000 {
            let _refused = world.guess(ANNA, &from(&format!("198.51.{}.{}", n / 250, n % 250))).await;
        }
        world.run("update failures set tries = 100").await;
        let elsewhere = from("198.51.100.99");
        assert!((3_590..=3_600).contains(&wait_of(world.enter(ANNA, &elsewhere).await)));
        let mine = known(&world.enters(&mine).await);
        assert!((3_590..=3_600).contains(&wait_of(world.enter(ANNA, &elsewhere).await)), "that shows nowhere");
        for _ in 0..5 {
            refused(world.guess(ANNA, &mine).await);
        }
        assert_eq!(wait_of(world.enter(ANNA, &mine).await), 1, "a known browser has its own throttle");
        world.wait(3_600);
        assert!(world.enter(ANNA, &elsewhere).await.is_ok(), "one an hour is taken from anybody");
    });
}

#[test]
fn one_network_against_two_hundred_and_two_hundred_networks_against_one_are_stopped_and_the_owner_gets_in() {
    each_db(|world| async move {
        let owner = world.arrive(ANNA).await;
        let one = from("203.0.113.9");
        let mut compared = 0;
        for n in 0..200 {
            compared +=
                i32::from(matches!(world.guess(&format!("a{n}@example.com"), &one).await, Err(Error::Refused(_))));
        }
        assert_eq!(compared, 10);
        compared = 0;
        for n in 0..200 {
            compared +=
                i32::from(matches!(world.guess(ANNA, &from(&format!("198.51.100.{n}"))).await, Err(Error::Refused(_))));
        }
        assert_eq!(compared, 5);
        let mine = RequestContext { known: Some(owner.known), ..from("192.0.2.1") };
        world.enters(&mine).await;
    });
}

#[test]
fn a_browser_is_known_by_a_new_secret_after_each_sign_in_and_a_planted_one_is_worth_nothing() {
    each_db(|world| async move {
        let attacker = world.arrive("mallory@example.com").await;
        world.sign_up(ANNA).await;
        let news = async || world.told("з якого раніше не входили").await;
        let planted = known(&attacker);
        let first = world.enters(&planted).await;
        assert_ne!(first.known, attacker.known);
        assert_eq!(news().await, 1);
        let second = world.enters(&known(&first)).await;
        assert_eq!(news().await, 1, "known by now");
        world.enters(&planted).await;
        assert_eq!(news().await, 2, "the planted secret is dead");
        world.enters(&known(&first)).await;
        assert_eq!(news().await, 3, "and so is the one before");
        world.wait(Settings::KNOWN_LIFETIME);
        world.enters(&known(&second)).await;
        assert_eq!(news().await, 4, "forgotten after half a year");
    });
}

/// Whoever guesses at a browser that its owner has used could else begin anew by signing in as themselves.
#[test]
fn what_a_browser_has_failed_for_one_user_stays_when_it_signs_in_as_another() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.sign_up("mallory@example.com").await;
        let annas = known(&world.enters(&RequestContext::default()).await);
        for _ in 0..5 {
            refused(world.guess(ANNA, &annas).await);
        }
        let Entry::SignedIn(mallory) = world.enter("mallory@example.com", &annas).await.expect("in") else {
            panic!("nobody has a second step")
        };
        assert!(matches!(world.guess(ANNA, &known(&mallory)).await, Err(Error::TooMany(_))), "the sixth in a row");
    });
}

#[test]
fn a_success_after_many_failures_is_told() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for n in [4, 5] {
            for _ in 0..n {
                refused(world.guess(ANNA, &RequestContext::default()).await);
            }
            world.wait(1);
            world.sign_in(ANNA).await;
            world.wait(5 * 3_600);
        }
        assert_eq!(world.told("після 5 хибних").await, 1);
        assert_eq!(world.told("після 4").await, 0);
    });
}

#[test]
fn confirming_ones_identity_waits_too_and_signing_in_clears_it() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let confirm = async |password: &str| {
            world
                .accounts
                .reauthentication
                .confirm_identity(&crate::help::identity(password, ""), &crate::help::with(&session))
                .await
        };
        for _ in 0..5 {
            refused(confirm("wrong").await);
        }
        assert_eq!(wait_of(confirm(PASSWORD).await), 1);
        world.run("update failures set tries = 100").await;
        assert_eq!(wait_of(confirm(PASSWORD).await), 3_600);
        world.sign_in(ANNA).await;
        confirm(PASSWORD).await.unwrap();
        assert_eq!(world.written("identity_confirmed", "refused").await, 5);
    });
}

#[test]
fn a_hash_of_other_parameters_is_renewed_at_the_next_sign_in() {
    each_db_with(&Settings::default(), |world| async move {
        world.sign_up(ANNA).await;
        let keys = Keys::parse("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
        let hasher = Hasher::new(Hasher::params("m=16,t=1,p=1").unwrap(), Random::SYSTEM).unwrap();
        let db = Db::open(&world.url, accounts::Reach::default()).await.unwrap();
        let clock = accounts::Clock::Set(world.clock.clone());
        let shared = Shared::new(db, Settings::default(), keys, hasher, clock, Random::SYSTEM);
        let raised = Accounts::new(shared, Vec::new());
        let renewed = async || {
            world.number("select count(*) from users where password_hash like '$argon2id$v=19$m=16,t=1,p=1$%'").await
        };
        refused(raised.sign_in.sign_in(&sign_in(ANNA, "wrong"), &RequestContext::default()).await);
        assert_eq!(renewed().await, 0);
        for hashes in [3, 4] {
            raised.sign_in.sign_in(&sign_in(ANNA, PASSWORD), &RequestContext::default()).await.unwrap();
            assert_eq!((renewed().await, raised.hasher().computed()), (1, hashes));
        }
        raised.db().close().await;
    });
}
