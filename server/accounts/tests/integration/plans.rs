//! However many users there are, no statement reads a table whole that grows: what every other story has sent is looked
//! at in `help/plans.rs`; here it is seen that this looking sees something, and that whatever refers to a row that goes
//! has an index.

use crate::help::{Postgres, World, each_db, million, plans::Plans};
use accounts::{At, MembersOf, Sort};
use sqlx::{AssertSqlSafe, Executor, Row};

#[test]
fn a_dropped_index_is_seen() {
    each_db(|world| async move {
        let mut plans = Plans::open(world.postgres).await;
        for (index, text) in [
            (
                "sessions_seen",
                "delete from sessions where token_hash in (select token_hash from sessions where seen_at <= $1 limit $2)",
            ),
            ("roles_user", "delete from roles where user_id = $1"),
            ("outbox_about", "delete from outbox where about = $1"),
            (
                "roles_owner",
                "select owning.user_id from accounts join roles as owning on cast(owning.account_id || '' as text) = accounts.id
                 and owning.role = 'account_owner' where accounts.id = $1",
            ),
        ] {
            assert_eq!(plans.whole(text).await, [""; 0], "{index}");
            plans.connection.execute("begin").await.expect("it begins");
            plans.connection.execute(AssertSqlSafe(format!("drop index {index}"))).await.expect("it is there");
            let seen = plans.whole(text).await;
            plans.connection.execute("rollback").await.expect("it ends");
            assert!(!seen.is_empty(), "{index}");
        }
    });
}

#[test]
fn a_walk_through_all_that_an_application_has_is_seen() {
    each_db(|world| async move {
        if world.postgres {
            // It knows by its statistics which of two indexes leads to fewer rows.
            return;
        }
        let mut plans = Plans::open(false).await;
        let walks = "delete from access_tokens where code_hash = $1 and application_id = $2";
        assert_eq!(plans.whole(walks).await, ["all that an application has"]);
        let goes = "delete from access_tokens where code_hash = (select code_hash from authorization_codes where code_hash = $1)";
        assert_eq!(plans.whole(goes).await, [""; 0]);
    });
}

#[test]
fn whatever_refers_to_a_row_is_found_by_an_index_when_the_row_goes() {
    each_db(|world| async move {
        if world.postgres {
            // The tables are the same, and here they can be asked in a few words.
            return;
        }
        let mut plans = Plans::open(false).await;
        let keys = "select m.name || ' ' || f.id || ' ' || group_concat(f.\"from\", ' ') as key
                    from sqlite_master as m, pragma_foreign_key_list(m.name) as f where m.type = 'table' group by m.name, f.id";
        let indexes = "select m.name || ' ' || group_concat(coalesce(i.name, '()'), ' ') as key
                       from sqlite_master as m, pragma_index_list(m.name) as l, pragma_index_info(l.name) as i
                       where m.type = 'table' and l.partial = 0 group by m.name, l.name";
        let read = async |plans: &mut Plans, text: &'static str| {
            let rows = plans.connection.fetch_all(text).await.expect("it answers");
            rows.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>()
        };
        let (keys, indexes) = (read(&mut plans, keys).await, read(&mut plans, indexes).await);
        assert!(keys.len() > 15, "{keys:?}");
        for key in keys {
            let words: Vec<&str> = key.split(' ').collect();
            let (table, mut columns) = (words[0], words[2..].to_vec());
            columns.sort_unstable();
            let leads = |index: &&String| {
                let words: Vec<&str> = index.split(' ').collect();
                let mut first = words.iter().skip(1).take(columns.len()).copied().collect::<Vec<_>>();
                first.sort_unstable();
                words[0] == table && first == columns
            };
            assert!(indexes.iter().find(leads).is_some(), "{key} has no index");
        }
    });
}

impl World {
    /// Rows and entries of indexes that PostgreSQL has read so far, once all connections have told.
    async fn steps(&self) -> i64 {
        let asked =
            "select (select cast(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as bigint) from pg_stat_user_tables)
                     + (select cast(sum(idx_tup_read) as bigint) from pg_stat_user_indexes)";
        let mut last = -1;
        loop {
            let steps = self.number(asked).await;
            if steps == last {
                return steps;
            }
            last = steps;
            tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        }
    }
}

/// What pages and acts around an account with a tenth of so many users as members take.
async fn steps_of(users: i64) -> i64 {
    let postgres = Postgres::new().await;
    let world = World::new(&postgres.url, true).await;
    let crowd = million::fill(&world, users).await;
    world.accounts.retention.tidy_up().await.expect("it is tidied up");
    world.accounts.db().close().await;
    let before = world.steps().await;
    let world = World::new(&postgres.url, true).await;
    let session = crowd.owner.context.session.as_ref();
    for (search, sort) in [
        ("", Sort::Email),
        ("", Sort::Name),
        ("", Sort::Accepted),
        ("u77 crowd", Sort::Email),
        ("u77@", Sort::Name),
        ("crowd", Sort::Email),
    ] {
        for at in [At::First, At::After("u777".into()), At::Before("u777".into())] {
            let of = MembersOf { search: search.into(), sort, at, ..MembersOf::default() };
            world.reading().members(session, &crowd.number, &of).await.expect("a list");
        }
    }
    for at in [At::First, At::After("la 777".into())] {
        world.reading().account_activity(session, &crowd.number, &at).await.expect("a log");
    }
    for at in [At::First, At::After("lb 777".into()), At::Before("lb 777".into())] {
        world.reading().activity(crowd.busy.context.session.as_ref(), &at).await.expect("a log");
    }
    world.reading().deletion(session).await.expect("a page");
    world.accounts.sessions.current_user(session).await.expect("a page");
    world.accounts.sealing.sealed_for_others().await.expect("it answers");
    world.sign_in(&crowd.busy.email).await;
    world.sign_up("new@example.org").await;
    world.accounts.db().close().await;
    let steps = world.steps().await - before;
    postgres.drop().await;
    steps
}

/// On PostgreSQL, which counts them; on SQLite the texts and the indexes are the same.
#[test]
fn five_times_as_many_users_take_no_more_steps() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (few, many) = runtime.block_on(async { (steps_of(8_000).await, steps_of(40_000).await) });
    println!("{few} steps among 8,000 users, {many} among 40,000");
    // PostgreSQL samples what it knows of a table, so that its plans differ from run to run; what grows would be five times.
    assert!(many < few * 2, "{few} steps among 8,000 users, {many} among 40,000");
}
