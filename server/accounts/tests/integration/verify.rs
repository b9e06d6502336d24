//! The code's rules: lifetimes, tries, waits, caps.

use crate::help::{World, another, code_in, each_db, refused};
use accounts::{Error, Proved, RequestContext};
use rules::{AddressForm, CodeForm, Errors, Field, FieldError, Language};
use std::sync::Arc;

fn on_code(wrong: FieldError) -> Errors {
    Errors::on(Field::Code, wrong)
}

fn address(id: &str, email: &str) -> AddressForm {
    AddressForm { registration: id.into(), email: email.into() }
}

#[test]
fn a_code_works_for_ten_minutes_and_no_longer() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let code = world.code().await;
        world.wait(600);
        assert_eq!(refused(world.confirm(&context, &id, &code).await), on_code(FieldError::Code));
        let (context, id) = world.begin("b@example.com").await;
        let code = world.code().await;
        world.wait(599);
        assert!(matches!(world.confirm(&context, &id, &code.to_lowercase()).await, Ok(Proved::SignedIn(_))));
    });
}

#[test]
fn a_code_works_only_in_its_own_registration_and_browser() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let code = world.code().await;
        let (other, others) = world.begin("b@example.com").await;
        assert!(matches!(world.confirm(&RequestContext::default(), &id, &code).await, Err(Error::Gone)));
        assert!(matches!(world.confirm(&other, &id, &code).await, Err(Error::Gone)));
        assert_eq!(refused(world.confirm(&other, &others, &code).await), on_code(FieldError::Code));
        assert!(world.confirm(&context, &id, &code).await.is_ok());
    });
}

#[test]
fn after_five_tries_the_code_is_dead_and_a_resend_gives_five_more() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let code = world.code().await;
        for _ in 0..4 {
            assert_eq!(refused(world.confirm(&context, &id, &another(&code)).await), on_code(FieldError::Code));
        }
        assert_eq!(refused(world.confirm(&context, &id, &another(&code)).await), on_code(FieldError::Tries));
        assert_eq!(
            refused(world.confirm(&context, &id, &code).await),
            on_code(FieldError::Tries),
            "even the right one"
        );
        world.wait(60);
        world.resend(&id, &context).await.unwrap();
        assert_eq!(
            refused(world.confirm(&context, &id, &code).await),
            on_code(FieldError::Code),
            "the dead one stays dead"
        );
        let code = world.code().await;
        assert!(world.confirm(&context, &id, &code).await.is_ok());
    });
}

#[test]
fn twenty_five_tries_are_all_a_registration_has() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        for round in 0..5 {
            let code = world.code().await;
            for _ in 0..5 {
                refused(world.confirm(&context, &id, &another(&code)).await);
            }
            world.wait(3_600);
            let resent = world.resend(&id, &context).await;
            assert_eq!(resent.is_ok(), round < 4, "round {round}");
        }
        assert_eq!(refused(world.confirm(&context, &id, "ABC-DEF").await), on_code(FieldError::Exhausted));
        assert_eq!(refused(world.resend(&id, &context).await), on_code(FieldError::Exhausted));
        assert_eq!(world.number("select tries_total from registrations").await, 25);
    });
}

#[test]
fn a_hundred_wrong_codes_at_once_are_looked_at_five_times() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let code = world.code().await;
        let tasks = (0..100).map(|_| {
            let (world, context, id, code) = (Arc::clone(&world), context.clone(), id.clone(), another(&code));
            tokio::spawn(async move { refused(world.confirm(&context, &id, &code).await) })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(world.number("select tries from registrations").await, 5);
        assert_eq!(refused(world.confirm(&context, &id, &code).await), on_code(FieldError::Tries));
    });
}

#[test]
fn the_right_code_posted_fifty_times_at_once_works_once() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let code = world.code().await;
        let tasks = (0..50).map(|_| {
            let (world, context, id, code): (Arc<World>, _, _, _) =
                (Arc::clone(&world), context.clone(), id.clone(), code.clone());
            tokio::spawn(async move { world.confirm(&context, &id, &code).await.is_ok() })
        });
        let mut worked = 0;
        for task in tasks.collect::<Vec<_>>() {
            worked += i32::from(task.await.unwrap());
        }
        assert_eq!(worked, 1);
        assert_eq!(world.number("select count(*) from sessions").await, 1);
    });
}

#[test]
fn a_resend_waits_a_minute_and_leaves_the_former_code_alive() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        world.wait(20);
        assert_eq!(refused(world.resend(&id, &context).await), on_code(FieldError::Wait(40)));
        world.wait(40);
        world.resend(&id, &context).await.unwrap();
        let letters = world.letters().await;
        assert_eq!(letters.len(), 2);
        let (former, newer) = (code_in(&letters[0]), code_in(&letters[1]));
        assert_ne!(former, newer);
        assert!(world.confirm(&context, &id, &former).await.is_ok());
    });
}

#[test]
fn five_codes_an_hour_go_to_one_address_whoever_asks() {
    each_db(|world| async move {
        for _ in 0..5 {
            world.begin("a@example.com").await;
        }
        let (context, id) = world.begin("a@example.com").await;
        assert_eq!(world.letters().await.len(), 5);
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
        assert_eq!(unfinished.resend_in, 3_600);
        assert_eq!(refused(world.resend(&id, &context).await), on_code(FieldError::Wait(3_600)));
        world.wait(3_600);
        world.resend(&id, &context).await.unwrap();
        assert_eq!(world.letters().await.len(), 6);
    });
}

#[test]
fn asking_at_once_does_not_get_around_the_cap() {
    each_db(|world| async move {
        let tasks = (0..20).map(|_| {
            let world: Arc<World> = Arc::clone(&world);
            tokio::spawn(async move { drop(world.begin("a@example.com").await) })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(world.letters().await.len(), 5);
    });
}

#[test]
fn the_address_can_be_corrected_three_times() {
    each_db(|world| async move {
        let (context, id) = world.begin("wrong@example.com").await;
        let old = world.code().await;
        refused(world.confirm(&context, &id, &another(&old)).await);
        assert_eq!(
            refused(world.accounts.registrations.change_address(&address(&id, "b@example.com"), &context).await),
            Errors::on(Field::Email, FieldError::Wait(60))
        );
        for email in ["b@example.com", "c@example.com", "right@example.com"] {
            world.wait(60);
            world.accounts.registrations.change_address(&address(&id, email), &context).await.unwrap();
        }
        world.wait(60);
        assert_eq!(
            refused(world.accounts.registrations.change_address(&address(&id, "d@example.com"), &context).await),
            Errors::on(Field::Email, FieldError::Changes)
        );
        let letters = world.letters().await;
        assert_eq!(letters.len(), 2, "letters that had not gone died with their address");
        assert!(letters[1].contains("To: right@example.com"));
        assert_eq!(refused(world.confirm(&context, &id, &old).await), on_code(FieldError::Code));
        for version in ["0", "2", "4"] {
            let form = CodeForm { registration: id.clone(), version: version.into(), code: old.clone() };
            let former_page = world.accounts.registrations.confirm(&form, &context).await;
            assert_eq!(refused(former_page), on_code(FieldError::Stale), "{version}");
        }
        let shown = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().address_changes;
        let form = CodeForm { registration: id.clone(), version: shown.to_string(), code: another(&old) };
        assert_eq!(refused(world.accounts.registrations.confirm(&form, &context).await), on_code(FieldError::Code));
        assert_eq!(
            world.number("select tries_total from registrations").await,
            3,
            "counts carry over, former pages none"
        );
        assert!(world.confirm(&context, &id, &code_in(&letters[1])).await.is_ok());
        assert!(world.accounts.sessions.user_of("right@example.com").await.unwrap().is_some());
    });
}

#[test]
fn continuing_twice_sends_one_letter() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        world.accounts.registrations.details(&crate::help::business(&id), &context).await.unwrap();
        assert_eq!(world.letters().await.len(), 1);
        world.wait(599);
        world.accounts.registrations.details(&crate::help::business(&id), &context).await.unwrap();
        assert_eq!(world.letters().await.len(), 1, "the code works still");
        world.wait(1);
        world.accounts.registrations.details(&crate::help::business(&id), &context).await.unwrap();
        assert_eq!(world.letters().await.len(), 2, "it works no more");
    });
}

#[test]
fn codes_are_kept_only_as_keyed_hashes_and_letters_are_emptied_once_sent() {
    each_db(|world| async move {
        world.begin("a@example.com").await;
        assert_eq!(
            world.number("select count(*) from outbox where content like '1.%' and content not like '%@%'").await,
            1
        );
        let code = world.code().await;
        let letters = code.replace('-', "");
        assert_eq!(
            world
                .number(&format!(
                    "select count(*) from codes where code_hash like '%{letters}%' or code_hash like '%{code}%'"
                ))
                .await,
            0
        );
        assert_eq!(world.number("select count(*) from outbox where content <> ''").await, 0);
    });
}

#[test]
fn who_reads_on_in_another_language_gets_their_letters_in_it_and_stays_with_it() {
    each_db(|world| async move {
        let (mut context, id) = world.begin("a@example.com").await;
        let last = async || world.letters_of("verification-code").await.pop().unwrap();
        assert!(last().await.contains("Введіть цей код"), "{}", last().await);
        world.wait(60);
        context.language = Language::Polish;
        world.resend(&id, &context).await.unwrap();
        assert!(last().await.contains("Wpisz ten kod"), "{}", last().await);
        let named = async || world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().language;
        assert_eq!(named().await, Language::Polish, "the page names the subject of the letter that went");
        world.wait(60);
        let english = RequestContext { language: Language::English, ..context.clone() };
        world.accounts.registrations.change_address(&address(&id, "b@example.com"), &english).await.unwrap();
        assert!(last().await.contains("Enter this code"), "{}", last().await);
        let code = world.code().await;
        let Proved::SignedIn(signed_in) = world.confirm(&context, &id, &code).await.unwrap() else { panic!() };
        let me = world.accounts.sessions.current_user(Some(&signed_in.session)).await.unwrap().unwrap();
        assert_eq!((me.user.language, signed_in.language), (Language::Polish, Language::Polish));
    });
}
