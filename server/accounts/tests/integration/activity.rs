//! The activity log, the operator's acts, and what a stolen database tells.

use crate::{
    help::team::{Person, joining, notifications_form, press},
    help::{PASSWORD, each_db, from, identity, link_in, recover, refused, sign_in, totp, two_step, with},
};
use accounts::{At, By, Error, RequestContext};
use rules::{Act, ForgotForm, Notification, ResetForm, Role};

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const NEW: &str = "kapelusz rower zupa okno";

#[test]
fn every_act_is_written_once_newest_first_with_who_and_from_where() {
    each_db(|world| async move {
        let (context, key) = world.sign_up_with_two_step(ANNA).await;
        let codes = world.reading().recovery_codes(context.session.as_ref()).await.unwrap().unwrap();
        world.accounts.two_step.saved_recovery_codes(&context).await.unwrap();
        world.accounts.two_step.regenerate_key(&context).await.unwrap();
        world.accounts.sessions.sign_out(&context).await.unwrap();
        world.accounts.sessions.sign_out(&context).await.unwrap();
        refused(world.accounts.sign_in.sign_in(&sign_in(ANNA, "wrong"), &from("203.0.113.9")).await);
        let half = world.half(ANNA).await;
        refused(world.accounts.sign_in.second_step(&two_step("000000"), &half).await);
        world.accounts.sign_in.recover(&recover(&codes[0]), &half).await.unwrap();
        world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default()).await.unwrap();
        let letters = world.letters_of("password-reset").await;
        let link = link_in(&letters[0], "http://localhost:3000/reset-password/");
        let token = accounts::Token::parse(link.rsplit('/').next().unwrap()).unwrap();
        let form = ResetForm { new_password: NEW.into(), confirm_new_password: NEW.into(), ..Default::default() };
        world.accounts.passwords.reset(&form, &token, &RequestContext::default()).await.unwrap();
        world.accounts.operator.disable_user(ANNA).await.unwrap();
        world.accounts.operator.enable_user(ANNA).await.unwrap();
        world.accounts.operator.reset_two_step(ANNA).await.unwrap();
        let accounts::Entry::SignedIn(signed_in) =
            world.accounts.sign_in.sign_in(&sign_in(ANNA, NEW), &RequestContext::default()).await.unwrap()
        else {
            panic!("the second factor was reset: {key}")
        };
        let session = world
            .accounts
            .reauthentication
            .confirm_identity(&identity(NEW, ""), &with(&signed_in.session))
            .await
            .unwrap();
        let lines = world.reading().activity(Some(&session), &At::First).await.unwrap().lines;
        let acts: Vec<(Act, By, bool)> =
            lines.iter().rev().map(|line| (line.act, line.by.clone(), line.done)).collect();
        assert_eq!(
            acts,
            [
                (Act::Registered, By::You, true),
                (Act::RecoveryMade, By::You, true),
                (Act::TwoStepEnabled, By::You, true),
                (Act::RecoverySaved, By::You, true),
                (Act::TwoStepKey, By::You, true),
                (Act::SignedOut, By::You, true),
                (Act::SignedIn, By::Somebody, false),
                (Act::SecondStep, By::Somebody, false),
                (Act::RecoveryUsed, By::You, true),
                (Act::SignedIn, By::You, true),
                (Act::ResetAsked, By::Somebody, true),
                (Act::PasswordReset, By::You, true),
                (Act::UserDisabled, By::Operator, true),
                (Act::UserEnabled, By::Operator, true),
                (Act::TwoStepReset, By::Operator, true),
                (Act::SignedIn, By::You, true),
                (Act::IdentityConfirmed, By::You, true),
            ]
        );
        let wrong = lines.iter().find(|line| line.act == Act::SignedIn && !line.done).unwrap();
        assert_eq!(wrong.network_address, "203.0.113.9");
        assert_eq!(lines.iter().find(|line| line.act == Act::RecoveryUsed).unwrap().detail, "9");
    });
}

#[test]
fn one_sees_ones_own_lines_fifty_a_page() {
    each_db(|world| async move {
        let session = world.sign_up(ANNA).await;
        let other = world.sign_up("berta@example.com").await;
        for n in 0..60 {
            let context = RequestContext { agent: format!("curl\r\n\u{1b}[31m{n}"), ..with(&session) };
            world.accounts.two_step.regenerate_key(&context).await.unwrap();
        }
        let page = async |at: &At| world.reading().activity(Some(&session), at).await.unwrap();
        let first = page(&At::First).await;
        assert_eq!((first.lines.len(), &first.newer), (50, &None));
        let second = page(&At::After(first.older.unwrap())).await;
        assert_eq!((second.lines.len(), &second.older), (11, &None));
        assert_eq!(second.lines.last().unwrap().act, Act::Registered);
        let back = page(&At::Before(second.newer.unwrap())).await;
        let moments = |lines: &[accounts::AuditEntry]| {
            lines.iter().map(|line| (line.at, line.device.clone())).collect::<Vec<_>>()
        };
        assert_eq!((moments(&back.lines), &back.newer), (moments(&first.lines), &back.newer));
        for nowhere in ["", "x", "' or 1 = 1 --"] {
            for at in [At::After(nowhere.into()), At::Before(nowhere.into())] {
                assert_eq!(moments(&page(&at).await.lines), moments(&first.lines), "{at:?}");
            }
        }
        let of_another = world.texts("select id from activity where act = 'registered' order by at desc, seq").await;
        for id in of_another {
            assert!(page(&At::Before(id)).await.lines.len() >= 11, "no line of anybody else is a place");
        }
        assert_eq!(world.reading().activity(Some(&other), &At::First).await.unwrap().lines.len(), 1);
        assert!(matches!(world.reading().activity(None, &At::First).await, Err(Error::SignedOut)));
        assert_eq!(world.number("select count(*) from activity where agent like '%\r%'").await, 0);
        world.run("delete from activity where seq <= (select max(seq) - 50 from activity)").await;
        let first = page(&At::First).await;
        assert_eq!((first.lines.len(), first.older), (50, None), "a full page may be the last");
    });
}

#[test]
fn those_who_manage_users_see_what_happened_in_their_account_fifty_lines_a_page() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::UserAdministrator]).await;
        let clara = world.colleague("clara@example.com", &number, &[Role::AccountObserver]).await;
        let (dora, elsewhere) = world.owner("dora@example.com").await;
        world.run(&joining(&elsewhere, &clara.id, &[Role::AccountObserver])).await;
        let at = |person: &Person, address: &str| RequestContext {
            network_address: Some(address.parse().unwrap()),
            agent: "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0".into(),
            ..person.context.clone()
        };
        let set = async |number: &str, who: &RequestContext, whom: &Person, chosen: &[Notification]| {
            world.wait(1);
            world
                .accounts
                .memberships
                .set_notifications(&notifications_form(number, &whom.id, chosen), who)
                .await
                .unwrap();
        };
        set(&elsewhere, &at(&dora, "203.0.113.1"), &clara, &[]).await;
        set(&number, &at(&boris, "203.0.113.2"), &clara, &[]).await;
        set(&number, &at(&clara, "203.0.113.3"), &clara, &[Notification::General]).await;
        world.wait(1);
        world.accounts.memberships.dissociate(&press(&number, &clara.id), &at(&anna, "203.0.113.4")).await.unwrap();
        let log = async |who: &Person, at: &At| {
            world.reading().account_activity(who.context.session.as_ref(), &number, at).await
        };
        let lines = log(&boris, &At::First).await.unwrap().lines;
        let read: Vec<_> = lines
            .iter()
            .map(|line| (line.act, line.by.clone(), line.whom.clone(), line.network_address.as_str()))
            .collect();
        let (former, by) = (By::Former(Some(clara.email.clone())), |email: &str| By::Member(email.into()));
        assert_eq!(
            read,
            [
                (Act::Dissociated, by(ANNA), Some(former.clone()), "203.0.113.4"),
                // She was a member when she did it.
                (Act::NotificationsChanged, former.clone(), None, "203.0.113.3"),
                (Act::NotificationsChanged, By::You, Some(former.clone()), "203.0.113.2"),
            ]
        );
        assert!(lines[0].device.as_deref().is_some_and(|device| device.contains("Firefox")));
        for n in 0..50 {
            let chosen: &[Notification] = if n % 2 == 0 { &[] } else { &Notification::ALL };
            set(&number, &boris.context, &boris, chosen).await;
        }
        let first = log(&anna, &At::First).await.unwrap();
        let older = At::After(first.older.unwrap());
        let second = log(&anna, &older).await.unwrap();
        assert_eq!((first.lines.len(), second.lines.len(), second.older), (50, 3, None));
        let back = log(&anna, &At::Before(second.newer.unwrap())).await.unwrap();
        assert_eq!((back.lines.len(), back.lines[0].at), (50, first.lines[0].at));
        assert!(matches!(log(&clara, &At::First).await, Err(Error::Gone)));
        assert!(matches!(log(&dora, &At::First).await, Err(Error::Gone)));
        world.run(&format!("update activity set actor_id = 'operator' where user_id = '{}'", clara.id)).await;
        assert_eq!(log(&anna, &older).await.unwrap().lines[0].by, By::Operator);
    });
}

#[test]
fn the_operator_closes_and_opens_the_door_and_the_user_is_told() {
    each_db(|world| async move {
        let (context, _) = world.sign_up_with_two_step(ANNA).await;
        let half = world.half(ANNA).await;
        world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default()).await.unwrap();
        world.accounts.operator.disable_user("ANNA@example.com").await.unwrap();
        assert!(matches!(world.accounts.operator.disable_user(ANNA).await, Err(Error::Gone)));
        assert!(matches!(world.accounts.operator.disable_user("nobody@example.com").await, Err(Error::Gone)));
        assert!(world.accounts.sessions.current_user(context.session.as_ref()).await.unwrap().is_none());
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from sessions").await, 0);
        assert_eq!(world.number("select count(*) from resets where dead_at is null").await, 0);
        assert!(world.letters_of("password-reset").await.is_empty(), "withdrawn");
        refused(world.enter(ANNA, &RequestContext::default()).await);
        world.accounts.operator.enable_user(ANNA).await.unwrap();
        assert!(matches!(world.accounts.operator.enable_user(ANNA).await, Err(Error::Gone)));
        world.half(ANNA).await;
        world.accounts.operator.reset_two_step(ANNA).await.unwrap();
        assert!(matches!(world.accounts.operator.reset_two_step(ANNA).await, Err(Error::Gone)));
        world.sign_in(ANNA).await;
        assert!(!world.accounts.sessions.user_of(ANNA).await.unwrap().unwrap().user.two_step);
        for told in ["Ми закрили вхід", "знову відкрито", "Ми вимкнули двоетапну"]
        {
            assert_eq!(world.told(told).await, 1, "{told}");
        }
    });
}

#[test]
fn a_stolen_database_holds_no_key_code_token_or_password() {
    each_db(|world| async move {
        let arrived = world.arrive(ANNA).await;
        let context = with(&arrived.session);
        let key = world.switch_on(&context).await;
        let next = world.reading().two_step_set_up(context.session.as_ref()).await.unwrap().key;
        let codes = world.reading().recovery_codes(context.session.as_ref()).await.unwrap().unwrap();
        let half = world.half(ANNA).await;
        world.accounts.passwords.forgot(&ForgotForm { email: ANNA.into() }, &RequestContext::default()).await.unwrap();
        let before = world.cells().await;
        let letters = world.letters_of("password-reset").await;
        let link = link_in(&letters[0], "http://localhost:3000/reset-password/");
        let after = world.cells().await;
        let plain = |text: &str| text.replace([' ', '-'], "");
        let mut secrets = vec![
            key.clone(),
            plain(&key),
            next.clone(),
            plain(&next),
            totp::code(&key, world.now()),
            PASSWORD.to_owned(),
            link.rsplit('/').next().unwrap().to_owned(),
            arrived.session.expose().to_owned(),
            arrived.known.expose().to_owned(),
            half.session.unwrap().expose().to_owned(),
        ];
        secrets.extend(codes.iter().flat_map(|code| [code.clone(), plain(code)]));
        for cells in [before, after] {
            // A moment may have the six digits of a code in it.
            let is_moment = |text: &str| text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit());
            let holds = |what: &str| {
                cells.iter().find(|(_, text)| text.contains(what) && !is_moment(text)).map(|(column, _)| column)
            };
            assert!(holds(ANNA).is_some(), "the dump has something in it");
            for secret in &secrets {
                assert_eq!(holds(secret), None, "{secret}");
            }
        }
    });
}
