//! What people are searched for by: their names without regard to case.

use crate::help::{World, each_db};
use rules::ProfileForm;

const ANNA: &str = "anna@example.com";

#[test]
fn a_folded_name_is_kept_wherever_a_name_is_written_and_made_for_users_of_before() {
    each_db(|world| async move {
        let visitor = crate::help::with(&world.sign_up(ANNA).await);
        let folded = async |world: &World| {
            let cells = world.cells().await.into_iter();
            cells.filter(|(column, _)| column == "users.name_key").map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(folded(&world).await, ["оксана ґалаґан"]);
        let form = ProfileForm { surname: "ЇЖАК".into(), ..world.profile(&visitor).await };
        world.save(&form, &visitor).await.unwrap();
        assert_eq!(folded(&world).await, ["оксана їжак"]);
        let copies = "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at, theme)
                      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 1200)
                      select 'copy' || n, 'e' || n, 'e' || n, 'ЄВА', 'Є', '', '', 'uk', '', '', 1, 1, 'system' from numbers";
        world.run(copies).await;
        world.run("update users set name_key = '' where email_key = 'anna@example.com'").await;
        World::new(&world.url, world.postgres).await;
        assert_eq!(world.number("select count(*) from users where name_key = ''").await, 0);
        let folded = folded(&world).await;
        assert_eq!((folded.len(), folded[0].as_str(), folded[1200].as_str()), (1201, "оксана їжак", "єва є"));
    });
}
