//! A browser without scripts, reduced to its requests: it keeps cookies, and follows no redirect.

use super::{Answer, App, FORM, OURS};
use axum::http::{Method, StatusCode};
use std::collections::BTreeMap;

pub(super) const PASSWORD: &str = "four plain words together";

/// Somebody with a browser, behind a proxy that says where they are.
pub(super) struct Browser<'a> {
    app: &'a App,
    cookies: BTreeMap<String, String>,
    /// What `X-Forwarded-For` says, a line each.
    pub(super) forwarded: Vec<String>,
    /// The id of the newest registration.
    pub(super) registration: String,
}

impl<'a> Browser<'a> {
    pub(super) fn at(app: &'a App, address: &str) -> Browser<'a> {
        let secret = accounts::Token::new(accounts::Random::SYSTEM).expose().to_owned();
        let cookies = BTreeMap::from([("ocpanel-registration".to_owned(), secret)]);
        Browser { app, cookies, forwarded: vec![address.to_owned()], registration: String::new() }
    }

    /// One of its cookies, as it goes with a request.
    pub(super) fn cookie(&self, name: &str) -> String {
        format!("{name}={}", self.cookies.get(name).expect("it has one"))
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept", "text/html"), ("sec-fetch-site", "same-origin")], String::new()).await
    }

    pub(super) async fn post(&mut self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let headers =
            [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("origin", OURS), ("content-type", FORM)];
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.ask(Method::POST, &format!("/api/{endpoint}"), &headers, body.finish()).await
    }

    async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let forwarded = self.forwarded.iter().map(|line| ("x-forwarded-for", line.as_str()));
        let headers: Vec<_> = headers.iter().copied().chain([("cookie", cookies.as_str())]).chain(forwarded).collect();
        let mut answer = self.app.ask(method, path, &headers, body).await;
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().expect("ASCII");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            match line.to_ascii_lowercase().contains("max-age=0") {
                true => drop(self.cookies.remove(name)),
                false => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        answer.body = answer.body.replace("<wbr>", "");
        answer
    }

    /// Sends the first step; `registration` is there when it was taken.
    pub(super) async fn register(&mut self, email: &str) -> Answer {
        let answer = self.post("register", &person(email)).await;
        if answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/register/details") {
            let page = self.get(answer.location()).await;
            self.registration = hidden(&page.body, "registration").expect("the form names it");
        }
        answer
    }

    /// Sends the second step, as a person.
    pub(super) async fn details(&mut self) -> Answer {
        let registration = self.registration.clone();
        let details = [("language", "en"), ("country", "UA"), ("phone", "0445370222"), ("account_type", "personal")];
        self.post("details", &[&[("registration", registration.as_str())], &details[..]].concat()).await
    }

    /// Sends the third step.
    pub(super) async fn confirm(&mut self, code: &str) -> Answer {
        let registration = self.registration.clone();
        self.post("confirm", &[("registration", &registration), ("code", code)]).await
    }

    /// Goes through the whole wizard; signed in afterwards.
    pub(super) async fn sign_up(&mut self, email: &str) {
        self.register(email).await;
        self.details().await;
        let code = self.app.code(email).await;
        assert_eq!(self.confirm(&code).await.location(), "/register/two-step");
    }

    /// Switches 2-step verification on; its key.
    pub(super) async fn enable_two_step(&mut self) -> String {
        let page = self.get("/settings/security/two-step").await.body;
        let key = key_of(&page);
        let code = self.app.totp(&key);
        let next = self.post("enable_two_step", &[("two_step_code", &code)]).await;
        assert!(next.location().starts_with("/settings/security/recovery-codes"), "{next:?}");
        self.post("saved_recovery_codes", &[("next", "")]).await;
        key
    }

    /// Follows a redirect; the page behind it.
    pub(super) async fn follow(&mut self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        self.get(answer.location()).await
    }

    pub(super) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("sign_in", &[("email", email), ("password", password)]).await
    }
}

/// The secret key that a page shows.
pub(super) fn key_of(page: &str) -> String {
    let (_, rest) = page.split_once("data-secret-key>").expect("the page shows a key");
    let groups = rest.split("</code>").next().unwrap_or_default().split('<');
    groups.map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

/// What somebody with this address types into the first step.
pub(super) fn person(email: &str) -> [(&str, &str); 5] {
    [
        ("name", "Оксана"),
        ("surname", "Ґалаґан"),
        ("email", email),
        ("password", PASSWORD),
        ("confirm_password", PASSWORD),
    ]
}

/// The value of a hidden field of a page.
pub(super) fn hidden(body: &str, name: &str) -> Option<String> {
    let (_, rest) = body.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
