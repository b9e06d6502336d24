//! What managers do to members, and what everybody does for themselves.

use super::{ANNA, BORIS, CLARA, emails};
use crate::{
    help::moving::{count, find},
    help::team::{Person, joining, notifications_form, press, roles_form},
    help::{at_once, each_db, refused},
};
use accounts::{At, By, Error, MembersOf, RequestContext};
use rules::{Act, Field, FieldError, Notification, Role};
use std::sync::Arc;

#[test]
fn other_roles_are_given_once_told_and_hold_from_the_very_next_request() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let (admin, observer) = (Role::AccountAdministrator, Role::AccountObserver);
        let boris = world.colleague(BORIS, &number, &[admin]).await;
        let clara = world.colleague(CLARA, &number, &[observer]).await;
        world.post().await;
        let both = [Role::BillingAdministrator, observer];
        let form = roles_form(&number, &boris.id, &[admin], &both);
        world.accounts.memberships.set_roles(&form, &anna.context).await.unwrap();
        world.accounts.memberships.set_roles(&form, &anna.context).await.expect("the same press again");
        let tried = world.accounts.memberships.dissociate(&press(&number, &clara.id), &boris.context).await;
        assert!(matches!(tried, Err(Error::Forbidden)));
        assert_eq!(world.look_at(&boris, &number, &boris).await.roles, both);
        let post = world.post().await;
        assert_eq!(post.len(), 1);
        let letter = find(&post, "membership-notice", BORIS);
        assert!(letter.text.contains(ANNA) && letter.text.contains(&number[..4]));
        let lines =
            world.reading().account_activity(anna.context.session.as_ref(), &number, &At::First).await.unwrap().lines;
        assert_eq!(lines.len(), 1);
        let whom = Some(By::Member(BORIS.into()));
        assert_eq!((lines[0].act, &lines[0].by, &lines[0].whom), (Act::RolesChanged, &By::You, &whom));
        assert_eq!(lines[0].detail, "billing_administrator account_observer");
        let stale = roles_form(&number, &boris.id, &[admin], &[observer]);
        let errors = refused(world.accounts.memberships.set_roles(&stale, &anna.context).await);
        assert_eq!(errors.of(Field::Roles), Some(FieldError::Stale));
        let none = roles_form(&number, &boris.id, &both, &[]);
        assert_eq!(
            refused(world.accounts.memberships.set_roles(&none, &anna.context).await).of(Field::Roles),
            Some(FieldError::Missing)
        );
        assert_eq!(world.look_at(&anna, &number, &boris).await.roles, both);
        assert_eq!(world.written("roles_changed", "done").await, 1);
        assert!(world.post().await.is_empty());
    });
}

#[test]
fn whoever_holds_one_role_too_high_is_out_of_reach_and_no_choice_is_too_high() {
    each_db(|world| async move {
        let (_, number) = world.owner(ANNA).await;
        let (users, observer, billing) = (Role::UserAdministrator, Role::AccountObserver, Role::BillingAdministrator);
        let boris = world.colleague(BORIS, &number, &[users]).await;
        let clara = world.colleague(CLARA, &number, &[billing, observer]).await;
        let dora = world.colleague("dora@example.com", &number, &[users, observer]).await;
        world.secure(&clara).await;
        let form = roles_form(&number, &clara.id, &[billing, observer], &[observer]);
        assert!(matches!(world.accounts.memberships.set_roles(&form, &boris.context).await, Err(Error::Forbidden)));
        let button = press(&number, &clara.id);
        assert!(matches!(world.accounts.memberships.dissociate(&button, &boris.context).await, Err(Error::Forbidden)));
        assert!(matches!(
            world.accounts.memberships.reset_member_two_step(&button, &boris.context).await,
            Err(Error::Forbidden)
        ));
        let form = notifications_form(&number, &clara.id, &[]);
        assert!(matches!(
            world.accounts.memberships.set_notifications(&form, &boris.context).await,
            Err(Error::Forbidden)
        ));
        let form = roles_form(&number, &dora.id, &[users, observer], &[billing, observer]);
        assert_eq!(
            refused(world.accounts.memberships.set_roles(&form, &boris.context).await).of(Field::Roles),
            Some(FieldError::Rights)
        );
        let form = roles_form(&number, &dora.id, &[users, observer], &[observer]);
        world.accounts.memberships.set_roles(&form, &boris.context).await.unwrap();
        assert_eq!(world.look_at(&clara, &number, &dora).await.roles, [observer]);
        assert_eq!(world.look_at(&clara, &number, &clara).await.roles, [billing, observer]);
    });
}

#[test]
fn whoever_is_dissociated_loses_the_account_and_keeps_the_user() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountAdministrator]).await;
        let clara = world.colleague(CLARA, &number, &[Role::AccountObserver]).await;
        world.accounts.operator.disable_user(CLARA).await.unwrap();
        world.post().await;
        world.accounts.memberships.dissociate(&press(&number, &boris.id), &anna.context).await.unwrap();
        let again = world.accounts.memberships.dissociate(&press(&number, &boris.id), &anna.context).await;
        assert!(matches!(again, Err(Error::Gone)));
        let list = world.reading().members(boris.context.session.as_ref(), &number, &MembersOf::default()).await;
        assert!(matches!(list, Err(Error::Gone)));
        assert!(world.numbers(&boris).await.is_empty(), "the user stays");
        world
            .accounts
            .memberships
            .dissociate(&press(&number, &clara.id), &anna.context)
            .await
            .expect("with their door closed too");
        assert_eq!(emails(&world.list(&anna, &number, &MembersOf::default()).await), [ANNA]);
        assert_eq!(world.number("select count(*) from roles where role <> 'account_owner'").await, 0);
        assert_eq!(world.number("select count(*) from roles").await, 1);
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "membership-notice", BORIS)), (2, 1));
        assert!(find(&post, "membership-notice", BORIS).text.contains(ANNA));
        let own = world.reading().activity(boris.context.session.as_ref(), &At::First).await.unwrap().lines;
        assert_eq!((own[0].act, &own[0].by, &own[0].whom), (Act::Dissociated, &By::Member(ANNA.into()), &None));
    });
}

#[test]
fn a_reset_second_factor_is_off_and_nothing_of_before_is_left() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountObserver]).await;
        let reset =
            async || world.accounts.memberships.reset_member_two_step(&press(&number, &boris.id), &anna.context).await;
        assert!(matches!(reset().await, Err(Error::Gone)), "it is off");
        assert!(world.accounts.sessions.current_user(boris.context.session.as_ref()).await.unwrap().is_some());
        world.switch_on(&boris.context).await;
        let half = world.half(BORIS).await;
        world.post().await;
        world.ask_reset(BORIS).await;
        reset().await.unwrap();
        for left in [
            format!("select count(*) from sessions where user_id = '{}'", boris.id),
            "select count(*) from two_step where enabled_at is not null or secret is not null".to_owned(),
            "select count(*) from recovery_codes".to_owned(),
            "select count(*) from resets where dead_at is null".to_owned(),
        ] {
            assert_eq!(world.number(&left).await, 0, "{left}");
        }
        assert!(world.accounts.sign_in.pending_session(half.session.as_ref()).await.unwrap().is_none());
        let post = world.post().await;
        assert_eq!((post.len(), count(&post, "membership-notice", BORIS)), (1, 1));
        assert!(find(&post, "membership-notice", BORIS).text.contains(ANNA));
        let signed_in = world.sign_in(BORIS).await;
        let own = world.reading().activity(Some(&signed_in.session), &At::First).await.unwrap().lines;
        let line = own.iter().find(|line| line.act == Act::TwoStepReset).unwrap();
        assert_eq!(line.by, By::Member(ANNA.into()));
        let lines =
            world.reading().account_activity(anna.context.session.as_ref(), &number, &At::First).await.unwrap().lines;
        assert_eq!((lines.len(), lines[0].act), (1, Act::TwoStepReset));
    });
}

#[test]
fn everybody_chooses_their_own_notifications_and_managers_those_of_others() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountObserver]).await;
        world.post().await;
        let set = async |who: &Person, whom: &Person, chosen: &[Notification]| {
            world
                .accounts
                .memberships
                .set_notifications(&notifications_form(&number, &whom.id, chosen), &who.context)
                .await
        };
        world.wait(601);
        let some = [Notification::Billing, Notification::Technical];
        set(&boris, &boris, &some).await.expect("no proof is needed");
        set(&boris, &boris, &some).await.unwrap();
        assert_eq!(world.look_at(&boris, &number, &boris).await.notifications, some);
        assert!(matches!(set(&boris, &anna, &some).await, Err(Error::Forbidden)));
        set(&anna, &boris, &[]).await.unwrap();
        assert!(world.look_at(&boris, &number, &boris).await.notifications.is_empty());
        assert_eq!(world.look_at(&boris, &number, &anna).await.notifications, Notification::ALL);
        assert_eq!(world.number("select count(*) from memberships where notifications = ''").await, 1);
        let lines =
            world.reading().account_activity(anna.context.session.as_ref(), &number, &At::First).await.unwrap().lines;
        let lines: Vec<_> =
            lines.iter().map(|line| (line.act, line.by.clone(), line.whom.clone(), line.detail.as_str())).collect();
        let act = Act::NotificationsChanged;
        assert_eq!(
            lines,
            [
                (act, By::You, Some(By::Member(BORIS.into())), ""),
                (act, By::Member(BORIS.into()), None, "billing technical")
            ]
        );
        assert!(world.post().await.is_empty());
    });
}

#[test]
fn without_a_fresh_proof_nothing_is_done_to_a_member() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountObserver]).await;
        world.secure(&boris).await;
        world.post().await;
        world.wait(601);
        let (accounts, button) = (&world.accounts, press(&number, &boris.id));
        let form = roles_form(&number, &boris.id, &[Role::AccountObserver], &[Role::UserAdministrator]);
        assert!(matches!(accounts.memberships.set_roles(&form, &anna.context).await, Err(Error::ReauthRequired)));
        assert!(matches!(accounts.memberships.dissociate(&button, &anna.context).await, Err(Error::ReauthRequired)));
        assert!(matches!(
            accounts.memberships.reset_member_two_step(&button, &anna.context).await,
            Err(Error::ReauthRequired)
        ));
        assert!(
            matches!(accounts.memberships.dissociate(&button, &boris.context).await, Err(Error::Forbidden)),
            "asked for none"
        );
        let member = world.look_at(&anna, &number, &boris).await;
        assert!(member.two_step && member.roles == [Role::AccountObserver]);
        assert!(world.post().await.is_empty());
        let proved = Person { context: world.prove_again(&anna.context).await, ..anna };
        accounts.memberships.set_roles(&form, &proved.context).await.unwrap();
    });
}

#[test]
fn many_presses_at_once_change_tell_and_write_once() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::AccountObserver]).await;
        world.secure(&boris).await;
        world.post().await;
        let each = |context: &RequestContext| (Arc::clone(&world), context.clone(), press(&number, &boris.id));
        let ended = at_once(20, |_| {
            let (world, context, button) = each(&anna.context);
            async move { world.accounts.memberships.reset_member_two_step(&button, &context).await }
        });
        assert_eq!(ended.await.iter().filter(|ended| ended.is_ok()).count(), 1);
        let form = roles_form(&number, &boris.id, &[Role::AccountObserver], &[Role::BillingAdministrator]);
        let ended = at_once(20, |_| {
            let (world, context, form) = (Arc::clone(&world), anna.context.clone(), form.clone());
            async move { world.accounts.memberships.set_roles(&form, &context).await }
        });
        assert!(ended.await.iter().all(Result::is_ok));
        let ended = at_once(20, |_| {
            let (world, context, button) = each(&anna.context);
            async move { world.accounts.memberships.dissociate(&button, &context).await }
        });
        let ended = ended.await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1);
        assert!(ended.iter().all(|ended| matches!(ended, Ok(()) | Err(Error::Gone))));
        assert_eq!(count(&world.post().await, "membership-notice", BORIS), 3);
        for act in ["two_step_reset", "roles_changed", "dissociated"] {
            assert_eq!(world.written(act, "done").await, 1, "{act}");
        }
        world.run(&joining(&number, &boris.id, &[Role::AccountObserver])).await;
        assert_eq!(world.list(&anna, &number, &MembersOf::default()).await.total, 2);
    });
}
