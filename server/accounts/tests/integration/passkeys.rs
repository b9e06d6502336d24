//! Passkeys: in with a touch, the second step and a proof by one, and what nobody gets in by.

use crate::help::{
    PASSWORD, World, at_once, each_db_with, from, identity, passkey::Authenticator, recover, refused, totp, two_step,
};
use accounts::{Entry, Error, RequestContext, Settings, SignedIn, Token};
use rules::{Errors, Field, FieldError, PasskeyForm, PasskeyIdForm, PasskeyNameForm};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";
const ORIGIN: &str = "https://panel.example.com";

fn settings() -> Settings {
    Settings { base_url: ORIGIN.to_owned(), ..Settings::default() }
}

fn answer(passkey: String) -> PasskeyForm {
    PasskeyForm { passkey, ..PasskeyForm::default() }
}

fn wrong<T: std::fmt::Debug>(ended: Result<T, Error>) -> Option<FieldError> {
    refused(ended).of(Field::Passkey)
}

impl World {
    /// A browser, with this session if it has one.
    fn browser(&self, session: Option<&Token>) -> RequestContext {
        let browser = Some(self.accounts.sessions.new_browser());
        RequestContext { browser, session: session.cloned(), ..RequestContext::default() }
    }

    /// Adds a passkey for whoever is signed in there; whether it was the first factor.
    async fn add(&self, authenticator: &mut Authenticator, context: &RequestContext) -> Result<bool, Error> {
        let options = self.accounts.passkeys.ask_to_add(context).await?;
        self.accounts.passkeys.add(&answer(authenticator.create(&options).expect("it is new there")), context).await
    }

    async fn touch(&self, authenticator: &mut Authenticator, context: &RequestContext) -> Result<SignedIn, Error> {
        let options = self.accounts.passkeys.ask_to_sign_in(context)?;
        self.accounts.passkeys.sign_in(&answer(authenticator.get(&options).expect("it has one")), context).await
    }

    async fn touched_session(&self, authenticator: &mut Authenticator) -> Token {
        self.touch(authenticator, &self.browser(None)).await.expect("in").session
    }

    /// Signs up with a passkey; the visitor, and the authenticator that has it.
    async fn sign_up_with_passkey(&self, email: &str) -> (RequestContext, Authenticator) {
        let mine = self.browser(Some(&self.sign_up(email).await));
        let mut authenticator = Authenticator::new(ORIGIN);
        assert!(self.add(&mut authenticator, &mine).await.expect("added"), "the first factor");
        (mine, authenticator)
    }

    async fn passkey_ids(&self, context: &RequestContext) -> Vec<String> {
        let me = self.reading().me(context.session.as_ref()).await.expect("signed in");
        let passkeys = self.accounts.passkeys.passkeys(&me).await.expect("it answers");
        passkeys.into_iter().map(|passkey| passkey.id).collect()
    }

    async fn remove(&self, id: &str, context: &RequestContext) -> Result<(), Error> {
        self.accounts.passkeys.remove(&PasskeyIdForm { passkey_id: id.to_owned() }, context).await
    }
}

#[test]
fn a_passkey_alone_signs_in_and_is_both_factors() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        assert_eq!(authenticator.passkeys[0].name, ANNA);
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        assert!(me.user.two_step);
        let state = world.accounts.two_step.two_step(&me).await.expect("it answers");
        assert_eq!((state.app, state.passkeys, state.recovery_left), (false, 1, 10));
        assert_eq!(
            (world.written("passkey_added", "done").await, world.written("two_step_enabled", "done").await),
            (1, 1)
        );
        assert_eq!(world.told("додано ключ входу").await, 1);
        world.wait(60);
        for _ in 0..2 {
            let signed_in = world.touch(&mut authenticator, &world.browser(None)).await.expect("in");
            assert!(world.is_somebody(&signed_in.session).await);
        }
        let passkeys = world.accounts.passkeys.passkeys(&me).await.expect("it answers");
        assert_eq!((passkeys[0].used_at, passkeys[0].created_at), (Some(world.now()), world.now() - 60));
        assert_eq!(world.number("select count(*) from passkey_answers").await, 3, "one added, two used");
        // It is another's passkey only where it was made.
        world.sign_up(BERTA).await;
        let elsewhere = Authenticator::new(ORIGIN);
        assert!(
            elsewhere.clone().get(&world.accounts.passkeys.ask_to_sign_in(&world.browser(None)).unwrap()).is_none()
        );
    });
}

/// What applications are told in `amr` (RFC 8176).
#[test]
fn a_session_knows_by_what_kind_of_passkey_it_was_proved_and_after_what() {
    each_db_with(&settings(), |world| async move {
        for (email, synced, key) in [(ANNA, false, "hwk user"), (BERTA, true, "swk user")] {
            let mine = world.browser(Some(&world.sign_up(email).await));
            let mut authenticator = Authenticator::new(ORIGIN);
            authenticator.synced = synced;
            world.add(&mut authenticator, &mine).await.expect("added");
            let amr = async |session: &Token| {
                world.texts(&format!("select amr from sessions where token_hash = '{}'", session.hash())).await
            };
            assert_eq!(amr(&world.touched_session(&mut authenticator).await).await, [key], "alone");
            let context = world.browser(None);
            let Entry::SecondStep(half) = world.enter(email, &context).await.expect("right") else { panic!("half") };
            let context = RequestContext { session: Some(half), ..context };
            let options = world.accounts.passkeys.ask_second_step(&context).await.expect("asked");
            let touched = answer(authenticator.get(&options).expect("it has one"));
            let signed_in = world.accounts.passkeys.second_step(&touched, &context).await.expect("in");
            assert_eq!(amr(&signed_in.session).await, [format!("pwd {key}")], "after the password");
            // A proof asked for later says what it was, not what began the session.
            let context = RequestContext { session: mine.session.clone(), ..world.browser(None) };
            let options = world.accounts.passkeys.ask_for_proof(&context).await.expect("asked");
            let touched = answer(authenticator.get(&options).expect("it has one"));
            let session = world.accounts.passkeys.prove(&touched, &context).await.expect("proved");
            assert_eq!(amr(&session).await, [key], "as a proof");
        }
    });
}

#[test]
fn it_is_the_second_step_after_a_password_beside_an_app_and_recovery_codes() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        let codes = world.reading().recovery_codes(mine.session.as_ref()).await.expect("proved").expect("shown");
        let half = || async {
            let context = world.browser(None);
            match world.enter(ANNA, &context).await.expect("the password is right") {
                Entry::SecondStep(session) => RequestContext { session: Some(session), ..context },
                Entry::SignedIn(_) => panic!("it has a second step"),
            }
        };
        let context = half().await;
        let options = world.accounts.passkeys.ask_second_step(&context).await.expect("asked");
        let touched = answer(authenticator.get(&options).expect("it has one"));
        let signed_in = world.accounts.passkeys.second_step(&touched, &context).await.expect("in");
        assert!(world.is_somebody(&signed_in.session).await);
        // Somebody else's passkey, used where the password of this user was given.
        let (_, mut theirs) = world.sign_up_with_passkey(BERTA).await;
        let context = half().await;
        let options = world.accounts.passkeys.ask_second_step(&context).await.expect("asked");
        assert!(theirs.get(&options).is_none(), "their browser is not asked for it");
        let open = options.replace("allowCredentials", "nothing");
        let ended = world.accounts.passkeys.second_step(&answer(theirs.get(&open).expect("all")), &context).await;
        assert_eq!(wrong(ended), Some(FieldError::Code));
        assert_eq!(world.written("second_step", "refused").await, 1);
        // The phone with the passkey is lost.
        let context = half().await;
        world.accounts.sign_in.recover(&recover(&codes[0]), &context).await.expect("in");
        // An app beside it.
        let key = world.switch_on(&mine).await;
        world.wait(30);
        let context = half().await;
        let signed_in = world.accounts.sign_in.second_step(&two_step(&totp::code(&key, world.now())), &context).await;
        signed_in.expect("in");
        let context = half().await;
        let options = world.accounts.passkeys.ask_second_step(&context).await.expect("asked");
        let touched = answer(authenticator.get(&options).expect("it has one"));
        world.accounts.passkeys.second_step(&touched, &context).await.expect("in by either");
    });
}

#[test]
fn it_proves_who_one_is_and_a_password_alone_does_not() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        world.wait(601);
        assert!(matches!(world.accounts.passkeys.ask_to_add(&mine).await, Err(Error::ReauthRequired)));
        let half = world.accounts.reauthentication.confirm_identity(&identity(PASSWORD, ""), &mine).await;
        assert_eq!(wrong(half), Some(FieldError::Missing));
        let options = world.accounts.passkeys.ask_for_proof(&mine).await.expect("asked");
        let touched = answer(authenticator.get(&options).expect("it has one"));
        let session = world.accounts.passkeys.prove(&touched, &mine).await.expect("proved");
        assert!(!world.is_somebody(mine.session.as_ref().unwrap()).await, "the secret is another one");
        let mine = RequestContext { session: Some(session), ..mine };
        let mut second = Authenticator::new(ORIGIN);
        assert!(!world.add(&mut second, &mine).await.expect("added"), "not the first factor");
        let again = world.accounts.passkeys.prove(&touched, &mine).await;
        assert_eq!(wrong(again), Some(FieldError::Stale), "a proof is good once");
    });
}

#[test]
fn what_is_not_an_answer_of_this_browser_to_this_question_by_this_passkey_is_refused() {
    each_db_with(&settings(), |world| async move {
        let (mine, authenticator) = world.sign_up_with_passkey(ANNA).await;
        type Spoil = fn(&mut Authenticator);
        let spoils: [(&str, Spoil); 7] = [
            ("nobody was verified", |it| it.verifies_user = false),
            ("another origin", |it| it.origin = "https://evil.example.com".to_owned()),
            ("another domain", |it| it.other_domain = Some("example.org".to_owned())),
            ("a frame of another site", |it| it.cross_origin = true),
            ("another signature", |it| it.spoils_signature = true),
            ("another challenge", |it| it.other_challenge = Some("AAAAAAAAAAAAAAAAAAAAAA".to_owned())),
            ("another's name", |it| it.passkeys[0].user = "AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        ];
        for (what, spoil) in spoils {
            let mut spoilt = authenticator.clone();
            spoil(&mut spoilt);
            assert_eq!(wrong(world.touch(&mut spoilt, &world.browser(None)).await), Some(FieldError::Code), "{what}");
        }
        let mut honest = authenticator.clone();
        let (here, there) = (world.browser(None), world.browser(None));
        let passkeys = &world.accounts.passkeys;
        let touched = answer(honest.get(&passkeys.ask_to_sign_in(&here).unwrap()).unwrap());
        assert_eq!(wrong(passkeys.sign_in(&touched, &there).await), Some(FieldError::Stale), "another browser");
        let same = RequestContext { session: mine.session.clone(), ..here.clone() };
        assert_eq!(wrong(passkeys.prove(&touched, &same).await), Some(FieldError::Stale), "another purpose");
        // Asked of the same user, in the same browser.
        let proof = answer(honest.get(&passkeys.ask_for_proof(&same).await.unwrap()).unwrap());
        let Entry::SecondStep(half) = world.enter(ANNA, &here).await.expect("the password is right") else {
            panic!("it has a second step")
        };
        let half = RequestContext { session: Some(half), ..here.clone() };
        assert_eq!(wrong(passkeys.second_step(&proof, &half).await), Some(FieldError::Stale), "a proof as second step");
        passkeys.sign_in(&touched, &here).await.expect("in");
        assert_eq!(wrong(passkeys.sign_in(&touched, &here).await), Some(FieldError::Stale), "again");
        assert_eq!(world.told("можливо, існує").await, 0, "what is sent twice is no copy");
        for (from, to) in [("\"question\":\"1.", "\"question\":\"2."), ("\"question\"", "\"nothing\"")] {
            let touched = honest.get(&passkeys.ask_to_sign_in(&here).unwrap()).unwrap();
            assert!(touched.contains(from), "{touched}");
            let ended = passkeys.sign_in(&answer(touched.replace(from, to)), &here).await;
            assert!(matches!(wrong(ended), Some(FieldError::Stale | FieldError::Code)), "the question is not ours");
        }
        let touched = answer(honest.get(&passkeys.ask_to_sign_in(&here).unwrap()).unwrap());
        world.wait(3_600);
        assert_eq!(wrong(passkeys.sign_in(&touched, &here).await), Some(FieldError::Stale), "too late");
        let mine = RequestContext { session: Some(world.touched_session(&mut honest).await), ..mine };
        let touched = answer(honest.get(&passkeys.ask_for_proof(&mine).await.unwrap()).unwrap());
        world.wait(300);
        assert_eq!(wrong(passkeys.prove(&touched, &mine).await), Some(FieldError::Stale), "too late for a proof");
        // Somebody has a copy, which counts from where it was made.
        let mut copy = authenticator.clone();
        for _ in 0..2 {
            assert_eq!(wrong(world.touch(&mut copy, &here).await), Some(FieldError::Code), "a counter that went back");
        }
        assert_eq!(world.told("можливо, існує").await, 1);
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        assert_eq!(passkeys.passkeys(&me).await.expect("it answers")[0].copied_at, Some(world.now()));
        let mut unknown = authenticator.clone();
        let key = unknown.create(&passkeys.ask_to_add(&mine).await.unwrap().replace(&unknown.passkeys[0].id, ""));
        key.expect("one that is never added");
        assert_eq!(wrong(world.touch(&mut unknown, &here).await), Some(FieldError::Unknown));
        for nonsense in ["{", "{}", "[]", "null", "\"\"", &"[".repeat(8_000)] {
            for ended in [
                passkeys.sign_in(&answer(nonsense.to_owned()), &here).await.map(drop),
                passkeys.add(&answer(nonsense.to_owned()), &mine).await.map(drop),
            ] {
                assert!(matches!(ended, Err(Error::Refused(_) | Error::ReauthRequired)), "{nonsense:.20}: {ended:?}");
            }
        }
        let browserless = RequestContext::default();
        assert_eq!(wrong(passkeys.ask_to_sign_in(&browserless)), Some(FieldError::Stale));
    });
}

#[test]
fn an_answer_counts_once_whoever_sends_it_again_and_when() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut phone) = world.sign_up_with_passkey(ANNA).await;
        // One that does not count its uses: its answer looks the same each time.
        let mut uncounted = Authenticator { counts: false, ..Authenticator::new(ORIGIN) };
        world.add(&mut uncounted, &mine).await.expect("added");
        let here = world.browser(None);
        let options = world.accounts.passkeys.ask_to_sign_in(&here).unwrap();
        let touched = answer(uncounted.get(&options).expect("it has one"));
        let ended = at_once(20, |_| {
            let (world, touched, here) = (Arc::clone(&world), touched.clone(), here.clone());
            async move { world.accounts.passkeys.sign_in(&touched, &here).await.map(drop) }
        });
        let (right, again): (Vec<_>, Vec<_>) = ended.await.into_iter().partition(Result::is_ok);
        assert_eq!(right.len(), 1);
        assert!(again.into_iter().all(|ended| wrong(ended) == Some(FieldError::Stale)));
        // What was removed does not come back by what added it.
        let options = world.accounts.passkeys.ask_to_add(&mine).await.expect("asked");
        let mut third = Authenticator::new(ORIGIN);
        let made = answer(third.create(&options).expect("new"));
        world.wait(1);
        world.accounts.passkeys.add(&made, &mine).await.expect("added");
        let newest = world.texts("select id from passkeys order by created_at desc limit 1").await.remove(0);
        world.remove(&newest, &mine).await.expect("removed");
        assert_eq!(wrong(world.accounts.passkeys.add(&made, &mine).await), Some(FieldError::Stale));
        // Somebody else signs in at the same browser.
        let proof = world.accounts.passkeys.ask_for_proof(&mine).await.expect("asked");
        let touched = answer(phone.get(&proof).expect("it has one"));
        let (theirs, _) = world.sign_up_with_passkey(BERTA).await;
        let theirs = RequestContext { session: theirs.session, ..mine };
        assert_eq!(wrong(world.accounts.passkeys.prove(&touched, &theirs).await), Some(FieldError::Stale));
    });
}

#[test]
fn wrong_answers_from_one_network_are_limited_and_fill_nobodys_log() {
    each_db_with(&settings(), |world| async move {
        let (_, authenticator) = world.sign_up_with_passkey(ANNA).await;
        let mut spoilt = Authenticator { spoils_signature: true, counts: false, ..authenticator };
        let there = RequestContext { browser: world.browser(None).browser, ..from("203.0.113.7") };
        for _ in 0..60 {
            assert_eq!(wrong(world.touch(&mut spoilt, &there).await), Some(FieldError::Code));
        }
        for _ in 0..2 {
            assert!(matches!(world.touch(&mut spoilt, &there).await, Err(Error::TooMany(_))));
        }
        assert_eq!(world.written("signed_in", "refused").await, 60);
        let elsewhere = RequestContext { browser: there.browser, ..from("203.0.113.8") };
        assert_eq!(wrong(world.touch(&mut spoilt, &elsewhere).await), Some(FieldError::Code));
    });
}

#[test]
fn a_passkey_that_begins_to_be_synced_stays_good() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        for synced in [true, false] {
            authenticator.synced = synced;
            world.touch(&mut authenticator, &world.browser(None)).await.expect("in");
            let kept = world.accounts.passkeys.passkeys(&me).await.expect("it answers");
            assert_eq!(kept[0].synced, i64::from(synced));
        }
        authenticator.counts = false;
        let mut uncounted = Authenticator { counts: false, ..Authenticator::new(ORIGIN) };
        world.add(&mut uncounted, &mine).await.expect("added");
        for _ in 0..2 {
            world.touch(&mut uncounted, &world.browser(None)).await.expect("0 stays 0");
        }
    });
}

#[test]
fn one_is_named_and_removed_by_its_user_and_the_last_factor_takes_two_step_along() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut phone) = world.sign_up_with_passkey(ANNA).await;
        let mut key = Authenticator::new(ORIGIN);
        world.add(&mut key, &mine).await.expect("added");
        let options = world.accounts.passkeys.ask_to_add(&mine).await.expect("asked");
        assert!(key.create(&options).is_none(), "it has one already");
        let [first, second] = &world.passkey_ids(&mine).await[..] else { panic!("two") };
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        let named = world.accounts.passkeys.signal_of_name(&me).expect("possible here");
        assert!(named.contains(ANNA) && !named.contains("allAcceptedCredentialIds"), "{named}");
        let all = world.accounts.passkeys.signal_of_all(&me).await.expect("it answers").expect("possible here");
        assert!(key.passkeys.iter().chain(&phone.passkeys).all(|passkey| all.contains(&passkey.id)), "{all}");
        let name = |id: &str, name: &str| PasskeyNameForm { passkey_id: id.into(), passkey_name: name.into() };
        let passkeys = &world.accounts.passkeys;
        passkeys.rename(&name(first, " Телефон "), &mine).await.expect("named");
        assert_eq!(world.texts("select name from passkeys order by created_at, id").await.len(), 2);
        assert_eq!(world.number("select count(*) from passkeys where name = 'Телефон'").await, 1);
        let errors = refused(passkeys.rename(&name(first, ""), &mine).await);
        assert_eq!(errors, Errors::on(Field::PasskeyName, FieldError::Missing));
        let (other, _) = world.sign_up_with_passkey(BERTA).await;
        passkeys.rename(&name(first, "Mine"), &other).await.expect("nothing happens");
        world.remove(first, &other).await.expect("nothing happens");
        assert_eq!(world.number("select count(*) from passkeys where name = 'Телефон'").await, 1);

        world.remove(first, &mine).await.expect("removed");
        assert_eq!(world.told("вилучено ключ входу").await, 1);
        assert_eq!(
            world.number("select count(*) from activity where act = 'passkey_removed' and detail = 'Телефон'").await,
            1
        );
        let kept =
            [world.touch(&mut phone, &world.browser(None)).await, world.touch(&mut key, &world.browser(None)).await];
        assert_eq!(kept.iter().filter(|ended| ended.is_ok()).count(), 1, "one of both is removed");
        world.remove(second, &mine).await.expect("removed");
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        assert!(!me.user.two_step);
        assert_eq!(world.reading().recovery_codes(mine.session.as_ref()).await.expect("proved"), None);
        world.sign_in(ANNA).await;
        world.remove(second, &mine).await.expect("that is as good");
    });
}

#[test]
fn an_account_that_requires_two_step_takes_a_passkey_and_holds_the_last_one() {
    each_db_with(&settings(), |world| async move {
        let (mine, _) = world.sign_up_with_passkey(ANNA).await;
        world.run("update accounts set two_step_policy = 'required'").await;
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        assert!(!me.accounts[0].closed);
        let id = world.passkey_ids(&mine).await.remove(0);
        assert!(matches!(world.remove(&id, &mine).await, Err(Error::Forbidden)));
        assert_eq!(world.passkey_ids(&mine).await.len(), 1);
        world.switch_on(&mine).await;
        world.remove(&id, &mine).await.expect("an app is left");
        let me = world.reading().me(mine.session.as_ref()).await.expect("signed in");
        assert!(me.user.two_step);
    });
}

#[test]
fn whatever_takes_two_step_away_takes_passkeys_along() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        world.accounts.operator.reset_two_step(ANNA).await.expect("reset");
        assert_eq!(world.number("select count(*) from passkeys").await, 0);
        assert_eq!(wrong(world.touch(&mut authenticator, &world.browser(None)).await), Some(FieldError::Unknown));
        let session = world.sign_in(ANNA).await.session;
        let mine = RequestContext { session: Some(session), ..mine };
        let mut another = Authenticator::new(ORIGIN);
        assert!(world.add(&mut another, &mine).await.expect("added"));
        world.accounts.two_step.disable_two_step(&mine).await.expect("off");
        assert_eq!(world.number("select count(*) from passkeys").await, 0);
        world.accounts.operator.disable_user(ANNA).await.expect("disabled");
    });
}

#[test]
fn after_a_taken_back_password_a_passkey_is_only_a_second_step() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut thiefs) = world.sign_up_with_passkey(ANNA).await;
        world.accounts.passwords.this_wasnt_me(&mine).await.expect("taken back");
        for _ in 0..2 {
            let alone = world.touch(&mut thiefs, &world.browser(None)).await;
            assert_eq!(wrong(alone), Some(FieldError::Password));
        }
        let context = world.browser(None);
        let Entry::SecondStep(session) = world.enter(ANNA, &context).await.expect("the password is right") else {
            panic!("the second step stays")
        };
        let context = RequestContext { session: Some(session), ..context };
        let options = world.accounts.passkeys.ask_second_step(&context).await.expect("asked");
        let touched = answer(thiefs.get(&options).expect("it has one"));
        world.accounts.passkeys.second_step(&touched, &context).await.expect("in");
        world.touch(&mut thiefs, &world.browser(None)).await.expect("it is trusted again");
    });
}

#[test]
fn undoing_a_change_of_address_takes_the_passkeys_that_came_with_it_and_keeps_the_owners() {
    each_db_with(&settings(), |world| async move {
        for keeps_own in [true, false] {
            let email = format!("anna{keeps_own}@example.com");
            let (mine, _) = world.sign_up_with_passkey(&email).await;
            let own = world.passkey_ids(&mine).await.remove(0);
            world.on_for(8 * 86_400).await;
            world.run(&format!("update passkeys set created_at = created_at - 691200 where id = '{own}'")).await;
            let [_, undo] = world.move_to(&mine, "boris@example.com").await;
            world.add(&mut Authenticator::new(ORIGIN), &mine).await.expect("added");
            if !keeps_own {
                world.remove(&own, &mine).await.expect("removed");
            }
            world.undo(&undo, "").await.expect("no code of an app that is not there");
            let left = world.texts("select id from passkeys").await;
            assert_eq!(left, if keeps_own { vec![own] } else { vec![] });
            assert!(world.has(&email).await);
            world.run("delete from passkeys").await;
        }
        let on = world.number("select count(*) from two_step where enabled_at is not null").await;
        assert_eq!(on, 1, "off where no factor of the owner's is left");
    });
}

#[test]
fn a_disabled_user_gets_in_by_none_and_nobody_without_a_session_adds_one() {
    each_db_with(&settings(), |world| async move {
        let (mine, mut authenticator) = world.sign_up_with_passkey(ANNA).await;
        world.accounts.operator.disable_user(ANNA).await.expect("disabled");
        assert_eq!(wrong(world.touch(&mut authenticator, &world.browser(None)).await), Some(FieldError::Code));
        for context in [mine, world.browser(None)] {
            assert!(matches!(world.accounts.passkeys.ask_to_add(&context).await, Err(Error::SignedOut)));
            assert!(matches!(world.accounts.passkeys.ask_for_proof(&context).await, Err(Error::SignedOut)));
            assert!(matches!(world.accounts.passkeys.ask_second_step(&context).await, Err(Error::SignedOut)));
        }
    });
}

#[test]
fn one_has_twenty_at_most_also_when_they_are_added_at_once() {
    each_db_with(&settings(), |world| async move {
        let (mine, _) = world.sign_up_with_passkey(ANNA).await;
        let id = world.reading().me(mine.session.as_ref()).await.expect("signed in").user.id;
        for n in 0..18 {
            world.run(&format!("insert into passkeys (credential_id, id, user_id, name, public_key, state, transports, synced, created_at) values ('AAAAAAAAAAAAAAAAAAAAAA{n:02}', 'n{n}', '{id}', '', '', '', '[]', 0, 1)")).await;
        }
        let mut answers = Vec::new();
        for _ in 0..3 {
            let options = world.accounts.passkeys.ask_to_add(&mine).await.expect("asked");
            answers.push(answer(Authenticator::new(ORIGIN).create(&options).expect("new")));
        }
        let mut added = 0;
        for answer in &answers {
            added += usize::from(world.accounts.passkeys.add(answer, &mine).await.is_ok());
        }
        assert_eq!(added, 1);
        assert_eq!(wrong(world.accounts.passkeys.ask_to_add(&mine).await), Some(FieldError::Full));
    });
}

#[test]
fn an_address_that_browsers_know_no_passkeys_at_asks_for_none() {
    for base_url in ["http://127.0.0.1:3000", "https://192.0.2.1", "http://panel.example.com"] {
        let settings = Settings { base_url: base_url.to_owned(), ..Settings::default() };
        assert!(!settings.passkeys_are_possible(), "{base_url}");
    }
    let of = |domain: &str| Settings { passkey_domain: Some(domain.to_owned()), ..settings() }.passkeys_are_possible();
    assert!(of("example.com") && of("panel.example.com"));
    assert!(!of("com") && !of("evil.example") && !of("anel.example.com") && !of("other.example.com"));
    assert!(Settings { base_url: "http://localhost:3000".to_owned(), ..Settings::default() }.passkeys_are_possible());
}
