//! From one secret key to the next: rotate, reseal, drop; and a backup without its key.

use crate::help::{KEY, World, each_db, recover, totp, two_step, with};
use accounts::{Accounts, Keys, NewApplication, Random, Resealed};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";

fn new_key() -> String {
    Keys::generate(Random::SYSTEM).to_string()
}

async fn reseal(accounts: &Accounts, lost: bool) -> Resealed {
    accounts.sealing.reseal(lost, |_| {}).await.expect("the database answers")
}

/// Signs in with both steps.
async fn gets_in(world: &World, email: &str, key: &str) -> bool {
    world.wait(60);
    let half = world.half(email).await;
    world.accounts.sign_in.second_step(&two_step(&totp::code(key, world.now())), &half).await.is_ok()
}

#[test]
fn after_rotating_and_resealing_the_old_key_can_go() {
    each_db(|world| async move {
        let (anna, key) = world.sign_up_with_two_step(ANNA).await;
        let codes = world.reading().recovery_codes(anna.session.as_ref()).await.unwrap().expect("shown");
        world.letters().await;
        let new = new_key();
        let both = world.with_keys(&format!("{new},{KEY}")).await;
        assert_eq!(both.accounts.sealing.sealed_for_others().await.unwrap(), 0);
        assert!(gets_in(&both, ANNA, &key).await, "the second key opens");
        let early = world.with_keys(&new).await;
        assert_eq!(
            early.accounts.sealing.sealed_for_others().await.unwrap(),
            3,
            "two keys of the second factor and a set"
        );
        let mut told = Vec::new();
        let resealed = both.accounts.sealing.reseal(false, |left| told.push(left)).await.unwrap();
        assert!(told.is_sorted_by(|one, next| one > next) && told.last() == Some(&0), "{told:?}");
        assert_eq!((resealed.left, resealed.keyed), (0, 0));
        assert!(resealed.moved >= 3);
        assert_eq!(reseal(&both.accounts, false).await, Resealed::default(), "nothing is left to do");
        let after = world.with_keys(&new).await;
        assert_eq!(after.accounts.sealing.sealed_for_others().await.unwrap(), 0);
        assert!(gets_in(&after, ANNA, &key).await);
        after.wait(60);
        let half = after.half(ANNA).await;
        after.accounts.sign_in.recover(&recover(&codes[0]), &half).await.expect("recovery codes need no key");
    });
}

#[test]
fn resealing_that_was_stopped_is_taken_up_where_it_was() {
    each_db(|world| async move {
        for n in 0..3 {
            world.sign_up(&format!("u{n}@example.com")).await;
        }
        world.letters().await;
        let new = new_key();
        let both = world.with_keys(&format!("{new},{KEY}")).await;
        let all = world.with_keys(&new).await.accounts.sealing.sealed_for_others().await.unwrap();
        assert_eq!(all, 3);
        let half: Arc<World> = Arc::clone(&both);
        let stopped =
            tokio::spawn(async move { half.accounts.sealing.reseal(false, |_| panic!("stopped")).await.map(drop) });
        assert!(stopped.await.is_err());
        let mut told = Vec::new();
        let resealed = both.accounts.sealing.reseal(false, |left| told.push(left)).await.unwrap();
        assert_eq!(resealed.left, 0);
        assert!(told.iter().all(|left| *left == 0), "{told:?}");
        assert_eq!(world.with_keys(&new).await.accounts.sealing.sealed_for_others().await.unwrap(), 0);
    });
}

#[test]
fn without_its_key_a_backup_loses_letters_and_app_codes_and_nothing_else() {
    each_db(|world| async move {
        let (anna, key) = world.sign_up_with_two_step(ANNA).await;
        let codes = world.reading().recovery_codes(anna.session.as_ref()).await.unwrap().expect("shown");
        world.sign_up(BERTA).await;
        world.letters().await;
        world.ask_reset(BERTA).await;
        let application = NewApplication {
            name: "panel".into(),
            redirect_uris: vec!["https://console.example/cb".into()],
            public: true,
            ..NewApplication::default()
        };
        world.accounts.applications.add(&application).await.unwrap().expect("it is as it has to be");
        let later = world.with_keys(&new_key()).await;
        assert_eq!(
            later.accounts.sealing.sealed_for_others().await.unwrap(),
            7,
            "keys of two users, a set, a letter, and two keys to sign with"
        );
        assert_eq!(reseal(&later.accounts, false).await.left, 7, "nothing is given up unless it is asked for");
        assert_eq!(reseal(&later.accounts, true).await.left, 0);
        assert_eq!(later.accounts.sealing.sealed_for_others().await.unwrap(), 0);
        let published = later.accounts.signing.published().await.unwrap();
        assert_eq!(published["keys"].as_array().map(Vec::len), Some(2), "applications go on with new ones");
        assert!(later.letters().await.is_empty());
        assert!(!gets_in(&later, ANNA, &key).await, "the second factor stays on, with a key that nobody has");
        later.wait(600);
        let half = later.half(ANNA).await;
        let signed_in = later.accounts.sign_in.recover(&recover(&codes[1]), &half).await.expect("recovery codes work");
        later.switch_on(&with(&signed_in.session)).await;
        let berta = with(&later.sign_in(BERTA).await.session);
        later.switch_on(&berta).await;
        later.ask_reset(BERTA).await;
        assert_eq!(later.letters_of("password-reset").await.len(), 1);
    });
}

#[test]
fn codes_on_their_way_work_after_the_keys_were_rotated() {
    each_db(|world| async move {
        let (context, id) = world.begin(ANNA).await;
        let code = world.code().await;
        let both = world.with_keys(&format!("{},{KEY}", new_key())).await;
        both.confirm(&context, &id, &code).await.expect("the old key is still given");
        assert!(both.accounts.sessions.user_of(ANNA).await.unwrap().is_some());
    });
}
