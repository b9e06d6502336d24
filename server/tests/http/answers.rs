//! What every answer has.

use super::{FREE, on_both};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use percent_encoding::percent_decode_str;
use tower::ServiceExt;

#[tokio::test]
async fn every_answer_has_the_headers_of_all_answers() {
    on_both(FREE, |app| async move {
        let html = [("accept", "text/html")];
        for path in [
            "/",
            "/register",
            "/panel",
            "/nowhere",
            "//",
            "/sign-in/",
            "/api/whoami",
            "/healthz",
            "/readyz",
            "/robots.txt",
        ] {
            let answer = app.ask(Method::GET, path, &html, "").await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "referrer-policy",
                "permissions-policy",
                "cross-origin-opener-policy",
                "x-request-id",
            ] {
                assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{path}: {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_stranger_is_nobody_and_health_is_told_to_whoever_names_no_host() {
    on_both(FREE, |app| async move {
        let whoami = app.ask(Method::GET, "/api/whoami", &[("cookie", "ocpanel=AAAA")], "").await;
        assert_eq!((whoami.status, whoami.body.as_str()), (StatusCode::UNAUTHORIZED, ""));
        for (path, said) in [("/healthz", "ok"), ("/readyz", "ready")] {
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let answer = app.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
            let status = answer.status();
            let body = to_bytes(answer.into_body(), 100).await.expect("a body");
            assert_eq!((status, &body[..]), (StatusCode::OK, said.as_bytes()), "{path}");
        }
        let led = app.ask(Method::GET, "/panel", &[("accept", "text/html")], "").await;
        assert_eq!(led.headers.get(header::LOCATION).map(|to| to.as_bytes()), Some(&b"/sign-in?next=/panel"[..]));
    })
    .await;
}

#[tokio::test]
async fn a_part_of_a_list_is_come_back_to() {
    on_both(FREE, |app| async move {
        let led = async |page: &str| {
            let answer = app.ask(Method::GET, page, &[("accept", "text/html")], "").await;
            let to = answer.headers.get(header::LOCATION).expect("a way to sign in").to_str().expect("a text");
            let next = to.strip_prefix("/sign-in?next=").expect("where to come back to");
            percent_decode_str(next).decode_utf8().expect("a text").into_owned()
        };
        let users = "/clients/12345674/users";
        let part = "search=%D0%87%D0%B6%D0%B0%D0%BA%20%26%20Co&sort=name&after=x-1";
        assert_eq!(led(&format!("{users}?done=roles&{part}")).await, format!("{users}?{part}"));
        assert_eq!(led(&format!("{users}?form=abc")).await, format!("{users}?form=abc"));
        let long = format!("{users}?search={}", "%D1%97".repeat(400));
        assert_eq!(led(&long).await, users, "too long to come back to");
    })
    .await;
}
