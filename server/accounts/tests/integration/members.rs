//! The people of an account: who sees whom, and in which order.

mod change;

use crate::{
    help::team::{Person, inviting},
    help::{World, each_db},
};
use accounts::{At, MembersOf, Sort};
use rules::{Notification, Role};
use std::{fmt::Write, time::Instant};

const ANNA: &str = "anna@example.com";
const BORIS: &str = "boris@example.com";
const CLARA: &str = "clara@example.com";

fn search(search: &str) -> MembersOf {
    MembersOf { search: search.into(), ..MembersOf::default() }
}

fn emails(members: &accounts::Members) -> Vec<&str> {
    members.members.iter().map(|member| member.email.as_str()).collect()
}

/// So many members more, one observer each, with names in Ukrainian.
async fn crowd(world: &World, number: &str, many: usize) {
    const NAMES: [&str; 4] = ["Юлія", "Ґалина", "Іван", "Олена"];
    for from in (0..many).step_by(500) {
        let (mut users, mut text) = (String::new(), String::new());
        for n in from..(from + 500).min(many) {
            let (name, comma) = (NAMES[n % 4], if n == from { "" } else { "," });
            let surname = format!("Їжак{n:04}");
            write!(users, "{comma}('m{n:04}', 'Member{n:04}@example.com', 'member{n:04}@example.com', '{name}', '{surname}', '+380', 'UA', 'uk', 'x', 'x', 1, 1)").expect("a text takes it");
        }
        let those = format!("email_key >= 'member{from:04}@' and email_key <= 'member{:04}@z'", from + 499);
        write!(
            text,
            "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at) values {users};
             insert into memberships (account_id, user_id, created_at) select accounts.id, users.id, 1 from accounts, users where number = '{number}' and {those};
             insert into roles (account_id, user_id, role) select accounts.id, users.id, 'account_observer' from accounts, users where number = '{number}' and {those};",
        )
        .expect("a text takes it");
        world.run(&text).await;
    }
    world.accounts.memberships.list_members().await.expect("listed");
}

#[test]
fn five_thousand_members_are_found_sorted_and_turned_page_by_page() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        crowd(&world, &number, 5_000).await;
        world.run("analyze").await;
        let begun = Instant::now();
        let first = world.list(&anna, &number, &MembersOf::default()).await;
        let took = begun.elapsed();
        assert_eq!((first.total, first.and_more, first.members.len()), (1_000, true, 50));
        assert_eq!((emails(&first)[0], emails(&first)[49]), (ANNA, "Member0048@example.com"));
        let past = MembersOf { at: At::After("m4998".into()), ..MembersOf::default() };
        let last = world.list(&anna, &number, &past).await;
        assert_eq!((last.total, emails(&last), &last.next), (1_000, vec!["Member4999@example.com"], &None));
        let nowhere = MembersOf { at: At::After("m5000".into()), ..MembersOf::default() };
        assert_eq!(emails(&world.list(&anna, &number, &nowhere).await), emails(&first), "the first page");
        let begun = Instant::now();
        let by_name = MembersOf { sort: Sort::Name, ..search("ҐАЛИНА") };
        let found = world.list(&anna, &number, &by_name).await;
        let found = world.list(&anna, &number, &MembersOf { at: At::After(found.next.unwrap()), ..by_name }).await;
        println!("5,001 members: a page in {took:?}, a page of what was found in {:?}", begun.elapsed());
        assert_eq!((found.total, found.and_more, found.members.len()), (1_000, true, 50));
        // Every fourth is a Halyna, beginning with the second; the page before had fifty of them.
        assert_eq!((emails(&found)[0], emails(&found)[49]), ("Member0201@example.com", "Member0397@example.com"));
        assert!(found.members.iter().all(|member| member.name.starts_with("Ґалина Їжак")));
        assert_eq!(emails(&world.list(&anna, &number, &search("їЖАК4321")).await), ["Member4321@example.com"]);
        assert_eq!(emails(&world.list(&anna, &number, &search("MEMBER4321@EX")).await), ["Member4321@example.com"]);
        assert_eq!(world.list(&anna, &number, &search("%")).await.total, 1_000, "signs alone are no word");
        assert_eq!(world.list(&anna, &number, &search("member432_")).await.total, 0);
    });
}

#[test]
fn every_order_can_be_walked_to_its_end_and_back_and_nobody_is_missed() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        crowd(&world, &number, 130).await;
        let mut text = String::new();
        for n in 0..70 {
            let id = format!("i{n:02}");
            text +=
                &inviting(&id, &number, &anna, &format!("member{n:04}@b.example"), "account_observer", world.now() + 1);
        }
        world.run(&text).await;
        for sort in [Sort::Email, Sort::Name, Sort::Accepted] {
            for (words, all) in [("", 201), ("member", 200), ("MEMBER00", 170), ("олена member", 32)] {
                let (mut seen, mut pages, mut at) = (Vec::new(), Vec::new(), At::First);
                loop {
                    let of = MembersOf { sort, at: at.clone(), ..search(words) };
                    let page = world.list(&anna, &number, &of).await;
                    assert_eq!(page.total, all, "{sort:?} {words}");
                    let ids: Vec<_> = page.members.iter().map(|member| member.id.clone()).collect();
                    assert_eq!(page.previous.is_some(), !pages.is_empty(), "{sort:?} {words}");
                    seen.extend(ids.clone());
                    pages.push((ids, page.previous));
                    let Some(next) = page.next else { break };
                    at = At::After(next);
                }
                let count = seen.len();
                seen.sort_unstable();
                seen.dedup();
                assert_eq!((count, seen.len()), (all as usize, all as usize), "{sort:?} {words}");
                while let Some((_, Some(first))) = pages.pop() {
                    let of = MembersOf { sort, at: At::Before(first), ..search(words) };
                    let back = world.list(&anna, &number, &of).await;
                    let ids: Vec<_> = back.members.iter().map(|member| member.id.clone()).collect();
                    assert_eq!(ids, pages.last().expect("the page before").0, "{sort:?} {words}");
                }
            }
        }
    });
}

#[test]
fn the_list_holds_members_and_whoever_is_invited_with_all_that_is_known() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let roles = [Role::BillingAdministrator, Role::UserAdministrator];
        let boris = world.colleague(BORIS, &number, &roles).await;
        let (other, elsewhere) = world.owner(CLARA).await;
        world.secure(&boris).await;
        let now = world.now();
        let mut text = String::new();
        for (id, email, expires_at) in [("i1", "Old@b.example", now), ("i2", "new@b.example", now + 1)] {
            text += &inviting(id, &number, &anna, email, "account_administrator account_observer", expires_at);
        }
        for state in ["accepted", "declined", "revoked"] {
            text += &inviting(state, &number, &anna, "late@b.example", "account_observer", now + 1);
            text += &format!("update invitations set {state}_at = 1 where id = '{state}';");
        }
        text += &inviting("i3", &elsewhere, &other, "new@b.example", "account_observer", now + 1);
        text += "update memberships set by_name_en = 'b' where by_email = 'anna@example.com'; update memberships set by_name_en = 'a' where by_email = 'boris@example.com';";
        world.run(&text).await;
        let sorted = async |sort| world.list(&anna, &number, &MembersOf { sort, ..MembersOf::default() }).await;
        let list = sorted(Sort::Email).await;
        assert_eq!(emails(&list), [ANNA, BORIS, "new@b.example", "Old@b.example"]);
        assert_eq!(
            (list.total, list.number.digits(), list.roles.as_slice()),
            (4, number.clone(), &[Role::AccountOwner][..])
        );
        assert_eq!(emails(&sorted(Sort::Name).await), [BORIS, ANNA, "new@b.example", "Old@b.example"]);
        assert_eq!(emails(&sorted(Sort::Accepted).await), ["new@b.example", "Old@b.example", ANNA, BORIS]);
        let [first, second, third, fourth] = &list.members[..] else { unreachable!("four") };
        assert_eq!((first.id.as_str(), first.you, first.two_step), (anna.id.as_str(), true, false));
        assert_eq!((second.name.as_str(), &second.roles[..], second.two_step), ("Оксана Ґалаґан", &roles[..], true));
        assert_eq!(second.notifications, Notification::ALL);
        assert_eq!((third.accepted, third.expired, fourth.expired), (false, false, true));
        assert_eq!((third.id.as_str(), third.name.as_str()), ("i2", ""));
        assert_eq!(third.roles, [Role::AccountAdministrator, Role::AccountObserver]);
        assert_eq!(third.notifications, [Notification::General, Notification::Tickets]);
        assert_eq!(world.look_at(&anna, &number, &boris).await, *second);
        assert!(
            !world.list(&other, &elsewhere, &MembersOf::default()).await.members.iter().any(|member| member.id == "i2")
        );
    });
}

/// Each role in an account of its own, and an owner.
async fn one_of_each(world: &World) -> (String, Vec<(Role, Person)>) {
    let (owner, number) = world.owner(ANNA).await;
    let mut people = vec![(Role::AccountOwner, owner)];
    for role in Role::GIVEN {
        let person = world.colleague(&format!("{}@example.com", role.as_str()), &number, &[role]).await;
        people.push((role, person));
    }
    (number, people)
}

#[test]
fn a_page_offers_what_its_reader_may_do() {
    each_db(|world| async move {
        let (number, people) = one_of_each(&world).await;
        for (role, _) in &people {
            let text = inviting(
                role.as_str(),
                &number,
                &people[0].1,
                &format!("x-{}@b.example", role.as_str()),
                role.as_str(),
                1,
            );
            world.run(&text).await;
        }
        for (mine, reader) in &people {
            let list = world.list(reader, &number, &MembersOf::default()).await;
            assert_eq!(list.members.len(), 10);
            for member in &list.members {
                let (they, you) = (&member.roles[..], member.id == reader.id);
                let above = Role::may_give_all(&[*mine], they);
                assert_eq!(member.you, you, "{mine:?} {they:?}");
                assert_eq!(member.managed, above && !you, "{mine:?} {they:?}");
                assert_eq!(member.notifiable, member.accepted && (above || you), "{mine:?} {they:?}");
            }
        }
    });
}
