//! Applications that ask who somebody is: what they are told, and what nobody gets by asking otherwise.

use super::{
    Answer, App, FORM, FREE, OURS,
    browser::{Browser, PASSWORD, hidden},
    on_both,
};
use accounts::{Algorithm, Application, NewApplication};
use axum::http::{Method, StatusCode};
use serde_json::Value;
use url::{Url, form_urlencoded::Serializer};

const CALLBACK: &str = "https://console.example.com/callback";
const GOODBYE: &str = "https://console.example.com/goodbye";
const EMAIL: &str = "oksana@example.com";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An application of the operator's, and its secret.
struct Known {
    application: Application,
    secret: Option<String>,
}

async fn known(app: &App, public: bool, algorithm: Algorithm) -> Known {
    let new = NewApplication {
        name: "Console".to_owned(),
        redirect_uris: vec![CALLBACK.to_owned()],
        logout_uris: vec![GOODBYE.to_owned()],
        backchannel_uri: None,
        public,
        algorithm,
    };
    let added = app.accounts.applications.add(&new).await.expect("the database answers");
    let (application, secret) = added.expect("it is as it has to be");
    Known { application, secret: secret.map(|secret| secret.expose().to_owned()) }
}

impl Known {
    /// The address that its question is asked at, with these parts changed; an empty one is left out.
    fn question(&self, changed: &[(&str, &str)]) -> String {
        let usual = [
            ("client_id", self.application.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email phone accounts"),
            ("state", "a b&c"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let usual = usual.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let all = usual.chain(changed.iter().copied()).filter(|(_, value)| !value.is_empty());
        format!("/openid/authorize?{}", Serializer::new(String::new()).extend_pairs(all).finish())
    }

    /// Exchanges a code, with these parts changed.
    async fn exchange(&self, app: &App, code: &str, changed: &[(&str, &str)]) -> Answer {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", self.application.id.as_str()),
            ("client_secret", self.secret.as_deref().unwrap_or_default()),
        ];
        let usual = usual.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let all = usual.chain(changed.iter().copied()).filter(|(_, value)| !value.is_empty());
        let body = Serializer::new(String::new()).extend_pairs(all).finish();
        app.ask(Method::POST, "/openid/token", &[("content-type", FORM)], body).await
    }

    /// Tokens for whoever is signed in there.
    async fn tokens(&self, app: &App, browser: &mut Browser<'_>) -> Value {
        let code = code_of(&browser.get(&self.question(&[])).await);
        json(&self.exchange(app, &code, &[]).await)
    }
}

/// Where a page or a redirect leads on to.
fn onward(answer: &Answer) -> Url {
    let address = match answer.header("refresh").strip_prefix("0; url=") {
        Some(address) => address,
        None => answer.location(),
    };
    Url::parse(address).unwrap_or_else(|_| panic!("{answer:?}"))
}

fn part(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(at, _)| at == name).map(|(_, value)| value.into_owned())
}

fn code_of(answer: &Answer) -> String {
    part(&onward(answer), "code").unwrap_or_else(|| panic!("{answer:?}"))
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    serde_json::from_str(&answer.body).expect("JSON")
}

fn error_of(answer: &Answer) -> String {
    let value: Value = serde_json::from_str(&answer.body).expect("JSON");
    value["error"].as_str().expect("an error").to_owned()
}

/// Where the form of a page leads on to.
fn next_of(page: &Answer) -> String {
    hidden(&page.body, "next").expect("the form names it").replace("&amp;", "&")
}

/// What the ID token says, which a key of ours has signed.
async fn claims_of(app: &App, tokens: &Value) -> Value {
    let id_token = tokens["id_token"].as_str().expect("an ID token");
    app.accounts.signing.claims_of(id_token).await.expect("it answers").expect("ours")
}

async fn userinfo(app: &App, tokens: &Value) -> Answer {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    app.ask(Method::GET, "/openid/userinfo", &[("authorization", &bearer)], "").await
}

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
        assert_eq!(userinfo(&app, &tokens).await.status, StatusCode::OK);
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
