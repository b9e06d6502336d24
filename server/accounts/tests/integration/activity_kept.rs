//! The log of an account is the account's: what is read in it after people have left, moved or are deleted, and for how
//! long.

use crate::{
    help::inviting::{ANNA, BORIS, EVA},
    help::team::{Person, joining, notifications_form, press, roles_form},
    help::{World, each_db, from, with},
};
use accounts::{At, AuditEntry, By, RequestContext};
use rules::{Act, Role};

const DAY: i64 = 86_400;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

fn at(person: &Person, address: &str) -> RequestContext {
    RequestContext { agent: BROWSER.into(), session: person.context.session.clone(), ..from(address) }
}

impl World {
    /// The log of that account, as this person reads it.
    async fn log(&self, reader: &RequestContext, number: &str) -> Vec<AuditEntry> {
        self.reading().account_activity(reader.session.as_ref(), number, &At::First).await.expect("a manager").lines
    }

    /// Who did the newest act of this kind, and from where.
    async fn who_did(&self, act: Act, reader: &RequestContext, number: &str) -> (By, String, bool) {
        let log = self.log(reader, number).await;
        let line = log.iter().find(|line| line.act == act).expect("it is written");
        (line.by.clone(), line.network_address.clone(), line.device.is_some())
    }

    async fn leave_for_good(&self, context: &RequestContext) {
        self.accounts.deletions.ask_deletion(context).await.expect("asked");
        self.wait(7 * DAY);
        self.accounts.retention.tidy_up().await.expect("done");
    }
}

#[test]
fn what_a_member_did_is_read_after_they_moved_left_and_were_deleted() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::UserAdministrator]).await;
        let clara = world.colleague("clara@example.com", &number, &[Role::AccountObserver]).await;
        let there = at(&boris, "203.0.113.2");
        world
            .accounts
            .memberships
            .set_roles(&roles_form(&number, &clara.id, &[Role::AccountObserver], &[Role::UserAdministrator]), &there)
            .await
            .unwrap();
        world
            .accounts
            .memberships
            .set_notifications(&notifications_form(&number, &anna.id, &[]), &at(&anna, "203.0.113.1"))
            .await
            .unwrap();
        let then = |by: By| (by, "203.0.113.2".to_owned(), true);
        let read = async |act| world.who_did(act, &anna.context, &number).await;
        assert_eq!(read(Act::RolesChanged).await, then(By::Member(BORIS.into())));

        let moved = "boris.moved@example.com";
        world.move_to(&boris.context, moved).await;
        assert_eq!(read(Act::RolesChanged).await, then(By::Member(BORIS.into())), "by the address of then");

        let again = world.prove_again(&boris.context).await;
        let leaving = RequestContext { session: again.session.clone(), ..there.clone() };
        world.accounts.clients.leave_account(&number, &leaving).await.unwrap();
        for act in [Act::RolesChanged, Act::AccountLeft] {
            let (by, network_address, device) = read(act).await;
            assert!(matches!(by, By::Former(Some(_))) && network_address == "203.0.113.2" && device, "{act:?}: {by:?}");
        }
        world.move_to(&again, "boris.elsewhere@example.com").await;
        let elsewhere = world.log(&anna.context, &number).await;
        assert!(!format!("{elsewhere:?}").contains("elsewhere"), "where they are now is theirs");

        let lines = elsewhere.len();
        let again = world.prove_again(&again).await;
        world.wait(7 * DAY);
        let again = match world
            .accounts
            .sign_in
            .sign_in(&crate::help::sign_in("boris.elsewhere@example.com", crate::help::PASSWORD), &again)
            .await
        {
            Ok(accounts::Entry::SignedIn(signed_in)) => with(&signed_in.session),
            other => panic!("{other:?}"),
        };
        world.leave_for_good(&again).await;
        let anna = with(&world.sign_in(ANNA).await.session);
        assert_eq!(world.log(&anna, &number).await.len(), lines, "every line is there");
        let (by, network_address, device) = world.who_did(Act::RolesChanged, &anna, &number).await;
        assert_eq!((by, network_address.as_str(), device), (By::Former(None), "", false));
        for address in [BORIS, "boris.", "203.0.113.2"] {
            assert_eq!(world.holding(address).await, [""; 0], "{address}");
        }
    });
}

#[test]
fn what_was_done_to_a_member_is_read_after_they_are_deleted() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let clara = world.colleague("clara@example.com", &number, &[Role::AccountObserver]).await;
        world
            .accounts
            .memberships
            .set_roles(
                &roles_form(&number, &clara.id, &[Role::AccountObserver], &[Role::AccountAdministrator]),
                &at(&anna, "203.0.113.1"),
            )
            .await
            .unwrap();
        world.accounts.memberships.dissociate(&press(&number, &clara.id), &at(&anna, "203.0.113.1")).await.unwrap();
        let former = Some(By::Former(Some(clara.email.clone())));
        let whom = async |reader: &RequestContext| {
            world
                .log(reader, &number)
                .await
                .into_iter()
                .map(|line| (line.act, line.whom, line.detail))
                .collect::<Vec<_>>()
        };
        let mut expected = vec![
            (Act::Dissociated, former.clone(), String::new()),
            (Act::RolesChanged, former.clone(), Role::AccountAdministrator.as_str().to_owned()),
        ];
        assert_eq!(whom(&anna.context).await, expected);
        world.leave_for_good(&clara.context).await;
        let anna = with(&world.sign_in(ANNA).await.session);
        expected.iter_mut().for_each(|line| line.1 = Some(By::Former(None)));
        assert_eq!(whom(&anna).await, expected);
        let (_, network_address, device) = world.who_did(Act::RolesChanged, &anna, &number).await;
        assert_eq!((network_address.as_str(), device), ("203.0.113.1", true), "where Anna was is still known");
    });
}

#[test]
fn where_somebody_was_who_never_was_a_member_is_not_told() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        let boris = world.person(BORIS).await;
        let sent = world.invited(&anna, &number, BORIS).await;
        world.decline(&sent, false, &at(&boris, "203.0.113.2")).await.unwrap();
        let declined = world.who_did(Act::InvitationDeclined, &anna, &number).await;
        assert_eq!(declined, (By::Member(BORIS.into()), String::new(), false));
        let sent = world.invited(&anna, &number, EVA).await;
        world.decline(&sent, true, &from("203.0.113.3")).await.unwrap();
        let unknown = world.who_did(Act::InvitationUnknown, &anna, &number).await;
        assert_eq!(unknown, (By::Somebody, String::new(), false));
        // Boris is a member from now on, but was none when he declined.
        world.run(&joining(&number, &boris.id, &[Role::AccountObserver])).await;
        assert_eq!(world.who_did(Act::InvitationDeclined, &anna, &number).await, declined);
    });
}

#[test]
fn an_account_that_goes_takes_its_log_along() {
    each_db(|world| async move {
        let (anna, number) = world.office().await;
        world.invited(&anna, &number, EVA).await;
        let lines = "select count(*) from activity where account_id is not null";
        assert_eq!(world.number(lines).await, 1);
        world.leave_for_good(&anna).await;
        assert_eq!(world.number(lines).await, 0);
    });
}

#[test]
fn a_line_is_kept_for_four_hundred_days_and_where_it_came_from_for_ninety() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let boris = world.colleague(BORIS, &number, &[Role::UserAdministrator]).await;
        let notify = notifications_form(&number, &boris.id, &[]);
        world.accounts.memberships.set_notifications(&notify, &at(&anna, "203.0.113.1")).await.unwrap();
        let came = "select count(*) from activity where network_address = '203.0.113.1' and agent <> ''";
        let lines = "select count(*) from activity where account_id is not null";
        let tidied = async |days: i64| {
            world.wait(days);
            world.accounts.retention.tidy_up().await.unwrap();
            (world.number(lines).await, world.number(came).await)
        };
        assert_eq!(tidied(90 * DAY - 1).await, (1, 1));
        assert_eq!(tidied(1).await, (1, 0));
        assert_eq!(tidied(310 * DAY - 1).await, (1, 0));
        assert_eq!(tidied(1).await, (0, 0));
        assert_eq!(world.number("select count(*) from activity").await, 0, "one's own log too");
    });
}
