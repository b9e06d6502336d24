//! What has run out goes in turns, however much it is, and others write between two of them.

use crate::help::{World, each_db, numbers, with};
use accounts::Token;
use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::timeout;

impl World {
    /// Tidies up. What is found again and again would have it go on for ever.
    async fn tidy_up_to_the_end(&self) {
        let tidied = timeout(Duration::from_secs(120), self.accounts.retention.tidy_up()).await;
        tidied.expect("it ends").expect("it is tidied up");
    }
}

#[test]
fn others_write_while_much_goes_and_all_of_it_goes() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        for text in [
            format!(
                "insert into sessions (token_hash, id, user_id, agent, network_address, created_at, seen_at)
                 {} select 'h' || n, 'h' || n, '{}', '', '', 1, 1 from numbers",
                numbers(3_000),
                anna.id
            ),
            format!(
                "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language,
                                            created_at, touched_at, expires_at)
                 {} select 'r' || n, 'b' || n, '', '', n || '@x.example', n || '@x.example', '', '', 1, 'uk', 1, 1, 1 from numbers",
                numbers(300)
            ),
            format!(
                "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, sent_at)
                 {} select 'letter-' || n, 'security-notice', case when n % 2 = 0 then 'anna@example.com' else n || '@x.example' end, '', '', {now} - 90000, 0, {now} - 90000
                 from numbers",
                numbers(300),
                now = world.now()
            ),
        ] {
            world.run(&text).await;
        }
        let (done, writes) = (AtomicBool::new(false), AtomicU32::new(0));
        let writing = async {
            let context = with(&Token::parse(&"A".repeat(43)).expect("a token"));
            while !done.load(Ordering::Relaxed) {
                world.accounts.sessions.sign_out(&context).await.expect("it answers");
                writes.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        };
        let tidying = async {
            world.accounts.retention.tidy_up().await.expect("it is tidied up");
            done.store(true, Ordering::Relaxed);
        };
        tokio::join!(writing, tidying);
        let writes = writes.load(Ordering::Relaxed);
        assert!(writes > 15, "only {writes} writes between the turns");
        for (what, left) in [
            ("sessions where created_at = 1", 0),
            ("registrations where name = ''", 0),
            ("outbox where email_key like '%@x.example'", 0),
            ("outbox where id like 'letter-%' and settled = 1", 150),
        ] {
            assert_eq!(world.number(&format!("select count(*) from {what}")).await, left, "{what}");
        }
    });
}

#[test]
fn a_log_that_is_too_long_for_one_turn_goes_with_its_user() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let lines = format!(
            "insert into activity (id, seq, at, user_id, actor_id, act, result, detail, network_address, agent)
             {} select 'l' || n, 10 + n, {}, '{id}', '{id}', 'signed_in', 'done', '', '192.0.2.77', 'x' from numbers",
            numbers(2_500),
            world.now(),
            id = anna.id
        );
        world.run(&lines).await;
        world.run(&format!("update users set delete_at = 1 where id = '{}'", anna.id)).await;
        world.accounts.retention.tidy_up().await.expect("it is tidied up");
        assert_eq!(world.texts("select act from activity").await, ["user_deleted"]);
    });
}

/// Whoever deletes a user takes a thousand lines of each kind; the rest goes in turns, and the turns end.
#[test]
fn of_a_former_member_an_account_keeps_what_they_did_and_not_who_and_where_they_were() {
    each_db(|world| async move {
        let (anna, bob) = (world.person("anna@example.com").await, world.person("bob@example.com").await);
        let account =
            world.texts(&format!("select account_id from memberships where user_id = '{}'", bob.id)).await.remove(0);
        let whom = (&anna.id, &bob.id, "null, 'anna@example.com', '', ''");
        let actor = |what| (&bob.id, &anna.id, what);
        let kinds = [
            whom,
            actor("'anna@example.com', null, '', ''"),
            actor("null, null, '192.0.2.77', ''"),
            actor("null, null, '', 'x'"),
        ];
        let members = (&bob.id, &bob.id, "'bob@example.com', 'bob@example.com', '192.0.2.78', 'y'");
        for (kind, (user, did, known)) in kinds.into_iter().chain([members]).enumerate() {
            let lines = format!(
                "insert into activity (id, seq, at, account_id, user_id, actor_id, act, result, detail, actor_email, whom_email, network_address, agent)
                 {} select 'line-{kind}-' || n, 10 + n, {}, '{account}', '{user}', '{did}', 'member_left', 'done', '', {known} from numbers",
                numbers(1_300),
                world.now()
            );
            world.run(&lines).await;
        }
        world.run(&format!("update users set delete_at = 1 where id = '{}'", anna.id)).await;
        world.tidy_up_to_the_end().await;
        assert_eq!(world.number("select count(*) from activity where id like 'line-%'").await, 5 * 1_300);
        let known = "actor_email is not null or whom_email is not null or network_address <> '' or agent <> ''";
        let known = format!("select count(*) from activity where id like 'line-%' and ({known})");
        assert_eq!(world.number(&known).await, 1_300, "those of a member who is there");
        let whole = "actor_email is not null and whom_email is not null and network_address <> '' and agent <> ''";
        assert_eq!(
            world.number(&format!("select count(*) from activity where id like 'line-%' and {whole}")).await,
            1_300
        );
    });
}

/// As many rows as one turn takes are looked for again until there are fewer.
#[test]
fn what_was_emptied_is_not_gone_through_again() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let numbers = numbers(200);
        let (failed, noted) = (world.now() - 8 * 86_400, world.now() - world.accounts.settings().addresses_kept);
        for text in [
            format!(
                "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, failed_at)
                 {numbers} select 'o' || n, 'security-notice', 'anna@example.com', '', '', {failed}, 0, {failed} from numbers"
            ),
            format!(
                "insert into activity (id, seq, at, user_id, act, result, detail, network_address, agent)
                 {numbers} select 'l' || n, 10 + n, {noted}, '{}', 'signed_in', 'done', '', '', '' from numbers",
                anna.id
            ),
            format!(
                "insert into users (id, email, email_key, name, surname, phone, country, language, password_hash, terms_version, terms_at, created_at)
                 {numbers} select 'u' || n, n || '@example.com', n || '@example.com', '', '', '', 'UA', 'uk', '', '', 0, 0 from numbers"
            ),
            format!("insert into recovery_sets (user_id, made_at) {numbers} select 'u' || n, 1 from numbers"),
        ] {
            world.run(&text).await;
        }
        world.tidy_up_to_the_end().await;
    });
}

#[test]
fn one_user_is_known_by_fifty_browsers_at_most_the_newest() {
    each_db(|world| async move {
        let first = world.arrive("anna@example.com").await;
        let mut last = first.known.clone();
        for _ in 0..55 {
            world.wait(1);
            last = world.sign_in("anna@example.com").await.known;
        }
        assert_eq!(world.number("select count(*) from known_browsers").await, 50);
        let is_known = async |token: &Token| {
            world.number(&format!("select count(*) from known_browsers where browser_hash = '{}'", token.hash())).await
        };
        assert_eq!((is_known(&first.known).await, is_known(&last).await), (0, 1));
    });
}
