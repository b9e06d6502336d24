//! What people are searched for and sorted by: their names without regard to case, and in the order of the alphabet.

use crate::help::{World, each_db};
use rules::ProfileForm;

const ANNA: &str = "anna@example.com";

#[test]
fn a_name_is_folded_and_ordered_wherever_it_is_written_and_for_users_of_before() {
    each_db(|world| async move {
        let context = crate::help::with(&world.sign_up(ANNA).await);
        let column = async |world: &World, column: &str| {
            world.texts(&format!("select {column} from memberships order by user_id")).await
        };
        let words = async |world: &World| world.number("select count(*) from member_words").await;
        let before = column(&world, "by_name").await;
        assert_eq!(before.len(), 1);
        // Оксана, Ґалаґан, the address and its domain.
        assert_eq!(words(&world).await, 4);
        let form = ProfileForm { surname: "ЇЖАК".into(), ..world.profile(&context).await };
        world.save(&form, &context).await.unwrap();
        let saved = column(&world, "by_name").await;
        assert!(saved[0] > before[0], "Ї comes after Ґ");
        assert_eq!((words(&world).await, column(&world, "by_email").await), (4, vec![ANNA.to_owned()]));
        let copies = "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at, theme)
                      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 120)
                      select 'copy' || n, 'e' || n, 'e' || n, 'ЄВА', 'Є', '', '', 'uk', '', '', 1, 1, 'system' from numbers;
                      insert into memberships (account_id, user_id, created_at) select accounts.id, users.id, 1 from accounts, users where users.id like 'copy%'";
        world.run(copies).await;
        // As an older version left it: a running server mends that, also what one of before has written to the user.
        let age = "update memberships set listed = 2, by_name = '02' where by_email = 'anna@example.com'";
        world.run(age).await;
        world.run("update users set name_key = 'оксана', name_order = '02:x', name_order_en = '02:x', name_order_pl = '02:x'").await;
        World::new(&world.url, world.postgres).await;
        let unlisted = world.number("select count(*) from memberships where listed < 3").await;
        assert_eq!(unlisted, 121, "a start waits for none of this");
        world.accounts.retention.tidy_up().await.unwrap();
        let all = column(&world, "by_name").await;
        assert_eq!((all.len(), all.contains(&saved[0])), (121, true));
        assert_eq!(world.number("select count(*) from memberships where listed = 3").await, 121);
        assert_eq!(
            world
                .number(
                    "select count(*) from users where name_key || name_order || name_order_en || name_order_pl <> ''"
                )
                .await,
            0
        );
        assert_eq!(words(&world).await, 4 + 120 * 3);
        world.run("update memberships set by_name = ''; update users set name_order = '02:x'").await;
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(column(&world, "by_name").await.contains(&saved[0]));
        // What a newer version wrote is left alone.
        world.run("update memberships set listed = 9, by_name = 'z' where by_email = 'anna@example.com'").await;
        world.accounts.retention.tidy_up().await.unwrap();
        assert!(column(&world, "by_name").await.contains(&"z".to_owned()));
    });
}
