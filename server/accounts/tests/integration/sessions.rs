//! The sessions of a user: seen, ended, and what a stolen one cannot do.

use crate::help::{PASSWORD, World, each_db, each_db_with, totp, two_step, with};
use accounts::{Error, RequestContext, Token};
use rules::{ChangePasswordForm, PreferencesForm, SessionForm};

const ANNA: &str = "anna@example.com";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

fn change() -> ChangePasswordForm {
    let new = "kapelusz rower zupa okno".to_owned();
    ChangePasswordForm { old_password: PASSWORD.into(), new_password: new.clone(), confirm_new_password: new }
}

impl World {
    async fn ids(&self, session: &Token) -> Vec<String> {
        let sessions = self.reading().sessions(Some(session)).await.expect("signed in");
        sessions.into_iter().map(|session| session.id).collect()
    }

    async fn end(&self, id: &str, session: &Token) -> Result<(), Error> {
        self.accounts.session_list.end_session(&SessionForm { session: id.into() }, &with(session)).await
    }
}

#[test]
fn one_sees_ones_own_whole_sessions_that_are_alive_this_one_first() {
    each_db(|world| async move {
        let first = world.sign_up(ANNA).await;
        world.sign_up("berta@example.com").await;
        world.wait(100);
        let context = RequestContext { agent: FIREFOX.into(), ..crate::help::from("203.0.113.9") };
        let accounts::Entry::SignedIn(second) = world.enter(ANNA, &context).await.unwrap() else { panic!("whole") };
        world.wait(100);
        let third = world.sign_in(ANNA).await.session;
        let key = world.switch_on(&with(&third)).await;
        world.half(ANNA).await;
        let sessions = world.reading().sessions(Some(&first)).await.unwrap();
        let began: Vec<(bool, i64)> =
            sessions.iter().map(|session| (session.this, world.now() - session.began_at)).collect();
        assert_eq!(began, [(true, 200), (false, 0), (false, 100)]);
        assert_eq!(sessions[2].device.as_deref(), Some("Firefox, Linux"));
        assert_eq!((sessions[2].network_address.as_str(), sessions[0].network_address.as_str()), ("203.0.113.9", ""));
        assert!(sessions.iter().all(|session| session.id.len() > 20), "{key}");
        for secret in [&first, &second.session, &third] {
            assert!(!format!("{sessions:?}").contains(&secret.hash()), "an id says nothing about the secret");
        }
        world.wait(3_599);
        assert!(world.is_somebody(&third).await);
        world.wait(2);
        assert_eq!(world.ids(&third).await.len(), 1, "the others have idled away");
        assert!(matches!(world.reading().sessions(Some(&first)).await, Err(Error::SignedOut)));
    });
}

#[test]
fn the_id_stays_when_the_secret_changes() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let id = world.ids(&session).await;
        let session = world
            .accounts
            .reauthentication
            .confirm_identity(&crate::help::identity(PASSWORD, ""), &with(&session))
            .await
            .unwrap();
        assert_eq!(world.ids(&session).await, id);
        let session = world.accounts.passwords.change_password(&change(), &with(&session)).await.unwrap();
        assert_eq!(world.ids(&session).await, id);
    });
}

#[test]
fn one_ends_another_session_of_ones_own_and_only_that() {
    each_db(|world| async move {
        let mine = world.sign_up(ANNA).await;
        let (lost, kept) = (world.sign_in(ANNA).await.session, world.sign_in(ANNA).await.session);
        let berta = world.sign_up("berta@example.com").await;
        let (my_id, berta_id) = (world.ids(&mine).await.remove(0), world.ids(&berta).await.remove(0));
        let lost_id = world.ids(&lost).await.remove(0);
        for id in [my_id.as_str(), &berta_id, "", "nothing"] {
            world.end(id, &mine).await.unwrap();
        }
        assert_eq!(world.number("select count(*) from sessions").await, 4, "nothing ended");
        assert_eq!(world.written("session_ended", "done").await, 0);
        for _ in 0..2 {
            world.end(&lost_id, &mine).await.unwrap();
        }
        assert!(!world.is_somebody(&lost).await);
        assert!(world.is_somebody(&kept).await && world.is_somebody(&mine).await && world.is_somebody(&berta).await);
        assert_eq!(world.written("session_ended", "done").await, 1);
    });
}

#[test]
fn ending_all_others_ends_half_ones_too_and_leaves_this_one() {
    each_db(|world| async move {
        let (mine, key) = world.sign_up_with_two_step(ANNA).await;
        let berta = world.sign_up("berta@example.com").await;
        world.accounts.session_list.end_other_sessions(&mine).await.unwrap();
        assert_eq!(world.written("other_sessions_ended", "done").await, 0, "there was none");
        world.wait(30);
        let half = world.half(ANNA).await;
        let other =
            world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &half).await.unwrap().session;
        let half = world.half(ANNA).await;
        for _ in 0..2 {
            world.accounts.session_list.end_other_sessions(&mine).await.unwrap();
        }
        assert!(!world.is_somebody(&other).await);
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert!(world.is_somebody(mine.session.as_ref().unwrap()).await && world.is_somebody(&berta).await);
        assert_eq!(world.written("other_sessions_ended", "done").await, 1);
    });
}

#[test]
fn a_session_that_has_run_out_does_not_end_again() {
    let settings = accounts::Settings { sudo_lifetime: 7_200, ..accounts::Settings::default() };
    each_db_with(&settings, |world| async move {
        let mine = world.sign_up(ANNA).await;
        let idle = world.sign_in(ANNA).await.session;
        let id = world.ids(&idle).await.remove(0);
        world.wait(3_000);
        assert!(world.is_somebody(&mine).await);
        world.wait(600);
        world.end(&id, &mine).await.unwrap();
        world.accounts.session_list.end_other_sessions(&with(&mine)).await.unwrap();
        let lines = "select count(*) from activity where act in ('session_ended', 'other_sessions_ended')";
        assert_eq!(world.number(lines).await, 0);
    });
}

#[test]
fn sessions_of_before_get_ids_that_differ() {
    each_db(|world| async move {
        world.sign_up(ANNA).await;
        for _ in 0..5 {
            world.sign_in(ANNA).await;
        }
        // As they were then: since, an id is one session's.
        world.run("create table old_sessions as select token_hash, '' as id from sessions").await;
        let migration = include_str!("../../migrations/0006_settings.sql");
        let update = migration.split(';').find(|text| text.contains("update sessions")).expect("it is there");
        world.run(&update.replace("sessions", "old_sessions")).await;
        assert_eq!(world.number("select count(distinct id) from old_sessions where id <> ''").await, 6);
    });
}

/// What changes somebody's safety, done by this visitor.
async fn sensitive(world: &World, context: &RequestContext, other: &str) -> Vec<(&'static str, Result<(), Error>)> {
    let (accounts, session) = (&world.accounts, context.session.as_ref());
    let end = SessionForm { session: other.into() };
    vec![
        ("change password", accounts.passwords.change_password(&change(), context).await.map(drop)),
        ("end one session", accounts.session_list.end_session(&end, context).await),
        ("sign out of an application", accounts.session_list.end_application_session(&end, context).await),
        ("end other sessions", accounts.session_list.end_other_sessions(context).await),
        ("download", accounts.exports.download(context).await.map(drop)),
        ("ask deletion", accounts.deletions.ask_deletion(context).await),
        ("see the key", world.reading().two_step_set_up(session).await.map(drop)),
        ("move the second factor", accounts.two_step.enable_two_step(&two_step("123456"), context).await.map(drop)),
        ("switch it off", accounts.two_step.disable_two_step(context).await),
        ("see recovery codes", world.reading().recovery_codes(session).await.map(drop)),
        ("make recovery codes", accounts.two_step.new_recovery_codes(context).await),
    ]
}

#[test]
fn a_stolen_session_whose_proof_is_old_can_change_nothing_that_matters() {
    each_db(|world| async move {
        let (mine, key) = world.sign_up_with_two_step(ANNA).await;
        world.wait(30);
        let half = world.half(ANNA).await;
        world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &half).await.unwrap();
        world.letters().await;
        world.wait(570);
        let id = world.ids(mine.session.as_ref().unwrap()).await.remove(1);
        let before = world.cells().await;
        let all = sensitive(&world, &mine, &id).await;
        let open: Vec<_> = all.iter().filter(|(_, ended)| !matches!(ended, Err(Error::ReauthRequired))).collect();
        assert!(open.is_empty(), "{open:?}");
        assert_eq!(world.cells().await, before, "something changed");
    });
}

#[test]
fn half_a_session_and_none_are_nobody() {
    each_db(|world| async move {
        world.sign_up_with_two_step(ANNA).await;
        let half = world.half(ANNA).await;
        let before = world.cells().await;
        let chosen = PreferencesForm { language: "pl".into(), theme: "dark".into() };
        for context in [half, RequestContext::default()] {
            let mut all = sensitive(&world, &context, "").await;
            all.push(("list", world.reading().sessions(context.session.as_ref()).await.map(drop)));
            all.push(("preferences", world.accounts.profiles.save_preferences(&chosen, &context).await.map(drop)));
            all.push(("deletion", world.reading().deletion(context.session.as_ref()).await.map(drop)));
            all.push(("cancel deletion", world.accounts.deletions.cancel_deletion(&context).await));
            for (what, ended) in all {
                assert!(matches!(ended, Err(Error::SignedOut)), "{what}: {ended:?}");
            }
        }
        assert_eq!(world.cells().await, before);
    });
}
