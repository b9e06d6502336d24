//! Where somebody who comes from an application is led.

use super::*;

#[tokio::test]
async fn nobody_is_led_to_an_address_that_is_not_registered_and_all_else_is_told_there() {
    on_both(FREE, |app| async move {
        let (ours, public) = (known(&app, false, Algorithm::Es256).await, known(&app, true, Algorithm::Es256).await);
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        for changed in [
            &[("redirect_uri", "https://evil.example/")][..],
            &[("redirect_uri", "https://console.example.com/callback/")],
            &[("redirect_uri", "https://console.example.com/callback?x=1")],
            &[("redirect_uri", "HTTPS://console.example.com/callback")],
            &[("redirect_uri", "")],
            &[("client_id", "nobody")],
        ] {
            let answer = browser.get(&ours.question(changed)).await;
            assert_eq!((answer.status, answer.location(), answer.header("refresh")), (StatusCode::BAD_REQUEST, "", ""));
            assert!(
                !answer.body.contains("\"https://evil.example")
                    && answer.body.contains("We do not know this application")
            );
        }
        let twice = format!("{}&client_id={}", ours.question(&[]), ours.application.id);
        assert_eq!(browser.get(&twice).await.status, StatusCode::BAD_REQUEST);
        for (known, changed, error) in [
            (&ours, &[("response_type", "token")][..], "unsupported_response_type"),
            (&ours, &[("response_mode", "fragment")], "invalid_request"),
            (&ours, &[("scope", "email")], "invalid_scope"),
            (&ours, &[("code_challenge_method", "plain")], "invalid_request"),
            (&ours, &[("code_challenge_method", "")], "invalid_request"),
            (&ours, &[("code_challenge", "short")], "invalid_request"),
            (&ours, &[("request", "x")], "request_not_supported"),
            (&ours, &[("request_uri", "https://evil.example/")], "request_uri_not_supported"),
            (&ours, &[("prompt", "none login")], "invalid_request"),
            (&public, &[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        ] {
            let led = onward(&browser.get(&known.question(changed)).await);
            assert!(led.as_str().starts_with(CALLBACK), "{led}");
            let told = ["error", "state", "iss"].map(|name| part(&led, name));
            assert_eq!(told, [Some(error.into()), Some("a b&c".into()), Some(OURS.into())], "{changed:?}");
            assert_eq!(part(&led, "code"), None);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_from_an_application_goes_back_to_it_through_registering_too() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        let asked = browser.get(&known.question(&[])).await;
        assert!(asked.location().starts_with("/sign-in?next=/openid/authorize"), "{asked:?}");
        browser.sign_up(EMAIL).await;
        let back = browser.get("/panel").await;
        assert!(back.location().starts_with("/openid/authorize?"), "{back:?}");
        let code = code_of(&browser.follow(&back).await);
        json(&known.exchange(&app, &code, &[]).await);
        assert_eq!(browser.get("/panel").await.status, StatusCode::OK, "once");

        let mut other = app.browser("");
        let asked = other.get(&known.question(&[("login_hint", EMAIL)])).await;
        let page = other.follow(&asked).await;
        assert!(page.body.contains(&format!("value=\"{EMAIL}\"")), "{}", page.body);
        let next = next_of(&page);
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next.as_str())];
        let signed_in = other.post("sign_in", &fields).await;
        code_of(&other.follow(&signed_in).await);
    })
    .await;
}

#[tokio::test]
async fn an_application_may_want_nobody_asked_or_a_proof_of_now() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        let quiet = onward(&browser.get(&known.question(&[("prompt", "none")])).await);
        assert_eq!(part(&quiet, "error").as_deref(), Some("login_required"));
        browser.sign_up(EMAIL).await;
        let anew = browser.get(&known.question(&[("prompt", "login")])).await;
        assert!(anew.location().starts_with("/confirm-identity?"), "a moment ago is not now: {anew:?}");
        code_of(&browser.get(&known.question(&[("prompt", "none"), ("max_age", "60")])).await);
        app.wait(100);
        let quiet = onward(&browser.get(&known.question(&[("prompt", "none"), ("max_age", "60")])).await);
        assert_eq!(part(&quiet, "error").as_deref(), Some("login_required"));
        code_of(&browser.get(&known.question(&[("max_age", "200")])).await);
        for changed in [("prompt", "login"), ("max_age", "60"), ("max_age", "0"), ("prompt", "select_account")] {
            let asked = browser.get(&known.question(&[changed])).await;
            assert!(asked.location().starts_with("/confirm-identity?next=/openid/authorize"), "{asked:?}");
            let page = browser.follow(&asked).await;
            let next = next_of(&page);
            let fields = [("next", next.as_str()), ("password", PASSWORD), ("two_step_code", "")];
            let proved = browser.post("confirm_identity", &fields).await;
            app.wait(2);
            let code = code_of(&browser.follow(&proved).await);
            let tokens = json(&known.exchange(&app, &code, &[]).await);
            let claims = claims_of(&app, &tokens).await;
            let since = claims["iat"].as_i64().zip(claims["auth_time"].as_i64()).map(|(now, proved)| now - proved);
            assert_eq!(since, Some(2), "{changed:?}");
            app.wait(100);
        }
    })
    .await;
}

#[tokio::test]
async fn a_question_that_somebody_left_or_that_has_no_answer_takes_nobody_from_the_panel() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let led = browser.get(&known.question(&[("prompt", "login")])).await;
        assert!(led.location().starts_with("/confirm-identity?next="), "{led:?}");
        assert_eq!(browser.get("/panel").await.status, StatusCode::OK, "left unanswered");

        let mut stranger = app.browser("");
        stranger.get(&known.question(&[])).await;
        assert!(stranger.cookie("ocpanel-back").len() > 20);
        let unknown = stranger.get(&known.question(&[("client_id", "nobody")])).await;
        assert!(unknown.header("set-cookie").starts_with("ocpanel-back=;"), "it would be the same again: {unknown:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_forgot_the_password_or_has_another_tab_asking_still_comes_back() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        app.browser("").sign_up(EMAIL).await;
        let mut browser = app.browser("");
        browser.get(&known.question(&[])).await;
        let quiet = browser.get(&known.question(&[("prompt", "none")])).await;
        assert!(quiet.header("refresh").contains("error=login_required"), "{quiet:?}");

        browser.post("forgot", &[("email", EMAIL)]).await;
        browser.get(&app.link("password-reset", EMAIL).await).await;
        let link = hidden(&browser.get("/reset-password").await.body, "link").expect("the form names it");
        let chosen = "other simple words joined";
        let chosen_twice = [("link", link.as_str()), ("new_password", chosen), ("confirm_new_password", chosen)];
        assert_eq!(browser.post("reset", &chosen_twice).await.location(), "/sign-in?done=changed");
        let signed_in = browser.sign_in(EMAIL, chosen).await;
        let panel = browser.follow(&signed_in).await;
        assert!(panel.location().starts_with("/openid/authorize?"), "{panel:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_too_long_is_refused_or_left_out() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        let state = "s".repeat(5_000);
        let led = onward(&browser.get(&known.question(&[("state", &state)])).await);
        assert_eq!(part(&led, "error").as_deref(), Some("invalid_request"), "nobody could come back to it");
        let question = known.question(&[("state", &state)]);
        let (path, form) = question.split_once('?').expect("a query");
        let posted = app.ask(Method::POST, path, &[("content-type", FORM)], form.to_owned()).await;
        assert_eq!(posted.status, StatusCode::BAD_REQUEST);
        browser.sign_up(EMAIL).await;
        let query =
            [("client_id", known.application.id.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", &state)];
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let page = browser.get(&format!("/openid/logout?{query}")).await;
        assert_eq!(next_of(&page), "/openid/signed-out", "{}", page.body);
        assert_eq!(browser.get("/panel").await.status, StatusCode::OK, "nobody has pressed yet");
    })
    .await;
}

#[tokio::test]
async fn a_hint_a_nonce_and_a_nul_are_looked_at() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let (mut browser, mut other) = (app.browser(""), app.browser(""));
        browser.sign_up(EMAIL).await;
        other.sign_up("another@example.com").await;
        let [own, theirs] = [known.tokens(&app, &mut browser).await, known.tokens(&app, &mut other).await];
        let hint = |tokens: &Value| tokens["id_token"].as_str().expect("an ID token").to_owned();
        for (hint, error) in
            [(hint(&own), None), (hint(&theirs), Some("login_required")), ("x.y.z".to_owned(), Some("login_required"))]
        {
            let led = onward(&browser.get(&known.question(&[("id_token_hint", &hint)])).await);
            assert_eq!(part(&led, "error").as_deref(), error);
        }
        let led = onward(&browser.get(&known.question(&[("nonce", &"n".repeat(513))])).await);
        assert_eq!(part(&led, "error").as_deref(), Some("invalid_request"));
        code_of(&browser.get(&known.question(&[("nonce", &"n".repeat(512))])).await);
        for path in [
            "/openid/authorize?client_id=%00&redirect_uri=x",
            "/openid/logout?client_id=%00",
            &known.question(&[("nonce", "\0")]),
        ] {
            let answer = browser.get(path).await;
            assert!(!answer.status.is_server_error(), "{path}: {answer:?}");
        }
        let token = app.ask(Method::POST, "/openid/token", &[("content-type", FORM)], "client_id=%00").await;
        assert_eq!(token.status, StatusCode::BAD_REQUEST);
    })
    .await;
}
