//! PgBouncer before PostgreSQL.

use crate::{
    front::Front,
    is_long,
    person::Person,
    postgres::Database,
    program::{Folder, Program, SHARED_KEY},
};
use tokio::task::JoinSet;

async fn sign_up_many(program: &Program, folder: &Folder, people: usize) {
    let mut crowd = JoinSet::new();
    for nth in 0..people {
        let (mut person, mail) = (Person::at(&program.host), folder.0.join("mail"));
        crowd.spawn(async move {
            person.sign_up(&mail, &format!("p{nth}@example.com")).await;
            let page = person.get("/settings/profile").await;
            assert_eq!(page.status, 200, "{page:?}");
        });
    }
    crowd.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pgbouncer_stands_between_in_both_modes_from_the_first_start_on() {
    let starts = if is_long() { 15 } else { 1 };
    for mode in ["session", "transaction"].repeat(starts) {
        let (database, settings) = (Database::new().await, Folder::new());
        let front = Front::pgbouncer(&settings.0, &database, mode).await;
        let url = database.url_at(&front.at);
        let reach = [("DATABASE_URL", url.as_str()), ("OCPANEL_DATABASE_POOLER", mode)];
        // All at once make the tables.
        let folders: Vec<_> = (0..4).map(|_| Folder::new()).collect();
        // Any of them sends a letter.
        let mail = settings.0.join("mail").display().to_string();
        let reach = [&reach[..], &[SHARED_KEY, ("OCPANEL_MAIL_DIR", &mail)]].concat();
        let starts = folders.iter().map(|folder| Program::start(&folder.0, &reach));
        let programs = futures_util::future::join_all(starts).await;
        sign_up_many(&programs[0], &settings, 12).await;
        for program in &programs {
            assert!(!program.log().contains("prepared statement"), "{}", program.log());
        }
    }
}
