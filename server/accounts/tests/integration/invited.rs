//! The wizard by invitation: the address is given, and it ends in a membership.

use crate::{
    help::inviting::{ANNA, BORIS, EVA, Sent, button, is_gone, person},
    help::moving::{count, find},
    help::{World, another, at_once, business, each_db, each_db_with, personal, refused, register, with},
};
use accounts::{Acceptance, Error, Proved, Registration, RequestContext, Settings, Step, Token};
use rules::InvitationState;
use rules::{AddressForm, Field, FieldError, InvitedForm, Role};
use std::sync::{Arc, atomic::Ordering};

const WEEK: i64 = 604_800;
const OBSERVER: [Role; 1] = [Role::AccountObserver];

impl World {
    async fn begin_invited(&self, sent: &Sent, context: &RequestContext) -> Result<(String, Token), Error> {
        self.accounts.registrations.register_invited(&person(sent), &sent.link, context).await
    }

    /// Goes through the first two steps; the visitor afterwards, the registration's id, and its code.
    async fn up_to_the_code(&self, sent: &Sent) -> (RequestContext, String, String) {
        let (id, browser) = self.begin_invited(sent, &RequestContext::default()).await.expect("open");
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        self.accounts.registrations.details(&business(&id), &context).await.expect("details taken");
        let code = find(&self.post().await, "verification-code", BORIS).code();
        (context, id, code)
    }

    async fn rows(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    /// The same database with other settings.
    pub(crate) async fn under(&self, settings: Settings) -> Arc<World> {
        let world = World::with(&self.url, self.postgres, settings).await;
        world.clock.store(self.now(), Ordering::SeqCst);
        world
    }
}

fn session(proved: Result<Proved, Error>) -> RequestContext {
    match proved {
        Ok(Proved::SignedIn(signed_in)) => with(&signed_in.session),
        other => panic!("not signed in but {other:?}"),
    }
}

#[test]
fn an_invited_person_registers_and_is_a_member_without_an_account_of_their_own() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        assert_eq!(world.accept(&sent, &RequestContext::default()).await.unwrap(), Acceptance::Register);
        let (id, browser) = world.begin_invited(&sent, &RequestContext::default()).await.unwrap();
        let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
        let unfinished = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
        assert_eq!((unfinished.step, unfinished.invited, unfinished.email.as_str()), (Step::Details, true, BORIS));
        assert_eq!(world.begin_invited(&sent, &context).await.unwrap().0, id, "taken up again");
        world.accounts.registrations.details(&business(&id), &context).await.unwrap();
        let code = find(&world.post().await, "verification-code", BORIS).code();
        assert_eq!(world.state(&sent).await, Some(InvitationState::Open), "the address is not proved yet");
        refused(world.confirm(&context, &id, &another(&code)).await);
        let boris = session(world.confirm(&context, &id, &code).await);
        let who = world.accounts.sessions.current_user(boris.session.as_ref()).await.unwrap().unwrap();
        assert_eq!((who.user.name.as_str(), who.user.email.as_str()), ("Борис", BORIS));
        let [account] = &who.accounts[..] else { panic!("one account") };
        assert_eq!((account.number.digits(), &account.roles[..]), (number.clone(), &OBSERVER[..]));
        assert_eq!((world.rows("accounts").await, world.rows("memberships").await), (1, 2));
        let kept = "select count(*) from own_details join users on users.id = user_id where email_key = 'boris@example.com'
            and account_type = 'business' and own_details.country = 'UA' and tin = '14360570' and company_name = 'ТОВ «Хмара»' and city = 'Київ'";
        assert_eq!(world.number(kept).await, 1);
        assert_eq!(world.state(&sent).await, Some(InvitationState::Accepted));
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "membership-notice", ANNA)), (1, 1));
        assert_eq!(
            (world.written("registered", "done").await, world.written("invitation_accepted", "done").await),
            (2, 1)
        );
        assert!(matches!(world.confirm(&context, &id, &code).await, Err(Error::Finished)));
        assert_eq!(world.accept(&sent, &boris).await.unwrap(), Acceptance::Member(account.number), "the link again");
    });
}

#[test]
fn the_address_of_an_invited_registration_stays() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let (context, id, _) = world.up_to_the_code(&sent).await;
        world.wait(60);
        let form = AddressForm { registration: id.clone(), email: EVA.into() };
        assert!(is_gone(&world.accounts.registrations.change_address(&form, &context).await));
        let back = AddressForm { email: BORIS.into(), ..form };
        assert!(is_gone(&world.accounts.registrations.change_address(&back, &context).await));
        assert!(world.post().await.is_empty());
        assert_eq!(world.accounts.registrations.unfinished(&context, Some(&id)).await.unwrap().unwrap().email, BORIS);
        let (context, id) = world.begin("c@example.com").await;
        assert!(!world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().invited);
        world.wait(60);
        let form = AddressForm { registration: id, email: EVA.into() };
        world.accounts.registrations.change_address(&form, &context).await.expect("anybody else's can be corrected");
    });
}

#[test]
fn what_is_typed_is_checked_as_for_anybody() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let empty = InvitedForm { invitation: sent.id.clone(), ..InvitedForm::default() };
        assert_eq!(
            refused(
                world.accounts.registrations.register_invited(&empty, &sent.link, &RequestContext::default()).await
            )
            .iter()
            .count(),
            4
        );
        let weak = "boris@example.com boris".to_owned();
        let weak = InvitedForm { password: weak.clone(), confirm_password: weak, ..person(&sent) };
        let errors =
            refused(world.accounts.registrations.register_invited(&weak, &sent.link, &RequestContext::default()).await);
        assert_eq!(errors.of(Field::Password), Some(FieldError::Personal));
        let flood = crate::help::from("203.0.113.9");
        for _ in 0..20 {
            world.begin_invited(&sent, &flood).await.unwrap();
        }
        crate::help::wait_of(world.begin_invited(&sent, &flood).await);
    });
}

#[test]
fn a_link_that_does_not_work_begins_nothing() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let other = world.invited(&anna, &number, EVA).await;
        let nobody = RequestContext::default();
        for (id, link) in [
            (&sent.id, &world.accounts.sessions.new_browser()),
            (&other.id, &sent.link),
            (&format!("{}x", sent.id), &sent.link),
            (&String::new(), &sent.link),
        ] {
            let scrap = Sent { id: id.clone(), link: link.clone() };
            assert!(is_gone(&world.begin_invited(&scrap, &nobody).await));
        }
        world.accounts.invitations.revoke_invitation(&button(&number, &other.id), &anna).await.unwrap();
        assert!(is_gone(&world.begin_invited(&other, &nobody).await));
        world.wait(WEEK);
        assert!(is_gone(&world.begin_invited(&sent, &nobody).await));
        assert_eq!(world.rows("registrations where finished_at is null").await, 0);
    });
}

#[test]
fn by_invitation_only_means_that_and_closed_means_nobody() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let nobody = RequestContext::default();
        let closed = world.under(Settings { registration: Registration::Closed, ..Settings::default() }).await;
        let invitation = world.under(Settings { registration: Registration::Invitation, ..Settings::default() }).await;
        let domains =
            world.under(Settings { domains_refused: vec!["example.com".into()], ..Settings::default() }).await;
        for world in [&closed, &invitation] {
            assert!(is_gone(&world.accounts.registrations.register(&register(BORIS), &nobody).await));
        }
        assert!(is_gone(&closed.begin_invited(&sent, &nobody).await));
        assert!(is_gone(&domains.begin_invited(&sent, &nobody).await), "the operator's domains hold here too");
        let admitted =
            async |world: &World| world.reading().invitation(&sent.link, &nobody).await.unwrap().unwrap().admitted;
        assert!(admitted(&closed).await && !admitted(&domains).await);
        let (context, id, code) = invitation.up_to_the_code(&sent).await;
        session(invitation.confirm(&context, &id, &code).await);
    });
}

#[test]
fn an_invitation_that_ended_meanwhile_makes_nobody() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let manager = "manager@example.com";
        let manages = world.hired(&number, manager, Role::UserAdministrator).await;
        let sent = world.invited(&manages, &number, BORIS).await;
        let (context, id, code) = world.up_to_the_code(&sent).await;
        let before = world.rows("activity").await;
        let mut tries = 0;
        for (ends, begins) in [
            ("update invitations set revoked_at = 1", "update invitations set revoked_at = null"),
            ("update invitations set declined_at = 1", "update invitations set declined_at = null"),
            ("update invitations set accepted_at = 1", "update invitations set accepted_at = null"),
            ("update invitations set expires_at = 1", "update invitations set expires_at = 1900000000"),
            (
                "update invitations set email_key = 'eva@example.com'",
                "update invitations set email_key = 'boris@example.com'",
            ),
            (
                "update users set disabled_at = 1 where email_key = 'manager@example.com'",
                "update users set disabled_at = null",
            ),
            (
                "update roles set role = 'account_observer' where role = 'user_administrator'",
                "update roles set role = 'user_administrator' where role = 'account_observer'",
            ),
        ] {
            world.run("update registrations set tries = 0").await;
            world.run(ends).await;
            assert!(is_gone(&world.confirm(&context, &id, &code).await), "{ends}");
            tries += 1;
            assert_eq!(world.number("select max(tries_total) from registrations").await, tries, "the try is counted");
            assert!(!world.has(BORIS).await && world.post().await.is_empty(), "{ends}");
            assert_eq!((world.rows("own_details").await, world.rows("activity").await), (0, before));
            world.run(begins).await;
        }
        world.accounts.invitations.resend_invitation(&button(&number, &sent.id), &anna).await.unwrap();
        session(world.confirm(&context, &id, &code).await);
        assert_eq!(count(&world.post().await, "membership-notice", ANNA), 1, "whoever sent it last invites");
    });
}

#[test]
fn an_address_that_has_a_user_looks_like_any_other() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let mut shown = Vec::new();
        for email in [EVA, BORIS] {
            let sent = world.invited(&anna, &number, email).await;
            let (id, browser) = world.begin_invited(&sent, &RequestContext::default()).await.unwrap();
            let context = RequestContext { browser: Some(browser), ..RequestContext::default() };
            world.accounts.registrations.details(&personal(&id), &context).await.unwrap();
            let post = world.post().await;
            let kind = if email == BORIS { "already-registered" } else { "verification-code" };
            assert_eq!((post.len(), count(&post, kind, email)), (1, 1));
            let wrong = refused(world.confirm(&context, &id, "ABC-DEF").await);
            let page = world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap();
            shown.push(format!("{wrong:?} {page:?}").replace(&id, "ID").replace(email, "ADDRESS"));
        }
        assert_eq!(shown[0], shown[1]);
        assert!(world.roles_in(&boris, &number).await.is_empty());
    });
}

#[test]
fn an_address_that_became_a_users_meanwhile_can_still_accept() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let (context, id, code) = world.up_to_the_code(&sent).await;
        let eva = with(&world.sign_up(EVA).await);
        world.run("delete from codes where email_key <> 'boris@example.com'").await;
        world.run("update users set email = 'boris@example.com', email_key = 'boris@example.com' where email_key = 'eva@example.com'").await;
        assert!(matches!(world.confirm(&context, &id, &code).await, Ok(Proved::AlreadyRegistered)));
        assert_eq!((world.state(&sent).await, world.rows("own_details").await), (Some(InvitationState::Open), 0));
        world.accept(&sent, &eva).await.unwrap();
        assert_eq!(world.roles_in(&eva, &number).await, OBSERVER);
    });
}

#[test]
fn whoever_registers_the_ordinary_way_after_all_gets_an_account_and_the_other_way_round() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let (context, id, code) = world.up_to_the_code(&sent).await;
        let (same, _) = world.accounts.registrations.register(&register(BORIS), &context).await.unwrap();
        assert_eq!(same, id);
        assert!(!world.accounts.registrations.unfinished(&context, None).await.unwrap().unwrap().invited);
        let boris = session(world.confirm(&context, &id, &code).await);
        assert!(world.roles_in(&boris, &number).await.is_empty());
        assert_eq!((world.rows("accounts").await, world.state(&sent).await), (2, Some(InvitationState::Open)));

        let sent = world.invited(&anna, &number, EVA).await;
        let (context, id) = world.begin(EVA).await;
        let code = world.code().await;
        world.begin_invited(&sent, &context).await.unwrap();
        let eva = session(world.confirm(&context, &id, &code).await);
        assert_eq!((world.roles_in(&eva, &number).await, world.rows("accounts").await), (OBSERVER.to_vec(), 2));
    });
}

#[test]
fn confirming_and_revoking_at_once_one_of_them_wins() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        for round in 0..15 {
            world.run("delete from limits").await;
            world.run("delete from addresses").await;
            world.run("delete from codes").await;
            let sent = world.invited(&anna, &number, BORIS).await;
            let (context, id, code) = world.up_to_the_code(&sent).await;
            let ended = at_once(4, |n| {
                let (world, sent, anna, number) = (Arc::clone(&world), sent.clone(), anna.clone(), number.clone());
                let (context, id, code) = (context.clone(), id.clone(), code.clone());
                async move {
                    match (n + round) % 4 {
                        0 => world.confirm(&context, &id, &code).await.map(drop),
                        1 => world.accounts.invitations.revoke_invitation(&button(&number, &sent.id), &anna).await,
                        2 => world.decline(&sent, false, &RequestContext::default()).await,
                        _ => world.accounts.invitations.resend_invitation(&button(&number, &sent.id), &anna).await,
                    }
                }
            })
            .await;
            assert!(ended.iter().all(|ended| ended.is_ok() || is_gone(ended)), "{round}: {ended:?}");
            let made = world.has(BORIS).await;
            let accepted = world.rows("invitations where accepted_at is not null").await;
            assert_eq!((made, world.rows("memberships").await), (accepted == 1, 1 + accepted), "{round}: {ended:?}");
            assert_eq!(world.rows("own_details").await, accepted);
            world.post().await;
            for table in [
                "invitations",
                "registrations",
                "known_browsers",
                "own_details",
                "sessions where user_id in (select id from users where email_key = 'boris@example.com')",
            ] {
                world.run(&format!("delete from {table}")).await;
            }
            for table in ["recovery_codes", "recovery_sets", "two_step", "roles", "memberships"] {
                world.run(&format!("delete from {table} where user_id in (select id from users where email_key = 'boris@example.com')")).await;
            }
            world.run("delete from users where email_key = 'boris@example.com'").await;
        }
    });
}

#[test]
fn two_browsers_with_one_link_make_one_member() {
    let settings = Settings { codes_per_hour: 10, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        let mut begun = Vec::new();
        for _ in 0..5 {
            begun.push(world.up_to_the_code(&sent).await);
        }
        let ended = at_once(5, |n| {
            let (world, (context, id, code)) = (Arc::clone(&world), begun[n].clone());
            async move { world.confirm(&context, &id, &code).await }
        })
        .await;
        let signed_in = ended.iter().filter(|ended| matches!(ended, Ok(Proved::SignedIn(_)))).count();
        assert_eq!((signed_in, world.rows("memberships").await, world.rows("users").await), (1, 2, 2), "{ended:?}");
        assert_eq!(count(&world.post().await, "membership-notice", ANNA), 1);
    });
}
