//! What a proxy and a page of another site are told.

use super::*;

#[tokio::test]
async fn a_proxy_is_told_by_headers_whatever_it_asks_by() {
    on_both(FREE, |app| async move {
        const NAMES: [&str; 6] = [
            "x-ocpanel-user",
            "x-ocpanel-email",
            "x-ocpanel-name",
            "x-ocpanel-language",
            "x-ocpanel-accounts",
            "x-ocpanel-permissions",
        ];
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let cookie = browser.cookie("ocpanel");
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = app.ask(method.clone(), "/api/whoami", &[("cookie", &cookie)], "").await;
            assert_eq!(answer.status, StatusCode::OK, "{method}");
            assert_eq!(answer.header("x-ocpanel-email"), EMAIL);
            assert_eq!(
                answer.header("x-ocpanel-name"),
                "%D0%9E%D0%BA%D1%81%D0%B0%D0%BD%D0%B0%20%D2%90%D0%B0%D0%BB%D0%B0%D2%91%D0%B0%D0%BD"
            );
            assert!(answer.header("x-ocpanel-accounts").ends_with(":account_owner"));
            assert!(answer.header("x-ocpanel-permissions").contains(":manage_users"));
            let nobody = app.ask(method, "/api/whoami", &[], "").await;
            assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
            for name in NAMES {
                assert_eq!(nobody.headers.get(name).map(|value| value.as_bytes()), Some(&b""[..]), "{name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_site_reads_what_depends_on_no_cookie_and_a_form_of_one_becomes_a_page() {
    on_both(FREE, |app| async move {
        let known = known(&app, true, Algorithm::Es256).await;
        let found = app.ask(Method::GET, "/.well-known/openid-configuration", &[], "").await;
        assert_eq!(json(&found)["issuer"], OURS);
        for path in ["/.well-known/openid-configuration", "/openid/keys", "/openid/token", "/openid/userinfo"] {
            let answer = app.ask(Method::OPTIONS, path, &[("origin", "https://console.example.com")], "").await;
            assert_eq!((answer.status, answer.header("access-control-allow-origin")), (StatusCode::NO_CONTENT, "*"));
        }
        let question = known.question(&[]);
        let (path, query) = question.split_once('?').expect("a query");
        let foreign =
            [("origin", "https://console.example.com"), ("sec-fetch-site", "cross-site"), ("content-type", FORM)];
        let posted = app.ask(Method::POST, path, &foreign, query.to_owned()).await;
        assert!(posted.location().starts_with("/openid/authorize?client_id="), "{posted:?}");
        let fetched = app.ask(Method::GET, &question, &[("sec-fetch-dest", "empty")], "").await;
        assert_eq!(fetched.status, StatusCode::NO_CONTENT);
        assert_eq!(app.ask(Method::GET, "/openid/token", &[], "").await.status, StatusCode::METHOD_NOT_ALLOWED);
    })
    .await;
}
