//! Those who are invited: accepting and declining.

use crate::{
    help::inviting::{ANNA, BORIS, EVA, Sent, button, is_forbidden, is_gone, link_to},
    help::moving::{count, find},
    help::{World, at_once, each_db, with},
};
use accounts::{Acceptance, RequestContext, Token};
use rules::{InvitationForm, Role};
use rules::{InvitationReader, InvitationState};
use std::sync::Arc;

const WEEK: i64 = 604_800;
const OBSERVER: [Role; 1] = [Role::AccountObserver];

impl World {
    async fn members_of(&self, number: &str) -> i64 {
        self.number(&format!(
            "select count(*) from memberships join accounts on accounts.id = account_id where number = '{number}'"
        ))
        .await
    }

    async fn accepted(&self) -> i64 {
        self.written("invitation_accepted", "done").await
    }
}

#[test]
fn whoever_has_moved_since_is_told_that_it_is_for_their_former_address() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        world.sign_up(EVA).await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.move_to(&boris, "new@example.com").await;
        let readers = [
            (with(&world.sign_in("new@example.com").await.session), InvitationReader::Former("new@example.com".into())),
            (with(&world.sign_in(EVA).await.session), InvitationReader::Other(EVA.into())),
        ];
        for (context, reader) in readers {
            assert_eq!(world.reading().invitation(&sent.link, &context).await.unwrap().unwrap().reader, reader);
            assert!(is_forbidden(&world.accept(&sent, &context).await));
        }
    });
}

#[test]
fn nobody_the_same_and_another_with_and_without_a_user_before_and_after_the_inviter_was_demoted() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let manager = world.hired(&number, "manager@example.com", Role::UserAdministrator).await;
        let (eva, nobody) = (with(&world.sign_up(EVA).await), RequestContext::default());
        let boris = with(&world.sign_up(BORIS).await);
        world.wait(1);
        let known = world.invited(&manager, &number, BORIS).await;
        let unknown = world.invited(&manager, &number, "new@example.com").await;
        world.demote("manager@example.com", Role::BillingAdministrator).await;
        for (sent, context) in [(&known, &nobody), (&known, &boris), (&unknown, &nobody)] {
            assert_eq!(world.state(sent).await, Some(InvitationState::Revoked));
            assert!(is_gone(&world.accept(sent, context).await) && is_gone(&world.decline(sent, true, context).await));
        }
        for sent in [&known, &unknown] {
            assert!(is_forbidden(&world.accept(sent, &eva).await));
        }
        world.demote("manager@example.com", Role::UserAdministrator).await;
        for (sent, reader) in [(&known, InvitationReader::Invited), (&unknown, InvitationReader::Other(BORIS.into()))] {
            let seen = world.reading().invitation(&sent.link, &boris).await.unwrap().unwrap();
            assert_eq!((seen.state, seen.reader), (InvitationState::Open, reader));
        }
        assert_eq!(world.accept(&unknown, &nobody).await.unwrap(), Acceptance::Register);
        assert_eq!(world.accept(&known, &nobody).await.unwrap(), Acceptance::SignIn);
        for (sent, other) in [(&unknown, &eva), (&unknown, &boris), (&known, &eva), (&known, &anna)] {
            assert!(
                is_forbidden(&world.accept(sent, other).await) && is_forbidden(&world.decline(sent, true, other).await)
            );
        }
        assert_eq!((world.accepted().await, world.number("select count(*) from unknown_senders").await), (0, 0));
        assert!(world.roles_in(&boris, &number).await.is_empty() && world.post().await.is_empty());
        let Acceptance::Member(of) = world.accept(&known, &boris).await.unwrap() else { panic!("a member") };
        assert_eq!((of.digits(), world.roles_in(&boris, &number).await), (number.clone(), OBSERVER.to_vec()));
        assert_eq!(world.state(&known).await, Some(InvitationState::Accepted));
        let post = world.post().await;
        assert_eq!(post.len(), 1);
        let letter = find(&post, "membership-notice", "manager@example.com");
        assert!(letter.text.contains(BORIS) && letter.text.contains(&number[4..]), "{}", letter.text);
        for context in [&nobody, &boris] {
            assert!(is_gone(&world.decline(&known, true, context).await), "it was accepted");
        }
        assert!(is_gone(&world.accept(&known, &nobody).await));
    });
}

#[test]
fn whoever_does_not_know_the_sender_is_told_that_no_more_comes() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        for (email, unknown, state) in
            [(BORIS, false, InvitationState::Declined), (EVA, true, InvitationState::Unknown)]
        {
            let sent = world.invited(&anna, &number, email).await;
            world.decline(&sent, unknown, &RequestContext::default()).await.unwrap();
            assert_eq!(world.state(&sent).await, Some(state));
        }
    });
}

#[test]
fn what_the_inviter_may_no_more_the_invitation_cannot_give() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let admin = world.hired(&number, EVA, Role::AccountAdministrator).await;
        world.invite(&admin, &number, BORIS, &[Role::BillingAdministrator]).await.unwrap();
        let sent = world.sent_to(BORIS).await;
        let is_dead = async |why: &str| {
            assert_eq!(world.state(&sent).await, Some(InvitationState::Revoked), "{why}");
            assert!(is_gone(&world.accept(&sent, &boris).await), "{why}");
            assert!(is_gone(&world.accept(&sent, &RequestContext::default()).await), "{why}");
        };
        world.demote(EVA, Role::UserAdministrator).await;
        is_dead("manages users, but cannot give this role").await;
        world.demote(EVA, Role::AccountObserver).await;
        is_dead("manages nobody").await;
        world.demote(EVA, Role::AccountAdministrator).await;
        assert_eq!(world.state(&sent).await, Some(InvitationState::Open));
        world.run(&format!("delete from roles where user_id = (select id from users where email_key = '{EVA}') and role <> 'account_owner'")).await;
        world.run("delete from memberships where created_at = 1").await;
        is_dead("is no member").await;
        assert_eq!(world.accepted().await, 0);
        world.accounts.invitations.resend_invitation(&button(&number, &sent.id), &anna).await.unwrap();
        world.accept(&world.sent_to(BORIS).await, &boris).await.expect("the owner invites now");
    });
}

#[test]
fn accepted_fifty_times_at_once_it_makes_one_member_one_line_and_one_letter() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let sent = world.invited(&anna, &number, BORIS).await;
        let ended = at_once(50, |_| {
            let (world, sent, boris): (Arc<World>, _, _) = (Arc::clone(&world), sent.clone(), boris.clone());
            async move { world.accept(&sent, &boris).await }
        })
        .await;
        for ended in ended {
            assert!(matches!(ended, Ok(Acceptance::Member(of)) if of.digits() == number), "{ended:?}");
        }
        assert_eq!((world.members_of(&number).await, world.accepted().await), (2, 1));
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "membership-notice", ANNA)), (1, 1));
        let line = "select count(*) from activity join users on users.id = user_id where email_key = 'boris@example.com' and account_id is not null";
        assert_eq!(world.number(line).await, 1, "in his log and in the account's");
    });
}

#[test]
fn a_link_that_is_foreign_expired_replaced_or_used_opens_nothing() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let replaced = world.invited(&anna, &number, BORIS).await;
        world.accounts.invitations.resend_invitation(&button(&number, &replaced.id), &anna).await.unwrap();
        let open = world.sent_to(BORIS).await;
        let other = world.invited(&anna, &number, EVA).await;
        let nobody = RequestContext::default();
        let unknown = Sent { link: world.accounts.sessions.new_browser(), ..open.clone() };
        let tampered = Sent { id: format!("{}x", open.id), ..open.clone() };
        let swapped = Sent { id: other.id.clone(), ..open.clone() };
        let hash = Sent { link: Token::parse(&open.link.hash()).expect("has the shape of one"), ..open.clone() };
        let blank = Sent { id: String::new(), ..open.clone() };
        for (sent, why) in [
            (&replaced, "replaced"),
            (&unknown, "unknown"),
            (&tampered, "tampered"),
            (&swapped, "the form of another invitation"),
            (&hash, "what the table holds"),
            (&blank, "no id"),
        ] {
            for context in [&boris, &nobody] {
                assert!(is_gone(&world.accept(sent, context).await), "{why}");
                assert!(is_gone(&world.decline(sent, true, context).await), "{why}");
            }
        }
        assert_eq!(
            (world.state(&open).await, world.state(&other).await),
            (Some(InvitationState::Open), Some(InvitationState::Open))
        );
        world.wait(WEEK - 1);
        let boris = with(&world.sign_in(BORIS).await.session);
        assert_eq!((world.state(&open).await, world.accepted().await), (Some(InvitationState::Open), 0));
        world.wait(1);
        for context in [&boris, &nobody] {
            assert!(
                is_gone(&world.accept(&open, context).await) && is_gone(&world.decline(&open, true, context).await)
            );
        }
        assert_eq!(world.state(&open).await, Some(InvitationState::Expired));
        assert_eq!((world.members_of(&number).await, world.accepted().await), (1, 0));
        assert_eq!(world.number("select count(*) from unknown_senders").await, 0);
    });
}

#[test]
fn declined_it_is_over_for_everybody() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let context =
            RequestContext { network_address: "203.0.113.9".parse().ok(), agent: "of Boris".into(), ..boris.clone() };
        let nobody = RequestContext { session: None, ..context.clone() };
        for (n, (who, actor)) in (1..).zip([(&nobody, "null"), (&context, "users.id")]) {
            let sent = world.invited(&anna, &number, BORIS).await;
            for _ in 0..2 {
                world.decline(&sent, false, who).await.unwrap();
            }
            assert_eq!(world.state(&sent).await, Some(InvitationState::Declined));
            assert!(is_gone(&world.accept(&sent, &boris).await) && is_gone(&world.accept(&sent, &nobody).await));
            assert_eq!(world.written("invitation_declined", "done").await, n);
            let whose = if actor == "null" {
                "actor_id is null and users.email_key = 'anna@example.com'"
            } else {
                "actor_id = users.id and users.email_key = 'boris@example.com'"
            };
            let line = format!(
                "select count(*) from activity join users on users.id = user_id where act = 'invitation_declined' and account_id is not null and {whose}"
            );
            assert_eq!(world.number(&line).await, 1);
        }
        assert_eq!(
            world.holding("203.0.113.9").await,
            ["activity.network_address"],
            "his own line alone says where he was"
        );
        assert_eq!(world.number("select count(*) from unknown_senders").await, 0);
        world.invited(&anna, &number, BORIS).await;
        assert_eq!(world.accepted().await, 0);
    });
}

#[test]
fn to_somebody_who_does_not_know_the_sender_no_letter_of_that_account_goes_for_ninety_days() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let (berta, elsewhere) = world.office_of("berta@example.com").await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.decline(&sent, true, &RequestContext::default()).await.unwrap();
        assert_eq!(world.written("invitation_unknown", "done").await, 1);
        world.invite(&anna, &number, BORIS, &OBSERVER).await.expect("looks as ever");
        let id = "select count(*) from invitations where declined_at is null";
        assert_eq!((world.number(id).await, world.post().await.len()), (1, 0));
        assert_eq!(world.number("select count(*) from outbox where kind = 'none' and sent_at is not null").await, 1);
        world.invited(&berta, &elsewhere, BORIS).await;
        world.invited(&anna, &number, EVA).await;
        for (wait, letters) in [(90 * 86_400 - 1, 0), (1, 1)] {
            world.wait(wait);
            let anna = with(&world.sign_in(ANNA).await.session);
            world.post().await;
            world.run("delete from invitations where email_key = 'boris@example.com'").await;
            world.invite(&anna, &number, BORIS, &OBSERVER).await.unwrap();
            assert_eq!(world.post().await.len(), letters);
        }
        world.accounts.retention.tidy_up().await.unwrap();
        assert_eq!(world.number("select count(*) from unknown_senders").await, 0);
    });
}

#[test]
fn an_invitation_belongs_to_its_address() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let eva = with(&world.sign_up(EVA).await);
        let sent = world.invited(&anna, &number, BORIS).await;
        assert!(is_forbidden(&world.accept(&sent, &eva).await));
        world.move_to(&eva, BORIS).await;
        for _ in 0..2 {
            world.accept(&sent, &eva).await.expect("it is her address now");
        }
        assert_eq!(world.roles_in(&eva, &number).await, OBSERVER);
        let second = world.invite(&anna, &number, EVA, &[Role::UserAdministrator]).await;
        second.expect("nobody's now");
        let second = Sent { link: link_to(&world.post().await, EVA), id: sent.id.clone() };
        let second = Sent { id: world.look(&second.link).await.unwrap().id, ..second };
        assert!(is_forbidden(&world.accept(&second, &eva).await));
        let eva = world.prove_again(&eva).await;
        world.wait(60);
        world.move_to(&eva, EVA).await;
        world.post().await;
        assert!(is_gone(&world.accept(&second, &eva).await));
        assert_eq!(world.state(&second).await, Some(InvitationState::Revoked));
        assert_eq!(world.roles_in(&eva, &number).await, OBSERVER, "a member stays what they are");
        assert_eq!((world.accepted().await, world.post().await.len()), (1, 0));
        world.run("delete from roles where role <> 'account_owner'").await;
        world.run("delete from memberships where not exists (select 1 from roles where roles.user_id = memberships.user_id and roles.account_id = memberships.account_id)").await;
        assert!(is_forbidden(&world.accept(&sent, &eva).await), "it is her address no more");
        world.move_to(&world.prove_again(&eva).await, BORIS).await;
        assert!(is_gone(&world.accept(&sent, &eva).await), "it was used");
    });
}

#[test]
fn accepting_and_revoking_at_once_one_of_them_wins() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        for round in 0..20 {
            world.run("delete from limits").await;
            let sent = world.invited(&anna, &number, BORIS).await;
            let ended = at_once(4, |n| {
                let (world, sent, anna, boris, number) =
                    (Arc::clone(&world), sent.clone(), anna.clone(), boris.clone(), number.clone());
                async move {
                    let button = button(&number, &sent.id);
                    match (n + round) % 4 {
                        0 => world.accept(&sent, &boris).await.map(drop),
                        1 => world.accounts.invitations.revoke_invitation(&button, &anna).await,
                        2 => world.decline(&sent, false, &RequestContext::default()).await,
                        _ => world.accounts.invitations.resend_invitation(&button, &anna).await,
                    }
                }
            })
            .await;
            assert!(ended.iter().all(|ended| ended.is_ok() || is_gone(ended)), "{round}: {ended:?}");
            let ends = "cast(accepted_at is not null as int) + cast(declined_at is not null as int) + cast(revoked_at is not null as int)";
            assert_eq!(world.number(&format!("select count(*) from invitations where {ends} > 1")).await, 0);
            let accepted = world.number("select count(*) from invitations where accepted_at is not null").await;
            assert_eq!(!world.roles_in(&boris, &number).await.is_empty(), accepted == 1, "{round}: {ended:?}");
            world.run("delete from invitations").await;
            world.run("delete from roles where role = 'account_observer'").await;
            world.run("delete from memberships where notifications = 'general billing technical'").await;
            world.post().await;
        }
    });
}

#[test]
fn an_id_alone_is_no_link() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = with(&world.sign_up(BORIS).await);
        let sent = world.invited(&anna, &number, BORIS).await;
        let form = InvitationForm { invitation: sent.id.clone(), ..Default::default() };
        assert!(is_gone(
            &world.accounts.invitations.accept_invitation(&form, &world.accounts.sessions.new_browser(), &boris).await
        ));
        assert!(world.look(&world.accounts.sessions.new_browser()).await.is_none());
        assert_eq!(world.state(&sent).await, Some(InvitationState::Open));
    });
}
