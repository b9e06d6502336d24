//! People found in the list of an account, and in whose order they stand.

use crate::{
    help::inviting::inviting as invite,
    help::team::Person,
    help::{World, each_db},
};
use accounts::{MembersOf, Sort};
use rules::{Language, ProfileForm, Role};

const ANNA: &str = "anna@example.com";

/// A member of this name.
async fn member(world: &World, number: &str, email: &str, (name, surname): (&str, &str)) -> Person {
    let person = world.colleague(email, number, &[Role::AccountObserver]).await;
    let one_name = if surname.is_empty() { "on".to_owned() } else { String::new() };
    let profile = world.profile(&person.context).await;
    let form = ProfileForm { name: name.into(), surname: surname.into(), one_name, ..profile };
    world.save(&form, &person.context).await.expect("saved");
    person
}

#[test]
fn words_are_found_in_any_order_without_marks_and_with_any_apostrophe() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        member(&world, &number, "l.k@example.com", ("Łukasz", "Żółć")).await;
        member(&world, &number, "weiss@example.com", ("Jörg", "Weiß")).await;
        member(&world, &number, "m@пошта.укр", ("Мар\u{2bc}яна", "Нечуй\u{2011}Левицька")).await;
        member(&world, &number, "s@example.com", ("Sukarno", "")).await;
        world
            .accounts
            .invitations
            .invite(&invite(&number, "Ёлка@пошта.укр", &[Role::AccountObserver]), &anna.context)
            .await
            .unwrap();
        for (search, found) in [
            ("zolc LUKASZ", vec!["l.k@example.com"]),
            ("  \u{a0}l.k\tŻółć ", vec!["l.k@example.com"]),
            ("luk l.k@example", vec!["l.k@example.com"]),
            ("k@example.com", vec!["l.k@example.com"]),
            ("@example weis", vec!["weiss@example.com"]),
            ("левицька", vec!["m@пошта.укр"]),
            ("евицька", vec![]),
            ("weiss jorg", vec!["weiss@example.com"]),
            ("WEIẞ", vec!["weiss@example.com"]),
            ("Нечуй-Левицька, Мар'яна", vec!["m@пошта.укр"]),
            ("мар’яна", vec!["m@пошта.укр"]),
            ("пошта.укр", vec!["m@пошта.укр", "Ёлка@пошта.укр"]),
            ("елка", vec!["Ёлка@пошта.укр"]),
            ("zolc jorg", vec![]),
        ] {
            let of = MembersOf { search: search.into(), ..MembersOf::default() };
            let list = world.list(&anna, &number, &of).await;
            let emails: Vec<_> = list.members.iter().map(|member| member.email.as_str()).collect();
            assert_eq!(emails, found, "{search:?}");
        }
        let list = world.list(&anna, &number, &MembersOf { search: "sukarno".into(), ..MembersOf::default() }).await;
        assert_eq!(list.members[0].name, "Sukarno", "nothing after it");
    });
}

#[test]
fn whoever_moves_is_found_by_the_new_address_alone() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        let found = async |search: &str| {
            world.list(&anna, &number, &MembersOf { search: search.into(), ..MembersOf::default() }).await.total
        };
        let [_, undo] = world.move_to(&anna.context, "hanna@example.org").await;
        assert_eq!((found("hanna@example.org").await, found(ANNA).await), (1, 0));
        world.accounts.operator.change_email("hanna@example.org", "olha@example.org").await.unwrap();
        assert!(world.undo(&undo, "").await.is_err(), "the operator has decided");
        let listed = async |address: &str| {
            let word: String = address.bytes().map(|byte| format!("{byte:02x}")).collect();
            let words = world.number(&format!("select count(*) from member_words where word = '{word}'")).await;
            (words, world.number(&format!("select count(*) from memberships where by_email = '{address}'")).await)
        };
        assert_eq!((listed("olha@example.org").await, listed("hanna@example.org").await), ((1, 1), (0, 0)));
        let (boris, _) = world.owner("boris@example.com").await;
        let [_, undo] = world.move_to(&boris.context, "bohdan@example.com").await;
        assert_eq!((listed("boris@example.com").await, listed("bohdan@example.com").await), ((0, 0), (1, 1)));
        world.undo(&undo, "").await.unwrap();
        assert_eq!((listed("boris@example.com").await, listed("bohdan@example.com").await), ((1, 1), (0, 0)));
    });
}

#[test]
fn names_stand_in_the_order_of_the_readers_language() {
    each_db(|world| async move {
        let (anna, number) = world.owner(ANNA).await;
        for (email, name) in [("l@x.com", "Łucja"), ("z@x.com", "Lz"), ("m@x.com", "Maria"), ("y@x.com", "Яна")] {
            member(&world, &number, email, (name, "")).await;
        }
        for (language, order) in [
            (Language::English, "Łucja Lz Maria Оксана Ґалаґан Яна"),
            (Language::Polish, "Lz Łucja Maria Оксана Ґалаґан Яна"),
            (Language::Ukrainian, "Оксана Ґалаґан Яна Łucja Lz Maria"),
        ] {
            let of = MembersOf { sort: Sort::Name, language, ..MembersOf::default() };
            let list = world.list(&anna, &number, &of).await;
            let names: Vec<_> = list.members.iter().map(|member| member.name.as_str()).collect();
            assert_eq!(names.join(" "), order, "{language:?}");
        }
    });
}
