//! Changing the password by the old one.

use crate::help::{PASSWORD, World, at_once, each_db, from, link_in, refused, sign_in, totp, two_step, wait_of, with};
use accounts::{Error, RequestContext, Token};
use rules::{ChangePasswordForm, Errors, Field, FieldError, ForgotForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const NEW: &str = "kapelusz rower zupa okno";

fn change(old: &str, new: &str) -> ChangePasswordForm {
    ChangePasswordForm { old_password: old.into(), new_password: new.into(), confirm_new_password: new.into() }
}

fn old_is_wrong() -> Errors {
    Errors::on(Field::OldPassword, FieldError::Password)
}

impl World {
    async fn change(&self, old: &str, new: &str, context: &RequestContext) -> Result<Token, Error> {
        self.accounts.passwords.change_password(&change(old, new), context).await
    }

    async fn link(&self) -> Token {
        self.accounts
            .passwords
            .forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default())
            .await
            .expect("taken");
        let letters = self.letters_of("password-reset").await;
        let link = link_in(letters.last().expect("a letter"), "http://localhost:3000/reset-password/");
        Token::parse(link.rsplit('/').next().expect("it is there")).expect("a token")
    }
}

#[test]
fn everything_else_ends_and_this_session_goes_on_under_a_new_secret() {
    each_db(|world| async move {
        let arrived = world.arrive(ANNA).await;
        let mine = RequestContext { known: Some(arrived.known.clone()), ..with(&arrived.session) };
        let key = world.switch_on(&mine).await;
        let shown = world.reading().two_step_set_up(mine.session.as_ref()).await.unwrap().key;
        world.wait(30);
        let half = world.half(ANNA).await;
        let other =
            world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &half).await.unwrap().session;
        let half = world.half(ANNA).await;
        let link = world.link().await;
        world.begin(ANNA).await;
        world.wait(500);

        let session = world.change(PASSWORD, NEW, &mine).await.unwrap();
        assert!(world.is_somebody(&session).await);
        assert!(!world.is_somebody(&arrived.session).await, "the old secret is dead");
        assert!(!world.is_somebody(&other).await, "another session is dead");
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from sessions").await, 1);
        assert!(world.accounts.passwords.reset_open(&link).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from codes where dead_at is null").await, 0);
        assert_ne!(world.reading().two_step_set_up(Some(&session)).await.unwrap().key, shown);
        world.wait(599);
        assert!(world.reading().fresh(Some(&session)).await.unwrap(), "proved by the change");
        assert!(world.reading().two_step(Some(&session)).await.unwrap().enabled);
        let known = format!("select count(*) from known_browsers where browser_hash = '{}'", arrived.known.hash());
        assert_eq!(world.number(&known).await, 1);
        assert_eq!(world.number("select count(*) from known_browsers").await, 1, "only this browser");

        refused(world.enter(ANNA, &RequestContext::default()).await);
        assert!(world.accounts.sign_in.sign_in(&sign_in(ANNA, NEW), &RequestContext::default()).await.is_ok());
        assert_eq!(world.told("змінено, інші сеанси завершено").await, 1);
        assert_eq!(world.written("password_changed", "done").await, 1);
    });
}

#[test]
fn a_wrong_old_one_is_counted_before_it_is_compared_and_waits_grow() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        let hashes = || world.accounts.hasher().computed();
        for n in 1..=5 {
            let before = hashes();
            assert_eq!(refused(world.change("wrong", NEW, &mine).await), old_is_wrong());
            assert_eq!(hashes() - before, 1);
            assert_eq!(world.written("password_changed", "refused").await, n);
        }
        for wait in [1, 2, 4] {
            let before = hashes();
            assert_eq!(wait_of(world.change(PASSWORD, NEW, &mine).await), wait);
            assert_eq!(hashes() - before, 0, "nothing is compared meanwhile");
            world.wait(i64::from(wait));
            assert_eq!(refused(world.change("wrong", NEW, &mine).await), old_is_wrong());
        }
        world.wait(8);
        world.run("update failures set tries = 100").await;
        assert_eq!(wait_of(world.change(PASSWORD, NEW, &mine).await), 3_585, "one an hour");
        world.run("update failures set tries = 8").await;
        let session = world.change(PASSWORD, NEW, &mine).await.unwrap();
        assert_eq!(world.number("select count(*) from failures").await, 0, "a right one clears its throttle");
        assert_eq!(refused(world.change(PASSWORD, NEW, &with(&session)).await), old_is_wrong());
        assert_eq!(world.told("змінено, інші сеанси завершено").await, 1);
    });
}

#[test]
fn what_others_in_the_network_guess_does_not_stop_whoever_is_signed_in() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let mine = RequestContext { session: Some(session), ..from("203.0.113.9") };
        for n in 0..10 {
            let other = sign_in(&format!("a{n}@example.com"), "wrong");
            refused(world.accounts.sign_in.sign_in(&other, &from("203.0.113.9")).await);
        }
        wait_of(world.accounts.sign_in.sign_in(&sign_in("b@example.com", "wrong"), &from("203.0.113.9")).await);
        refused(world.change("wrong", NEW, &mine).await);
        world.change(PASSWORD, NEW, &mine).await.unwrap();
    });
}

#[test]
fn a_new_one_must_be_hard_to_guess_and_new() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        let company = "update accounts set account_type = 'business', company_name = 'Wytwórnia Kapeluszy Zamoyskich'";
        world.run(company).await;
        for (new, wrong) in [
            ("passwordpassword", FieldError::Common),
            ("anna.anna.anna@example.com", FieldError::Personal),
            ("ґалаґан-оксана-2026", FieldError::Personal),
            ("onecloudplanet-2026", FieldError::Personal),
            ("kapeluszy zamoyskich 1", FieldError::Personal),
            (PASSWORD, FieldError::Used),
        ] {
            for _ in 0..3 {
                assert_eq!(refused(world.change(PASSWORD, new, &mine).await), Errors::on(Field::NewPassword, wrong));
            }
        }
        assert_eq!(world.number("select count(*) from failures").await, 0, "nothing is held against the owner");
        // Whoever does not know the old one does not learn that it is the new one.
        assert_eq!(
            refused(world.change("not mine but long enough", "not mine but long enough", &mine).await),
            old_is_wrong()
        );
        assert_eq!(world.written("password_changed", "done").await, 0);
        world.change(PASSWORD, NEW, &mine).await.unwrap();
    });
}

#[test]
fn with_the_second_factor_on_an_old_proof_is_not_enough_and_nothing_is_compared() {
    each_db(|world| async move {
        let (mine, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(601);
        let before = world.accounts.hasher().computed();
        for old in [PASSWORD, "wrong"] {
            assert!(matches!(world.change(old, NEW, &mine).await, Err(Error::ReauthRequired)));
        }
        assert_eq!(world.accounts.hasher().computed(), before);
        assert_eq!(world.number("select count(*) from failures").await, 0, "nothing is counted");
        assert_eq!(world.written("password_changed", "refused").await, 0);
        let form = crate::help::identity(PASSWORD, &totp::code(&key, world.now()));
        let session = world.accounts.reauthentication.confirm_identity(&form, &mine).await.unwrap();
        world.change(PASSWORD, NEW, &with(&session)).await.unwrap();
    });
}

#[test]
fn with_the_second_factor_off_the_old_password_is_the_proof() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        world.wait(601);
        assert!(!world.reading().fresh(mine.session.as_ref()).await.unwrap());
        let session = world.change(PASSWORD, NEW, &mine).await.unwrap();
        assert!(world.reading().fresh(Some(&session)).await.unwrap());
        assert!(matches!(world.change(NEW, PASSWORD, &mine).await, Err(Error::SignedOut)));
    });
}

#[test]
fn of_changes_at_once_one_wins() {
    each_db(|world| async move {
        let mut sessions = vec![world.sign_up(ANNA).await];
        for _ in 0..3 {
            sessions.push(world.sign_in(ANNA).await.session);
        }
        let sessions = Arc::new(sessions);
        let ended = at_once(4, |n| {
            let (world, sessions): (Arc<World>, _) = (Arc::clone(&world), Arc::clone(&sessions));
            async move { world.change(PASSWORD, &format!("{NEW} {n} {n} {n}"), &with(&sessions[n])).await }
        })
        .await;
        let won: Vec<&Token> = ended.iter().filter_map(|ended| ended.as_ref().ok()).collect();
        assert_eq!(won.len(), 1, "{ended:?}");
        for lost in ended.iter().filter_map(|ended| ended.as_ref().err()) {
            let refused = matches!(lost, Error::Refused(errors) if *errors == old_is_wrong());
            assert!(refused || matches!(lost, Error::SignedOut), "{lost:?}");
        }
        assert!(world.is_somebody(won[0]).await);
        assert_eq!(world.number("select count(*) from sessions").await, 1);
        assert_eq!(world.written("password_changed", "done").await, 1);
        assert_eq!(world.told("змінено, інші сеанси завершено").await, 1);
    });
}
