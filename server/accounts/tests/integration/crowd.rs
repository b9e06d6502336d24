//! However many come, what they leave behind has a ceiling, and nobody loses their own step by it.

use crate::help::{World, each_db, from, numbers, personal, register};
use accounts::{Refusal, RequestContext};
use rules::{Errors, Field, FieldError};

const MIB: i64 = 1_048_576;

impl World {
    async fn rows_of(&self, table: &str) -> i64 {
        self.number(&format!("select count(*) from {table}")).await
    }

    /// So many registrations by strangers, of so many networks, up to their last step, each a second after the last.
    async fn crowd_of(&self, registrations: usize, networks: usize) {
        self.run(&format!(
            "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language,
                                        created_at, touched_at, expires_at, details_at, network)
             {} select 'r' || n, 'b' || n, 'Оксана', 'Ґалаґан', n || '@example.com', n || '@example.com', '$argon2id$', '1', 1, 'uk',
                    1800000000, 1800000000 + n, 1900000000, 1800000000 + n, 'network ' || (n % {networks}) from numbers",
            numbers(registrations)
        ))
        .await;
    }
}

#[test]
fn whoever_makes_many_registrations_loses_them_first_and_others_lose_nothing() {
    each_db(|world| async move {
        let mine = from("192.0.2.1");
        let (id, browser) = world.accounts.registrations.register(&register("anna@example.com"), &mine).await.unwrap();
        let mine = RequestContext { browser: Some(browser), ..mine };
        world.crowd_of(60_000, 500).await;
        world.accounts.retention.thin_out().await.unwrap();
        let left = world.rows_of("registrations").await;
        assert!((5_000..17_000).contains(&left), "{left}");
        assert!(
            world.accounts.registrations.unfinished(&mine, Some(&id)).await.unwrap().is_some(),
            "the oldest of all stays"
        );
        let of_networks = "select count(distinct network) from registrations";
        assert_eq!(world.number(of_networks).await, 501, "everybody keeps something");
        assert_eq!(world.number("select count(*) from registrations where id = 'r60000'").await, 1, "their newest");
        assert_eq!(world.number("select count(*) from registrations where id = 'r1'").await, 0, "not their oldest");
        // What is below the ceiling is left alone.
        world.accounts.retention.thin_out().await.unwrap();
        assert_eq!(world.rows_of("registrations").await, left);
        world.accounts.registrations.details(&personal(&id), &mine).await.unwrap();
    });
}

#[test]
fn one_registration_of_each_of_ten_thousand_networks_fits_in_and_large_ones_go_first() {
    each_db(|world| async move {
        world.crowd_of(10_000, 10_000).await;
        world.accounts.retention.thin_out().await.unwrap();
        assert_eq!(world.rows_of("registrations").await, 10_000);
        world.crowd_of_large(10_000).await;
        world.accounts.retention.thin_out().await.unwrap();
        assert_eq!(world.number("select count(*) from registrations where company_name is null").await, 10_000);
    });
}

impl World {
    async fn crowd_of_large(&self, registrations: usize) {
        self.run(&format!(
            "insert into registrations (id, browser_hash, name, surname, email, email_key, password_hash, terms_version, terms_at, language,
                                        created_at, touched_at, expires_at, details_at, network, company_name)
             {} select 'l' || n, 'l' || n, 'О', 'Ґ', n || '@example.org', n || '@example.org', '$argon2id$', '1', 1, 'uk',
                    1800000000, 1800090000 + n, 1900000000, 1800000000 + n, 'large ' || n, '{}' from numbers",
            numbers(registrations),
            "x".repeat(2_000)
        ))
        .await;
    }
}

#[test]
fn each_kind_of_row_that_strangers_leave_has_a_ceiling() {
    each_db(|world| async move {
        let content = "x".repeat(400);
        let kinds = [
            ("form_rows", format!("(id, browser_hash, page, content, created_at, expires_at, network) {{}} select 'f' || n, 'b' || n, '/', '{content}', 1, 1900000000, 'n' || (n % 50) from numbers"), 4 * MIB / 700),
            ("outbox", format!("(id, kind, email_key, about, content, created_at, lease_until) {{}} select 'o' || n, 'none', n || '@example.com', 'x', '{content}', n, 0 from numbers"), 6 * MIB / 900),
            ("resets", "(token_hash, email_key, created_at, expires_at) {} select 't' || n, n || '@example.com', n, 1900000000 from numbers".to_owned(), 2 * MIB / 300),
            ("limits", "(key, full_at) {} select 'k' || n, 1800000000 + n from numbers".to_owned(), 5 * MIB / 200),
            ("failures", "(key, subject, tries, wait, next_at, touched_at) {} select 'k' || n, '', 1, 0, n, 1800000000 + n from numbers".to_owned(), 2 * MIB / 240),
            ("letter_counts", "(key, moments, touched_at) {} select 'k' || n, '1800000000', 1800000000 + n from numbers".to_owned(), 2 * MIB / 220),
            ("unlocks", "(token_hash, address_hash, told, expires_at) {} select 't' || n, 'a' || n, 0, 1900000000 + n from numbers".to_owned(), MIB / 240),
        ];
        for (table, rows, most) in &kinds {
            world.run(&format!("insert into {table} {}", rows.replace("{}", &numbers(40_000)))).await;
            world.accounts.retention.thin_out().await.unwrap();
            let left = world.rows_of(table).await;
            assert!(left <= *most && left >= most / 3, "{table}: {left} of {most}");
        }
        assert_eq!(world.number("select count(*) from limits where key = 'k40000'").await, 1, "the fullest stays");
        assert_eq!(world.number("select count(*) from limits where key = 'k1'").await, 0);
    });
}

#[test]
fn a_letter_that_waits_stays_while_those_that_went_go_and_so_does_a_link_that_somebody_has() {
    each_db(|world| async move {
        world.sign_up("anna@example.com").await;
        world.ask_unlock("anna@example.com", &RequestContext::default()).await;
        let link = world.unlock_link("anna@example.com").await.unwrap();
        world.begin("new@example.com").await;
        world
            .run(&format!(
                "insert into outbox (id, kind, email_key, about, content, created_at, lease_until, sent_at)
                 {} select 'o' || n, 'none', n || '@example.com', 'x', '', 1800090000 + n, 0, 1 from numbers",
                numbers(40_000)
            ))
            .await;
        world
            .run(&format!(
                "insert into unlocks (token_hash, address_hash, told, expires_at)
                 {} select 't' || n, 'a' || n, 0, 1900000000 + n from numbers",
                numbers(40_000)
            ))
            .await;
        world.accounts.retention.thin_out().await.unwrap();
        assert!(world.rows_of("outbox").await < 20_000 && world.rows_of("unlocks").await < 6_000);
        assert_eq!(world.letters_to("new@example.com", crate::help::siege::CODES).await, 1);
        assert!(world.accounts.sign_in.unlock_open(&link).await.unwrap());
    });
}

#[test]
fn a_log_keeps_the_newest_of_what_strangers_try_and_all_that_its_user_did() {
    each_db(|world| async move {
        let anna = world.person("anna@example.com").await;
        let before = world.rows_of("activity").await;
        world
            .run(&format!(
                "insert into activity (id, seq, at, user_id, act, result, detail, network_address, agent)
                 {} select 'a' || n, 100 + n, {} + n, '{}', 'signed_in', 'refused', '', '', '' from numbers",
                numbers(5_000),
                world.now() - 10_000,
                anna.id
            ))
            .await;
        world.accounts.retention.thin_out().await.unwrap();
        assert_eq!(world.rows_of("activity").await, before + 300);
        assert_eq!(world.number("select count(*) from activity where id = 'a5000'").await, 1);
    });
}

#[test]
fn after_a_thousand_acts_of_strangers_it_is_time_to_thin_out() {
    each_db(|world| async move {
        let refusal = Refusal {
            endpoint: "register".into(),
            values: vec![(Field::Name, "x".repeat(100))],
            errors: Errors::on(Field::Email, FieldError::Missing),
            ..Refusal::default()
        };
        let mine = from("192.0.2.1");
        for _ in 0..1_000 {
            world.accounts.saved_forms.save_form(&refusal, "/register", &mine).await.unwrap();
        }
        let soon = tokio::time::timeout(std::time::Duration::from_secs(5), world.accounts.retention.crowded()).await;
        assert!(soon.is_ok());
        let none = tokio::time::timeout(std::time::Duration::from_millis(50), world.accounts.retention.crowded()).await;
        assert!(none.is_err(), "once for a thousand");
    });
}
