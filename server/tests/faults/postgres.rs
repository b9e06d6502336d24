//! PostgreSQL behind a line that falls silent or breaks, as a server that is restarted, and one that wants other
//! isolation.

use crate::{
    ANSWERS_WITHIN, AT_ONCE, comes_back, is_long, is_ready,
    line::{Line, Way},
    person::Person,
    program::{Folder, Program},
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::time::Duration;
use tokio::{task::JoinSet, time::sleep};

/// A database of its own on the server that the tests were given. It goes with the server.
pub(crate) struct Database {
    name: String,
    admin: String,
}

impl Database {
    pub(crate) async fn new() -> Database {
        let admin = std::env::var("TEST_POSTGRES_URL").expect("end2end/postgres.sh names one");
        let folder = Folder::new();
        let name = folder.0.file_name().expect("it has a name").to_string_lossy().replace('-', "_");
        let database = Database { name, admin };
        database.run(&format!("create database {}", database.name), &database.admin).await;
        database
    }

    /// Where the server listens.
    pub(crate) fn server(&self) -> String {
        let (_, host) = self.admin.rsplit_once('@').expect("a user");
        host.split('/').next().expect("a host").to_owned()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn url_at(&self, host: &str) -> String {
        let (user, _) = self.admin.rsplit_once('@').expect("a user");
        format!("{user}@{host}/{}", self.name)
    }

    pub(crate) fn url(&self) -> String {
        self.url_at(&self.server())
    }

    /// Statements of somebody who stands beside the program.
    pub(crate) async fn run_here(&self, text: &str) {
        self.run(text, &self.url()).await;
    }

    async fn run(&self, text: &str, url: &str) {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(url).await.expect("it answers");
        connection.execute(AssertSqlSafe(text)).await.expect(text);
        connection.close().await.expect("it closes");
    }
}

/// The program on a database at the end of a line, with somebody who is signed in.
struct Scene {
    database: Database,
    way: Way,
    program: Program,
    folder: Folder,
    anna: Person,
}

impl Scene {
    async fn new(settings: &[(&str, &str)]) -> Scene {
        let database = Database::new().await;
        let way = Way::to(database.server()).await;
        let folder = Folder::new();
        let url = database.url_at(&way.at.to_string());
        let settings = [settings, &[("DATABASE_URL", url.as_str())]].concat();
        let program = Program::start(&folder.0, &settings).await;
        let mut anna = Person::at(&program.host);
        anna.sign_up(&folder.0.join("mail"), "anna@example.com").await;
        Scene { database, way, program, folder, anna }
    }

    async fn is_back(&self) {
        comes_back("reading", async || self.anna.clone().get("/panel").await.status == 200).await;
        comes_back("writing", async || Person::at(&self.program.host).register("berta@example.com").await.goes_on())
            .await;
        comes_back("readiness", async || is_ready(&self.program.host).await).await;
    }

    /// So many people at once ask for pages, and register: how long each waited for an answer that is not an error of ours.
    async fn crowd(&self, people: usize) -> Vec<Duration> {
        let mut crowd = JoinSet::new();
        for nth in 0..people {
            let (mut signed_in, mut stranger) = (self.anna.clone(), Person::at(&self.program.host));
            crowd.spawn(async move {
                let answer = match nth % 3 {
                    0 => stranger.register(&format!("p{nth}@example.com")).await,
                    1 => signed_in.get("/panel").await,
                    _ => signed_in.get("/api/whoami").await,
                };
                assert!(answer.status == 200 || answer.is_later(), "{answer:?}");
                assert!(!answer.body.contains("What you typed") || nth % 3 == 0, "{answer:?}");
                answer.took
            });
        }
        crowd.join_all().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_falls_silent_takes_no_place_for_ever_and_nobody_waits_for_it() {
    let mut scene = Scene::new(&[("OCPANEL_DATABASE_CONNECTIONS", "8")]).await;
    for loss in 0..if is_long() { 20 } else { 3 } {
        scene.way.becomes(Line::Silent);
        let longest = scene.crowd(40).await.into_iter().max().expect("a crowd");
        assert!(longest < ANSWERS_WITHIN, "{loss}: {longest:?}");
        let page = scene.anna.get("/panel").await;
        assert!(page.is_later() && page.took < AT_ONCE, "{loss}: {page:?}");
        assert!(page.body.contains("<title>This cannot be done right now"), "{page:?}");
        assert!(
            page.body.contains("href=\"\" class=\"button button--primary\">Try again</a>"),
            "it leads to where she wanted to go: {page:?}"
        );
        assert!(!page.body.contains("/sign-in"), "nobody knows whether she is signed out: {page:?}");
        let whoami = scene.anna.get("/api/whoami").await;
        assert!(whoami.is_later() && whoami.took < AT_ONCE, "{loss}: {whoami:?}");
        for path in ["/", "/terms", "/privacy", "/accessibility", "/healthz"] {
            let answer = scene.anna.get(path).await;
            assert!(answer.status == 200 && answer.took < AT_ONCE, "{loss}: {path} {answer:?}");
            assert!(!answer.body.contains("href=\"/sign-in"), "{path}: nobody knows whether she is signed out");
        }
        assert!(!is_ready(&scene.program.host).await);
        scene.way.becomes(Line::Carries);
        scene.is_back().await;
    }
    // As many places as ever: all at once are served.
    let answers = scene.crowd(60).await;
    assert_eq!(answers.len(), 60);
    assert!(is_ready(&scene.program.host).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_and_a_server_that_throws_everybody_out_cost_seconds() {
    let mut scene = Scene::new(&[]).await;
    for _ in 0..if is_long() { 10 } else { 2 } {
        scene.way.becomes(Line::Cut);
        assert!(scene.crowd(20).await.into_iter().all(|took| took < ANSWERS_WITHIN));
        assert!(scene.anna.get("/panel").await.is_later());
        scene.way.becomes(Line::Carries);
        scene.is_back().await;
        let name = scene.database.name().to_owned();
        let out = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
        );
        scene.database.run_here(&out).await;
        assert!(scene.crowd(20).await.into_iter().all(|took| took < ANSWERS_WITHIN));
        scene.is_back().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_takes_nothing_new_is_told_of_and_known_again() {
    let scene = Scene::new(&[]).await;
    let name = scene.database.name().to_owned();
    let read_only = |on: &str| format!("alter database {name} set default_transaction_read_only = {on}");
    scene.database.run_here(&read_only("on")).await;
    let out = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
    );
    scene.database.run_here(&out).await;
    comes_back("what is known of it", async || !is_ready(&scene.program.host).await).await;
    let answer = Person::at(&scene.program.host).register("berta@example.com").await;
    assert!(answer.is_later(), "{answer:?}");
    let said = Program::refuses(&scene.folder.0, &[("DATABASE_URL", &scene.database.url())]).await;
    assert!(said.contains("takes no writing"), "{said}");
    scene.database.run_here(&format!("start transaction read write; {}; commit", read_only("off"))).await;
    scene.is_back().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_database_does_the_program_ends_within_its_ten_seconds() {
    let mut scene = Scene::new(&[]).await;
    scene.way.becomes(Line::Silent);
    let mut hanging = JoinSet::new();
    for nth in 0..10 {
        let mut stranger = Person::at(&scene.program.host);
        hanging.spawn(async move { stranger.register(&format!("p{nth}@example.com")).await.status });
    }
    sleep(Duration::from_millis(500)).await;
    scene.program.terminate();
    let ended = scene.program.ends_within(Duration::from_millis(10_500)).await;
    assert!(ended.is_some_and(|status| status.success()), "{ended:?} {}", scene.program.log());
    hanging.abort_all();
}

/// The database's own defaults are not relied on, and an act that meets another one is tried again unseen.
#[tokio::test(flavor = "multi_thread")]
async fn other_isolation_and_acts_that_meet_are_nobodys_trouble() {
    for isolation in ["repeatable read", "serializable"] {
        let database = Database::new().await;
        let set = format!("alter database {} set default_transaction_isolation = '{isolation}'", database.name());
        database.run_here(&set).await;
        let folder = Folder::new();
        let url = database.url();
        let program = Program::start(&folder.0, &[("DATABASE_URL", &url)]).await;
        let mut crowd = JoinSet::new();
        for nth in 0..24 {
            let mut person = Person::at(&program.host);
            let mail = folder.0.join("mail");
            // Places of letters are held by several at once.
            crowd.spawn(async move { person.sign_up(&mail, &format!("p{nth}@example.com")).await });
        }
        crowd.join_all().await;
    }
    let database = Database::new().await;
    let folder = Folder::new();
    let url = database.url();
    let program = Program::start(&folder.0, &[("DATABASE_URL", &url)]).await;
    for (conflicts, ends_well) in [(3, true), (4, false)] {
        database
            .run_here(&format!(
                "drop trigger if exists meets on registrations;
                 drop sequence if exists met;
                 create sequence met;
                 create or replace function meets() returns trigger language plpgsql as $$ begin
                     if nextval('met') <= {conflicts} then raise exception 'it meets another' using errcode = '40001'; end if;
                     return new;
                 end $$;
                 create trigger meets before insert on registrations for each row execute function meets()"
            ))
            .await;
        let answer = Person::at(&program.host).register("anna@example.com").await;
        assert_eq!((answer.goes_on(), answer.is_later()), (ends_well, !ends_well), "{answer:?}");
    }
}
