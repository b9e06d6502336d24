//! Those who manage users: inviting, sending again, taking back.

use crate::{
    help::inviting::{ANNA, BORIS, EVA, Sent, TOLD, button, inviting, is_forbidden, is_gone, link_to},
    help::moving::{count, find},
    help::{World, at_once, each_db, each_db_with, refused, wait_of, with},
};
use accounts::{Error, RequestContext, Settings};
use rules::{Errors, Field, FieldError, InviteForm, Language, Role};
use rules::{InvitationReader, InvitationState};
use std::sync::Arc;

const WEEK: i64 = 604_800;
const OBSERVER: &[Role] = &[Role::AccountObserver];
const NOTHING: &str = "nothing is written";

fn on_email(wrong: FieldError) -> Errors {
    Errors::on(Field::UserEmail, wrong)
}

impl World {
    async fn again(&self, context: &RequestContext, number: &str, sent: &Sent) -> Result<(), Error> {
        self.accounts.invitations.resend_invitation(&button(number, &sent.id), context).await
    }

    async fn revoke(&self, context: &RequestContext, number: &str, sent: &Sent) -> Result<(), Error> {
        self.accounts.invitations.revoke_invitation(&button(number, &sent.id), context).await
    }

    async fn waiting(&self) -> i64 {
        self.number("select count(*) from invitations where revoked_at is null").await
    }
}

#[test]
fn the_letter_and_its_link_show_the_same_facts_and_looking_changes_nothing() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.run("update accounts set company_name = 'ТОВ «Хмара»'").await;
        let polish = RequestContext { language: Language::Polish, ..anna.clone() };
        let roles = [Role::BillingAdministrator, Role::AccountObserver];
        world.invite(&polish, &number, "Boris@EXAMPLE.com", &roles).await.unwrap();
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "invitation", "Boris@example.com")), (1, 1));
        let letter = find(&post, "invitation", "Boris@example.com");
        let shown = format!("{}-{}", &number[..4], &number[4..]);
        for said in [shown.as_str(), "ТОВ «Хмара»", "Оксана Ґалаґан (anna@example.com)", "zaprasza Cię", "7 dni"]
        {
            assert!(letter.text.contains(said), "{said}: {}", letter.text);
        }
        let link = letter.token("invite");
        let before = world.cells().await;
        let seen = world.look(&link).await.unwrap();
        world.reading().invitation(&link, &anna).await.unwrap();
        assert_eq!(world.cells().await, before);
        assert_eq!((seen.number.digits(), seen.company.as_deref()), (number.clone(), Some("ТОВ «Хмара»")));
        assert_eq!(
            (seen.inviter.as_str(), seen.email.as_str()),
            ("Оксана Ґалаґан (anna@example.com)", "Boris@example.com")
        );
        assert_eq!((&seen.roles[..], seen.until, seen.state), (&roles[..], world.now() + WEEK, InvitationState::Open));
        assert_eq!(seen.reader, InvitationReader::Nobody);
        assert_eq!(world.written("invited", "done").await, 1);
        let line = format!(
            "select count(*) from activity where act = 'invited' and detail = '{BORIS}' and account_id is not null"
        );
        assert_eq!(world.number(&line).await, 1);
        assert!(world.holding(link.expose()).await.is_empty(), "the secret stands in the letter alone");
        for (email, reader) in [(EVA, InvitationReader::Other(EVA.into())), (BORIS, InvitationReader::Invited)] {
            let context = with(&world.sign_up(email).await);
            assert_eq!(world.reading().invitation(&link, &context).await.unwrap().unwrap().reader, reader);
        }
    });
}

#[test]
fn who_may_not_invite_or_not_with_these_roles_is_refused_and_nothing_is_written() {
    each_db(|world| async move {
        let (_, number) = world.office().await;
        let (stranger, _) = world.office_of("stranger@example.com").await;
        let observer = world.hired(&number, "observer@example.com", Role::AccountObserver).await;
        let billing = world.hired(&number, "billing@example.com", Role::BillingAdministrator).await;
        let manager = world.hired(&number, "manager@example.com", Role::UserAdministrator).await;
        let admin = world.hired(&number, "admin@example.com", Role::AccountAdministrator).await;
        world.post().await;
        let signed_out = world.invite(&RequestContext::default(), &number, EVA, OBSERVER).await;
        assert!(matches!(signed_out, Err(Error::SignedOut)));
        for nobody in [&observer, &billing] {
            assert!(is_forbidden(&world.invite(nobody, &number, EVA, OBSERVER).await));
        }
        for missing in [number.as_str(), "10000008", "scrap", ""] {
            assert!(is_gone(&world.invite(&stranger, missing, EVA, OBSERVER).await));
        }
        for (who, role, may) in [
            (&manager, Role::AccountAdministrator, false),
            (&manager, Role::BillingAdministrator, false),
            (&manager, Role::UserAdministrator, true),
            (&admin, Role::AccountAdministrator, true),
        ] {
            let ended = world
                .invite(who, &number, &format!("{}@example.com", role.as_str()), &[role, Role::AccountObserver])
                .await;
            match may {
                true => ended.unwrap(),
                false => assert_eq!(refused(ended), Errors::on(Field::Roles, FieldError::Rights)),
            }
        }
        let empty = InviteForm { account: number.clone(), ..InviteForm::default() };
        assert_eq!(refused(world.accounts.invitations.invite(&empty, &manager).await).iter().count(), 2);
        assert_eq!((world.waiting().await, world.written("invited", "done").await), (2, 2));
        assert_eq!(world.post().await.len(), 2);
    });
}

#[test]
fn a_member_or_somebody_who_waits_is_not_invited_again() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.hired(&number, EVA, Role::AccountObserver).await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.invite(&anna, &number, BORIS, OBSERVER).await.expect("the same press again");
        assert_eq!((world.waiting().await, world.post().await.len()), (1, 0));
        let other = world.invite(&anna, &number, BORIS, &[Role::UserAdministrator]).await;
        assert_eq!(refused(other), on_email(FieldError::Invited), "another wish");
        world.wait(10);
        for (email, wrong) in [
            ("Eva@Example.com", FieldError::Member),
            (ANNA, FieldError::Member),
            ("BORIS@example.com", FieldError::Invited),
            ("boris", FieldError::Malformed),
        ] {
            assert_eq!(refused(world.invite(&anna, &number, email, OBSERVER).await), on_email(wrong), "{email}");
        }
        world.wait(WEEK);
        let anna = with(&world.sign_in(ANNA).await.session);
        assert_eq!(world.state(&sent).await, Some(InvitationState::Expired));
        assert_eq!(refused(world.invite(&anna, &number, BORIS, OBSERVER).await), on_email(FieldError::Invited));
        assert_eq!((world.waiting().await, count(&world.post().await, "invitation", BORIS)), (1, 0));
        world.revoke(&anna, &number, &sent).await.unwrap();
        world.invite(&anna, &number, BORIS, OBSERVER).await.unwrap();
        let (berta, elsewhere) = world.office_of("berta@example.com").await;
        world.invite(&berta, &elsewhere, BORIS, OBSERVER).await.expect("another account");
    });
}

#[test]
fn pressed_many_times_at_once_one_invitation_goes_out() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let ended = at_once(10, |_| {
            let (world, anna, number): (Arc<World>, _, _) = (Arc::clone(&world), anna.clone(), number.clone());
            async move { world.invite(&anna, &number, BORIS, OBSERVER).await }
        })
        .await;
        assert!(ended.iter().all(Result::is_ok), "{ended:?}");
        assert_eq!((world.post().await.len(), world.written("invited", "done").await), (1, 1));
    });
}

#[test]
fn the_operators_domains_hold_for_invitations() {
    let settings = Settings { domains_refused: vec!["bad.com".into()], ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let (anna, number) = world.office().await;
        assert_eq!(refused(world.invite(&anna, &number, "a@bad.com", OBSERVER).await), on_email(FieldError::Domain));
        assert_eq!(world.waiting().await, 0, "{NOTHING}");
        world.invite(&anna, &number, "a@good.com", OBSERVER).await.unwrap();
        world.post().await;
        let sent = "select id || ' ' || token_hash as sent from invitations";
        let before = world.texts(sent).await;
        let refused_now =
            world.under(Settings { domains_refused: vec!["good.com".into()], ..Settings::default() }).await;
        let id = before[0].split(" ").next().unwrap_or_default();
        let again = refused_now.accounts.invitations.resend_invitation(&button(&number, id), &anna).await;
        assert_eq!(refused(again), Errors::on(Field::Email, FieldError::Domain));
        assert_eq!((world.texts(sent).await, world.post().await.len()), (before, 0), "{NOTHING}");
    });
}

#[test]
fn twenty_an_hour_whoever_is_invited_and_wherever_one_is() {
    let settings = Settings { network_limits: false, ..Settings::default() };
    each_db_with(&settings, |world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        for n in 2..=19 {
            world.invite(&anna, &number, &format!("person{n}@example.com"), OBSERVER).await.unwrap();
        }
        world.again(&anna, &number, &sent).await.expect("20");
        assert_eq!(world.post().await.len(), 19);
        assert_eq!(wait_of(world.invite(&anna, &number, "a@example.com", OBSERVER).await), 180);
        assert!(is_gone(&world.invite(&anna, "10000008", BORIS, OBSERVER).await), "whose it is comes first");
        assert_eq!(wait_of(world.again(&anna, &number, &sent).await), 180);
        assert_eq!((world.post().await.len(), world.waiting().await), (0, 19));
        let manager = world.hired(&number, EVA, Role::UserAdministrator).await;
        world.invite(&manager, &number, "b@example.com", OBSERVER).await.expect("another user");
        world.revoke(&anna, &number, &sent).await.expect("is no letter");
        world.wait(180);
        world.invite(&anna, &number, "a@example.com", OBSERVER).await.unwrap();
        wait_of(world.invite(&anna, &number, "c@example.com", OBSERVER).await);
    });
}

#[test]
fn an_address_with_a_user_and_one_without_look_the_same() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.sign_up("known@example.com").await;
        world.post().await;
        let mut seen = Vec::new();
        for email in ["known@example.com", "other@example.com"] {
            let before = world.cells().await;
            let ended = format!("{:?}", world.invite(&anna, &number, email, OBSERVER).await);
            let mut after = world.cells().await;
            before
                .iter()
                .for_each(|cell| drop(after.iter().position(|other| other == cell).map(|at| after.remove(at))));
            let written: Vec<_> = after.iter().map(|(column, text)| (column.clone(), text.len())).collect();
            let post = world.post().await;
            let link = link_to(&post, email);
            let text = find(&post, "invitation", email).text.replace(link.expose(), "LINK").replace(email, "ADDRESS");
            let look = format!("{:?}", world.look(&link).await.unwrap().state);
            seen.push((ended, written, post.len(), text, look));
            world.run("delete from limits").await;
        }
        assert!(seen[0].1.len() > 20, "{:?}", seen[0].1);
        assert_eq!(seen[0], seen[1]);
    });
}

#[test]
fn sent_again_it_has_a_new_link_the_whole_time_and_another_inviter() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let manager = world.hired(&number, EVA, Role::UserAdministrator).await;
        world.post().await;
        let first = world.invited(&anna, &number, BORIS).await;
        world.wait(3_000);
        for stale in [&anna, &manager] {
            assert!(matches!(world.again(stale, &number, &first).await, Err(Error::ReauthRequired)));
            assert!(matches!(
                world.invite(stale, &number, "c@example.com", OBSERVER).await,
                Err(Error::ReauthRequired)
            ));
        }
        let (anna, manager) = (with(&world.sign_in(ANNA).await.session), with(&world.sign_in(EVA).await.session));
        world.again(&manager, &number, &first).await.unwrap();
        let second = world.sent_to(BORIS).await;
        assert!(second.id == first.id && second.link != first.link);
        assert_eq!(world.state(&first).await, None, "the old link is dead");
        let seen = world.look(&second.link).await.unwrap();
        assert_eq!((seen.until, seen.state), (world.now() + WEEK, InvitationState::Open));
        assert!(seen.inviter.contains(EVA));
        world.post().await;
        world.again(&anna, &number, &second).await.unwrap();
        world.wait(10);
        world.again(&anna, &number, &second).await.unwrap();
        world.again(&anna, &number, &second).await.expect("the same press again");
        assert_eq!(world.post().await.len(), 1, "a letter that did not go yet never goes");
        assert_eq!(world.written("invitation_resent", "done").await, 3);
        world.wait(WEEK);
        let anna = with(&world.sign_in(ANNA).await.session);
        world.again(&anna, &number, &second).await.expect("an expired one too");
        assert_eq!(world.state(&world.sent_to(BORIS).await).await, Some(InvitationState::Open));
    });
}

#[test]
fn revoked_it_is_dead_and_its_letter_does_not_go() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.again(&anna, &number, &sent).await.unwrap();
        world.revoke(&anna, &number, &sent).await.unwrap();
        assert_eq!(world.post().await.len(), 0);
        assert!(is_gone(&world.revoke(&anna, &number, &sent).await));
        assert_eq!(world.written("invitation_revoked", "done").await, 1);
        let sent = world.invited(&anna, &number, BORIS).await;
        world.revoke(&anna, &number, &sent).await.unwrap();
        assert_eq!(world.state(&sent).await, Some(InvitationState::Revoked));
        let boris = with(&world.sign_up(BORIS).await);
        for context in [&boris, &RequestContext::default()] {
            assert!(
                is_gone(&world.accept(&sent, context).await) && is_gone(&world.decline(&sent, true, context).await)
            );
        }
    });
}

#[test]
fn only_a_waiting_one_of_ones_own_account_is_sent_again_or_revoked_by_whoever_could_give_its_roles() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let (berta, elsewhere) = world.office_of("berta@example.com").await;
        let manager = world.hired(&number, EVA, Role::UserAdministrator).await;
        let observer = world.hired(&number, "observer@example.com", Role::AccountObserver).await;
        let foreign = world.invited(&berta, &elsewhere, BORIS).await;
        let open = world.invited(&anna, &number, "open@example.com").await;
        world.invite(&anna, &number, "mighty@example.com", &[Role::AccountAdministrator]).await.unwrap();
        let mighty = world.sent_to("mighty@example.com").await;
        let declined = world.invited(&anna, &number, "declined@example.com").await;
        world.decline(&declined, false, &RequestContext::default()).await.unwrap();
        let revoked = world.invited(&anna, &number, "revoked@example.com").await;
        world.revoke(&anna, &number, &revoked).await.unwrap();
        let accepted = world.invited(&anna, &number, BORIS).await;
        world.accept(&accepted, &with(&world.sign_up(BORIS).await)).await.unwrap();
        let missing = Sent { id: "missing".into(), ..open.clone() };
        let before = world.number("select count(*) from activity").await;
        world.post().await;
        for sent in [&foreign, &declined, &revoked, &accepted, &missing] {
            for ended in [world.again(&anna, &number, sent).await, world.revoke(&anna, &number, sent).await] {
                assert_eq!(format!("{ended:?}"), "Err(Gone)");
            }
        }
        assert!(is_gone(&world.revoke(&anna, &elsewhere, &foreign).await), "as another's account");
        for (who, sent) in [(&manager, &mighty), (&observer, &open)] {
            assert!(is_forbidden(&world.again(who, &number, sent).await));
            assert!(is_forbidden(&world.revoke(who, &number, sent).await));
        }
        let nobody = RequestContext::default();
        assert!(matches!(world.again(&nobody, &number, &open).await, Err(Error::SignedOut)));
        assert!(matches!(world.revoke(&nobody, &number, &open).await, Err(Error::SignedOut)));
        for sent in [&foreign, &open, &mighty] {
            assert_eq!(world.state(sent).await, Some(InvitationState::Open), "{NOTHING}");
        }
        assert_eq!((world.number("select count(*) from activity").await, world.post().await.len()), (before, 0));
        world.revoke(&manager, &number, &open).await.unwrap();
        world.revoke(&anna, &number, &mighty).await.unwrap();
    });
}

#[test]
fn what_is_invited_with_is_written_as_it_was_chosen() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.accounts.invitations.invite(&inviting(&number, BORIS, OBSERVER), &anna).await.unwrap();
        let sent = world.sent_to(BORIS).await;
        let boris = with(&world.sign_up(BORIS).await);
        world.accept(&sent, &boris).await.unwrap();
        let values = TOLD.map(|category| category.as_str()).join(" ");
        let chosen = format!("select count(*) from memberships where notifications = '{values}'");
        assert_eq!(world.number(&chosen).await, 1);
        assert_eq!(world.roles_in(&boris, &number).await, OBSERVER);
    });
}
