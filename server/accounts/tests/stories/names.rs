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
        assert_eq!(folded(&world).await, ["оксана ґалаґан"]);
        let before = orders(&world).await;
        assert_eq!(before.len(), 1);
        let form = ProfileForm { surname: "ЇЖАК".into(), ..world.profile(&visitor).await };
        world.save(&form, &visitor).await.unwrap();
        assert_eq!(folded(&world).await, ["оксана їжак"]);
        let saved = orders(&world).await;
        assert!(saved[0] > before[0], "Ї comes after Ґ");
        let copies = "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at, theme)
                      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1200)
                      select 'copy' || n, 'e' || n, 'e' || n, 'ЄВА', 'Є', '', '', 'uk', '', '', 1, 1, 'system' from numbers";
        world.run(copies).await;
        // As a version left them whose orders were others.
        world
            .run("update users set name_key = '', name_order = '0' || name_order where email_key = 'anna@example.com'")
            .await;
        World::new(&world.url, world.postgres).await;
        let orders = orders(&world).await;
        assert_eq!((orders.len(), orders.contains(&saved[0])), (1201, true));
        let folded = folded(&world).await;
        assert_eq!((folded.len(), folded[0].as_str(), folded[1200].as_str()), (1201, "оксана їжак", "єва є"));
    });
}
