//! Two people who take each other's rights at the same time.

use crate::{
    help::team::{Person, emptying, joining, press, roles_form, securing},
    help::{World, each_db, with},
};
use accounts::{Error, MembersOf};
use rules::Role;
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::{sync::Arc, time::Duration};

const ADMIN: Role = Role::AccountAdministrator;

/// What one does to another.
#[derive(Clone, Copy, Debug)]
enum Blow {
    Demote,
    Dissociate,
    Reset,
}

async fn strike(world: Arc<World>, number: String, [by, at]: [Person; 2], blow: Blow) -> Result<(), Error> {
    let button = press(&number, &at.id);
    match blow {
        Blow::Demote => {
            let form = roles_form(&number, &at.id, &[ADMIN], &[Role::AccountObserver]);
            world.accounts.memberships.set_roles(&form, &by.context).await
        }
        Blow::Dissociate => world.accounts.memberships.dissociate(&button, &by.context).await,
        Blow::Reset => world.accounts.memberships.reset_member_two_step(&button, &by.context).await,
    }
}

/// Both strike at once; how it ended for each.
async fn both(
    world: &Arc<World>,
    number: &str,
    [one, other]: [&Person; 2],
    [first, second]: [Blow; 2],
) -> [Result<(), Error>; 2] {
    let [there, back] = [[one, other], [other, one]].map(|[by, at]| [by.clone(), at.clone()]);
    let there = tokio::spawn(strike(Arc::clone(world), number.to_owned(), there, first));
    let back = tokio::spawn(strike(Arc::clone(world), number.to_owned(), back, second));
    [there.await.expect("it ends"), back.await.expect("it ends")]
}

#[test]
fn of_two_who_demote_or_dissociate_each_other_one_is_left_and_the_owner_always() {
    each_db(|world| async move {
        let (owner, number) = world.owner("owner@example.com").await;
        let [anna, boris] = [world.person("anna@example.com").await, world.person("boris@example.com").await];
        let set = emptying(&number)
            + &joining(&number, &owner.id, &[Role::AccountOwner])
            + &joining(&number, &anna.id, &[ADMIN])
            + &joining(&number, &boris.id, &[ADMIN]);
        let blows = [
            [Blow::Demote, Blow::Demote],
            [Blow::Dissociate, Blow::Dissociate],
            [Blow::Demote, Blow::Dissociate],
            [Blow::Dissociate, Blow::Demote],
        ];
        for round in 0..200 {
            world.run(&set).await;
            let ended = both(&world, &number, [&anna, &boris], blows[round % 4]).await;
            assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1, "round {round}: {ended:?}");
            let expected = |ended: &Result<(), Error>| matches!(ended, Ok(()) | Err(Error::Gone | Error::Forbidden));
            assert!(ended.iter().all(expected), "round {round}: {ended:?}");
            assert_eq!(world.number("select count(*) from roles where role = 'account_administrator'").await, 1);
            let list = world.list(&owner, &number, &MembersOf::default()).await;
            assert_eq!(list.roles, [Role::AccountOwner], "round {round}");
        }
    });
}

#[test]
fn the_owner_is_never_struck_down_however_many_try() {
    each_db(|world| async move {
        let (owner, number) = world.owner("owner@example.com").await;
        let boris = world.person("boris@example.com").await;
        let set = emptying(&number)
            + &joining(&number, &owner.id, &[Role::AccountOwner])
            + &joining(&number, &boris.id, &[ADMIN]);
        for blow in [Blow::Demote, Blow::Dissociate].repeat(10) {
            world.run(&set).await;
            let [there, back] = both(&world, &number, [&owner, &boris], [blow, blow]).await;
            there.expect("the owner may");
            assert!(matches!(back, Err(Error::Gone | Error::Forbidden)), "{back:?}");
            assert_eq!(world.list(&owner, &number, &MembersOf::default()).await.roles, [Role::AccountOwner]);
        }
    });
}

#[test]
fn of_two_who_reset_each_others_second_factor_one_is_left_signed_in() {
    each_db(|world| async move {
        let (_, number) = world.owner("owner@example.com").await;
        let mut anna = world.colleague("anna@example.com", &number, &[ADMIN]).await;
        let mut boris = world.colleague("boris@example.com", &number, &[ADMIN]).await;
        for round in 0..20 {
            world.run(&(securing(&anna.id) + &securing(&boris.id))).await;
            let ended = both(&world, &number, [&anna, &boris], [Blow::Reset, Blow::Reset]).await;
            assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1, "round {round}: {ended:?}");
            let expected =
                |ended: &Result<(), Error>| matches!(ended, Ok(()) | Err(Error::SignedOut | Error::ReauthRequired));
            assert!(ended.iter().all(expected), "round {round}: {ended:?}");
            world.run("update two_step set enabled_at = null, secret = null").await;
            for person in [&mut anna, &mut boris] {
                person.context = with(&world.sign_in(&person.email).await.session);
            }
        }
    });
}

#[test]
fn somebody_of_another_account_is_never_waited_for() {
    each_db(|world| async move {
        let (owner, number) = world.owner("owner@example.com").await;
        let foreign = world.person("foreign@example.com").await;
        if !world.postgres {
            // There every writer waits for every other.
            return;
        }
        let mut tx = crate::help::connect(&world.url).await;
        let held = format!("begin; update users set email = email where id = '{}'", foreign.id);
        tx.execute(AssertSqlSafe(held)).await.expect("it is there");
        let button = press(&number, &foreign.id);
        let tried = world.accounts.memberships.dissociate(&button, &owner.context);
        let ended = tokio::time::timeout(Duration::from_secs(3), tried).await.expect("at once");
        assert!(matches!(ended, Err(Error::Gone)), "{ended:?}");
        tx.close().await.expect("it closes");
    });
}
