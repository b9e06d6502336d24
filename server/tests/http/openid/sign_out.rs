//! What ends with a session, and who may end it.

use super::*;

#[tokio::test]
async fn what_ends_a_session_ends_what_it_gave_and_a_link_ends_nothing() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let tokens = known.tokens(&app, &mut browser).await;
        let code = code_of(&browser.get(&known.question(&[])).await);
        let hint = tokens["id_token"].as_str().expect("an ID token");
        let query = [("id_token_hint", hint), ("post_logout_redirect_uri", GOODBYE), ("state", "s")];
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let page = browser.get(&format!("/openid/logout?{query}")).await;
        assert!(page.body.contains("Console asks to sign you out"), "{}", page.body);
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::OK, "nobody has pressed yet");
        let next = next_of(&page);
        let out = browser.post("sign_out", &[("next", next.as_str())]).await;
        let led = onward(&browser.follow(&out).await);
        assert_eq!(led.as_str(), format!("{GOODBYE}?state=s"));
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(error_of(&known.exchange(&app, &code, &[]).await), "invalid_grant");
        for query in [
            "post_logout_redirect_uri=https://evil.example/".to_owned(),
            format!("client_id={}&post_logout_redirect_uri=https://evil.example/", known.application.id),
            format!("client_id=nobody&post_logout_redirect_uri={GOODBYE}&id_token_hint={hint}"),
        ] {
            let answer = browser.get(&format!("/openid/signed-out?{query}")).await;
            assert_eq!((answer.location(), answer.header("refresh")), ("/", ""), "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_to_the_page_after_signing_out_signs_nobody_out_and_says_nothing_else() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let query = format!("client_id={}&post_logout_redirect_uri={GOODBYE}", known.application.id);
        let led = browser.get(&format!("/openid/signed-out?{query}")).await;
        assert_eq!(led.location(), format!("/openid/logout?{query}"));
        assert!(browser.follow(&led).await.body.contains("Console asks to sign you out"));

        // The way back to an application ends with the session.
        let mut stranger = app.browser("");
        stranger.get(&known.question(&[])).await;
        assert!(stranger.cookie("ocpanel-back").len() > 20);
        browser.get("/panel").await;
        let out = browser.post("sign_out", &[("next", "")]).await;
        assert!(
            out.headers
                .get_all("set-cookie")
                .iter()
                .any(|line| line.to_str().is_ok_and(|line| line.starts_with("ocpanel-back=;"))),
            "{out:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_one_application() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let tokens = known.tokens(&app, &mut browser).await;
        let sid = claims_of(&app, &tokens).await["sid"].as_str().expect("a session").to_owned();
        let page = browser.get("/settings/security").await.body;
        assert!(page.contains("Signed in to Console") && page.contains("Sign out of Console"), "{page}");
        let next = browser.post("end_application_session", &[("session", &sid)]).await;
        let page = browser.follow(&next).await.body;
        assert!(page.contains("You are signed out of the application.") && !page.contains("Console"), "{page}");
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::UNAUTHORIZED);
        let activity = browser.get("/activity").await.body;
        assert!(activity.contains("Signed out of an application") && activity.contains("Console"), "{activity}");
        known.tokens(&app, &mut browser).await;
    })
    .await;
}
