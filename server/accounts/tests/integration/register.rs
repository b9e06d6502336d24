//! The journey: register, details, verify, and who one is afterwards.

use crate::help::{PASSWORD, World, another, at_once, business, code_in, each_db, personal, refused, register};
use accounts::{Error, Proved, RequestContext, Step};
use rules::{Errors, Field, FieldError, Language, Permission, RegisterForm, Role};
use std::sync::Arc;

#[test]
fn a_person_registers_and_owns_an_account() {
    each_db(|world| async move {
        let session = world.sign_up("Oksana@Example.com").await;
        let who = world.accounts.sessions.current_user(Some(&session)).await.unwrap().expect("signed in");
        assert_eq!(
            (who.user.name.as_str(), who.user.surname.as_str(), who.user.email.as_str()),
            ("Оксана", "Ґалаґан", "Oksana@example.com")
        );
        assert_eq!(
            (who.user.phone_shown().as_str(), who.user.country.as_str(), who.user.language),
            ("+380 44 537 0222", "UA", Language::Ukrainian)
        );
        let [account] = &who.accounts[..] else { panic!("one account") };
        assert_eq!(account.roles, [Role::AccountOwner]);
        assert_eq!(account.permissions(), Permission::ALL);
        assert!(!account.business && account.organisation.is_empty());
        assert_eq!(
            world.accounts.sessions.user_of(" oksana@EXAMPLE.com ").await.unwrap().expect("found").user.id,
            who.user.id
        );
    });
}

#[test]
fn a_company_registers_with_its_tin() {
    each_db(|world| async move {
        let (id, browser) = world
            .accounts
            .registrations
            .register(&register("firm@example.com"), &RequestContext::default())
            .await
            .unwrap();
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        world.accounts.registrations.details(&business(&id), &context).await.unwrap();
        let code = world.code().await;
        let accounts::Proved::SignedIn(accounts::SignedIn { session, .. }) =
            world.confirm(&context, &id, &code).await.unwrap()
        else {
            panic!("signed in")
        };
        let who = world.accounts.sessions.current_user(Some(&session)).await.unwrap().unwrap();
        let organisation = &who.accounts[0].organisation;
        assert!(organisation.contains(&(Field::Tin, "14360570".into())), "{organisation:?}");
        assert_eq!(who.accounts[0].name_shown, "ТОВ «Хмара»");
    });
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_kept() {
    each_db(|world| async move {
        let errors =
            refused(world.accounts.registrations.register(&RegisterForm::default(), &RequestContext::default()).await);
        assert_eq!(errors.iter().count(), 5);
        assert_eq!(world.number("select count(*) from registrations").await, 0);
        let (context, id) = world.begin("a@example.com").await;
        let wrong_phone = rules::DetailsForm { phone: "12345".into(), ..personal(&id) };
        assert_eq!(
            refused(world.accounts.registrations.details(&wrong_phone, &context).await),
            Errors::on(Field::Phone, FieldError::Country)
        );
        for (phone, country, wrong) in
            [("011 123 45 67", "UA", FieldError::DoubtfulPhone), ("044 537 02 22", "AQ", FieldError::PhonePlus)]
        {
            let form = rules::DetailsForm { phone: phone.into(), country: country.into(), ..personal(&id) };
            assert_eq!(
                refused(world.accounts.registrations.details(&form, &context).await),
                Errors::on(Field::Phone, wrong)
            );
        }
        assert_eq!(
            world.number("select count(*) from registrations where phone = '+380445370222'").await,
            1,
            "as before"
        );
    });
}

#[test]
fn an_extension_is_kept_apart_and_comes_along() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let form = rules::DetailsForm { phone: "\u{202a}8 (044) 537-02-22\u{202c} Дод. 12".into(), ..personal(&id) };
        world.accounts.registrations.details(&form, &context).await.unwrap();
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished");
        assert!(unfinished.values.contains(&(Field::Phone, "8 (044) 537-02-22 Дод. 12".into())), "as typed");
        let code = world.code().await;
        world.confirm(&context, &id, &code).await.unwrap();
        assert_eq!(
            world.number("select count(*) from users where phone = '+380445370222' and phone_extension = '12'").await,
            1
        );
    });
}

#[test]
fn a_phone_that_was_insisted_on_is_not_doubted_again() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let form = rules::DetailsForm { phone: "011 123 45 67".into(), ..business(&id) };
        let errors = refused(world.accounts.registrations.details(&form, &context).await);
        assert_eq!(errors, Errors::on(Field::Phone, FieldError::DoubtfulPhone));
        let marks = rules::confirmed(&form.country, &form.tin, &[(Field::Phone, &form.phone)]);
        let insisted = rules::DetailsForm { confirmed: marks, ..form };
        world.accounts.registrations.details(&insisted, &context).await.unwrap();
        let shown = world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished").values;
        let value = |field| shown.iter().find(|(at, _)| *at == field).map(|(_, value)| value.clone());
        let again = rules::DetailsForm::of(&|field| value(field).unwrap_or_default());
        let again = rules::DetailsForm { language: "uk".into(), ..again };
        world.accounts.registrations.details(&again, &context).await.expect("as it is shown");
        let other = rules::DetailsForm { phone: "011 123 45 68".into(), ..again };
        let errors = refused(world.accounts.registrations.details(&other, &context).await);
        assert_eq!(errors, Errors::on(Field::Phone, FieldError::DoubtfulPhone), "no other one passes");
    });
}

#[test]
fn a_registration_can_be_taken_up_again_in_its_browser_only() {
    each_db(|world| async move {
        let (id, browser) = world
            .accounts
            .registrations
            .register(&register("a@example.com"), &RequestContext::default())
            .await
            .unwrap();
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished");
        assert_eq!((unfinished.id.as_str(), unfinished.step), (id.as_str(), Step::Details));
        assert!(unfinished.values.contains(&(Field::Name, "Оксана".into())));
        assert!(!unfinished.values.iter().any(|(_, value)| value.contains(PASSWORD)));
        assert!(
            world.accounts.registrations.unfinished(&RequestContext::default(), Some(&id)).await.unwrap().is_none()
        );
        assert!(matches!(
            world.accounts.registrations.details(&personal(&id), &RequestContext::default()).await,
            Err(Error::Gone)
        ));
        world.accounts.registrations.details(&personal(&id), &context).await.unwrap();
        assert_eq!(
            world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished").step,
            Step::Verify
        );
        world.wait(86_400);
        assert!(world.accounts.registrations.unfinished(&context, None).await.unwrap().is_none());
        assert!(matches!(world.accounts.registrations.details(&personal(&id), &context).await, Err(Error::Gone)));
    });
}

#[test]
fn two_people_in_one_browser_are_never_mixed() {
    each_db(|world| async move {
        let (first, browser) = world
            .accounts
            .registrations
            .register(&register("first@example.com"), &RequestContext::default())
            .await
            .unwrap();
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        let (second, _) =
            world.accounts.registrations.register(&register("second@example.com"), &context).await.unwrap();
        assert_ne!(first, second);
        assert_eq!(world.accounts.registrations.unfinished_count(&context).await.unwrap(), 2);
        world.accounts.registrations.details(&personal(&first), &context).await.unwrap();
        let letters = world.letters().await;
        assert!(letters.len() == 1 && letters[0].contains("To: first@example.com"));
        let (again, _) =
            world.accounts.registrations.register(&register("SECOND@example.com"), &context).await.unwrap();
        assert_eq!(again, second, "the same address goes on where it stopped");
    });
}

#[test]
fn a_mistyped_address_corrected_by_back_greets_nobody_afterwards() {
    each_db(|world| async move {
        let (context, wrong) = world.begin("anna@exmaple.com").await;
        let (right, _) = world.accounts.registrations.register(&register("anna@example.com"), &context).await.unwrap();
        world.accounts.registrations.details(&personal(&right), &context).await.unwrap();
        // Two letters of one second go in any order.
        let letters = world.letters().await;
        let code = code_in(letters.iter().find(|letter| letter.contains("To: anna@example.com")).expect("it went"));
        let (elsewhere, others) = world.begin("berta@example.com").await;
        world.wait(60);
        let sent = world.letters().await.len();
        world.resend(&wrong, &context).await.unwrap();
        refused(world.confirm(&context, &right, &another(&code)).await);
        assert_eq!(
            world.accounts.registrations.unfinished_count(&context).await.unwrap(),
            2,
            "a wrong code ends nothing"
        );
        assert!(matches!(world.confirm(&context, &right, &code).await, Ok(Proved::SignedIn(_))));
        assert!(
            world.accounts.registrations.unfinished(&context, None).await.unwrap().is_none(),
            "nothing to greet anybody with"
        );
        assert_eq!(world.number("select count(*) from registrations where email_key = 'anna@exmaple.com'").await, 0);
        assert_eq!(world.letters().await.len(), sent, "the unsent letter to the mistyped address never goes");
        assert!(matches!(world.confirm(&context, &wrong, &code).await, Err(Error::Gone)));
        assert!(
            world.accounts.registrations.unfinished(&elsewhere, Some(&others)).await.unwrap().is_some(),
            "another browser's stays"
        );
    });
}

#[test]
fn two_registrations_of_one_browser_finished_at_once_leave_one_user() {
    each_db(|world| async move {
        for round in 0..8 {
            let emails = [format!("a{round}@example.com"), format!("b{round}@example.com")];
            let (context, first) = world.begin(&emails[0]).await;
            let (second, _) = world.accounts.registrations.register(&register(&emails[1]), &context).await.unwrap();
            world.accounts.registrations.details(&personal(&second), &context).await.unwrap();
            let letters = world.letters().await;
            let code = |email: &String| {
                let to = format!("To: {email}");
                code_in(letters.iter().find(|letter| letter.contains(&to)).expect("a letter"))
            };
            let tries = [(first, code(&emails[0])), (second, code(&emails[1]))];
            let ended = at_once(2, |n| {
                let (world, context, (id, code)) = (Arc::clone(&world), context.clone(), tries[n].clone());
                async move { world.confirm(&context, &id, &code).await }
            })
            .await;
            let done = ended.iter().filter(|ended| matches!(ended, Ok(Proved::SignedIn(_)))).count();
            let gone = ended.iter().filter(|ended| matches!(ended, Err(Error::Gone))).count();
            assert_eq!((done, gone), (1, 1), "{ended:?}");
            world.wait(3_600);
        }
    });
}

#[test]
fn start_over_leaves_nothing_behind() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        world.accounts.registrations.start_over(&RequestContext::default(), &id).await.unwrap();
        assert!(
            world.accounts.registrations.unfinished(&context, None).await.unwrap().is_some(),
            "another browser cannot"
        );
        world.accounts.registrations.start_over(&context, &id).await.unwrap();
        assert!(world.accounts.registrations.unfinished(&context, None).await.unwrap().is_none());
        assert_eq!(world.letters().await.len(), 0, "the unsent letter never goes");
    });
}

#[test]
fn a_known_address_looks_the_same_and_is_told_once_a_day_by_letter() {
    each_db(|world| async move {
        world.sign_up("known@example.com").await;
        let before = world.letters().await.len();
        let hashes = world.accounts.hasher().computed();
        let (context, id) = world.begin("Known@example.com").await;
        assert_eq!(world.accounts.hasher().computed() - hashes, 1);
        let letters = world.letters().await;
        assert_eq!(letters.len(), before + 1);
        assert!(
            letters[before].contains("X-Ocpanel-Letter: already-registered")
                && letters[before].contains("To: known@example.com")
        );
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().expect("unfinished");
        assert_eq!((unfinished.step, unfinished.resend_in), (Step::Verify, 60));
        world.wait(60);
        world.resend(&id, &context).await.expect("as for anybody");
        assert_eq!(world.letters().await.len(), before + 1, "one letter a day");
        assert_eq!(refused(world.confirm(&context, &id, "ABC-DEF").await), Errors::on(Field::Code, FieldError::Code));
    });
}

#[test]
fn a_stranger_who_typed_the_address_first_has_nothing_in_the_end() {
    each_db(|world| async move {
        let (stranger, strangers) = world.begin("victim@example.com").await;
        let strangers_code = world.code().await;
        world.wait(60);
        world.sign_up("victim@example.com").await;
        let unfinished = world.accounts.registrations.unfinished(&stranger, None).await.unwrap();
        assert_eq!(unfinished.expect("looks as before").step, Step::Verify, "the stranger learns nothing");
        let tried = world.confirm(&stranger, &strangers, &strangers_code).await;
        assert_eq!(refused(tried), Errors::on(Field::Code, FieldError::Code));
        assert_eq!(world.number("select count(*) from users").await, 1);
    });
}

#[test]
fn two_hundred_at_once_for_one_address_make_one_user() {
    each_db(|world| async move {
        // The letters' cap would stop them long before; this is about the index that decides.
        let mut ready = Vec::new();
        for _ in 0..40 {
            let (context, id) = world.begin("one@example.com").await;
            ready.push((context, id, world.code().await));
            world.run("delete from letter_counts").await;
        }
        let tasks = ready.into_iter().map(|(context, id, code)| {
            let world: Arc<World> = Arc::clone(&world);
            tokio::spawn(async move { world.confirm(&context, &id, &code).await.is_ok() })
        });
        let mut made = 0;
        for task in tasks.collect::<Vec<_>>() {
            made += i32::from(task.await.unwrap());
        }
        assert_eq!(made, 1);
        assert_eq!(world.number("select count(*) from users").await, 1);
        assert_eq!(world.number("select count(*) from accounts").await, 1);
    });
}

#[test]
fn whoever_was_signed_in_meanwhile_in_the_browser_of_a_registration_is_signed_out_by_its_end() {
    each_db(|world| async move {
        let anna = world.sign_up("anna@example.com").await;
        let (context, id) = world.begin("boris@example.com").await;
        let code = world.code().await;
        let here = RequestContext { session: Some(anna.clone()), ..context };
        assert!(world.confirm(&here, &id, "ABC-DEF").await.is_err() && world.is_somebody(&anna).await);
        assert!(matches!(world.confirm(&here, &id, &code).await, Ok(Proved::SignedIn(_))));
        assert!(!world.is_somebody(&anna).await);
    });
}
