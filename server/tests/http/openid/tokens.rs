//! Codes, tokens and keys.

use super::*;

#[tokio::test]
async fn a_code_becomes_tokens_that_say_who_somebody_is() {
    on_both(FREE, |app| async move {
        for algorithm in Algorithm::ALL {
            let known = known(&app, false, algorithm).await;
            let mut browser = app.browser("");
            let email = format!("{}@example.com", algorithm.as_str().to_lowercase());
            browser.sign_up(&email).await;
            let answer = browser.get(&known.question(&[])).await;
            assert!(answer.body.contains("Continue to Console"), "{}", answer.body);
            let led = onward(&answer);
            assert!(led.as_str().starts_with(CALLBACK), "{led}");
            assert_eq!((part(&led, "state"), part(&led, "iss")), (Some("a b&c".into()), Some(OURS.into())));
            let tokens = json(&known.exchange(&app, &code_of(&answer), &[]).await);
            assert_eq!(tokens["token_type"], "Bearer");
            assert!(tokens["expires_in"].as_i64().is_some_and(|seconds| seconds > 3_600), "{tokens}");
            let claims = claims_of(&app, &tokens).await;
            for (name, value) in [
                ("iss", OURS.into()),
                ("aud", known.application.id.clone().into()),
                ("nonce", "n-1".into()),
                ("email", email.clone().into()),
                ("email_verified", Value::Bool(true)),
                ("name", "Оксана Ґалаґан".into()),
                ("given_name", "Оксана".into()),
                ("family_name", "Ґалаґан".into()),
                ("locale", "en".into()),
                ("phone_number", "+380445370222".into()),
                ("acr", "aal1".into()),
                ("amr", serde_json::json!(["pwd"])),
            ] {
                assert_eq!(claims[name], value, "{name} {claims}");
            }
            assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(300));
            let told = json(&userinfo(&app, &tokens).await);
            assert_eq!(told["sub"], claims["sub"]);
            let number = told["accounts"][0]["number"].as_str().expect("a number").to_owned();
            assert_eq!(told["account_roles"][0], format!("{}:account_owner", number.replace('-', "")));
            let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
            let whoami = app.ask(Method::GET, "/api/whoami", &[("authorization", &bearer)], "").await;
            assert!(whoami.body.contains(&email), "{}", whoami.body);
            let activity = browser.get("/activity").await.body;
            assert!(activity.contains("Signed in to an application") && activity.contains("Console"), "{activity}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_application_learns_what_it_asked_for_and_no_more() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let question = known.question(&[("scope", "openid offline_access")]);
        let cookie = browser.cookie("ocpanel");
        let looked = app.ask(Method::HEAD, &question, &[("cookie", &cookie)], "").await;
        assert_eq!((looked.status, looked.location()), (StatusCode::NO_CONTENT, ""), "whoever only looks gets no code");
        let code = code_of(&browser.get(&question).await);
        let tokens = json(&known.exchange(&app, &code, &[]).await);
        assert_eq!(tokens["scope"], "openid");
        let told = userinfo(&app, &tokens).await;
        assert_eq!(json(&told).as_object().map(|claims| claims.len()), Some(1), "{}", told.body);
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
        let whoami = app.ask(Method::GET, "/api/whoami", &[("authorization", &bearer)], "").await;
        assert_eq!((whoami.status, whoami.body.as_str()), (StatusCode::FORBIDDEN, ""));
        let how = "Bearer realm=\"ocpanel\", error=\"insufficient_scope\", scope=\"accounts\"";
        assert_eq!((whoami.header("www-authenticate"), whoami.header("x-ocpanel-user")), (how, ""));
        let whoami = app.ask(Method::GET, "/api/whoami", &[("authorization", "Bearer AAAA")], "").await;
        assert_eq!((whoami.status, whoami.body.as_str()), (StatusCode::UNAUTHORIZED, ""));
        assert_eq!(whoami.header("www-authenticate"), "Bearer realm=\"ocpanel\", error=\"invalid_token\"");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_once_for_its_application_its_address_and_its_verifier() {
    on_both(FREE, |app| async move {
        let (ours, other) = (known(&app, false, Algorithm::Es256).await, known(&app, false, Algorithm::Es256).await);
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        for (changed, by) in [
            (&[("redirect_uri", "https://console.example.com/other")][..], &ours),
            (&[("code_verifier", CHALLENGE)], &ours),
            (&[("code_verifier", "")], &ours),
        ] {
            let code = code_of(&browser.get(&ours.question(&[])).await);
            assert_eq!(error_of(&by.exchange(&app, &code, changed).await), "invalid_grant", "{changed:?}");
            assert_eq!(error_of(&ours.exchange(&app, &code, &[]).await), "invalid_grant", "it is used up");
        }
        let code = code_of(&browser.get(&ours.question(&[])).await);
        assert_eq!(error_of(&other.exchange(&app, &code, &[]).await), "invalid_grant", "another's");
        let tokens = json(&ours.exchange(&app, &code, &[]).await);
        assert_eq!(error_of(&other.exchange(&app, &code, &[]).await), "invalid_grant", "another's");
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::OK, "another can end nothing");
        assert_eq!(error_of(&ours.exchange(&app, &code, &[]).await), "invalid_grant", "twice");
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::UNAUTHORIZED, "what the first one gave is dead");
        let unchallenged = [("code_challenge", ""), ("code_challenge_method", "")];
        let code = code_of(&browser.get(&ours.question(&unchallenged)).await);
        assert_eq!(error_of(&ours.exchange(&app, &code, &[]).await), "invalid_grant", "its challenge was taken away");
        let code = code_of(&browser.get(&ours.question(&unchallenged)).await);
        json(&ours.exchange(&app, &code, &[("code_verifier", "")]).await);
        let code = code_of(&browser.get(&ours.question(&[])).await);
        app.wait(61);
        assert_eq!(error_of(&ours.exchange(&app, &code, &[]).await), "invalid_grant", "it has run out");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_exchange_a_code_at_once_one_gets_tokens_and_they_are_dead() {
    on_both(FREE, |app| async move {
        let ours = known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        for _ in 0..5 {
            let code = code_of(&browser.get(&ours.question(&[])).await);
            let answers = futures_util::future::join_all((0..8).map(|_| ours.exchange(&app, &code, &[]))).await;
            let given: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::OK).map(json).collect();
            assert_eq!(given.len(), 1);
            assert_eq!(userinfo(&app, &given[0]).await.status, StatusCode::UNAUTHORIZED);
        }
    })
    .await;
}

#[tokio::test]
async fn an_application_that_is_not_who_it_says_gets_nothing() {
    on_both(FREE, |app| async move {
        let (ours, public) = (known(&app, false, Algorithm::Es256).await, known(&app, true, Algorithm::Es256).await);
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let code = code_of(&browser.get(&ours.question(&[])).await);
        let wrong = accounts::Token::new(accounts::Random::SYSTEM);
        for changed in [
            &[("client_secret", "")][..],
            &[("client_secret", wrong.expose())],
            &[("client_id", public.application.id.as_str())],
            &[("client_id", "nobody")],
        ] {
            let answer = ours.exchange(&app, &code, changed).await;
            assert_eq!((answer.status, error_of(&answer).as_str()), (StatusCode::UNAUTHORIZED, "invalid_client"));
        }
        for (changed, error) in [
            (&[("grant_type", "")][..], "invalid_request"),
            (&[("grant_type", "password")], "unsupported_grant_type"),
            (&[("redirect_uri", "")], "invalid_request"),
        ] {
            assert_eq!(error_of(&ours.exchange(&app, &code, changed).await), error);
        }
        json(&ours.exchange(&app, &code, &[]).await);
        let code = code_of(&browser.get(&public.question(&[])).await);
        json(&public.exchange(&app, &code, &[]).await);
        let secret = app.accounts.applications.new_secret(&ours.application.id).await.expect("it keeps one");
        let code = code_of(&browser.get(&ours.question(&[])).await);
        assert_eq!(error_of(&ours.exchange(&app, &code, &[]).await), "invalid_client", "the old one is dead");
        json(&ours.exchange(&app, &code, &[("client_secret", secret.expose())]).await);
        let tokens = public.tokens(&app, &mut browser).await;
        app.accounts.applications.remove(&public.application.id).await.expect("it is there");
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(browser.get(&public.question(&[])).await.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn new_keys_are_published_before_they_sign_and_old_ones_after() {
    on_both(FREE, |app| async move {
        let known = known(&app, false, Algorithm::Rs256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let kid = |tokens: &Value| {
            let token = tokens["id_token"].as_str().expect("an ID token").to_owned();
            let head = token.split('.').next().unwrap_or_default().to_owned();
            let head =
                base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, head).expect("base 64");
            serde_json::from_slice::<Value>(&head).expect("JSON")["kid"].as_str().expect("a key").to_owned()
        };
        let published = async || {
            let keys = json(&app.ask(Method::GET, "/openid/keys", &[], "").await);
            let all = keys["keys"].as_array().expect("a list").clone();
            all.iter().map(|key| key["kid"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        let first = kid(&known.tokens(&app, &mut browser).await);
        app.accounts.signing.rotate().await.expect("it answers");
        assert_eq!(published().await.len(), 4);
        assert_eq!(kid(&known.tokens(&app, &mut browser).await), first, "the new one is not known everywhere");
        app.wait(601);
        let second = kid(&known.tokens(&app, &mut browser).await);
        assert_ne!(second, first);
        assert!(published().await.contains(&first) && published().await.contains(&second));
        app.wait(86_400);
        app.accounts.retention.tidy_up().await.expect("it answers");
        app.wait(61);
        assert!(!published().await.contains(&first) && published().await.contains(&second));
    })
    .await;
}

#[tokio::test]
async fn what_applications_ask_depends_on_no_cookie_and_sets_none() {
    on_both(FREE, |app| async move {
        known(&app, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        for path in ["/openid/keys", "/.well-known/openid-configuration"] {
            let answer = browser.get(path).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::OK, ""), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_first_application_can_sign_somebody_in_at_once() {
    on_both(FREE, |app| async move {
        let keys = app.ask(Method::GET, "/openid/keys", &[], "").await;
        assert_eq!(keys.body, r#"{"keys":[]}"#);
        // The operator's command is another process.
        let known = known(&app.beside(FREE).await, false, Algorithm::Es256).await;
        let mut browser = app.browser("");
        browser.sign_up(EMAIL).await;
        let tokens = known.tokens(&app, &mut browser).await;
        assert_eq!(claims_of(&app, &tokens).await["email"], EMAIL);
    })
    .await;
}
