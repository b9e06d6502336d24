//! What people are searched for and sorted by: their names without regard to case, and in the order of the alphabet.

use crate::help::{World, each_db};
use rules::ProfileForm;

const ANNA: &str = "anna@example.com";

#[test]
fn a_name_is_folded_and_ordered_wherever_it_is_written_and_for_users_of_before() {
    each_db(|world| async move {
        let visitor = crate::help::with(&world.sign_up(ANNA).await);
        let cells = async |world: &World, wanted: &str| {
            let cells = world.cells().await.into_iter();
            cells.filter(|(column, _)| column == wanted).map(|(_, text)| text).collect::<Vec<_>>()
        };
        let folded = async |world: &World| cells(world, "users.name_key").await;
        let orders = async |world: &World| cells(world, "users.name_order").await;
        assert_eq!(folded(&world).await, ["оксана галаган anna@example.com"]);
        let before = orders(&world).await;
        assert_eq!(before.len(), 1);
        let form = ProfileForm { surname: "ЇЖАК".into(), ..world.profile(&visitor).await };
        world.save(&form, &visitor).await.unwrap();
        assert_eq!(folded(&world).await, ["оксана іжак anna@example.com"]);
        let saved = orders(&world).await;
        assert!(saved[0] > before[0], "Ї comes after Ґ");
        let copies = "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at, theme)
                      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1200)
                      select 'copy' || n, 'e' || n, 'e' || n, 'ЄВА', 'Є', '', '', 'uk', '', '', 1, 1, 'system' from numbers";
        world.run(copies).await;
        let age = "update users set name_key = '', name_order = '0' || name_order where email_key = 'anna@example.com'";
        // As an older version left it: a start mends that, and so does a running server.
        world.run(age).await;
        World::new(&world.url, world.postgres).await;
        let all = orders(&world).await;
        assert_eq!((all.len(), all.contains(&saved[0])), (1201, true));
        let all = folded(&world).await;
        assert_eq!(
            (all.len(), all[0].as_str(), all[1200].as_str()),
            (1201, "оксана іжак anna@example.com", "єва є e999")
        );
        world.run(age).await;
        world.accounts.tidy_up().await.unwrap();
        assert!(orders(&world).await.contains(&saved[0]));
        // What a newer version wrote is left alone.
        world.run("update users set name_order = '99:' where email_key = 'anna@example.com'").await;
        world.accounts.tidy_up().await.unwrap();
        assert!(orders(&world).await.contains(&"99:".to_owned()));
    });
}
