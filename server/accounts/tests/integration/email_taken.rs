//! Addresses that somebody has, or had until lately; and the operator, who moves users too.

use crate::{
    help::moving::{count, find},
    help::{World, at_once, each_db, refused, with},
};
use accounts::{Error, Proved, RequestContext};
use rules::{Delivery, Errors, Field, FieldError};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const EVA: &str = "eva@example.com";

fn on_code(wrong: FieldError) -> Errors {
    Errors::on(Field::Code, wrong)
}

#[test]
fn of_two_users_who_prove_one_address_at_once_one_has_it() {
    each_db(|world| async move {
        let visitors = [with(&world.sign_up(ANNA).await), with(&world.sign_up(EVA).await)];
        for round in 0..10 {
            let new = format!("new{round}@example.com");
            let codes = [world.wished(&visitors[0], &new).await.0, world.wished(&visitors[1], &new).await.0];
            let ended = at_once(2, |n| {
                let (world, context, code) = (Arc::clone(&world), visitors[n].clone(), codes[n].clone());
                async move { world.prove(&context, &code).await }
            });
            let (ended, lost): (Vec<_>, Vec<_>) = ended.await.into_iter().partition(Result::is_ok);
            assert_eq!(ended.len(), 1);
            assert!(lost.into_iter().all(|lost| refused(lost) == on_code(FieldError::Code)));
            assert!(world.has(&new).await);
        }
        assert_eq!(world.written("email_changed", "done").await, 10);
    });
}

/// Both are seen before a code is sent; these are the states that two acts at once may leave.
#[test]
fn a_right_code_moves_nobody_to_a_kept_address_or_from_another_one_than_it_was_asked_from() {
    each_db(|world| async move {
        let (anna, eva) = (with(&world.sign_up(ANNA).await), with(&world.sign_up(EVA).await));
        let eva = world.user(&eva).await.id;
        let now = world.now();
        let kept = format!(
            "insert into email_changes (id, user_id, seq, old_email, old_email_key, email, email_key, created_at, expires_at, done_at)
             values ('kept', '{eva}', 1, '{BORIS}', '{BORIS}', '{EVA}', '{EVA}', {now}, {now}, {now})"
        );
        let moved = "update email_changes set old_email_key = 'moved@example.com' where done_at is null".to_owned();
        for meanwhile in [kept, moved] {
            let (code, _) = world.wished(&anna, BORIS).await;
            world.run(&meanwhile).await;
            assert_eq!(refused(world.prove(&anna, &code).await), on_code(FieldError::Code));
            assert!(world.has(ANNA).await && !world.has(BORIS).await);
            let done = "select count(*) from email_changes where id <> 'kept' and done_at is not null";
            assert_eq!(world.number(done).await, 0, "{meanwhile}");
            world.run("delete from email_changes").await;
            world.wait(60);
        }
    });
}

#[test]
fn an_address_of_a_user_looks_the_same_and_its_owner_is_told_once_a_day() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.sign_up(EVA).await;
        world.post().await;
        for (round, mails) in [(0, 1), (1, 0)] {
            let free = (world.wish(&context, BORIS).await.unwrap(), world.shown(&context).await);
            let post = world.post().await;
            assert_eq!((post.len(), count(&post, "email-change-notice", ANNA)), (2, 1));
            let taken = (world.wish(&context, EVA).await.unwrap(), world.shown(&context).await);
            assert_eq!(free, taken, "round {round}");
            let post = world.post().await;
            assert_eq!(
                (count(&post, "email-change-notice", ANNA), count(&post, "already-registered", EVA)),
                (1, mails)
            );
            assert_eq!(post.len(), 1 + mails);
            assert_eq!(refused(world.prove(&context, "ABC-DEF").await), on_code(FieldError::Code));
            world.wait(60);
        }
        world.begin(EVA).await;
        assert!(world.post().await.is_empty(), "the letter of the registration has the same cap");
        assert_eq!(world.number("select count(*) from codes where email_key = 'eva@example.com'").await, 3);
        world.wait(86_400);
        let context = with(&world.sign_in(ANNA).await.session);
        world.wish(&context, EVA).await.unwrap();
        let post = world.post().await;
        let letter = find(&post, "already-registered", EVA);
        assert!(letter.text.contains("перенести свій акаунт"), "{}", letter.text);
    });
}

impl World {
    /// What the page of the pending address shows, but for the address itself.
    async fn shown(&self, context: &RequestContext) -> (i64, u32, Delivery) {
        let waiting = self.reading().email_change(context).await.expect("signed in").expect("one waits");
        (waiting.code_sent_at, waiting.resend_in, waiting.delivery)
    }
}

#[test]
fn past_the_cap_of_letters_the_wish_waits_without_a_code() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        for _ in 0..5 {
            world.begin(BORIS).await;
        }
        world.post().await;
        assert!(world.wish(&context, BORIS).await.unwrap());
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "email-change-notice", ANNA)), (1, 1));
        assert_eq!(world.shown(&context).await, (0, 3_600, Delivery::OnItsWay));
        assert_eq!(refused(world.resend_email(&context).await), on_code(FieldError::Wait(3_600)));
        world.wait(3_000);
        world.user(&context).await;
        world.wait(600);
        world.resend_email(&context).await.unwrap();
        let code = find(&world.post().await, "email-change-code", BORIS).code();
        world.prove(&context, &code).await.unwrap();
    });
}

#[test]
fn a_former_address_is_kept_for_seven_days_from_everybody_but_its_user() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let eva = with(&world.sign_up(EVA).await);
        world.move_to(&context, BORIS).await;
        world.post().await;
        let (browser, id) = world.begin(ANNA).await;
        let post = world.post().await;
        assert_eq!(post.len(), 1);
        let kept = find(&post, "already-registered", ANNA);
        assert!(kept.text.contains("2027-01-22 08:00 UTC"), "{}", kept.text);
        refused(world.confirm(&browser, &id, "ABC-DEF").await);
        assert!(world.wish(&eva, ANNA).await.unwrap());
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "email-change-notice", EVA)), (1, 1), "told once a day");
        assert_eq!(world.shown(&eva).await, (world.now(), 60, Delivery::OnItsWay));
        let errors = refused(world.accounts.operator.change_email(EVA, ANNA).await);
        assert_eq!(errors, Errors::on(Field::Email, FieldError::Used));
        world.wait(60);
        world.move_to(&context, ANNA).await;
        assert_eq!(world.user(&context).await.email, ANNA);
        world.move_to(&context, BORIS).await;
        world.wait(7 * 86_400 - 1);
        let eva = with(&world.sign_in(EVA).await.session);
        assert!(world.wish(&eva, ANNA).await.unwrap());
        assert_eq!(count(&world.post().await, "email-change-code", ANNA), 0);
        world.wait(60);
        world.resend_email(&eva).await.unwrap();
        let code = find(&world.post().await, "email-change-code", ANNA).code();
        world.prove(&eva, &code).await.unwrap();
        assert!(world.has(ANNA).await && world.has(BORIS).await && !world.has(EVA).await);
    });
}

/// The guards behind codes that nobody is told: were one guessed, it would lead nowhere.
#[test]
fn a_right_code_for_an_address_that_was_taken_or_is_kept_meanwhile_takes_nothing() {
    const NEW: &str = "new@example.com";
    each_db(|world| async move {
        let boris = with(&world.sign_up(BORIS).await);
        let anna = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&anna, NEW).await;
        let mut registrations = Vec::new();
        for _ in 0..2 {
            let (browser, id) = world.begin(NEW).await;
            registrations.push((browser, id, find(&world.post().await, "verification-code", NEW).code()));
        }
        world.move_to(&boris, NEW).await;
        let back_to_life = "update codes set dead_at = null, used_at = null";
        for why in ["the index has the last word", "it is kept for its former owner"] {
            world.run(back_to_life).await;
            assert_eq!(refused(world.prove(&anna, &code).await), on_code(FieldError::Code), "{why}");
            world.run(back_to_life).await;
            let (browser, id, code) = registrations.pop().unwrap();
            let ended = world.confirm(&browser, &id, &code).await;
            assert!(matches!(ended, Ok(Proved::AlreadyRegistered)), "{why}: {ended:?}");
            assert!(world.has(ANNA).await);
            if registrations.len() == 1 {
                world.wait(60);
                world.move_to(&boris, BORIS).await;
            }
        }
        assert!(world.has(BORIS).await && !world.has(NEW).await);
    });
}

#[test]
fn the_operator_writes_an_address_in_other_letters_and_nothing_ends() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        let (code, _) = world.wished(&context, BORIS).await;
        world.accounts.operator.change_email(ANNA, "Anna@example.com").await.unwrap();
        assert_eq!(world.number("select count(*) from users where email = 'Anna@example.com'").await, 1);
        let lines = "select count(*) from activity where act = 'profile_changed' and actor_id = 'operator'";
        assert_eq!((world.number(lines).await, world.post().await.len()), (1, 0));
        world.prove(&context, &code).await.expect("nothing has ended");
        assert!(world.has(BORIS).await);
    });
}

#[test]
fn the_operator_moves_a_user_and_everything_of_before_ends() {
    each_db(|world| async move {
        let context = with(&world.sign_up(ANNA).await);
        world.sign_up(EVA).await;
        let [_, undo] = world.move_to(&context, BORIS).await;
        let (code, _) = world.wished(&context, "c@example.com").await;
        world.ask_reset(BORIS).await;
        let reset = find(&world.post().await, "password-reset", BORIS).token("reset-password");
        let operate = |email: &'static str, new: &'static str| world.accounts.operator.change_email(email, new);
        assert!(matches!(operate("nobody@example.com", "x@example.com").await, Err(Error::Gone)));
        for (new, wrong) in
            [("x", FieldError::Malformed), ("", FieldError::Missing), ("EVA@example.com", FieldError::Used)]
        {
            assert_eq!(refused(operate(BORIS, new).await), Errors::on(Field::Email, wrong), "{new}");
        }
        assert_eq!(refused(operate(BORIS, BORIS).await), Errors::on(Field::Email, FieldError::Used));
        operate(BORIS, "New@example.com").await.unwrap();
        assert!(world.has("new@example.com").await && !world.has(BORIS).await);
        assert!(matches!(world.prove(&context, &code).await, Err(Error::SignedOut)));
        assert!(world.accounts.passwords.reset_open(&reset).await.unwrap().is_none());
        assert!(world.accounts.email_changes.undo_open(&undo).await.unwrap().is_none());
        let post = world.post().await;
        assert_eq!(
            (count(&post, "security-notice", BORIS), count(&post, "security-notice", "New@example.com")),
            (1, 1)
        );
        assert_eq!(
            world.number("select count(*) from activity where act = 'email_changed' and actor_id = 'operator'").await,
            1
        );
        assert_eq!(world.number("select version from users where email_key = 'new@example.com'").await, 3);
        assert_eq!(world.number("select count(*) from known_browsers join users on users.id = user_id where email_key = 'new@example.com'").await, 0);
        let (_, id) = world.begin(ANNA).await;
        assert!(!id.is_empty());
        assert_eq!(count(&world.post().await, "verification-code", ANNA), 1, "nothing is kept any more");
    });
}
