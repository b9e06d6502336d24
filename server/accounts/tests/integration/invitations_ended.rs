//! Invitations that end with what whoever sent them may do, and second factors that others rely on.

use crate::help::{
    World, each_db,
    team::{emptying, joining, press, roles_form},
    with,
};
use accounts::{Error, MembersOf, RequestContext};
use rules::InvitationState;
use rules::Role;

const BORIS: &str = "boris@example.com";
const DORA: &str = "dora@example.com";
const EVA: &str = "eva@example.com";

impl World {
    /// The id of somebody in the list.
    async fn id_of(&self, context: &RequestContext, number: &str, email: &str) -> String {
        let of = MembersOf { search: email.into(), ..MembersOf::default() };
        self.reading().members(context.session.as_ref(), number, &of).await.expect("a list").members.remove(0).id
    }
}

#[test]
fn whoever_loses_a_right_loses_what_was_sent_with_it_for_good() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let admin = world.hired(&number, EVA, Role::AccountAdministrator).await;
        let id = world.id_of(&anna, &number, EVA).await;
        world.invite(&admin, &number, BORIS, &[Role::BillingAdministrator]).await.expect("sent");
        let high = world.sent_to(BORIS).await;
        world.invite(&admin, &number, DORA, &[Role::AccountObserver]).await.expect("sent");
        let low = world.sent_to(DORA).await;
        let by_anna = world.invited(&anna, &number, "own@example.com").await;
        let roles = [Role::AccountAdministrator, Role::UserAdministrator];
        for (seen, wanted) in [(roles[0], roles[1]), (roles[1], roles[0])] {
            world
                .accounts
                .memberships
                .set_roles(&roles_form(&number, &id, &[seen], &[wanted]), &anna)
                .await
                .expect("saved");
            assert_eq!(world.state(&high).await, Some(InvitationState::Revoked), "not theirs to give, and never again");
            assert_eq!(world.state(&low).await, Some(InvitationState::Open));
        }
        world.accounts.memberships.dissociate(&press(&number, &id), &anna).await.expect("dissociated");
        assert_eq!(world.state(&low).await, Some(InvitationState::Revoked));
        assert_eq!(world.state(&by_anna).await, Some(InvitationState::Open), "somebody else's stays");
    });
}

#[test]
fn a_member_who_moves_to_an_invited_address_is_invited_no_more() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let eva = world.hired(&number, EVA, Role::AccountObserver).await;
        let (_, other) = world.office_of(BORIS).await;
        let high = [Role::AccountAdministrator];
        world.invite(&anna, &number, DORA, &high).await.expect("nobody knows whose it will be");
        let here = world.sent_to(DORA).await;
        let boris = with(&world.sign_in(BORIS).await.session);
        let elsewhere = world.invited(&boris, &other, DORA).await;
        world.move_to(&eva, DORA).await;
        assert_eq!(world.state(&here).await, Some(InvitationState::Revoked));
        assert_eq!(world.state(&elsewhere).await, Some(InvitationState::Open), "there they are no member");
    });
}

#[test]
fn leaving_and_a_closed_door_end_them_too() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let manager = world.hired(&number, EVA, Role::UserAdministrator).await;
        let sent = world.invited(&manager, &number, BORIS).await;
        world.accounts.clients.leave_account(&number, &manager).await.expect("left");
        assert_eq!(world.state(&sent).await, Some(InvitationState::Revoked));
        let id = world
            .accounts
            .sessions
            .current_user(manager.session.as_ref())
            .await
            .expect("asked")
            .expect("signed in")
            .user
            .id;
        world.run(&joining(&number, &id, &[Role::UserAdministrator])).await;
        assert_eq!(world.state(&sent).await, Some(InvitationState::Revoked), "it does not come back");
        let other = world.invited(&manager, &number, DORA).await;
        world.accounts.operator.disable_user(EVA).await.expect("disabled");
        world.accounts.operator.enable_user(EVA).await.expect("enabled");
        assert_eq!(world.state(&other).await, Some(InvitationState::Revoked));
        let waiting = world.id_of(&anna, &number, "anna").await;
        assert!(!waiting.is_empty());
    });
}

#[test]
fn whoever_is_dissociated_cannot_come_back_by_an_older_invitation() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.hired(&number, EVA, Role::AccountObserver).await;
        let id = world.id_of(&anna, &number, EVA).await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.run(&format!("update users set email = '{BORIS}', email_key = '{BORIS}' where id = '{id}'")).await;
        world.accounts.memberships.dissociate(&press(&number, &id), &anna).await.expect("dissociated");
        assert_eq!(world.state(&sent).await, Some(InvitationState::Revoked));
    });
}

#[test]
fn a_second_factor_is_reset_only_where_its_owner_has_no_other_account() {
    each_db(|world| async move {
        let (anna, number) = world.owner("anna@example.com").await;
        let (boris, own) = world.owner(BORIS).await;
        world.run(&joining(&number, &boris.id, &[Role::AccountObserver])).await;
        world.secure(&boris).await;
        let reset =
            async || world.accounts.memberships.reset_member_two_step(&press(&number, &boris.id), &anna.context).await;
        let seen = async || world.look_at(&anna, &number, &boris).await;
        assert!(seen().await.resettable && seen().await.elsewhere, "he has an account of his own");
        assert!(matches!(reset().await, Err(Error::Forbidden)));
        let (_, foreign) = world.owner(DORA).await;
        world.run(&(emptying(&own) + &joining(&foreign, &boris.id, &[Role::AccountObserver]))).await;
        assert!(seen().await.elsewhere, "he is a member of somebody else's");
        assert!(matches!(reset().await, Err(Error::Forbidden)));
        assert_eq!(world.number("select count(*) from two_step where enabled_at is not null").await, 1);
        world.accounts.clients.leave_account(&foreign, &boris.context).await.expect("left");
        assert!(!seen().await.elsewhere);
        reset().await.expect("it is his only one");
        assert!(!seen().await.resettable, "it is off");
    });
}
