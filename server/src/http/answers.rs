//! What every answer has.

use super::{FREE, on_both};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
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
