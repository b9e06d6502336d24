//! How often is too often, and what holds when everybody comes at once.

use crate::help::{
    PASSWORD, World, another, at_once, code_in, each_db, each_db_with, from, refused, register, sign_in as form,
    wait_of,
};
use accounts::{Error, Mailer, Proved, Registration, RequestContext, Settings};
use rules::{AddressForm, Delivery, Errors, Field, FieldError, RegisterForm, ResendForm};
use std::sync::Arc;

#[test]
fn two_hundred_registrations_of_one_address_confirmed_at_once_make_one_user() {
    let settings = Settings { codes_per_hour: 1_000, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let mut begun = Vec::new();
        for n in 0..200 {
            // Only so many letters go to one address: the former ones are not counted here.
            if n % 5 == 0 {
                world.run("delete from letter_counts").await;
            }
            // Letters go in the order of their time.
            world.wait(1);
            begun.push(world.begin("a@example.com").await);
        }
        let letters = world.letters().await;
        assert_eq!(letters.len(), 200);
        let codes: Vec<String> = letters.iter().map(|letter| code_in(letter)).collect();
        let begun = Arc::new(begun);
        let codes = Arc::new(codes);
        let ended = at_once(200, |n| {
            let (world, begun, codes): (Arc<World>, _, _) =
                (Arc::clone(&world), Arc::clone(&begun), Arc::clone(&codes));
            async move {
                let (context, id) = &begun[n];
                matches!(world.confirm(context, id, &codes[n]).await, Ok(Proved::SignedIn(_)))
            }
        })
        .await;
        assert_eq!(ended.iter().filter(|signed_in| **signed_in).count(), 1);
        assert_eq!(world.number("select count(*) from users").await, 1);
        assert_eq!(world.number("select count(*) from accounts").await, 1);
        assert_eq!(world.number("select count(*) from codes where used_at is null and dead_at is null").await, 0);
    });
}

#[test]
fn a_hundred_wrong_passwords_at_once_are_compared_five_times() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        for email in ["a@example.com", "nobody@example.com"] {
            let before = world.accounts.hasher().computed();
            let ended = at_once(100, |_| {
                let world: Arc<World> = Arc::clone(&world);
                async move {
                    world.accounts.sign_in.sign_in(&form(email, "wrong"), &RequestContext::default()).await.map(drop)
                }
            })
            .await;
            let compared = ended.iter().filter(|ended| matches!(ended, Err(Error::Refused(_)))).count();
            assert_eq!(compared, 5, "{email}");
            assert_eq!(world.accounts.hasher().computed() - before, 5, "{email}");
        }
    });
}

#[test]
fn five_wrong_passwords_are_enough_for_one_address_known_or_not() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        let try_it = async |email: &str, password: &str| {
            world.accounts.sign_in.sign_in(&form(email, password), &RequestContext::default()).await
        };
        for email in ["a@example.com", "nobody@example.com", "a@xn--a.com"] {
            for _ in 0..5 {
                refused(try_it(email, "wrong").await);
            }
            assert_eq!(wait_of(try_it(&email.to_uppercase(), "wrong").await), 1, "{email}");
        }
        assert_eq!(wait_of(try_it("a@example.com", PASSWORD).await), 1, "even with the right one");
        world.wait(60);
        assert!(try_it("a@example.com", PASSWORD).await.is_ok());
        for email in ["a@example.com", "nobody@example.com"] {
            refused(try_it(email, "wrong").await);
            assert_eq!(wait_of(try_it(email, "wrong").await), 2, "{email}: that the owner is in shows nowhere");
        }
        assert_eq!(world.number("select count(*) from failures where key like '%example%'").await, 0);
    });
}

#[test]
fn one_network_against_many_addresses_and_many_against_one_are_both_stopped() {
    each_db(|world| async move {
        world.sign_up("a@example.com").await;
        let mine = from("203.0.113.9");
        for n in 0..10 {
            refused(world.accounts.sign_in.sign_in(&form(&format!("a{n}@example.com"), "wrong"), &mine).await);
        }
        assert_eq!(wait_of(world.accounts.sign_in.sign_in(&form("b@example.com", "wrong"), &mine).await), 6);
        assert_eq!(wait_of(world.accounts.sign_in.sign_in(&form("a@example.com", PASSWORD), &mine).await), 6);
        assert!(world.accounts.sign_in.sign_in(&form("a@example.com", PASSWORD), &from("203.0.113.10")).await.is_ok());
        for n in 0..5 {
            refused(
                world
                    .accounts
                    .sign_in
                    .sign_in(&form("a@example.com", "wrong"), &from(&format!("198.51.100.{n}")))
                    .await,
            );
        }
        assert_eq!(
            wait_of(world.accounts.sign_in.sign_in(&form("a@example.com", "wrong"), &from("198.51.100.99")).await),
            1
        );
    });
}

#[test]
fn a_right_password_does_not_clear_the_failures_of_its_network() {
    each_db(|world| async move {
        world.sign_up("mine@example.com").await;
        let mine = from("2001:db8:1:2::1");
        for n in 0..10 {
            refused(world.accounts.sign_in.sign_in(&form(&format!("victim{n}@example.com"), "wrong"), &mine).await);
            if n < 9 {
                assert!(
                    world.accounts.sign_in.sign_in(&form("mine@example.com", PASSWORD), &mine).await.is_ok(),
                    "{n}"
                );
            }
        }
        let neighbour = from("2001:db8:1:2:ffff::7");
        assert_eq!(wait_of(world.accounts.sign_in.sign_in(&form("other@example.com", "wrong"), &neighbour).await), 6);
    });
}

#[test]
fn registrations_from_one_network_are_limited_by_the_minute_and_the_day() {
    each_db(|world| async move {
        let mine = from("203.0.113.9");
        let begin =
            async |n: i32| world.accounts.registrations.register(&register(&format!("a{n}@example.com")), &mine).await;
        for n in 0..20 {
            begin(n).await.unwrap();
        }
        let hashes = world.accounts.hasher().computed();
        assert_eq!(wait_of(begin(20).await), 3);
        assert_eq!(world.accounts.hasher().computed(), hashes, "counted before anything costs");
        for n in 20..100 {
            world.wait(3);
            begin(n).await.unwrap();
        }
        world.wait(3);
        assert!(wait_of(begin(100).await) > 500);
        assert!(world.accounts.registrations.register(&register("b@example.com"), &from("203.0.113.10")).await.is_ok());
        assert_eq!(world.number("select count(*) from registrations").await, 101);
        world.wait(86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from limits").await, 0);
    });
}

#[test]
fn a_limit_holds_for_any_number_at_once() {
    each_db(|world| async move {
        let ended = at_once(60, |n| {
            let world: Arc<World> = Arc::clone(&world);
            async move {
                world
                    .accounts
                    .registrations
                    .register(&register(&format!("a{n}@example.com")), &from("203.0.113.9"))
                    .await
                    .is_ok()
            }
        })
        .await;
        assert_eq!(ended.iter().filter(|begun| **begun).count(), 20);
    });
}

#[test]
fn without_network_limits_those_of_an_address_stay() {
    let settings = Settings { network_limits: false, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let mine = from("203.0.113.9");
        for n in 0..30 {
            world.accounts.registrations.register(&register(&format!("a{n}@example.com")), &mine).await.unwrap();
        }
        for _ in 0..5 {
            refused(world.accounts.sign_in.sign_in(&form("a@example.com", "wrong"), &mine).await);
        }
        wait_of(world.accounts.sign_in.sign_in(&form("a@example.com", "wrong"), &mine).await);
    });
}

#[test]
fn wrong_codes_from_one_network_are_limited_and_right_ones_are_not_counted() {
    each_db(|world| async move {
        for n in 0..13 {
            let (context, id) = world.begin(&format!("a{n}@example.com")).await;
            let context = RequestContext { browser: context.browser, ..from("203.0.113.9") };
            let code = world.code().await;
            if n < 12 {
                for _ in 0..5 {
                    refused(world.confirm(&context, &id, &another(&code)).await);
                }
            } else {
                assert_eq!(wait_of(world.confirm(&context, &id, &code).await), 60);
                world.wait(60);
                world.confirm(&context, &id, &code).await.unwrap();
                let again = world.confirm(&context, "x", "ABC-DEF").await;
                assert!(matches!(again, Err(Error::Gone)), "the right one was given back");
                assert_eq!(wait_of(world.confirm(&context, "x", "ABC-DEF").await), 60);
            }
        }
    });
}

#[test]
fn where_registration_is_not_open_nothing_begins() {
    for registration in [Registration::Invitation, Registration::Closed] {
        let settings = Settings { registration, ..Settings::default() };
        each_db_with(&settings, |world| async move {
            let begun =
                world.accounts.registrations.register(&register("a@example.com"), &RequestContext::default()).await;
            assert!(matches!(begun, Err(Error::Gone)));
            assert_eq!(world.number("select count(*) from registrations").await, 0);
        });
    }
}

#[test]
fn only_domains_the_operator_takes_can_register_or_be_corrected_to() {
    let settings = Settings {
        domains_allowed: vec!["example.com".into(), ".example.org".into()],
        domains_refused: vec!["bad.example.org".into()],
        ..Settings::default()
    };
    each_db_with(&settings, |world| async move {
        let domain = Errors::on(Field::Email, FieldError::Domain);
        for email in ["a@example.net", "a@mail.example.com", "a@example.org", "a@bad.example.org"] {
            assert_eq!(
                refused(world.accounts.registrations.register(&register(email), &RequestContext::default()).await),
                domain,
                "{email}"
            );
        }
        let (context, id) = world.begin("a@EXAMPLE.com").await;
        world.wait(60);
        let other = AddressForm { registration: id.clone(), email: "a@example.net".into() };
        assert_eq!(refused(world.accounts.registrations.change_address(&other, &context).await), domain);
        let other = AddressForm { registration: id, email: "a@good.example.org".into() };
        world.accounts.registrations.change_address(&other, &context).await.unwrap();
    });
}

#[test]
fn a_password_that_others_guess_is_refused_before_it_costs_anything() {
    each_db(|world| async move {
        for (password, wrong) in [
            ("passwordpassword", FieldError::Common),
            ("OksanaHalahan2026", FieldError::Personal),
            ("onecloudplanet-1", FieldError::Personal),
        ] {
            let form = RegisterForm {
                password: password.into(),
                confirm_password: password.into(),
                ..register("oksana.halahan@example.com")
            };
            let ended = world.accounts.registrations.register(&form, &RequestContext::default()).await;
            assert_eq!(refused(ended), Errors::on(Field::Password, wrong), "{password}");
        }
        assert_eq!(world.accounts.hasher().computed(), 0);
    });
}

#[test]
fn the_same_press_sent_twice_acts_once() {
    each_db(|world| async move {
        let (context, id) = world.begin("a@example.com").await;
        let seen = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().code_sent_at;
        world.wait(60);
        let press = ResendForm { registration: id.clone(), version: seen.to_string() };
        for _ in 0..2 {
            world.accounts.registrations.resend(&press, &context).await.unwrap();
        }
        assert_eq!(world.letters().await.len(), 2);
        world.wait(60);
        let right = AddressForm { registration: id.clone(), email: "b@example.com".into() };
        for _ in 0..2 {
            world.accounts.registrations.change_address(&right, &context).await.unwrap();
        }
        let letters = world.letters().await;
        assert_eq!(letters.len(), 3);
        world.confirm(&context, &id, &code_in(&letters[2])).await.unwrap();
        assert!(matches!(world.confirm(&context, &id, &code_in(&letters[2])).await, Err(Error::Finished)));
        assert!(matches!(
            world.accounts.registrations.details(&crate::help::personal(&id), &context).await,
            Err(Error::Finished)
        ));
        assert!(matches!(world.resend(&id, &context).await, Err(Error::Finished)));
        assert!(
            matches!(world.resend(&id, &RequestContext::default()).await, Err(Error::Gone)),
            "nobody else learns of it"
        );
    });
}

#[test]
fn how_a_letter_fares_looks_the_same_for_a_known_address() {
    each_db(|world| async move {
        world.sign_up("known@example.com").await;
        // The second time no letter goes to a known address; it is dropped where others are sent.
        for email in ["new@example.com", "known@example.com", "known@example.com"] {
            let (context, _) = world.begin(email).await;
            let fares =
                async || world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().delivery;
            assert_eq!(fares().await, Delivery::OnItsWay, "{email}");
            world.letters().await;
            assert_eq!(fares().await, Delivery::OnItsWay, "{email}");
        }
        assert_eq!(world.letters().await.len(), 3);
        assert_eq!(world.number("select count(*) from outbox").await, 4);
    });
}

#[test]
fn a_code_that_ran_out_before_it_could_go_is_not_sent() {
    each_db(|world| async move {
        let (context, _) = world.begin("a@example.com").await;
        let nowhere = Mailer::Folder("/nonexistent/folder".into());
        assert!(world.accounts.outbox.send_next(&nowhere).await.unwrap());
        assert_eq!(world.accounts.outbox.letters_late().await.unwrap(), 0);
        world.wait(600);
        assert_eq!(world.accounts.outbox.letters_late().await.unwrap(), 600);
        assert_eq!(world.letters().await.len(), 0);
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
        assert_eq!(unfinished.delivery, Delivery::Failed);
        assert_eq!(world.number("select count(*) from outbox where content <> ''").await, 0);
    });
}

#[test]
fn a_known_address_is_told_again_when_its_letter_never_went() {
    each_db(|world| async move {
        world.sign_up("known@example.com").await;
        let before = world.letters().await.len();
        let (context, id) = world.begin("known@example.com").await;
        world.accounts.registrations.start_over(&context, &id).await.unwrap();
        world.begin("known@example.com").await;
        assert_eq!(world.letters().await.len(), before + 1);
    });
}

#[test]
fn an_address_proved_lately_has_as_many_codes_for_strangers_as_any() {
    each_db(|world| async move {
        world.sign_up("known@example.com").await;
        for email in ["known@example.com", "new@example.com"] {
            for _ in 0..5 {
                world.begin(email).await;
            }
            let (context, _) = world.begin(email).await;
            let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
            assert_eq!(unfinished.resend_in, 3_600, "{email}");
        }
    });
}
