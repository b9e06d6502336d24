//! Deleting a user: asked for, waited for, cancelled, stopped, done.

use crate::{
    help::moving::find,
    help::{PASSWORD, World, at_once, each_db, identity, refused, sign_in, totp, two_step, with},
};
use accounts::{Error, RequestContext};
use rules::{Errors, Field, FieldError, ForgotForm, ProfileForm};
use std::sync::{Arc, atomic::Ordering};

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";
const WEEK: i64 = 604_800;
const WISHED: &str = "wished@example.org";
const DELETED: &str = "видалено, а з ним і те";

impl World {
    async fn count(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    /// Berta is a member of Anna's account.
    async fn share(&self) {
        let whose = format!(
            "from roles join users as owner on owner.id = roles.user_id, users as member
             where role = 'account_owner' and owner.email_key = '{ANNA}' and member.email_key = '{BERTA}'"
        );
        for what in [
            "memberships (account_id, user_id, created_at) select account_id, member.id, 1",
            "roles (account_id, user_id, role) select account_id, member.id, 'account_observer'",
        ] {
            self.run(&format!("insert into {what} {whose}")).await;
        }
    }

    async fn unshare(&self) {
        self.run("delete from memberships where created_at = 1").await;
    }

    async fn delete_at(&self, context: &RequestContext) -> Option<i64> {
        self.reading().deletion(context.session.as_ref()).await.expect("signed in").at
    }
}

#[test]
fn it_is_asked_for_once_and_can_be_cancelled() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        assert_eq!(world.delete_at(&mine).await, None);
        world.accounts.deletions.cancel_deletion(&mine).await.unwrap();
        let at = world.now() + WEEK;
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        world.wait(60);
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        assert_eq!(world.delete_at(&mine).await, Some(at), "asking again changes nothing");
        assert_eq!(world.written("deletion_asked", "done").await, 1);
        assert_eq!(world.told("буде видалено через 7 днів").await, 1);
        world.wait(1_000);
        for _ in 0..2 {
            world.accounts.deletions.cancel_deletion(&mine).await.unwrap();
        }
        assert_eq!(world.delete_at(&mine).await, None);
        assert_eq!(world.written("deletion_cancelled", "done").await, 1);
        assert_eq!(world.told("не буде видалено").await, 1);
        world.wait(2 * WEEK);
        world.accounts.retention.tidy_up().await.unwrap();
        world.sign_in(ANNA).await;
    });
}

#[test]
fn asked_for_many_times_at_once_it_is_written_and_told_once() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        at_once(10, |_| {
            let (world, mine): (Arc<World>, _) = (Arc::clone(&world), mine.clone());
            async move { world.accounts.deletions.ask_deletion(&mine).await.unwrap() }
        })
        .await;
        assert_eq!(world.written("deletion_asked", "done").await, 1);
        assert_eq!(world.told("буде видалено через 7 днів").await, 1);
    });
}

/// Anna has left something in every table, in and out of a session.
async fn a_full_life(world: &World) -> RequestContext {
    let mine = with(&world.sign_up(ANNA).await);
    let mine = RequestContext { agent: "Firefox/150.0 of Anna".into(), ..mine };
    let key = world.switch_on(&mine).await;
    world.wait(30);
    let half = world.half(ANNA).await;
    world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &half).await.expect("it works");
    world.half(ANNA).await;
    world.accounts.deletions.ask_deletion(&mine).await.expect("it works");
    world.wait(WEEK - 40);
    let half = world.half(ANNA).await;
    let mine =
        world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &half).await.expect("it works");
    let mine = RequestContext {
        agent: "Firefox/150.0 of Anna".into(),
        network_address: "203.0.113.9".parse().ok(),
        ..with(&mine.session)
    };
    refused(world.accounts.reauthentication.confirm_identity(&identity("wrong", "123456"), &mine).await);
    refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &mine).await);
    let user =
        world.accounts.sessions.current_user(mine.session.as_ref()).await.expect("it works").expect("signed in").user;
    let wish = ProfileForm {
        phone: user.phone_shown(),
        version: user.version,
        name: user.name,
        surname: user.surname,
        email: WISHED.into(),
        ..ProfileForm::default()
    };
    assert!(world.accounts.profiles.save_profile(&wish, &mine).await.expect("it works"));
    world.letters().await;
    world.begin(ANNA).await;
    world
        .accounts
        .passwords
        .forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default())
        .await
        .expect("it works");
    mine
}

#[test]
fn after_the_wait_nothing_is_left_but_a_line_and_a_letter_on_its_way() {
    each_db(|world| async move {
        let mine = a_full_life(&world).await;
        let id = world.accounts.sessions.current_user(mine.session.as_ref()).await.unwrap().unwrap().user.id;
        world.accounts.deletions.delete_due().await.unwrap();
        assert!(world.delete_at(&mine).await.is_some(), "forty seconds are left");
        for table in [
            "two_step",
            "recovery_codes",
            "recovery_sets",
            "known_browsers",
            "resets",
            "codes",
            "failures",
            "registrations",
            "email_changes",
            "email_undos",
        ] {
            assert!(world.count(table).await > 0, "{table} is to be emptied");
        }
        world.run(&format!(
            "insert into activity (id, seq, at, user_id, actor_id, act, result, detail, network_address, agent)
             values ('another', 1, {}, 'berta', '{id}', 'two_step_reset', 'done', '', '203.0.113.9', 'Firefox/150.0 of Anna')",
            world.now()
        ))
        .await;
        world.wait(40);
        world.accounts.retention.tidy_up().await.unwrap();
        for what in [ANNA, WISHED, "Оксана", "Ґалаґан", "380445370222", "044 537", "203.0.113.9", "of Anna"]
        {
            let held = world.holding(what).await;
            assert!(held.iter().all(|column| of_strangers(column)), "{what}: {held:?}");
        }
        assert_eq!(world.holding(&id).await, ["activity.actor_id", "activity.actor_id", "activity.user_id"]);
        for (table, rows) in [
            ("users", 0),
            ("accounts", 0),
            ("memberships", 0),
            ("roles", 0),
            ("sessions", 0),
            ("activity", 2),
            ("outbox", 2),
        ] {
            assert_eq!(world.count(table).await, rows, "{table}");
        }
        assert_eq!(world.written("user_deleted", "done").await, 1);
        // A line that came while the user was being deleted.
        world.run(&format!("update activity set user_id = '{id}' where id = 'another'")).await;
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.holding(&id).await, ["activity.actor_id", "activity.user_id"]);
        assert!(matches!(world.reading().deletion(mine.session.as_ref()).await, Err(Error::SignedOut)));
        assert_eq!(world.told(DELETED).await, 1, "the letter goes out");
        assert!(world.letters_of("password-reset").await.is_empty(), "a letter of before does not");
        refused(world.enter(ANNA, &RequestContext::default()).await);
        // What a stranger had begun with the address looked as before; it goes when its own day is over.
        assert_eq!(world.count("registrations").await, 1);
        world.wait(86_400);
        world.accounts.retention.tidy_up().await.unwrap();
        for what in [ANNA, "Оксана", "380445370222"] {
            assert_eq!(world.holding(what).await, [""; 0], "{what}");
        }
        world.sign_up(ANNA).await;
    });
}

/// Whether this belongs to a registration that somebody else has begun.
fn of_strangers(column: &str) -> bool {
    column.starts_with("registrations.") || column == "outbox.email_key"
}

#[test]
fn others_keep_what_is_theirs() {
    each_db(|world| async move {
        let (anna, berta) = (with(&world.sign_up(ANNA).await), with(&world.sign_up(BERTA).await));
        world.share().await;
        assert_eq!(world.count("roles").await, 3);
        world.accounts.deletions.ask_deletion(&berta).await.unwrap();
        let theirs = async || {
            let cells = world.cells().await.into_iter();
            cells.filter(|(column, _)| column.starts_with("two_step.") || column.starts_with("failures.")).count()
        };
        let before = theirs().await;
        world.wait(WEEK);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.accounts.sessions.user_of(BERTA).await.unwrap().is_none());
        let anna_is = world.accounts.sessions.user_of(ANNA).await.unwrap().unwrap();
        assert_eq!(anna_is.accounts.len(), 1, "a member goes, the account stays");
        assert_eq!(
            (world.count("accounts").await, world.count("memberships").await, world.count("roles").await),
            (1, 1, 1)
        );
        assert_eq!(theirs().await * 2, before);
        assert!(world.holding(BERTA).await.is_empty());
        world.sign_in(ANNA).await;
        assert!(
            world.accounts.sessions.current_user(anna.session.as_ref()).await.unwrap().is_none(),
            "a week has gone by"
        );
    });
}

#[test]
fn whoever_owns_an_account_with_another_member_is_not_deleted() {
    each_db(|world| async move {
        let (anna, berta) = (with(&world.sign_up(ANNA).await), with(&world.sign_up(BERTA).await));
        world.share().await;
        let shared = Errors::on(Field::Email, FieldError::Shared);
        assert_eq!(refused(world.accounts.deletions.ask_deletion(&anna).await), shared);
        let deletion = world.reading().deletion(anna.session.as_ref()).await.unwrap();
        let number =
            world.accounts.sessions.current_user(anna.session.as_ref()).await.unwrap().unwrap().accounts[0].number;
        assert_eq!((deletion.at, deletion.shared), (None, vec![number]));
        assert!(
            world.reading().deletion(berta.session.as_ref()).await.unwrap().shared.is_empty(),
            "a member owns nothing"
        );
        assert_eq!(world.written("deletion_asked", "done").await, 0);

        world.unshare().await;
        world.accounts.deletions.ask_deletion(&anna).await.unwrap();
        world.share().await;
        world.wait(WEEK);
        for _ in 0..2 {
            world.accounts.deletions.delete_due().await.unwrap();
        }
        assert!(world.accounts.sessions.user_of(ANNA).await.unwrap().is_some());
        assert_eq!(world.written("deletion_cancelled", "refused").await, 1);
        assert_eq!(world.told("не видалено: інші люди").await, 1);
        world.unshare().await;
        world.wait(WEEK);
        world.accounts.deletions.delete_due().await.unwrap();
        assert_eq!(world.delete_at(&with(&world.sign_in(ANNA).await.session)).await, None, "to be asked for anew");
    });
}

#[test]
fn two_servers_delete_once() {
    each_db(|world| async move {
        for n in 0..5 {
            let mine = with(&world.sign_up(&format!("anna{n}@example.com")).await);
            world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        }
        world.wait(WEEK);
        let second = World::new(&world.url, world.postgres).await;
        second.clock.store(world.now(), Ordering::SeqCst);
        at_once(8, |n| {
            let (world, second): (Arc<World>, Arc<World>) = (Arc::clone(&world), Arc::clone(&second));
            async move { if n % 2 == 0 { &world } else { &second }.accounts.deletions.delete_due().await.unwrap() }
        })
        .await;
        assert_eq!(world.count("users").await, 0);
        assert_eq!(world.written("user_deleted", "done").await, 5);
        assert_eq!(world.told(DELETED).await, 5);
    });
}

#[test]
fn two_servers_stop_once() {
    each_db(|world| async move {
        let anna = with(&world.sign_up(ANNA).await);
        world.sign_up(BERTA).await;
        world.accounts.deletions.ask_deletion(&anna).await.unwrap();
        world.share().await;
        world.wait(WEEK);
        at_once(8, |_| {
            let world: Arc<World> = Arc::clone(&world);
            async move { world.accounts.deletions.delete_due().await.unwrap() }
        })
        .await;
        assert_eq!(world.written("deletion_cancelled", "refused").await, 1);
        assert_eq!(world.told("не видалено: інші люди").await, 1);
    });
}

#[test]
fn whatever_goes_on_while_a_user_is_deleted_nothing_breaks_and_nothing_stays() {
    each_db(|world| async move {
        for round in 0..5 {
            let mine = with(&world.sign_up(ANNA).await);
            world.accounts.deletions.ask_deletion(&mine).await.unwrap();
            world.wait(WEEK);
            let mine = with(&world.sign_in(ANNA).await.session);
            let id = world.accounts.sessions.current_user(mine.session.as_ref()).await.unwrap().unwrap().user.id;
            let ended = at_once(12, |n| {
                let (world, mine): (Arc<World>, _) = (Arc::clone(&world), mine.clone());
                async move {
                    match n % 6 {
                        0 => world.accounts.deletions.delete_due().await,
                        1 => world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &mine).await,
                        2 => world
                            .accounts
                            .sign_in
                            .sign_in(&sign_in(ANNA, PASSWORD), &RequestContext::default())
                            .await
                            .map(drop),
                        3 => world.accounts.two_step.regenerate_key(&mine).await,
                        4 => world
                            .accounts
                            .reauthentication
                            .confirm_identity(&identity(PASSWORD, ""), &mine)
                            .await
                            .map(drop),
                        _ => world.accounts.deletions.cancel_deletion(&mine).await,
                    }
                }
            })
            .await;
            assert!(!ended.iter().any(|ended| matches!(ended, Err(Error::Internal(_)))), "{round}: {ended:?}");
            if world.count("users").await > 0 {
                world.run("update users set delete_at = 1").await;
            }
            world.accounts.retention.tidy_up().await.unwrap();
            assert_eq!(world.count("users").await, 0);
            assert_eq!(world.holding(&id).await, ["activity.actor_id", "activity.user_id"]);
            world.wait(86_400);
        }
    });
}

#[test]
fn one_signs_in_until_then_and_a_closed_door_keeps_nobody() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        world.wait(WEEK - 1);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.enter(ANNA, &RequestContext::default()).await.is_ok());
        let again = with(&world.sign_in(ANNA).await.session);
        world.accounts.reauthentication.confirm_identity(&identity(PASSWORD, ""), &again).await.unwrap();
        world.accounts.operator.disable_user(ANNA).await.unwrap();
        world.wait(1);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.accounts.sessions.user_of(ANNA).await.unwrap().is_none());
        assert_eq!(world.told(DELETED).await, 1);
    });
}

#[test]
fn a_press_in_the_letter_cancels_it_without_signing_in() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        world.post().await;
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        let link = find(&world.post().await, "security-notice", ANNA).token("cancel-deletion");
        let at = world.now() + WEEK;
        for _ in 0..2 {
            let open = world.accounts.deletions.deletion_open(&link).await.unwrap();
            assert_eq!(open, Some((ANNA.to_owned(), at)), "looking changes nothing");
        }
        let other = world.accounts.sessions.new_browser();
        let cancel =
            async |link| world.accounts.deletions.cancel_deletion_by_link(link, &RequestContext::default()).await;
        assert!(matches!(cancel(&other).await, Err(Error::Gone)));
        world.wait(WEEK - 1);
        cancel(&link).await.unwrap();
        assert_eq!(world.accounts.deletions.deletion_open(&link).await.unwrap(), None);
        assert!(matches!(cancel(&link).await, Err(Error::Gone)), "it works once");
        assert_eq!(world.told("не буде видалено").await, 1);
        assert_eq!(world.written("deletion_cancelled", "done").await, 1);
        world.wait(2);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.accounts.sessions.user_of(ANNA).await.unwrap().is_some());
        let mine = with(&world.sign_in(ANNA).await.session);
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        assert!(matches!(cancel(&link).await, Err(Error::Gone)), "the link of another time");
    });
}

#[test]
fn a_new_password_through_a_letter_cancels_it() {
    each_db(|world| async move {
        let mine = with(&world.sign_up(ANNA).await);
        world.accounts.deletions.ask_deletion(&mine).await.unwrap();
        world.post().await;
        world.reset_by_letter(ANNA).await;
        assert!(world.post().await.iter().any(|post| post.text.contains("не буде видалено")));
        world.wait(WEEK);
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(world.accounts.sessions.user_of(ANNA).await.unwrap().is_some());
    });
}
