//! How often is too often, as a page says it.

use super::{
    Answer, App, FREE, LIMITED,
    browser::{PASSWORD, hidden},
    on_both,
};
use axum::http::StatusCode;
use futures_util::future::join_all;

const WRONG: &str = "not the password at all";

/// A network address that nobody else in a test has.
fn network(nth: usize) -> String {
    format!("10.{}.{}.{}", nth / 65_536 % 256, nth / 256 % 256, nth % 256)
}

/// An e-mail address that nobody else in a test has.
fn email(nth: usize) -> String {
    format!("oksana-{nth}@example.com")
}

async fn wrong_password(app: &App, address: &str, email: &str) -> Answer {
    app.browser(address).sign_in(email, WRONG).await
}

/// It is a page that says when to come again, in no more than so many seconds.
fn expect_too_many(answer: &Answer, most: u32) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
    let after: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=most).contains(&after), "{after}");
    assert!(answer.body.contains(">Too many tries</h1>"), "{}", answer.body);
    let told = [" seconds", "1 second", " minutes", "1 minute"];
    assert!(told.iter().any(|when| answer.body.contains(when)), "{}", answer.body);
}

/// So many pass, and the next one does not; the wait is over `each` seconds later, for one.
async fn expect_bucket(app: &App, full: usize, each: u32, act: impl AsyncFn(usize) -> Answer) {
    for nth in 0..full {
        let answer = act(nth).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{nth}: {answer:?}");
    }
    expect_too_many(&act(full).await, each);
    app.wait(i64::from(each));
    assert_eq!(act(full + 1).await.status, StatusCode::SEE_OTHER);
    expect_too_many(&act(full + 2).await, each);
}

#[tokio::test]
async fn a_network_registers_twenty_times_at_once_then_once_every_three_seconds() {
    on_both(LIMITED, |app| async move {
        expect_bucket(&app, 20, 3, async |nth| app.browser("10.0.0.1").register(&email(nth)).await).await;
        assert_eq!(app.browser("10.0.0.2").register("anna@example.com").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_network_guesses_ten_passwords_at_once_then_one_every_six_seconds() {
    on_both(LIMITED, |app| async move {
        expect_bucket(&app, 10, 6, async |nth| wrong_password(&app, "10.0.0.1", &email(nth)).await).await;
        assert_eq!(wrong_password(&app, "10.0.0.2", "anna@example.com").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn an_address_takes_five_wrong_passwords_from_how_many_networks_ever_known_or_not() {
    on_both(LIMITED, |app| async move {
        app.browser("10.9.9.9").sign_up("anna@example.com").await;
        let mut told = Vec::new();
        for (place, email) in ["anna@example.com", "nobody@example.com"].into_iter().enumerate() {
            for nth in 0..5 {
                let answer = wrong_password(&app, &network(1_000 * place + nth), email).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER);
            }
            let refused = wrong_password(&app, &network(1_000 * place + 5), email).await;
            expect_too_many(&refused, 60);
            let words = refused.body.split('<').filter(|part| !part.contains("form=") && !part.contains("nonce"));
            let without = |text: String| text.replace(email, "").replace(refused.header("x-request-id"), "");
            told.push(without(words.collect::<String>()));
        }
        assert_eq!(told[0], told[1]);
        expect_too_many(&app.browser("10.7.7.7").sign_in("anna@example.com", PASSWORD).await, 60);
    })
    .await;
}

#[tokio::test]
async fn a_right_password_takes_itself_back_from_the_counts_of_its_address_and_its_network_alone() {
    on_both(LIMITED, |app| async move {
        app.browser("10.9.9.9").sign_up("anna@example.com").await;
        let home = "10.0.0.1";
        for _ in 0..4 {
            assert_eq!(wrong_password(&app, home, "anna@example.com").await.status, StatusCode::SEE_OTHER);
        }
        for _ in 0..2 {
            assert_eq!(app.browser(home).sign_in("anna@example.com", PASSWORD).await.location(), "/panel");
        }
        assert_eq!(wrong_password(&app, home, "anna@example.com").await.status, StatusCode::SEE_OTHER);
        expect_too_many(&wrong_password(&app, "10.0.0.2", "anna@example.com").await, 1);
        for nth in 0..5 {
            assert_eq!(wrong_password(&app, home, &email(nth)).await.status, StatusCode::SEE_OTHER);
        }
        expect_too_many(&wrong_password(&app, home, &email(9)).await, 6);
        assert_eq!(wrong_password(&app, "10.0.0.2", &email(10)).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_network_tries_sixty_wrong_codes_at_once_then_one_a_minute() {
    on_both(LIMITED, |app| async move {
        let mut browsers = Vec::new();
        for nth in 0..14 {
            let mut browser = app.browser("10.0.0.1");
            browser.register(&email(nth)).await;
            browser.details().await;
            browsers.push(browser);
        }
        for nth in 0..60 {
            assert_eq!(browsers[nth % 14].confirm("ABC-DEF").await.status, StatusCode::SEE_OTHER, "{nth}");
        }
        let refused = browsers[4].confirm("ABC-DEF").await;
        expect_too_many(&refused, 60);
        assert!(refused.body.contains("href=\"/register/verify?form="), "{}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn a_network_is_sent_sixty_codes_at_once_then_one_a_minute() {
    on_both(&["--trusted-proxies", "1", "--resend-after", "1s"], |app| async move {
        let mut browsers: Vec<_> = (0..20).map(|_| app.browser("10.0.0.1")).collect();
        let mut sent = 0;
        for (nth, browser) in browsers.iter_mut().enumerate() {
            browser.register(&email(nth)).await;
            sent += usize::from(browser.details().await.status == StatusCode::SEE_OTHER);
        }
        let mut refused = None;
        for _ in 0..3 {
            app.wait(2);
            for browser in &mut browsers {
                let page = browser.get("/register/verify").await;
                let version = hidden(&page.body, "version").expect("the form names it");
                let registration = browser.registration.clone();
                let answer = browser.post("resend", &[("registration", &registration), ("version", &version)]).await;
                match answer.status {
                    StatusCode::SEE_OTHER => sent += 1,
                    _ => refused = Some(answer),
                }
            }
        }
        assert_eq!(sent, 60);
        expect_too_many(&refused.expect("the last ones"), 60);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_behind_the_link_passwords_apart() {
    on_both(LIMITED, |app| async move {
        let mut browser = app.browser("10.0.0.1");
        browser.sign_in("anna@example.com", WRONG).await;
        for nth in 0..4 {
            wrong_password(&app, &network(500 + nth), "anna@example.com").await;
        }
        let typed = [("email", "anna@example.com"), ("password", PASSWORD), ("next", "/terms")];
        let refused = browser.post("sign_in", &typed).await;
        expect_too_many(&refused, 60);
        assert!(!refused.body.contains(PASSWORD));
        let (_, link) = refused.body.split_once("href=\"/sign-in?form=").expect("a way back");
        let form = browser.get(&format!("/sign-in?form={}", link.split('"').next().unwrap_or_default())).await;
        assert!(form.body.contains("value=\"anna@example.com\"") && !form.body.contains(PASSWORD), "{}", form.body);
        assert_eq!(hidden(&form.body, "next").as_deref(), Some("/terms"));
    })
    .await;
}

#[tokio::test]
async fn a_network_posts_240_forms_a_minute_whatever_they_are() {
    on_both(LIMITED, |app| async move {
        let choose =
            async |address: &str| app.browser(address).post("taste", &[("language", "en"), ("next", "/")]).await;
        let mut refused = None;
        for nth in 0..2_000 {
            let answer = choose("10.0.0.1").await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                assert!(nth >= 240, "{nth}");
                refused = Some(answer);
                break;
            }
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
        expect_too_many(&refused.expect("that was too much"), 60);
        assert_eq!(choose("10.0.0.2").await.status, StatusCode::SEE_OTHER);
        assert_eq!(app.browser("10.0.0.1").get("/register").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn with_no_trusted_proxy_a_header_moves_no_limit() {
    on_both(&[], |app| async move {
        expect_bucket(&app, 10, 6, async |nth| wrong_password(&app, &network(nth), &email(nth)).await).await;
        expect_bucket(&app, 20, 3, async |nth| app.browser(&network(nth)).register(&email(nth)).await).await;
    })
    .await;
}

#[tokio::test]
async fn with_one_trusted_proxy_the_rightmost_entry_counts_alone() {
    on_both(LIMITED, |app| async move {
        let home = "10.200.0.1";
        let behind = async |nth: usize| wrong_password(&app, &format!("{}, {home}", network(nth)), &email(nth)).await;
        expect_bucket(&app, 10, 6, behind).await;
        for nth in 0..20 {
            let answer = wrong_password(&app, &format!("{home}, {}", network(nth)), &email(nth)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
        let two_lines = async |lines: [&str; 2]| {
            let mut browser = app.browser("");
            browser.forwarded = lines.map(str::to_owned).to_vec();
            browser.sign_in("eva@example.com", WRONG).await
        };
        expect_too_many(&two_lines(["10.200.0.2", home]).await, 6);
        assert_eq!(two_lines([home, "10.200.0.2"]).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn with_two_trusted_proxies_the_second_entry_from_the_right_counts() {
    on_both(&["--trusted-proxies", "2"], |app| async move {
        let home = "10.200.0.1";
        let between = async |nth: usize| {
            wrong_password(&app, &format!("{}, {home}, {}", network(nth), network(nth + 500)), &email(nth)).await
        };
        expect_bucket(&app, 10, 6, between).await;
        for nth in 0..20 {
            let answer = wrong_password(&app, &format!("{home}, {}, {home}", network(nth)), &email(nth)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
        }
        expect_bucket(&app, 10, 6, async |nth| wrong_password(&app, &network(nth), &email(100 + nth)).await).await;
    })
    .await;
}

#[tokio::test]
async fn entries_that_are_missing_or_unreadable_count_as_the_sockets_address() {
    on_both(LIMITED, |app| async move {
        let entries = ["", "unknown", "999.1.1.1", "2001:db8::g", "10.0.0.0/8", "10.1.1.1, unknown", "127.0.0.1"];
        let act = async |nth: usize| wrong_password(&app, entries[nth % entries.len()], &email(nth)).await;
        expect_bucket(&app, 10, 6, act).await;
    })
    .await;
}

#[tokio::test]
async fn neighbours_in_one_ipv6_64_share_and_ipv4_in_ipv6_dress_is_itself() {
    on_both(LIMITED, |app| async move {
        let neighbour = async |nth: usize| wrong_password(&app, &format!("2001:db8:7:1:{nth}::1"), &email(nth)).await;
        expect_bucket(&app, 10, 6, neighbour).await;
        assert_eq!(wrong_password(&app, "2001:db8:7:2::1", &email(50)).await.status, StatusCode::SEE_OTHER);
        let dressed = async |nth: usize| {
            let address = if nth.is_multiple_of(2) { "10.3.3.3" } else { "::ffff:10.3.3.3" };
            wrong_password(&app, address, &email(100 + nth)).await
        };
        expect_bucket(&app, 10, 6, dressed).await;
        assert_eq!(wrong_password(&app, "::ffff:10.4.4.4", &email(60)).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn limits_survive_a_restart_and_two_servers_on_one_database_count_together() {
    on_both(LIMITED, |app| async move {
        let other = app.beside(LIMITED).await;
        let either = |nth: usize| if nth.is_multiple_of(2) { &app } else { &other };
        let wrong = async |nth: usize| wrong_password(either(nth), "10.0.0.1", &email(nth)).await;
        expect_bucket(&app, 10, 6, wrong).await;
        let register = async |nth: usize| either(nth).browser("10.0.0.2").register(&email(nth)).await;
        expect_bucket(&app, 20, 3, register).await;
        for nth in 0..5 {
            assert_eq!(
                wrong_password(either(nth), &network(1_000 + nth), "eva@example.com").await.status,
                StatusCode::SEE_OTHER
            );
        }
        expect_too_many(&wrong_password(&app, "10.0.0.8", "eva@example.com").await, 60);
        let later = app.beside(LIMITED).await;
        expect_too_many(&wrong_password(&later, "10.0.0.9", "eva@example.com").await, 60);
        expect_too_many(&wrong_password(&later, "10.0.0.1", &email(70)).await, 6);
    })
    .await;
}

#[tokio::test]
async fn a_hundred_wrong_passwords_at_once_are_compared_as_often_as_the_limit_says() {
    on_both(LIMITED, |app| async move {
        app.browser("10.9.9.9").sign_up("anna@example.com").await;
        let computed = || app.accounts.hasher().computed();
        let before = computed();
        let guesses = (0..100).map(async |nth| wrong_password(&app, &network(nth), "anna@example.com").await.status);
        let passed = join_all(guesses).await.into_iter().filter(|status| *status == StatusCode::SEE_OTHER).count();
        assert_eq!((passed, computed() - before), (5, 5));
        let before = computed();
        let guesses = (0..100).map(async |nth| wrong_password(&app, "10.99.0.1", &email(nth)).await.status);
        let passed = join_all(guesses).await.into_iter().filter(|status| *status == StatusCode::SEE_OTHER).count();
        assert_eq!((passed, computed() - before), (10, 10));
    })
    .await;
}

#[tokio::test]
async fn switched_off_a_network_is_free_and_an_address_is_not() {
    on_both(&["--trusted-proxies", "1", FREE[0], FREE[1]], |app| async move {
        for nth in 0..40 {
            assert_eq!(app.browser("10.0.0.1").register(&email(nth)).await.status, StatusCode::SEE_OTHER);
            assert_eq!(wrong_password(&app, "10.0.0.1", &email(100 + nth)).await.status, StatusCode::SEE_OTHER);
        }
        for nth in 0..10 {
            let answer = wrong_password(&app, "10.0.0.1", "eva@example.com").await;
            assert_eq!(answer.status == StatusCode::SEE_OTHER, nth < 5, "{nth}");
        }
    })
    .await;
}
