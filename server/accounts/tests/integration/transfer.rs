//! What the operator does with an account, and how accounts end with their last member.

use crate::{
    help::clients::{demoting, holding_account, holding_user, inviting_into, taking_in},
    help::moving::count,
    help::{World, at_once, each_db, with},
};
use accounts::{AccountShown, Error, MemberShown};
use rules::{AccountNumber, AccountType, Role, TwoStepPolicy};
use std::sync::Arc;

const ANNA: &str = "anna@example.com";
const BERTA: &str = "berta@example.com";
const WEEK: i64 = 604_800;

impl World {
    async fn account_now(&self, number: &str) -> AccountShown {
        self.accounts.operator.account_show(number).await.expect("it answers").expect("it is there")
    }

    async fn people_of(&self, number: &str) -> Vec<(String, Vec<Role>)> {
        self.account_now(number).await.members.into_iter().map(|member| (member.email, member.roles)).collect()
    }
}

fn owned_by(owner: &str, former: &str) -> Vec<(String, Vec<Role>)> {
    let mut members =
        vec![(owner.to_owned(), vec![Role::AccountOwner]), (former.to_owned(), vec![Role::AccountAdministrator])];
    members.sort();
    members
}

#[test]
fn a_member_becomes_the_only_owner_and_the_former_one_an_administrator() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::BillingAdministrator, Role::AccountObserver]).await;
        world.post().await;
        let hyphened = AccountNumber::parse(&number).unwrap().to_string();
        assert!(world.accounts.operator.transfer_account(&hyphened, "Berta@EXAMPLE.com").await.unwrap());
        let mut members = world.people_of(&number).await;
        members.sort();
        assert_eq!(members, owned_by(BERTA, ANNA));
        assert_eq!(world.client_of(&anna, &number).await.unwrap().roles, [Role::AccountAdministrator]);
        assert_eq!(world.client_of(&berta, &number).await.unwrap().owner, BERTA);
        assert_eq!(world.noted(&number, "account_transferred", "").await, 1);
        assert_eq!(world.noted(&number, "roles_changed", "account_administrator").await, 1);
        assert_eq!(world.number("select count(*) from activity where actor_id = 'operator'").await, 2);
        let post = world.post().await;
        assert_eq!(post.len(), 2);
        assert_eq!((count(&post, "membership-notice", ANNA), count(&post, "membership-notice", BERTA)), (1, 1));
        let to = |email: &str| post.iter().find(|post| post.to == email).unwrap().text.clone();
        assert!(to(BERTA).contains(&hyphened) && to(ANNA).contains(BERTA), "{}", to(ANNA));
        assert!(!world.accounts.operator.transfer_account(&number, BERTA).await.unwrap(), "they own it already");
        assert!(world.post().await.is_empty());
    });
}

#[test]
fn a_user_who_is_no_member_becomes_one_and_is_invited_no_more() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        let berta = with(&world.sign_up(BERTA).await);
        world.run(&inviting_into(&number, ANNA, BERTA)).await;
        world.run("insert into outbox (id, kind, email_key, about, content, created_at, lease_until) values ('l', 'invitation', '', 'invitation', 'x', 1, 9000000000)").await;
        let invited = MemberShown {
            email: BERTA.into(),
            roles: vec![Role::UserAdministrator, Role::AccountObserver],
            accepted: false,
        };
        assert_eq!(world.account_now(&number).await.members[1], invited);
        assert!(world.accounts.operator.transfer_account(&number, BERTA).await.unwrap());
        let mut members = world.people_of(&number).await;
        members.sort();
        assert_eq!(members, owned_by(BERTA, ANNA));
        assert_eq!(world.number("select count(*) from invitations where revoked_at is not null").await, 1);
        assert_eq!(world.number("select count(*) from outbox where problem = 'withdrawn'").await, 1);
        assert_eq!(world.client_of(&berta, &number).await.unwrap().roles, [Role::AccountOwner]);
        let told =
            world.number("select count(*) from memberships where notifications = 'general billing tickets technical'");
        assert_eq!(told.await, 3);
    });
}

#[test]
fn nobody_owns_an_account_who_is_not_there_or_whose_door_is_closed() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        world.sign_up(BERTA).await;
        world.accounts.operator.disable_user(BERTA).await.unwrap();
        assert!(matches!(world.accounts.operator.transfer_account(&number, BERTA).await, Err(Error::Forbidden)));
        for (number, email) in [(number.as_str(), "clara@example.com"), ("10000008", ANNA), ("x", ANNA)] {
            assert!(matches!(world.accounts.operator.transfer_account(number, email).await, Err(Error::Gone)));
        }
        world.accounts.operator.enable_user(BERTA).await.unwrap();
        world.accounts.operator.disable_user(ANNA).await.unwrap();
        assert!(world.accounts.operator.transfer_account(&number, BERTA).await.unwrap(), "from whom does not matter");
        assert_eq!(world.people_of(&number).await.len(), 2);
    });
}

#[test]
fn two_hundred_transfers_at_once_leave_exactly_one_owner() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        let heirs = [ANNA, BERTA, "clara@example.com", "dora@example.com"];
        for email in &heirs[1..] {
            world.sign_up(email).await;
        }
        let ended = at_once(200, |n| {
            let (world, number): (Arc<World>, _) = (Arc::clone(&world), number.clone());
            async move { world.accounts.operator.transfer_account(&number, heirs[n % heirs.len()]).await }
        })
        .await;
        assert!(ended.iter().all(Result::is_ok), "nobody waits for each other: {ended:?}");
        let moved = ended.iter().filter(|ended| matches!(ended, Ok(true))).count();
        assert!(moved > 0);
        assert_eq!(world.having(&number, Role::AccountOwner).await, 1);
        assert_eq!(world.noted(&number, "account_transferred", "").await, i64::try_from(moved).unwrap());
        let members = world.people_of(&number).await;
        assert!(members.iter().all(|(_, roles)| roles.len() == 1), "{members:?}");
    });
}

#[test]
fn two_people_who_get_each_others_account_at_once_do_not_wait_for_each_other() {
    each_db(|world| async move {
        let (_, annas) = world.owner_of_one(ANNA).await;
        let (_, bertas) = world.owner_of_one(BERTA).await;
        for _ in 0..10 {
            let ended = at_once(8, |n| {
                let world: Arc<World> = Arc::clone(&world);
                let number = if n % 2 == 0 { annas.clone() } else { bertas.clone() };
                let email = [BERTA, ANNA, ANNA, BERTA][n % 4];
                async move { world.accounts.operator.transfer_account(&number, email).await }
            })
            .await;
            assert!(ended.iter().all(Result::is_ok), "{ended:?}");
        }
        for number in [annas, bertas] {
            assert_eq!(world.having(&number, Role::AccountOwner).await, 1);
        }
    });
}

#[test]
fn what_changes_while_an_account_is_transferred_holds_already() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        world.signed_up_into(&number, BERTA, &[Role::AccountObserver]).await;
        world.signed_up_into(&number, "clara@example.com", &[Role::AccountObserver]).await;
        let transferring = |email: &'static str| {
            let (world, number): (Arc<World>, _) = (Arc::clone(&world), number.clone());
            async move { world.accounts.operator.transfer_account(&number, email).await }
        };
        let disabled = [holding_user(BERTA), format!("update users set disabled_at = 1 where email_key = '{BERTA}'")];
        let ended = world.meanwhile(&disabled, transferring(BERTA)).await;
        assert!(matches!(ended, Err(Error::Forbidden)), "{ended:?}");
        let mut other = vec![holding_account(&number)];
        other.extend(demoting(&number, ANNA, Role::AccountObserver));
        other.extend(demoting(&number, "clara@example.com", Role::AccountOwner));
        world.run("update users set disabled_at = null").await;
        assert!(world.meanwhile(&other, transferring(BERTA)).await.unwrap());
        let members = world.people_of(&number).await;
        for (email, role) in [
            (ANNA, Role::AccountObserver),
            (BERTA, Role::AccountOwner),
            ("clara@example.com", Role::AccountAdministrator),
        ] {
            assert!(members.contains(&(email.to_owned(), vec![role])), "{members:?}");
        }
    });
}

#[test]
fn the_operator_sees_the_account_and_its_members() {
    each_db(|world| async move {
        let opened = world.now();
        let (anna, number) = world.owner_of_one(ANNA).await;
        world.wait(5);
        world.switch_on(&anna).await;
        let form = world.account_form(&anna, &number).await;
        let form = crate::help::clients::as_business(&form);
        world.accounts.clients.save_account(&form, &anna).await.unwrap();
        world.choose_policy(&anna, &number, "required").await.unwrap();
        let shown = world.account_now(&AccountNumber::parse(&number).unwrap().to_string()).await;
        assert_eq!((shown.number.digits(), shown.created_at), (number, opened));
        assert_eq!((shown.account_type, shown.company.as_deref()), (AccountType::Business, Some("ТОВ «Хмара»")));
        assert_eq!(shown.policy, TwoStepPolicy::Required);
        let anna = MemberShown { email: ANNA.into(), roles: vec![Role::AccountOwner], accepted: true };
        assert_eq!(shown.members, [anna]);
        for missing in ["10000008", "x", ""] {
            assert!(world.accounts.operator.account_show(missing).await.unwrap().is_none());
        }
    });
}

#[test]
fn an_account_that_ends_takes_invitations_and_their_letters_along() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        let (_, kept) = world.owner_of_one(BERTA).await;
        world.run(&inviting_into(&number, ANNA, "clara@example.com")).await;
        world.run("insert into outbox (id, kind, email_key, about, content, created_at, lease_until) values ('l', 'invitation', 'clara@example.com', 'invitation', 'x', 1, 9000000000)").await;
        world.accounts.deletions.ask_deletion(&anna).await.unwrap();
        world.wait(WEEK);
        world.accounts.deletions.delete_due().await.unwrap();
        assert!(world.accounts.operator.account_show(&number).await.unwrap().is_none());
        assert!(world.accounts.operator.account_show(&kept).await.unwrap().is_some());
        assert_eq!(world.number("select count(*) from invitations").await, 0);
        assert!(world.holding("clara@example.com").await.is_empty());
    });
}

#[test]
fn invitations_into_an_account_that_stays_wait_on() {
    each_db(|world| async move {
        let (_, number) = world.owner_of_one(ANNA).await;
        let berta = world.signed_up_into(&number, BERTA, &[Role::AccountObserver]).await;
        world.run(&inviting_into(&number, ANNA, "clara@example.com")).await;
        world.run("insert into outbox (id, kind, email_key, about, content, created_at, lease_until) values ('l', 'invitation', 'clara@example.com', 'invitation', 'x', 1, 9000000000)").await;
        world.accounts.deletions.ask_deletion(&berta).await.unwrap();
        world.wait(WEEK);
        world.accounts.deletions.delete_due().await.unwrap();
        assert!(world.accounts.sessions.user_of(BERTA).await.unwrap().is_none());
        assert_eq!(world.number("select count(*) from invitations where revoked_at is null").await, 1);
        assert_eq!(world.number("select count(*) from outbox where id = 'l'").await, 1);
    });
}

#[test]
fn nobody_is_deleted_whose_account_gets_a_member_meanwhile() {
    each_db(|world| async move {
        let (anna, number) = world.owner_of_one(ANNA).await;
        world.sign_up(BERTA).await;
        world.accounts.deletions.ask_deletion(&anna).await.unwrap();
        world.wait(WEEK);
        let mut joined = vec![holding_account(&number)];
        joined.extend(taking_in(&number, BERTA, &[Role::AccountObserver]));
        let deleting = {
            let world: Arc<World> = Arc::clone(&world);
            async move { world.accounts.deletions.delete_due().await }
        };
        world.meanwhile(&joined, deleting).await.unwrap();
        assert_eq!(world.written("deletion_cancelled", "refused").await, 1, "it is stopped, and nothing failed");
        assert_eq!(world.having(&number, Role::AccountOwner).await, 1);
    });
}
