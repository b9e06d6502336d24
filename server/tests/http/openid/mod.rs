//! Applications that ask who somebody is: what they are told, and what nobody gets by asking otherwise.

mod authorize;
mod sign_out;
mod tokens;
mod whoami;

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
