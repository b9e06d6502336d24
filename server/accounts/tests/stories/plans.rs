//! However many users there are, no statement reads a table whole that grows: what every other story has sent is looked
//! at in `help/plans.rs`; here it is seen that this looking sees something, and that whatever refers to a row that goes
//! has an index.

use crate::help::{each_db, plans::Plans};
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
