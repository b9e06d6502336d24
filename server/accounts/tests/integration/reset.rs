//! Forgot password, and the link to a new one.

use crate::help::{
    PASSWORD, World, at_once, each_db, each_db_with, from, link_in, refused, sign_in, totp, two_step, wait_of, with,
};
use accounts::{Entry, Error, RequestContext, Settings, Token};
use rules::{CodeForm, Errors, Field, FieldError, ForgotForm, ResetForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const NEW: &str = "kapelusz rower zupa okno";

fn forgot(email: &str) -> ForgotForm {
    ForgotForm { email: email.into() }
}

fn choose(password: &str) -> ResetForm {
    ResetForm { new_password: password.into(), confirm_new_password: password.into(), ..Default::default() }
}

impl World {
    async fn ask(&self, email: &str) -> Result<(), Error> {
        self.accounts.passwords.forgot(&forgot(email), &RequestContext::default()).await
    }

    /// The link's token in the newest letter.
    async fn token(&self) -> Token {
        let letters = self.letters_of("password-reset").await;
        let link = link_in(letters.last().expect("a letter"), "http://localhost:3000/reset-password/");
        Token::parse(link.rsplit('/').next().expect("it is there")).expect("a token")
    }

    async fn choose_by(&self, password: &str, token: &Token) -> Result<Token, Error> {
        self.accounts.passwords.reset(&choose(password), token, &RequestContext::default()).await
    }
}

#[test]
fn the_link_changes_the_password_once_and_ends_everything_but_the_second_factor() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        let recovery = world.reading().recovery_codes(context.session.as_ref()).await.unwrap().unwrap();
        let shown = world.reading().two_step_set_up(context.session.as_ref()).await.unwrap().key;
        let half = world.half(ANNA).await;
        let (browser, id) = world.begin(ANNA).await;
        world.wait(60);
        world.ask(ANNA).await.unwrap();
        let token = world.token().await;
        for _ in 0..3 {
            assert!(world.accounts.passwords.reset_open(&token).await.unwrap().is_some(), "looking changes nothing");
        }
        let weak = refused(world.choose_by("passwordpassword", &token).await);
        assert_eq!(weak, Errors::on(Field::NewPassword, FieldError::Common));
        let personal = refused(world.choose_by("anna.anna.anna@example.com", &token).await);
        assert_eq!(personal, Errors::on(Field::NewPassword, FieldError::Personal));
        world.choose_by(NEW, &token).await.unwrap();
        assert!(world.accounts.passwords.reset_open(&token).await.unwrap().is_none());
        assert!(matches!(world.choose_by(NEW, &token).await, Err(Error::Gone)));
        assert!(world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().is_none());
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from codes where dead_at is null").await, 0);
        let pending = CodeForm { registration: id, code: "ABC-DEF".into(), ..Default::default() };
        refused(world.accounts.registrations.confirm(&pending, &browser).await);
        refused(world.enter(ANNA, &RequestContext::default()).await);
        let Entry::SecondStep(session) =
            world.accounts.sign_in.sign_in(&sign_in(ANNA, NEW), &RequestContext::default()).await.unwrap()
        else {
            panic!("the second factor stays on")
        };
        let code = totp::code(&key, world.now());
        let signed_in = world.accounts.sign_in.second_step(&two_step(&code), &with(&session)).await.unwrap();
        assert_ne!(world.reading().two_step_set_up(Some(&signed_in.session)).await.unwrap().key, shown);
        assert_eq!(world.reading().two_step(Some(&signed_in.session)).await.unwrap().recovery_left, 10);
        assert_eq!(recovery.len(), 10);
        assert_eq!(world.told("змінено, інші сеанси завершено").await, 1);
    });
}

#[test]
fn a_link_used_fifty_times_at_once_works_once() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.ask(ANNA).await.unwrap();
        let token = world.token().await;
        let ended = at_once(50, |_| {
            let (world, token): (Arc<World>, _) = (Arc::clone(&world), token.clone());
            async move { world.choose_by(NEW, &token).await.is_ok() }
        })
        .await;
        assert_eq!(ended.iter().filter(|ended| **ended).count(), 1);
        assert_eq!(world.written("password_reset", "done").await, 1);
    });
}

#[test]
fn a_second_request_kills_the_first_link_and_time_every_link() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.ask(ANNA).await.unwrap();
        let first = world.token().await;
        world.wait(1);
        world.ask(ANNA).await.unwrap();
        let second = world.token().await;
        assert!(matches!(world.choose_by(NEW, &first).await, Err(Error::Gone)));
        world.wait(1_799);
        assert!(world.accounts.passwords.reset_open(&second).await.unwrap().is_some());
        world.wait(1);
        assert!(world.accounts.passwords.reset_open(&second).await.unwrap().is_none());
        assert!(matches!(world.choose_by(NEW, &second).await, Err(Error::Gone)));
    });
}

#[test]
fn a_letter_that_a_newer_one_replaces_does_not_go() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.letters().await;
        world.ask(ANNA).await.unwrap();
        world.ask(ANNA).await.unwrap();
        assert_eq!(world.letters_of("password-reset").await.len(), 1);
    });
}

#[test]
fn known_unknown_and_disabled_addresses_look_the_same_up_to_the_cap_and_past_it() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        world.sign_up("off@example.com").await;
        world.accounts.operator.disable_user("off@example.com").await.unwrap();
        for email in [ANNA, "nobody@example.com", "off@example.com"] {
            let (rows, outbox) = (world.number("select count(*) from resets").await, world.outbox().await);
            for _ in 0..5 {
                world.ask(email).await.unwrap();
                world.wait(1);
            }
            assert_eq!(wait_of(world.ask(&email.to_uppercase()).await), 3_595, "{email}");
            assert_eq!(world.number("select count(*) from resets").await - rows, 5, "{email}");
            assert_eq!(world.outbox().await - outbox, 5, "{email}");
        }
        assert_eq!(world.letters_of("password-reset").await.len(), 1, "four were replaced, ten were for nobody");
        // What goes out is for the one who has a password to choose.
        let open = "select count(*) from resets where user_id is not null";
        assert_eq!(world.number(open).await, 5);
    });
}

impl World {
    async fn outbox(&self) -> i64 {
        self.number("select count(*) from outbox").await
    }
}

#[test]
fn letters_from_one_network_are_limited() {
    let settings = Settings { reset_lifetime: 60, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let mine = from("203.0.113.9");
        for n in 0..60 {
            world.accounts.passwords.forgot(&forgot(&format!("a{n}@example.com")), &mine).await.unwrap();
        }
        assert_eq!(wait_of(world.accounts.passwords.forgot(&forgot("b@example.com"), &mine).await), 60);
        let token = Token::parse(&"A".repeat(43)).unwrap();
        assert!(world.accounts.passwords.reset_open(&token).await.unwrap().is_none());
    });
}

#[test]
fn the_users_own_browser_gets_a_letter_when_strangers_have_used_all_up() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        let known =
            RequestContext { known: Some(world.sign_in(ANNA).await.known.clone()), ..RequestContext::default() };
        for _ in 0..5 {
            world.ask(ANNA).await.unwrap();
        }
        assert!(matches!(world.ask(ANNA).await, Err(Error::TooMany(_))));
        for _ in 0..5 {
            world.accounts.passwords.forgot(&forgot(ANNA), &known).await.unwrap();
        }
        assert_eq!(
            wait_of(world.accounts.passwords.forgot(&forgot(ANNA), &known).await),
            3_600,
            "it has a count of its own"
        );
        world.choose_by(NEW, &world.token().await).await.unwrap();
    });
}

#[test]
fn this_was_not_me_ends_every_session_and_sends_a_link() {
    each_db(|world| async move {
        let mine = world.sign_up(ANNA).await;
        let theirs = world.sign_in(ANNA).await.session;
        for _ in 0..5 {
            world.ask(ANNA).await.unwrap();
        }
        assert!(matches!(world.ask(ANNA).await, Err(Error::TooMany(_))), "strangers have used the letters up");
        world.accounts.passwords.this_wasnt_me(&with(&theirs)).await.unwrap();
        for session in [&mine, &theirs] {
            assert!(world.accounts.sessions.current_user(Some(session)).await.unwrap().is_none());
        }
        world.choose_by(NEW, &world.token().await).await.unwrap();
        assert_eq!(world.written("sessions_ended", "done").await, 1);
        assert!(matches!(world.accounts.passwords.this_wasnt_me(&with(&mine)).await, Err(Error::SignedOut)));
    });
}

#[test]
fn whoever_signs_in_with_the_old_password_while_it_changes_is_out_or_never_in() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for _ in 0..10 {
            world.run("delete from letter_counts").await;
            world.ask(ANNA).await.unwrap();
            let token = world.token().await;
            world.wait(60);
            let old = if world.enter(ANNA, &RequestContext::default()).await.is_ok() { PASSWORD } else { NEW };
            let new = if old == NEW { PASSWORD } else { NEW };
            at_once(9, |n| {
                let (world, token): (Arc<World>, _) = (Arc::clone(&world), token.clone());
                async move {
                    if n == 4 {
                        world.choose_by(new, &token).await.map(drop).unwrap();
                    } else {
                        let _either =
                            world.accounts.sign_in.sign_in(&sign_in(ANNA, old), &RequestContext::default()).await;
                    }
                }
            })
            .await;
            let left = world.number("select count(*) from sessions").await;
            assert_eq!(left, 0, "a session of the old password is alive");
        }
    });
}

#[test]
fn the_way_back_in_is_open_while_strangers_go_on_guessing() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for _ in 0..5 {
            refused(
                world
                    .accounts
                    .sign_in
                    .sign_in(&sign_in(ANNA, PASSWORD.trim_end_matches('r')), &RequestContext::default())
                    .await,
            );
        }
        wait_of(world.enter(ANNA, &RequestContext::default()).await);
        world.ask(ANNA).await.unwrap();
        let known = world.choose_by(NEW, &world.token().await).await.unwrap();
        wait_of(world.accounts.sign_in.sign_in(&sign_in(ANNA, NEW), &RequestContext::default()).await);
        let mine = RequestContext { known: Some(known), ..RequestContext::default() };
        assert!(world.accounts.sign_in.sign_in(&sign_in(ANNA, NEW), &mine).await.is_ok());
    });
}

#[test]
fn a_letter_says_when_and_by_what_browser_it_was_asked_for() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0".into();
        let context = RequestContext { agent, ..RequestContext::default() };
        world.wait(3_661);
        world.accounts.passwords.forgot(&ForgotForm { email: "a@example.com".into() }, &context).await.unwrap();
        let letters = world.letters_of("password-reset").await;
        assert!(letters[0].contains("2027-01-15 09:01 UTC") && letters[0].contains("Firefox, Linux"), "{letters:?}");
    });
}
